/// A tree of plain values that remembers where each was written.
///
/// A spec's blocks travel in this form, from the text to the module that understands them: so the
/// engine's words are known to one module only, and its complaints can still point at a line.
/// Two documents are equal when their contents are; where they were written does not count.
package struct Document: Sendable {
  /// The value that stands here.
  package enum Content: Hashable, Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case number(Double)
    case text(String)
    case list([Document])
    /// Entries in the order in which they were written, no key twice.
    case map([Entry])
  }

  /// One `key: value` of a map.
  package struct Entry: Hashable, Sendable {
    /// The key as it was read, without quotes.
    package let key: String
    /// The value behind the colon; a key without one has `null`.
    package let value: Document
    /// Where the key was written.
    package let mark: Mark?

    /// - Parameter mark: where the key was written; nil when nobody wrote it.
    package init(key: String, value: Document, mark: Mark? = nil) {
      self.key = key
      self.value = value
      self.mark = mark
    }

    /// Compares key and value; where they were written does not count.
    package static func == (a: Entry, b: Entry) -> Bool { a.key == b.key && a.value == b.value }

    /// Hashes what `==` compares.
    package func hash(into hasher: inout Hasher) {
      hasher.combine(key)
      hasher.combine(value)
    }
  }

  /// The value itself, without its place.
  package let content: Content
  /// Where the value was written; nil when nobody wrote it.
  package let mark: Mark?

  /// - Parameter mark: where the value was written; nil when nobody wrote it.
  package init(_ content: Content, at mark: Mark? = nil) {
    self.content = content
    self.mark = mark
  }
}

extension Document: Hashable {
  /// Compares contents: the integer 1 and the number 1.0 differ, and where they were written does not count.
  package static func == (a: Document, b: Document) -> Bool { a.content == b.content }

  /// Hashes what `==` compares.
  package func hash(into hasher: inout Hasher) { hasher.combine(content) }
}

extension Document {
  /// The value of a key; nil when this is no map or the key is not there.
  package subscript(key: String) -> Document? {
    guard case .map(let entries) = content else { return nil }
    return entries.first { $0.key == key }?.value
  }

  /// The value as people would write it on one line: `0.001`, `relu`, `[1, 2]`.
  package var label: String {
    switch content {
    case .null: "null"
    case .boolean(let flag): flag ? "true" : "false"
    case .integer(let integer): "\(integer)"
    case .number(let number): Document.label(number)
    case .text(let text): text
    case .list(let elements): "[" + elements.map(\.label).joined(separator: ", ") + "]"
    case .map(let entries):
      "{" + entries.map { "\($0.key): \($0.value.label)" }.joined(separator: ", ") + "}"
    }
  }

  /// The value as a program takes it in one word: lists and blocks as JSON, all else as its label.
  package var argument: String {
    switch content {
    case .list, .map: json
    case .null, .boolean, .integer, .number, .text: label
    }
  }

  /// The shortest decimal that reads back as the same number, without an idle `.0`.
  package static func label(_ number: Double) -> String {
    let text = "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
