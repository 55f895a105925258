import Reports
import Store
import Sweeps

/// What people call a configuration on the command line: `l2=0.001`, or with its sweep
/// `digits-l2:l2=0.001,units=32`.
///
/// Parameters may be left out where the others suffice to tell which one is meant.
struct ConfigurationName {
  private let text: String
  private let sweep: String?
  private let rest: Substring

  /// - Parameter sweeps: the names of all sweeps of the results file; another word before a colon
  ///   is part of a value.
  init(_ text: String, sweeps: Set<String>) {
    self.text = text
    if sweeps.contains(text) {
      (sweep, rest) = (text, "")
    } else if let colon = text.firstIndex(of: ":"), sweeps.contains(String(text[..<colon])) {
      (sweep, rest) = (String(text[..<colon]), text[text.index(after: colon)...])
    } else {
      (sweep, rest) = (nil, text[...])
    }
  }

  /// Finds the sweep it speaks of: in the file of `home`, and `home` itself unless it says more.
  func recorded(from home: Recorded) throws -> Recorded {
    guard let sweep, sweep != home.sweep.name else { return home }
    return try Recorded(path: home.file.path, name: sweep)
  }

  /// The number of the configuration among those of the sweep.
  func configuration(of recorded: Recorded) throws -> Int {
    let parameters = recorded.sweep.parameterNames
    let wanted = try assignments(parameters)
    let labels = try recorded.file.labels(of: recorded.sweep.id)
    let matches = labels.indices.filter { configuration in
      wanted.allSatisfy { isSame(labels[configuration][$0.parameter], $0.value) }
    }
    if let match = matches.first, matches.count == 1 { return match }
    for (parameter, value) in wanted {
      let known = labels.map { $0[parameter] }
      guard known.contains(where: { isSame($0, value) }) else {
        let values = known.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        throw UserError(
          "no configuration has \(parameters[parameter])=\(value); its values are"
            + " \(values.joined(separator: ", "))")
      }
    }
    let free = parameters.indices.filter { index in !wanted.contains { $0.parameter == index } }
    throw UserError(
      "'\(text)' means \(matches.count) configurations of \(recorded.sweep.name); say also"
        + " \(free.map { "\(parameters[$0])=..." }.joined(separator: ","))")
  }

  /// A comma begins another assignment only where a parameter's name follows: values such as
  /// `[64, 32]` may hold commas.
  private func assignments(
    _ parameters: [String]
  ) throws(UserError) -> [(parameter: Int, value: String)] {
    var assignments: [(parameter: Int, value: String)] = []
    for piece in rest.split(separator: ",", omittingEmptySubsequences: false)
    where !rest.isEmpty {
      let words = piece.split(separator: "=", maxSplits: 1).map(String.init)
      if words.count == 2, let index = parameters.firstIndex(of: words[0].trimmed) {
        assignments.append((index, words[1]))
      } else if let last = assignments.popLast() {
        assignments.append((last.parameter, "\(last.value),\(piece)"))
      } else {
        throw UserError(
          "'\(text)' names no configuration; write PARAMETER=VALUE, such as"
            + " \(parameters.first ?? "l2")=0.001"
            + suggestion(for: words.first ?? "", among: parameters))
      }
    }
    return assignments
  }

  /// Whether both say the same: `1e-3` is `0.001`.
  private func isSame(_ label: String, _ value: String) -> Bool {
    if label == value.trimmed { return true }
    guard let a = Double(label), let b = Double(value) else { return false }
    return a == b
  }
}

extension String {
  /// Without spaces at its ends.
  fileprivate var trimmed: String {
    var text = self[...]
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
