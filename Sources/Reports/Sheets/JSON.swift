/// A value of JSON (RFC 8259), as it is written; the members of an object stay in their order.
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
  package var line: String { written(indent: nil) }

  /// On several lines for people: only what holds further lists or objects is broken.
  package var text: String { written(indent: 0) }

  /// The same as a file or a command's output: with a new line at its end.
  package var document: String { text + "\n" }

  private func written(indent: Int?) -> String {
    switch self {
    case .null: "null"
    case .boolean(let flag): flag ? "true" : "false"
    case .integer(let integer): "\(integer)"
    case .number(let number): number.isFinite ? "\(number)" : "null"
    case .text(let text): JSON.quoted(text)
    case .list(let elements):
      JSON.container(
        "[", "]", indent: indent, isDeep: elements.contains(where: \.isContainer),
        elements.map { element in { element.written(indent: $0) } })
    case .object(let members):
      JSON.container(
        "{", "}", indent: indent, isDeep: members.contains { $0.value.isContainer },
        members.map { member in
          {
            JSON.quoted(member.name) + ($0 == nil ? ":" : ": ") + member.value.written(indent: $0)
          }
        })
    }
  }

  private var isContainer: Bool {
    switch self {
    case .list(let elements): !elements.isEmpty
    case .object(let members): !members.isEmpty
    default: false
    }
  }

  private static func container(
    _ open: String, _ close: String, indent: Int?, isDeep: Bool, _ parts: [(Int?) -> String]
  ) -> String {
    guard let indent else { return open + parts.map { $0(nil) }.joined(separator: ",") + close }
    guard isDeep else { return open + parts.map { $0(indent) }.joined(separator: ", ") + close }
    let margin = String(repeating: "  ", count: indent + 1)
    let lines = parts.map { margin + $0(indent + 1) }.joined(separator: ",\n")
    return open + "\n" + lines + "\n" + margin.dropLast(2) + close
  }

  /// The text in quotes: what JSON asks to escape is escaped, and what a terminal would obey; anything
  /// else stands as it is.
  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case _ where scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value),
        _ where scalar.value > 0x600 && scalar.properties.isBidiControl:
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
