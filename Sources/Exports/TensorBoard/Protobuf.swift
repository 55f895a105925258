/// A message of Protocol Buffers, written field by field (protobuf.dev, "Encoding").
struct Protobuf: Hashable, Sendable {
  private(set) var bytes: [UInt8] = []

  /// An integer, a truth value or the number of an enumeration's case.
  mutating func add(_ field: Int, _ integer: Int) {
    begin(field, type: 0)
    add(varint: UInt64(bitPattern: Int64(integer)))
  }

  mutating func add(_ field: Int, _ number: Double) {
    begin(field, type: 1)
    add(littleEndian: number.bitPattern)
  }

  mutating func add(_ field: Int, _ number: Float) {
    begin(field, type: 5)
    add(littleEndian: number.bitPattern)
  }

  mutating func add(_ field: Int, _ text: String) {
    add(field, length: text.utf8.count)
    bytes += text.utf8
  }

  mutating func add(_ field: Int, _ message: Protobuf) {
    add(field, length: message.bytes.count)
    bytes += message.bytes
  }

  /// A message within this one, as its fields are added.
  mutating func add(_ field: Int, _ fill: (inout Protobuf) -> Void) {
    var message = Protobuf()
    fill(&message)
    add(field, message)
  }

  private mutating func add(_ field: Int, length: Int) {
    begin(field, type: 2)
    add(varint: UInt64(length))
  }

  private mutating func begin(_ field: Int, type: UInt64) {
    add(varint: UInt64(field) << 3 | type)
  }

  private mutating func add(varint: UInt64) {
    var rest = varint
    while rest > 0x7f {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func add(littleEndian integer: some FixedWidthInteger) {
    withUnsafeBytes(of: integer.littleEndian) { bytes += $0 }
  }
}
