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
    /// The text before the colon, not escaped yet.
    package let name: String
    /// The value behind the colon.
    package let value: JSON

    /// Makes a member of its parts.
    package init(_ name: String, _ value: JSON) {
      self.name = name
      self.value = value
    }
  }

  /// An object of the pairs, in their order.
  package static func object(_ pairs: KeyValuePairs<String, JSON>) -> JSON {
    .object(pairs.map { Member($0.key, $0.value) })
  }

  /// Makes JSON of `value`; `null` of nil.
  package static func optional<Value>(_ value: Value?, _ make: (Value) -> JSON) -> JSON {
    value.map(make) ?? .null
  }
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
