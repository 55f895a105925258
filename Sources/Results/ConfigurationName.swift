import Documents
package import Processes
import Reports
import Store
import Sweeps

/// The name of a configuration on the command line: `l2=0.001`, or with its sweep
/// `digits-l2:l2=0.001,units=32`.
///
/// Parameters may be left out where the others suffice to tell which one is meant.
package struct ConfigurationName {
  /// Where the configuration is.
  package let recorded: SweepReader
  private let text: String
  private let rest: Substring

  /// - Parameter home: the sweep that is meant where none is named, and in whose file those are that
  ///   are; not asked for where a file is named and it is not there. Another word before a colon is
  ///   part of a value.
  /// - Parameter takesFiles: whether it may name another file.
  package init(
    _ text: String, takesFiles: Bool = true, from home: () throws -> SweepReader
  ) throws {
    self.text = text
    let known = try SweepName.known { try home().file }
    let name = SweepName(text, takesFiles: takesFiles, isKnown: known.contains)
    let file = try name.file.map { try ResultsReader(at: $0) }
    let sweeps = try file.map { Set(try $0.sweeps().map(\.name)) } ?? known
    let words = name.rest.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let sweep = words.first.map(String.init).flatMap { sweeps.contains($0) ? $0 : nil }
    rest = sweep == nil ? name.rest[...] : words.count > 1 ? words[1] : ""
    if let path = name.file {
      recorded = try SweepReader(path: path, name: sweep)
    } else {
      let home = try home()
      recorded =
        sweep == nil || sweep == home.sweep.name
        ? home : try SweepReader(path: home.file.path, name: sweep)
    }
  }

  /// A configuration of a sweep that is known: what is named are its parameters only.
  package init(_ text: String, in recorded: SweepReader) {
    self.text = text
    self.recorded = recorded
    rest = text[...]
  }

  /// Whether it names no parameter.
  package var isWholeSweep: Bool { rest.isEmpty }

  /// The place of the configuration among those of the sweep that are shown.
  package func configuration() throws -> Int {
    let all = try number()
    guard let place = recorded.shown.place(of: all) else {
      if let sentence = try recorded.departure(of: all) {
        throw UserError("\(text) \(sentence)")
      }
      throw UserError(
        "\(text) is not shown (\(recorded.shown.reason(for: all) ?? "")); 'sweep remove"
          + " '\(text)' --restore' shows it again")
    }
    return place
  }

  /// The number of the configuration among all of the sweep, those that are not shown too.
  ///
  /// A name that fits several means the one of them that is shown.
  package func number() throws -> Int {
    let names = recorded.sweep.parameterNames
    let labels = try recorded.labels
    do {
      return recorded.shown.numbers[try configuration(names, labels)]
    } catch {
      guard !recorded.shown.areAll,
        let hidden = try? configuration(names, recorded.file.labels(of: recorded.sweep.id))
      else { throw error }
      return hidden
    }
  }

  /// The number of the configuration among those with these values of parameters.
  package func configuration(_ parameters: [String], _ labels: [[String]]) throws(UserError) -> Int
  {
    let wanted = try assignments(parameters).map { parameter, value in
      (parameter: parameter, value: exact(value, among: labels.map { $0[parameter] }))
    }
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

  /// Whether it gives a value to a parameter of this name.
  package func names(_ parameter: String) -> Bool {
    rest.split(separator: ",").contains {
      $0.split(separator: "=").first.map(String.init) == parameter
    }
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

  /// A value as it is on record, where somebody writes it as tables show it: `0.0002507` for
  /// `0.00025075`.
  private func exact(_ value: String, among labels: [String]) -> String {
    guard !labels.contains(where: { isSame($0, value) }) else { return value }
    let shown = ShownValues(labels)
    return labels.first { isSame(shown[$0], value) } ?? value
  }

  /// Whether both say the same: `1e-3` is `0.001`.
  private func isSame(_ label: String, _ value: String) -> Bool {
    if label == value.trimmed { return true }
    guard let a = Double(label), let b = Double(value) else { return false }
    return a == b
  }
}
