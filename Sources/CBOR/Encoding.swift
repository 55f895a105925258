extension Item {
  /// The item's one encoding.
  ///
  /// - Precondition: no map holds a key twice.
  package func encoded() -> [UInt8] {
    var bytes: [UInt8] = []
    encode(into: &bytes)
    return bytes
  }

  /// Appends the item's one encoding.
  package func encode(into bytes: inout [UInt8]) {
    switch self {
    case .null: Item.encodeNull(into: &bytes)
    case .boolean(let flag): Item.encode(flag, into: &bytes)
    case .integer(let integer): Item.encode(integer, into: &bytes)
    case .double(let double): Item.encode(double, into: &bytes)
    case .text(let text): Item.encode(text, into: &bytes)
    case .bytes(let content):
      Item.encode(bytesOf: content.count, into: &bytes)
      bytes += content
    case .array(let items):
      Item.encode(arrayOf: items.count, into: &bytes)
      for item in items { item.encode(into: &bytes) }
    case .map(let pairs):
      Item.encode(mapOf: pairs.count, into: &bytes)
      let sorted = pairs.map { (key: $0.key.encoded(), value: $0.value) }
        .sorted { $0.key.lexicographicallyPrecedes($1.key) }
      for (index, pair) in sorted.enumerated() {
        precondition(index == 0 || sorted[index - 1].key != pair.key, "a map has a key twice")
        bytes += pair.key
        pair.value.encode(into: &bytes)
      }
    }
  }

  // The parts of items, for callers that write many of them and make no trees.

  /// Appends the head of an array; its items follow.
  package static func encode(arrayOf count: Int, into bytes: inout [UInt8]) {
    head(.array, UInt64(count), into: &bytes)
  }

  /// Appends the head of a map; its pairs follow, in the order of their encoded keys.
  package static func encode(mapOf count: Int, into bytes: inout [UInt8]) {
    head(.map, UInt64(count), into: &bytes)
  }

  /// Appends the head of so many bytes; they follow.
  package static func encode(bytesOf count: Int, into bytes: inout [UInt8]) {
    head(.bytes, UInt64(count), into: &bytes)
  }

  /// Appends a text: the head with its length in bytes, then its UTF-8.
  package static func encode(_ text: String, into bytes: inout [UInt8]) {
    head(.text, UInt64(text.utf8.count), into: &bytes)
    bytes += text.utf8
  }

  /// Appends an integer in one, two, three, five or nine bytes, as few as hold it.
  package static func encode(_ integer: Int64, into bytes: inout [UInt8]) {
    if integer >= 0 {
      head(.unsigned, UInt64(integer), into: &bytes)
    } else {
      head(.negative, UInt64(bitPattern: ~integer), into: &bytes)
    }
  }

  /// Appends a double in nine bytes; every NaN becomes the one that may be read.
  package static func encode(_ double: Double, into bytes: inout [UInt8]) {
    bytes.append(Initial.double)
    bigEndian(double.isNaN ? canonicalNaN : double.bitPattern, count: 8, into: &bytes)
  }

  /// Appends a boolean in one byte.
  package static func encode(_ flag: Bool, into bytes: inout [UInt8]) {
    bytes.append(flag ? Initial.yes : Initial.no)
  }

  /// Appends null in one byte.
  package static func encodeNull(into bytes: inout [UInt8]) { bytes.append(Initial.null) }

  /// The major type and its argument, in as few bytes as hold it.
  private static func head(_ major: Major, _ argument: UInt64, into bytes: inout [UInt8]) {
    let type = major.rawValue << 5
    switch argument {
    case 0..<24: bytes.append(type | UInt8(argument))
    case 24...0xff:
      bytes.append(type | 24)
      bytes.append(UInt8(argument))
    case 0x100...0xffff:
      bytes.append(type | 25)
      bigEndian(argument, count: 2, into: &bytes)
    case 0x1_0000...0xffff_ffff:
      bytes.append(type | 26)
      bigEndian(argument, count: 4, into: &bytes)
    default:
      bytes.append(type | 27)
      bigEndian(argument, count: 8, into: &bytes)
    }
  }

  private static func bigEndian(_ word: UInt64, count: Int, into bytes: inout [UInt8]) {
    for shift in stride(from: 8 * (count - 1), through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
    }
  }
}
