/// Reads items one after the other, without a tree of them: for items that come by the hundred thousand.
///
/// Each call takes the item that was asked for and gives nil at any other, or at one that is not in its
/// one form. `Item.init(decoding:)` tells the error then; it reads no less and no more.
///
/// ```swift
/// var reader = ItemReader(bytes, in: bytes.indices)  // of [1, "one"]
/// reader.array()                                     // 2
/// reader.integer()                                   // 1
/// reader.text()                                      // "one"
/// reader.isAtEnd                                     // true
/// ```
package struct ItemReader {
  private let bytes: [UInt8]
  private let end: Int
  private var offset: Int

  /// How many items may still come.
  private var room: Int

  /// - Parameter maximumCount: how many items there may be, those inside others too.
  package init(_ bytes: [UInt8], in range: Range<Int>, maximumCount: Int = .max) {
    self.bytes = bytes
    room = maximumCount
    offset = range.lowerBound
    end = range.upperBound
  }

  /// Whether all bytes of the range are read.
  package var isAtEnd: Bool { offset == end }

  /// The number of items in the array that begins here.
  package mutating func array() -> Int? { count(of: .array) }

  /// The number of pairs in the map that begins here.
  package mutating func map() -> Int? { count(of: .map) }

  /// Where the bytes lie.
  package mutating func bytesRange() -> Range<Int>? {
    guard let count = count(of: .bytes) else { return nil }
    defer { offset += count }
    return offset..<offset + count
  }

  /// The text that begins here; nil also where it is not UTF-8 or ends beyond the range.
  package mutating func text() -> String? {
    guard let count = count(of: .text) else { return nil }
    defer { offset += count }
    return String(validating: bytes[offset..<offset + count], as: UTF8.self)
  }

  /// The integer that begins here; nil also where it does not fit into 64 bits with a sign.
  package mutating func integer() -> Int64? {
    guard offset < end else { return nil }
    if bytes[offset] >> 5 == Major.negative.rawValue {
      return head(.negative).flatMap(Int64.init(exactly:)).map { ~$0 }
    }
    return head(.unsigned).flatMap(Int64.init(exactly:))
  }

  /// The double that begins here; nil also for a NaN that is not the one that is written.
  package mutating func double() -> Double? {
    guard end - offset >= 9, bytes[offset] == Initial.double, takesRoom() else { return nil }
    offset += 1
    let pattern = bigEndian(count: 8)
    let double = Double(bitPattern: pattern)
    return double.isNaN && pattern != canonicalNaN ? nil : double
  }

  /// The boolean that begins here.
  package mutating func boolean() -> Bool? {
    guard offset < end, bytes[offset] == Initial.yes || bytes[offset] == Initial.no, takesRoom()
    else { return nil }
    defer { offset += 1 }
    return bytes[offset] == Initial.yes
  }

  /// Whether null is here, which is passed over.
  package mutating func null() -> Bool {
    guard offset < end, bytes[offset] == Initial.null, takesRoom() else { return false }
    offset += 1
    return true
  }

  /// Reads the next item, of any kind, as a tree.
  package mutating func item(maximumDepth: Int) -> Item? {
    var decoder = Decoder(bytes: bytes, in: offset..<end, room: room)
    guard let item = try? decoder.item(depth: maximumDepth) else { return nil }
    (offset, room) = (decoder.offset, decoder.room)
    return item
  }

  private mutating func takesRoom() -> Bool {
    room -= 1
    return room >= 0
  }

  /// A count of things that take a byte each at least cannot exceed the bytes that are left.
  private mutating func count(of major: Major) -> Int? {
    guard let count = head(major), count <= UInt64(end - offset) else { return nil }
    return Int(count)
  }

  private mutating func head(_ major: Major) -> UInt64? {
    guard offset < end, bytes[offset] >> 5 == major.rawValue, takesRoom() else { return nil }
    let information = bytes[offset] & 31
    let size: Int
    switch information {
    case 0..<24:
      offset += 1
      return UInt64(information)
    case 24: size = 1
    case 25: size = 2
    case 26: size = 4
    case 27: size = 8
    default: return nil
    }
    guard size < end - offset else { return nil }
    offset += 1
    let argument = bigEndian(count: size)
    let least: UInt64 = size == 1 ? 24 : 1 << UInt64(4 * size)
    return argument < least ? nil : argument
  }

  private mutating func bigEndian(count: Int) -> UInt64 {
    var word: UInt64 = 0
    for index in offset..<offset + count { word = word << 8 | UInt64(bytes[index]) }
    offset += count
    return word
  }
}
