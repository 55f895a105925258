/// Fields of Protocol Buffers, written by hand.
enum Field {
  static func varint(_ number: Int, _ value: UInt64) -> [UInt8] {
    bytes(of: UInt64(number) << 3) + bytes(of: value)
  }

  static func bytes(_ number: Int, _ value: [UInt8]) -> [UInt8] {
    bytes(of: UInt64(number) << 3 | 2) + bytes(of: UInt64(value.count)) + value
  }

  static func text(_ number: Int, _ value: String) -> [UInt8] { bytes(number, Array(value.utf8)) }

  static func float(_ number: Int, _ value: Float) -> [UInt8] {
    bytes(of: UInt64(number) << 3 | 5) + little(value.bitPattern)
  }

  static func little(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.littleEndian) { Array($0) }
  }

  private static func bytes(of value: UInt64) -> [UInt8] {
    value < 0x80 ? [UInt8(value)] : [UInt8(value & 0x7f | 0x80)] + bytes(of: value >> 7)
  }
}
