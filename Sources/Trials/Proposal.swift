package import CBOR
package import Documents

/// A configuration that a search asks for: a value for each parameter of its space.
///
/// A proposal is on record before any of its trials is leased, and its values are what is trained:
/// nothing is drawn again on resuming.
package struct Proposal: Hashable, Sendable {
  /// The value that one parameter is set to, and its label in tables.
  package struct Value: Hashable, Sendable {
    /// The text by which tables and configurations' names show the value.
    package let label: String
    /// The value as it stands in the recipe.
    package let value: Document

    /// - Parameter label: the text by which tables show the value.
    package init(label: String, value: Document) {
      self.label = label
      self.value = value
    }
  }

  /// The values in the order of the space; nil of a parameter that no chosen option uses.
  package let values: [Value?]

  /// - Parameter values: in the order of the space; nil for a parameter that no chosen option uses.
  package init(values: [Value?]) { self.values = values }
}

extension Proposal {
  /// The proposal as it is stored and hashed.
  package var item: Item {
    .array(
      values.map { value in
        value.map { .array([.text($0.label), $0.value.item]) } ?? .null
      })
  }

  /// Reads `item` back; nil when it is none.
  package init?(_ item: Item) {
    guard case .array(let items) = item else { return nil }
    var values: [Value?] = []
    for item in items {
      switch item {
      case .null: values.append(nil)
      case .array(let parts):
        guard parts.count == 2, case .text(let label) = parts[0], let value = Document(parts[1])
        else { return nil }
        values.append(Value(label: label, value: value))
      default: return nil
      }
    }
    self.init(values: values)
  }
}
