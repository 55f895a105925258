import CBOR
import Testing

/// The reader without a tree takes the items that the tree's reader takes, and nothing else.
struct ReaderTests {
  /// Walks through the next item, with the calls for its kind; false where none takes it.
  static func passes(_ item: Item, _ reader: inout ItemReader, _ bytes: [UInt8]) -> Bool {
    switch item {
    case .null: return reader.null()
    case .boolean(let flag): return reader.boolean() == flag
    case .integer(let integer): return reader.integer() == integer
    case .double(let double): return reader.double()?.bitPattern == double.bitPattern
    case .text(let text): return reader.text() == text
    case .bytes(let content): return reader.bytesRange().map { Array(bytes[$0]) } == content
    case .array(let items):
      guard reader.array() == items.count else { return false }
      for item in items where !passes(item, &reader, bytes) { return false }
      return true
    case .map(let pairs):
      guard reader.map() == pairs.count else { return false }
      for pair in pairs {
        guard passes(pair.key, &reader, bytes), passes(pair.value, &reader, bytes) else {
          return false
        }
      }
      return true
    }
  }

  static let items: [Item] = [
    .null, .boolean(true), .boolean(false), .integer(0), .integer(23), .integer(24),
    .integer(255), .integer(256), .integer(65_536), .integer(1 << 40), .integer(.max),
    .integer(-1), .integer(-25), .integer(.min), .double(0.5), .double(.nan), .double(-.infinity),
    .text(""), .text("größe"), .text(String(repeating: "x", count: 300)),
    .bytes([]), .bytes(Array(repeating: 7, count: 70_000)),
    .array([]), .array(Array(repeating: .integer(1), count: 30)),
    .map([
      .init(key: .text("a"), value: .array([.null, .double(1)])),
      .init(key: .text("bb"), value: .map([])),
    ]),
  ]

  @Test(arguments: items) func `every kind of item is read`(item: Item) {
    let bytes = item.encoded()
    var reader = ItemReader(bytes, in: bytes.indices)
    #expect(Self.passes(item, &reader, bytes))
    #expect(reader.isAtEnd)
    var other = ItemReader(bytes, in: bytes.indices)
    #expect(other.item(maximumDepth: 8)?.encoded() == bytes)
    #expect(other.isAtEnd)
  }

  @Test(arguments: items) func `an item cut short is none`(item: Item) {
    let whole = item.encoded()
    for count in 0..<min(whole.count, 40) {
      let bytes = Array(whole.prefix(count))
      var reader = ItemReader(bytes, in: bytes.indices)
      #expect(!Self.passes(item, &reader, bytes))
    }
  }

  /// A number in more bytes than it needs, one that no signed integer holds, another NaN, a text that is
  /// none, and lengths that go on behind the end.
  @Test(
    arguments: [
      [0x18, 0x17], [0x19, 0x00, 0xff], [0x1a, 0, 0, 0xff, 0xff], [0x38, 0x00],
      [0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
      [0xfb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 1], [0x61, 0xff], [0x5a, 0xff, 0xff, 0xff, 0xff],
      [0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0xbf], [0x1f], [0xc0, 0x00],
    ] as [[UInt8]])
  func `what is not in its one form is none`(bytes: [UInt8]) {
    #expect(throws: CBORError.self) { try Item(decoding: bytes) }
    func reads(_ read: (inout ItemReader) -> Bool) -> Bool {
      var reader = ItemReader(bytes, in: bytes.indices)
      return read(&reader) && reader.isAtEnd
    }
    #expect(!reads { $0.integer() != nil })
    #expect(!reads { $0.double() != nil })
    #expect(!reads { $0.text() != nil })
    #expect(!reads { $0.bytesRange() != nil })
    #expect(!reads { $0.array() != nil })
    #expect(!reads { $0.map() != nil })
    #expect(!reads { $0.boolean() != nil || $0.null() })
    #expect(!reads { $0.item(maximumDepth: 8) != nil })
  }

  @Test func `there are no more items than may be`() {
    let bytes = Item.array([.integer(1), .integer(2), .integer(3)]).encoded()
    var reader = ItemReader(bytes, in: bytes.indices, maximumCount: 3)
    #expect(reader.array() == 3)
    #expect(reader.integer() == 1)
    #expect(reader.integer() == 2)
    #expect(reader.integer() == nil)
  }

  @Test func `what is read is a part of the bytes`() {
    let bytes = [0xff] + Item.array([.text("a")]).encoded() + [0xff]
    var reader = ItemReader(bytes, in: 1..<bytes.count - 1)
    #expect(reader.array() == 1)
    #expect(reader.text() == "a")
    #expect(reader.isAtEnd)
  }
}
