package import Documents
import Specs
import Sweeps
import YAML

/// A JSON Schema (draft 2020-12), as far as the schemas of this package make use of it.
///
/// A keyword that is not known here is an error, so that none is passed over in silence.
package struct JSONSchema {
  private let root: Document

  package struct UnknownKeyword: Error { package let keyword: String }

  /// Reads a schema.
  package init(_ text: String) throws {
    root = try Document(yaml: text)
    try JSONSchema.check(root)
  }

  /// The schema of a place in it, such as `$defs`, `evaluate`.
  package subscript(path: [String]) -> Document? {
    path.reduce(root as Document?) { $0?[$1] }
  }

  /// The faults of a document: `path: fault`; none when it is valid.
  package func complaints(about document: Document) -> [String] {
    complaints(document, root, at: "$")
  }
}

// MARK: - Keywords

extension JSONSchema {
  private func complaints(
    _ value: Document, _ schema: Document, at path: String
  ) -> [String] {
    guard case .map(let keywords) = schema.content else {
      return schema.content == .boolean(true) ? [] : ["\(path): not allowed"]
    }
    return keywords.flatMap { complaints(value, $0.key, $0.value, of: schema, at: path) }
  }

  private func complaints(
    _ value: Document, _ keyword: String, _ wanted: Document, of schema: Document, at path: String
  ) -> [String] {
    func unless(_ holds: Bool) -> [String] {
      holds ? [] : ["\(path): \(keyword) \(wanted.label), not \(value.label)"]
    }
    func isValid(_ schema: Document) -> Bool { complaints(value, schema, at: path).isEmpty }
    func number(_ test: (Double, Double) -> Bool) -> [String] {
      guard let number = value.number, let bound = wanted.number else { return [] }
      return unless(test(number, bound))
    }
    func size(_ size: Int?, _ test: (Double, Double) -> Bool) -> [String] {
      guard let size, let bound = wanted.number else { return [] }
      return unless(test(Double(size), bound))
    }

    switch keyword {
    case "$ref": return complaints(value, resolve(wanted), at: path)
    case "type": return unless(wanted.listOrSelf.contains { value.isOf(type: $0.label) })
    case "enum": return unless(wanted.listOrSelf.contains(value))
    case "const": return unless(wanted == value)
    case "pattern":
      guard case .text(let text) = value.content else { return [] }
      return unless((try? Regex(wanted.label).firstMatch(in: text)) != nil)
    case "minLength": return size(value.text?.count, >=)
    case "minimum": return number(>=)
    case "maximum": return number(<=)
    case "exclusiveMinimum": return number(>)
    case "exclusiveMaximum": return number(<)
    case "minItems": return size(value.list?.count, >=)
    case "maxItems": return size(value.list?.count, <=)
    case "minProperties": return size(value.entries?.count, >=)
    case "maxProperties": return size(value.entries?.count, <=)
    case "items":
      return (value.list ?? []).enumerated().flatMap {
        complaints($1, wanted, at: "\(path)[\($0)]")
      }
    case "required":
      guard value.entries != nil else { return [] }
      return unless(wanted.listOrSelf.allSatisfy { value[$0.label] != nil })
    case "properties":
      return (value.entries ?? []).flatMap { entry in
        wanted[entry.key].map { complaints(entry.value, $0, at: "\(path).\(entry.key)") } ?? []
      }
    case "additionalProperties":
      return (value.entries ?? []).filter { schema["properties"]?[$0.key] == nil }
        .flatMap { complaints($0.value, wanted, at: "\(path).\($0.key)") }
    case "propertyNames":
      return (value.entries ?? [])
        .flatMap { complaints(Document(.text($0.key)), wanted, at: "\(path).\($0.key)") }
    case "anyOf": return unless(wanted.listOrSelf.contains(where: isValid))
    case "oneOf": return unless(wanted.listOrSelf.count(where: isValid) == 1)
    case "not": return unless(!isValid(wanted))
    case "if":
      let consequence = schema[isValid(wanted) ? "then" : "else"]
      return consequence.map { complaints(value, $0, at: path) } ?? []
    default: return []
    }
  }

  private func resolve(_ reference: Document) -> Document {
    let path = reference.label.split(separator: "/").dropFirst()
    return path.reduce(root) { $0[String($1)] ?? Document(.boolean(false)) }
  }

  private static let keywords: Set<String> = [
    "$ref", "type", "enum", "const", "pattern", "minLength", "minimum", "maximum",
    "exclusiveMinimum", "exclusiveMaximum", "minItems", "maxItems", "minProperties",
    "maxProperties", "items", "required", "properties", "additionalProperties", "propertyNames",
    "anyOf", "oneOf", "not", "if", "then", "else", "$schema", "$defs", "title", "description",
  ]

  private static func check(_ schema: Document) throws {
    for entry in schema.entries ?? [] {
      guard keywords.contains(entry.key) else { throw UnknownKeyword(keyword: entry.key) }
      switch entry.key {
      case "items", "additionalProperties", "propertyNames", "not", "if", "then", "else":
        try check(entry.value)
      case "properties", "$defs": for named in entry.value.entries ?? [] { try check(named.value) }
      case "anyOf", "oneOf": for alternative in entry.value.list ?? [] { try check(alternative) }
      default: break
      }
    }
  }
}

// MARK: - JSON's kinds of values

extension Document {
  fileprivate func isOf(type: String) -> Bool {
    switch (type, content) {
    case ("null", .null), ("boolean", .boolean), ("number", .integer), ("number", .number),
      ("integer", .integer), ("string", .text), ("array", .list), ("object", .map):
      true
    case ("integer", .number(let number)): number == number.rounded()
    default: false
    }
  }

  fileprivate var number: Double? {
    switch content {
    case .integer(let integer): Double(integer)
    case .number(let number): number
    default: nil
    }
  }

  fileprivate var text: String? {
    if case .text(let text) = content { text } else { nil }
  }

  fileprivate var list: [Document]? {
    if case .list(let elements) = content { elements } else { nil }
  }

  fileprivate var listOrSelf: [Document] { list ?? [self] }

  /// The entries of a map; nil for anything else.
  package var entries: [Entry]? {
    if case .map(let entries) = content { entries } else { nil }
  }
}
