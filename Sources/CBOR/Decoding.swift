/// The reason that bytes are no item of the subset, and the byte at which that showed.
package struct CBORError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The rule that the bytes break.
  package enum Reason: String, Hashable, Sendable {
    case truncated = "the bytes end inside an item"
    case trailing = "bytes follow the item"
    case notShortest = "a number or length is not in its shortest form"
    case outOfRange = "an integer does not fit into 64 bits with a sign"
    case notUTF8 = "a text is not UTF-8"
    case unsorted = "the keys of a map are not in ascending order"
    case tooDeep = "items are nested too deeply"
    case tooMany = "there are more items than may be"
    case unsupported = "the item is of a kind that is not used here"
  }

  /// The rule that the bytes break, the first of several.
  package let reason: Reason
  /// Counted from 0.
  package let offset: Int

  /// `the bytes end inside an item (byte 3)`, where bytes count from 0.
  package var description: String { "\(reason.rawValue) (byte \(offset))" }
}

extension Item {
  /// Reads the one item that the bytes hold.
  ///
  /// Allocates in proportion to the bytes that are there, whatever the lengths in them claim.
  ///
  /// - Parameters:
  ///   - maximumDepth: how many arrays and maps may lie inside each other.
  ///   - maximumCount: how many items there may be, those inside others too: an item takes a byte, and
  ///     a hundred times as much in memory.
  package init(
    decoding bytes: [UInt8], maximumDepth: Int = 16, maximumCount: Int = .max
  ) throws(CBORError) {
    try self.init(
      decoding: bytes, in: bytes.indices, maximumDepth: maximumDepth, maximumCount: maximumCount)
  }

  /// Reads the one item that some of the bytes hold; offsets of errors count from the first of all.
  package init(
    decoding bytes: [UInt8], in range: Range<Int>, maximumDepth: Int = 16,
    maximumCount: Int = .max
  ) throws(CBORError) {
    var decoder = Decoder(bytes: bytes, in: range, room: maximumCount)
    self = try decoder.item(depth: maximumDepth)
    guard decoder.offset == range.upperBound else { throw decoder.error(.trailing) }
  }
}

struct Decoder {
  let bytes: [UInt8]
  let end: Int
  var offset: Int
  /// How many items may still come.
  private(set) var room: Int

  init(bytes: [UInt8], in range: Range<Int>, room: Int) {
    self.bytes = bytes
    self.room = room
    offset = range.lowerBound
    end = range.upperBound
  }

  func error(_ reason: CBORError.Reason) -> CBORError {
    CBORError(reason: reason, offset: offset)
  }

  mutating func item(depth: Int) throws(CBORError) -> Item {
    guard offset < end else { throw error(.truncated) }
    guard room > 0 else { throw error(.tooMany) }
    room -= 1
    let initial = bytes[offset]
    guard let major = Major(rawValue: initial >> 5) else { throw error(.unsupported) }
    switch major {
    case .unsigned, .negative:
      let argument = try argument()
      guard let integer = Int64(exactly: argument) else { throw error(.outOfRange) }
      return .integer(major == .unsigned ? integer : ~integer)
    case .bytes:
      return .bytes(Array(try content()))
    case .text:
      let start = offset
      guard let text = String(validating: try content(), as: UTF8.self) else {
        throw CBORError(reason: .notUTF8, offset: start)
      }
      return .text(text)
    case .array:
      return .array(try items(count: try argument(), depth: depth))
    case .map:
      return .map(try pairs(count: try argument(), depth: depth))
    case .tag:
      throw error(.unsupported)
    case .simple:
      return try simple(initial)
    }
  }

  private mutating func simple(_ initial: UInt8) throws(CBORError) -> Item {
    switch initial {
    case Initial.null:
      offset += 1
      return .null
    case Initial.yes, Initial.no:
      offset += 1
      return .boolean(initial == Initial.yes)
    case Initial.double:
      let start = offset
      offset += 1
      let pattern = try bigEndian(count: 8)
      let double = Double(bitPattern: pattern)
      guard !double.isNaN || pattern == canonicalNaN else {
        throw CBORError(reason: .notShortest, offset: start)
      }
      return .double(double)
    default:
      throw error(.unsupported)
    }
  }

  private mutating func items(count: UInt64, depth: Int) throws(CBORError) -> [Item] {
    guard depth > 0 else { throw error(.tooDeep) }
    var items: [Item] = []
    for _ in 0..<(try plausible(count)) { items.append(try item(depth: depth - 1)) }
    return items
  }

  private mutating func pairs(count: UInt64, depth: Int) throws(CBORError) -> [Item.Pair] {
    guard depth > 0 else { throw error(.tooDeep) }
    var pairs: [Item.Pair] = []
    var previous: ArraySlice<UInt8>?
    for _ in 0..<(try plausible(count)) {
      let start = offset
      let key = try item(depth: depth - 1)
      let encoded = bytes[start..<offset]
      if let previous, !previous.lexicographicallyPrecedes(encoded) {
        throw CBORError(reason: .unsorted, offset: start)
      }
      previous = encoded
      pairs.append(Item.Pair(key: key, value: try item(depth: depth - 1)))
    }
    return pairs
  }

  /// A count of things that take at least one byte each cannot exceed the bytes that are left.
  private func plausible(_ count: UInt64) throws(CBORError) -> Int {
    guard count <= UInt64(end - offset) else { throw error(.truncated) }
    return Int(count)
  }

  private mutating func content() throws(CBORError) -> ArraySlice<UInt8> {
    let claimed = try argument()
    let count = try plausible(claimed)
    defer { offset += count }
    return bytes[offset..<offset + count]
  }

  /// The argument of the item that starts here: a value, a length or a count.
  private mutating func argument() throws(CBORError) -> UInt64 {
    let start = offset
    let information = bytes[offset] & 31
    offset += 1
    let size: Int
    switch information {
    case 0..<24: return UInt64(information)
    case 24: size = 1
    case 25: size = 2
    case 26: size = 4
    case 27: size = 8
    default: throw CBORError(reason: .unsupported, offset: start)
    }
    let argument = try bigEndian(count: size)
    let least: UInt64 = size == 1 ? 24 : 1 << UInt64(4 * size)
    guard argument >= least else { throw CBORError(reason: .notShortest, offset: start) }
    return argument
  }

  private mutating func bigEndian(count: Int) throws(CBORError) -> UInt64 {
    guard count <= end - offset else { throw error(.truncated) }
    defer { offset += count }
    var word: UInt64 = 0
    for index in offset..<offset + count { word = word << 8 | UInt64(bytes[index]) }
    return word
  }
}
