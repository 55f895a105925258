import Documents
import Sweeps

extension Exclusion {
  /// Reads the list `exclude`: blocks of conditions, all of which hold in what is left out.
  ///
  /// ```yaml
  /// exclude:
  ///   - { activation: tanh, units: "> 256" }
  ///   - { optimizer: [adam, rms] }
  /// ```
  static func all(
    _ document: Document?, of parameters: [Parameter]
  ) throws(DocumentError) -> [Exclusion] {
    guard let document else { return [] }
    let blocks = try document.list("exclude")
    guard !blocks.isEmpty else {
      throw DocumentError("exclude is empty; give it conditions, or remove it", at: document.mark)
    }
    return try blocks.map { (block) throws(DocumentError) in
      guard case .map(let entries) = block.content, !entries.isEmpty else {
        throw block.mismatch(
          "each element of exclude",
          mustBe: "a block such as { activation: tanh, units: \"> 256\" }"
        )
      }
      var conditions: [String: Condition] = [:]
      for entry in entries {
        guard let parameter = parameters.first(where: { $0.name == entry.key }) else {
          throw DocumentError(
            "no parameter is named '\(entry.key)'"
              + suggestion(for: entry.key, among: parameters.map(\.name)), at: entry.mark)
        }
        conditions[entry.key] = try Condition(entry.value, of: parameter)
      }
      return Exclusion(conditions)
    }
  }
}

extension Exclusion.Condition {
  fileprivate init(_ document: Document, of parameter: Parameter) throws(DocumentError) {
    if case .text(let text) = document.content, let comparison = Self.comparison(text) {
      self = comparison
      return
    }
    var values = [document]
    if case .list(let elements) = document.content { values = elements }
    for value in values where !parameter.options.isEmpty {
      let labels = parameter.options.map(\.label)
      guard !labels.contains(value.label) else { continue }
      throw DocumentError(
        "\(parameter.name) is never \(value.label)" + suggestion(for: value.label, among: labels)
          + " (it is \(labels.prefix(8).joined(separator: ", "))\(labels.count > 8 ? ", …" : ""))",
        at: value.mark)
    }
    self = .isOneOf(values)
  }

  /// `> 256`, `<= 1e-3`; nil of any other text.
  private static func comparison(_ text: String) -> Exclusion.Condition? {
    let words: [(String, (Double) -> Exclusion.Condition)] = [
      ("<=", { .atMost($0) }), (">=", { .atLeast($0) }), ("<", { .below($0) }),
      (">", { .above($0) }),
    ]
    for (word, condition) in words where text.hasPrefix(word) {
      let rest = text.dropFirst(word.count).drop { $0 == " " }
      return Double(rest).map(condition)
    }
    return nil
  }
}
