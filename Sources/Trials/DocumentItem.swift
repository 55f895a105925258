package import CBOR
package import Documents

extension Document {
  /// The form in which documents are hashed, stored and sent: equal contents, equal bytes.
  ///
  /// A number without a fraction becomes an integer, so that `1` and `1.0` are one value.
  package var item: Item {
    switch content {
    case .null: .null
    case .boolean(let flag): .boolean(flag)
    case .integer(let integer): .integer(integer)
    case .number(let number):
      if let integer = Int64(exactly: number), abs(number) < 0x1p53 {
        .integer(integer)
      } else {
        .double(number)
      }
    case .text(let text): .text(text)
    case .list(let elements): .array(elements.map(\.item))
    case .map(let entries):
      .map(entries.map { .init(key: .text($0.key), value: $0.value.item) })
    }
  }

  /// The document of an item; nil when it holds what no document has: bytes, or keys not text.
  package init?(_ item: Item) {
    guard let content = Content(item) else { return nil }
    self.init(content, at: nil)
  }
}

extension Document.Content {
  fileprivate init?(_ item: Item) {
    switch item {
    case .null: self = .null
    case .boolean(let flag): self = .boolean(flag)
    case .integer(let integer): self = .integer(integer)
    case .double(let number): self = .number(number)
    case .text(let text): self = .text(text)
    case .bytes: return nil
    case .array(let items):
      var elements: [Document] = []
      for item in items {
        guard let element = Document(item) else { return nil }
        elements.append(element)
      }
      self = .list(elements)
    case .map(let pairs):
      var entries: [Document.Entry] = []
      for pair in pairs {
        guard case .text(let key) = pair.key, let value = Document(pair.value) else { return nil }
        entries.append(Document.Entry(key: key, value: value))
      }
      // Keys that differ in bytes alone, as é has two spellings, are one key to a reader of JSON.
      guard Set(entries.map(\.key)).count == entries.count else { return nil }
      self = .map(entries)
    }
  }
}
