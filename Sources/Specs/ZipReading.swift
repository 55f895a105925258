import Documents
import Sweeps

/// Parameters of a grid that change together, as Python's `zip` has them.
///
/// ```yaml
/// parameters: { width: [64, 128], lr: [0.1, 0.05], seed_of_data: [1, 2] }
/// zip: [width, lr]                    # 64 with 0.1, 128 with 0.05; or a list of such lists
/// ```
struct ZipReading {
  /// The places of all parameters: those that change together in one list.
  let groups: [[Int]]

  init(_ document: Document?, of parameters: [Parameter]) throws(DocumentError) {
    guard let document else {
      groups = parameters.indices.map { [$0] }
      return
    }
    let expected = "a list of parameters such as [width, lr], or a list of such lists"
    guard case .list(let elements) = document.content, !elements.isEmpty else {
      throw document.mismatch("zip", mustBe: expected)
    }
    var isNested = false
    if case .list = elements[0].content { isNested = true }
    let lists =
      try isNested
      ? elements.map { (list) throws(DocumentError) in try list.list("zip") } : [elements]
    var zipped: [[Int]] = []
    for list in lists {
      var group: [Int] = []
      for name in list {
        let text = try name.text("a parameter in zip")
        guard let place = parameters.firstIndex(where: { $0.name == text }) else {
          throw DocumentError(
            "no parameter is named '\(text)'"
              + suggestion(for: text, among: parameters.map(\.name)), at: name.mark)
        }
        guard !group.contains(place), !zipped.contains(where: { $0.contains(place) }) else {
          throw DocumentError("zip names \(text) twice; keep one", at: name.mark)
        }
        let count = parameters[place].options.count
        if let first = group.first, parameters[first].options.count != count {
          throw DocumentError(
            "\(text) has \(count) values and \(parameters[first].name) has"
              + " \(parameters[first].options.count); what is zipped has equally many",
            at: name.mark)
        }
        group.append(place)
      }
      guard group.count > 1 else { throw document.mismatch("zip", mustBe: expected) }
      zipped.append(group)
    }
    groups = parameters.indices.compactMap { place in
      let group = zipped.first { $0.contains(place) } ?? [place]
      return group.min() == place ? group : nil
    }
  }

  /// Whether every parameter changes by itself.
  var isTrivial: Bool { groups.allSatisfy { $0.count == 1 } }

  /// Every combination: the place of the option of each parameter.
  func combinations(of parameters: [Parameter]) -> [[Int]] {
    var combinations: [[Int]] = [Array(repeating: 0, count: parameters.count)]
    for group in groups {
      combinations = combinations.flatMap { chosen in
        parameters[group[0]].options.indices.map { option in
          var next = chosen
          for place in group { next[place] = option }
          return next
        }
      }
    }
    return combinations
  }

  /// How many there are; a double, as the product of a slip can exceed every integer.
  func count(of parameters: [Parameter]) -> Double {
    groups.reduce(1.0) { $0 * Double(parameters[$1[0]].options.count) }
  }
}
