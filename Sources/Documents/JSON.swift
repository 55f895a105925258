/// A value of JSON (RFC 8259), to be written; the members of an object stay in their order.
///
/// ```swift
/// JSON.object(["mean": .number(0.5), "n": .integer(3)]).line  // {"mean":0.5,"n":3}
/// ```
package indirect enum JSON: Hashable, Sendable {
  case null
  case boolean(Bool)
  case integer(Int)
  /// The shortest decimal that reads back as the same double; `null` when it is not finite.
  case number(Double)
  case text(String)
  case list([JSON])
  case object([Member])

  /// A name and its value.
  package struct Member: Hashable, Sendable {
    package let name: String
    package let value: JSON

    package init(_ name: String, _ value: JSON) {
      self.name = name
      self.value = value
    }
  }

  /// An object of the pairs, in their order.
  package static func object(_ pairs: KeyValuePairs<String, JSON>) -> JSON {
    .object(pairs.map { Member($0.key, $0.value) })
  }

  /// What `value` becomes, or `null` for nothing.
  package static func optional<Value>(_ value: Value?, _ make: (Value) -> JSON) -> JSON {
    value.map(make) ?? .null
  }

  /// On one line, without spaces: one record of a JSON Lines stream.
  package var line: String { JSONWriter.text(of: self, .dense) }

  /// On several lines for people: only what holds further lists or objects is broken.
  package var text: String { JSONWriter.text(of: self, .broken) }

  /// The same as a file or a command's output: with a new line at its end.
  package var document: String { text + "\n" }
}

extension JSON {
  /// The value that a document has.
  init(_ document: Document) {
    switch document.content {
    case .null: self = .null
    case .boolean(let flag): self = .boolean(flag)
    case .integer(let integer): self = .integer(Int(integer))
    case .number(let number): self = .number(number)
    case .text(let text): self = .text(text)
    case .list(let elements): self = .list(elements.map { JSON($0) })
    case .map(let entries): self = .object(entries.map { Member($0.key, JSON($0.value)) })
    }
  }
}

extension Document {
  /// The document as JSON, on one line; of JSON5 the words `NaN` and `Infinity`, which JSON lacks.
  ///
  /// For people and their tools, and yet exact: `Document(json:)` gives an equal hash.
  package var json: String { JSONWriter.text(of: JSON(self), .spaced, namesEveryNumber: true) }
}
