/// A quantity that a sweep varies, and the values it takes.
package struct Parameter: Hashable, Sendable {
  /// One value of a parameter, and what tables call it.
  package struct Option: Hashable, Sendable {
    /// The value as a table shows it; unique within its parameter.
    package let label: String
    /// A scalar, or a whole block when architectures are swept.
    package let value: Document

    package init(label: String, value: Document) {
      self.label = label
      self.value = value
    }
  }

  package let name: String
  package let options: [Option]

  package init(name: String, options: [Option]) {
    self.name = name
    self.options = options
  }
}

extension Document {
  /// The names of the parameters that `$name` stands for in this document, in order, none twice.
  package var placeholders: [String] {
    var names: [String] = []
    visitTexts { text in
      if let name = Document.placeholder(text), !names.contains(name) { names.append(name) }
    }
    return names
  }

  /// The document with every `$name` replaced by the parameter's value.
  ///
  /// A replaced value keeps the place where the value was written, so that a complaint about it
  /// points at the parameter and not at the placeholder.
  package func substituting(_ values: [String: Document]) -> Document {
    switch content {
    case .text(let text):
      guard let name = Document.placeholder(text), let value = values[name] else { return self }
      return value.mark == nil ? Document(value.content, at: mark) : value
    case .list(let elements):
      return Document(.list(elements.map { $0.substituting(values) }), at: mark)
    case .map(let entries):
      let replaced = entries.map {
        Entry(key: $0.key, value: $0.value.substituting(values), mark: $0.mark)
      }
      return Document(.map(replaced), at: mark)
    case .null, .boolean, .integer, .number:
      return self
    }
  }

  /// Refuses a `$name` for which there is no parameter, at its place.
  package func refusePlaceholders(besides names: [String]) throws(DocumentError) {
    switch content {
    case .text(let text):
      guard let name = Document.placeholder(text), !names.contains(name) else { return }
      throw DocumentError(
        "no parameter is named '\(name)'"
          + (closest(to: name, among: names).map { "; did you mean $\($0)?" }
            ?? "; list its values under 'parameters'"),
        at: mark)
    case .list(let elements):
      for element in elements { try element.refusePlaceholders(besides: names) }
    case .map(let entries):
      for entry in entries { try entry.value.refusePlaceholders(besides: names) }
    case .null, .boolean, .integer, .number:
      return
    }
  }

  /// The name in `$name`; nil for any other text.
  private static func placeholder(_ text: String) -> String? {
    guard text.first == "$" else { return nil }
    let name = text.dropFirst()
    guard let first = name.unicodeScalars.first, first == "_" || first.properties.isAlphabetic,
      name.unicodeScalars.allSatisfy({
        $0 == "_" || $0.properties.isAlphabetic || ("0"..."9").contains($0)
      })
    else { return nil }
    return String(name)
  }

  private func visitTexts(_ visit: (String) -> Void) {
    switch content {
    case .text(let text): visit(text)
    case .list(let elements): for element in elements { element.visitTexts(visit) }
    case .map(let entries): for entry in entries { entry.value.visitTexts(visit) }
    case .null, .boolean, .integer, .number: return
    }
  }
}
