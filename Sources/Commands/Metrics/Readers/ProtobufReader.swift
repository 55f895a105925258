/// The fields of a message of Protocol Buffers, one after another (protobuf.dev, "Encoding").
///
/// Bytes that are no message end the reading and never trap.
struct ProtobufReader {
  enum Value {
    case varint(UInt64)
    case fixed64(UInt64)
    case fixed32(UInt32)
    case bytes(ArraySlice<UInt8>)
  }

  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  /// The next field's number and value; nil at the end, or where nothing can be understood.
  mutating func next() -> (field: Int, value: Value)? {
    guard let key = varint(), key >> 3 > 0, key >> 3 < 1 << 29 else { return nil }
    let field = Int(key >> 3)
    switch key & 7 {
    case 0: return varint().map { (field, .varint($0)) }
    case 1: return take(8).map { (field, .fixed64(littleEndian($0))) }
    case 2:
      guard let count = varint(), count <= UInt64(rest.count), let bytes = take(Int(count)) else {
        return nil
      }
      return (field, .bytes(bytes))
    case 5: return take(4).map { (field, .fixed32(UInt32(littleEndian($0)))) }
    default: return nil
    }
  }

  private mutating func varint() -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard let byte = rest.popFirst() else { return nil }
      value |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return value }
    }
    return nil
  }

  private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard count <= rest.count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }
}

/// The number whose bytes these are, the lowest first.
func littleEndian(_ bytes: some Sequence<UInt8>) -> UInt64 {
  var value: UInt64 = 0
  for (place, byte) in bytes.enumerated().prefix(8) { value |= UInt64(byte) << UInt64(8 * place) }
  return value
}
