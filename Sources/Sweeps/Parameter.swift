package import Documents

/// A hyperparameter: a quantity that a sweep varies, and the values it takes.
package struct Parameter: Hashable, Sendable {
  /// One value of a parameter, and what tables call it.
  package struct Option: Hashable, Sendable {
    /// The value as a table shows it; unique within its parameter.
    package let label: String
    /// A scalar, or a whole block when architectures are swept.
    package let value: Document

    /// - Parameter label: unique within its parameter.
    package init(label: String, value: Document) {
      self.label = label
      self.value = value
    }

    /// The option of a parameter that no chosen option uses, in place of a value; tables show nothing there.
    package static let unused = Option(label: "", value: Document(.null))
  }

  /// The name that `$name` stands for in a recipe.
  package let name: String
  /// The values that the spec lists, in its order, and then the others that a search has drawn.
  package let options: [Option]

  /// The text that stands for it in a recipe: `$lr`, and `${batch-size}` where the name would end too early.
  package var placeholder: String {
    Document(.text("$" + name)).placeholders == [name] ? "$" + name : "${\(name)}"
  }

  /// Whether something can be called so: `$name` or `${name}` stands for it and nothing else.
  package static func isName(_ text: String) -> Bool {
    Document(.text("${\(text)}")).placeholders == [text]
  }

  /// - Parameter options: no two with the same label.
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
      for name in Template(text).names where !names.contains(name) { names.append(name) }
    }
    return names
  }

  /// The document with every `$name` replaced by the parameter's value, and by its label within a
  /// longer text.
  ///
  /// A value may hold the placeholders of other parameters, as blocks to choose from do. A replaced
  /// value keeps the place where the value was written, so that a complaint about it points at the
  /// parameter and not at the placeholder.
  package func substituting(_ values: [String: Document]) -> Document {
    switch content {
    case .text(let text):
      let template = Template(text)
      // Within its own value a parameter has none: so this ends, however values hold each other.
      var resolved: [String: Document] = [:]
      for name in template.names {
        resolved[name] = values[name]?.substituting(values.filter { $0.key != name })
      }
      let place = template.onlyName.flatMap { resolved[$0]?.mark } ?? mark
      return Document(template.filled(resolved), at: place)
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
      let template = Template(text)
      guard
        let name = template.names.first(where: { name in
          // `${HOME-/tmp}` is the shell's, unless it is nearly one of ours.
          !names.contains(name) && (!name.contains("-") || closest(to: name, among: names) != nil)
        })
      else { return }
      let dollar = template.onlyName == nil ? ", or write $$ for a dollar sign" : ""
      throw DocumentError(
        "no parameter is named '\(name)'"
          + (closest(to: name, among: names).map { "; did you mean $\($0)?" }
            ?? "; list its values under 'parameters'" + dollar),
        at: mark)
    case .list(let elements):
      for element in elements { try element.refusePlaceholders(besides: names) }
    case .map(let entries):
      for entry in entries { try entry.value.refusePlaceholders(besides: names) }
    case .null, .boolean, .integer, .number:
      return
    }
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
