import CBOR
import Testing

struct ItemTests {
  /// The vectors of RFC 8949, appendix A, that lie in the subset.
  static let vectors: [(Item, String)] = [
    (.integer(0), "00"), (.integer(1), "01"), (.integer(10), "0a"), (.integer(23), "17"),
    (.integer(24), "1818"), (.integer(100), "1864"), (.integer(1000), "1903e8"),
    (.integer(1_000_000), "1a000f4240"), (.integer(1_000_000_000_000), "1b000000e8d4a51000"),
    (.integer(-1), "20"), (.integer(-10), "29"), (.integer(-100), "3863"),
    (.integer(-1000), "3903e7"), (.double(1.1), "fb3ff199999999999a"),
    (.double(1e300), "fb7e37e43c8800759c"), (.double(-4.1), "fbc010666666666666"),
    (.double(.infinity), "fb7ff0000000000000"), (.double(.nan), "fb7ff8000000000000"),
    (.boolean(false), "f4"), (.boolean(true), "f5"), (.null, "f6"),
    (.bytes([1, 2, 3, 4]), "4401020304"), (.text(""), "60"), (.text("IETF"), "6449455446"),
    (.text("\u{fc}"), "62c3bc"), (.text("\u{10151}"), "64f0908591"), (.array([]), "80"),
    (.array([.integer(1), .array([.integer(2), .integer(3)])]), "8201820203"),
    (.map([]), "a0"),
    (
      .map([
        .init(key: .text("a"), value: .integer(1)),
        .init(key: .text("b"), value: .array([.integer(2), .integer(3)])),
      ]), "a26161016162820203"
    ),
  ]

  @Test(arguments: vectors) func `agrees with the RFC's examples`(item: Item, text: String)
    throws
  {
    #expect(item.encoded() == bytes(text))
    #expect(try Item(decoding: bytes(text)).encoded() == bytes(text))
  }

  @Test func `the ends of the integers travel`() throws {
    let ends: [Int64] = [.min, .max, 255, 256, 65535, 65536, 1 << 32, 1 << 32 - 1]
    for integer in ends {
      #expect(try Item(decoding: Item.integer(integer).encoded()) == .integer(integer))
    }
  }

  @Test func `maps are sorted however they were given`() {
    let a = Item.Pair(key: .text("bb"), value: .null)
    let b = Item.Pair(key: .text("c"), value: .null)
    let c = Item.Pair(key: .integer(7), value: .null)
    #expect(Item.map([a, b, c]).encoded() == Item.map([c, b, a]).encoded())
    #expect(Item.map([a, b, c]).encoded() == bytes("a307f66163f6626262f6"))
  }

  @Test(arguments: [
    ("1817", CBORError.Reason.notShortest), ("190018", .notShortest), ("5801ff", .notShortest),
    ("fb7ff8000000000001", .notShortest), ("1bffffffffffffffff", .outOfRange),
    ("a2616201616101", .unsorted), ("a2616101616102", .unsorted), ("61ff", .notUTF8),
    ("9fff", .unsupported), ("c000", .unsupported), ("f97e00", .unsupported), ("f7", .unsupported),
    ("0000", .trailing), ("", .truncated), ("8201", .truncated), ("fb00", .truncated),
    ("9b0000010000000000", .truncated), ("5b7fffffffffffffff", .truncated),
  ]) func `refuses what has another encoding or none`(text: String, reason: CBORError.Reason) {
    let error = #expect(throws: CBORError.self) { try Item(decoding: bytes(text)) }
    #expect(error?.reason == reason)
  }

  @Test func `refuses to go deeper than told`() throws {
    var item = Item.null
    for _ in 0..<16 { item = .array([item]) }
    _ = try Item(decoding: item.encoded())
    let error = #expect(throws: CBORError.self) {
      try Item(decoding: Item.array([item]).encoded())
    }
    #expect(error?.reason == .tooDeep)
  }

  /// Every cut and every flipped bit of a message: refused, or understood as exactly what it says.
  @Test func `damage is refused or means what it says`() {
    let message = Item.map([
      .init(key: .integer(1), value: .text("trial")),
      .init(key: .integer(2), value: .array([.double(0.5), .integer(-70_000), .boolean(true)])),
      .init(key: .integer(300), value: .bytes([UInt8](repeating: 7, count: 30))),
    ]).encoded()
    for count in 0..<message.count {
      #expect(throws: CBORError.self) { try Item(decoding: Array(message[..<count])) }
    }
    for bit in 0..<message.count * 8 {
      var damaged = message
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      if let item = try? Item(decoding: damaged) { #expect(item.encoded() == damaged) }
    }
  }

  private func bytes(_ hexadecimal: String) -> [UInt8] {
    let digits = hexadecimal.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}
