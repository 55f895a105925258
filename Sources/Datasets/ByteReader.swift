extension [UInt8] {
  mutating func append(littleEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }
}

/// Takes bytes apart from the front; nil where too few are left.
struct ByteReader {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: some Collection<UInt8>) { rest = ArraySlice(bytes) }

  var isAtEnd: Bool { rest.isEmpty }

  mutating func bytes(_ count: Int) -> ArraySlice<UInt8>? {
    guard count <= rest.count else { return nil }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }

  /// The next integer, little-endian.
  mutating func integer<Integer: FixedWidthInteger>(_ type: Integer.Type) -> Integer? {
    bytes(Integer.bitWidth / 8)?.reversed().reduce(0) { $0 << 8 | Integer(truncatingIfNeeded: $1) }
  }

  /// A text, after its length.
  mutating func text() -> String? {
    guard let length = integer(UInt32.self), let bytes = bytes(Int(length)) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Texts, after their number.
  mutating func texts() -> [String]? {
    guard let count = integer(UInt32.self) else { return nil }
    var texts: [String] = []
    for _ in 0..<count {
      guard let text = text() else { return nil }
      texts.append(text)
    }
    return texts
  }

  /// Integers, after their number.
  mutating func integers<Integer: FixedWidthInteger>(_ type: Integer.Type) -> [Integer]? {
    guard let count = integer(UInt32.self) else { return nil }
    var integers: [Integer] = []
    for _ in 0..<count {
      guard let next = integer(type) else { return nil }
      integers.append(next)
    }
    return integers
  }
}
