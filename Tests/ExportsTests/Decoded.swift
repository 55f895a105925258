import Documents

/// A message of Protocol Buffers as a reader sees it, written without a look at the writer.
struct Decoded {
  private var fields: [(number: Int, content: Content)] = []

  private enum Content {
    case integer(UInt64)
    case eight([UInt8])
    case four([UInt8])
    case bytes([UInt8])
  }

  struct Malformed: Error { let what: String }

  init(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      let key = try Decoded.varint(&rest)
      let content: Content =
        switch key & 7 {
        case 0: .integer(try Decoded.varint(&rest))
        case 1: .eight(try Decoded.take(8, from: &rest))
        case 2: .bytes(try Decoded.take(Int(try Decoded.varint(&rest)), from: &rest))
        case 5: .four(try Decoded.take(4, from: &rest))
        default: throw Malformed(what: "wire type \(key & 7)")
        }
      fields.append((Int(key >> 3), content))
    }
  }

  func integer(_ number: Int) -> Int? {
    if case .integer(let integer)? = field(number) { Int(integer) } else { nil }
  }

  func double(_ number: Int) -> Double? {
    guard case .eight(let bytes)? = field(number) else { return nil }
    return Double(bitPattern: Decoded.littleEndian(bytes))
  }

  func float(_ number: Int) -> Float? {
    guard case .four(let bytes)? = field(number) else { return nil }
    return Float(bitPattern: UInt32(Decoded.littleEndian(bytes)))
  }

  func text(_ number: Int) -> String? {
    guard case .bytes(let bytes)? = field(number) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  func message(_ number: Int) -> Decoded? { messages(number).first }

  func messages(_ number: Int) -> [Decoded] {
    fields.compactMap { field in
      guard field.number == number, case .bytes(let bytes) = field.content else { return nil }
      return try? Decoded(bytes)
    }
  }

  private func field(_ number: Int) -> Content? {
    fields.first { $0.number == number }?.content
  }
}

// MARK: - Frames

extension Decoded {
  /// The messages of a TFRecord, every checksum of which must be right.
  static func events(_ bytes: [UInt8]) throws -> [Decoded] {
    var rest = bytes[...]
    var events: [Decoded] = []
    while !rest.isEmpty {
      let length = try take(8, from: &rest)
      guard littleEndian(try take(4, from: &rest)) == UInt64(masked(length)) else {
        throw Malformed(what: "the checksum of a length")
      }
      let message = try take(Int(littleEndian(length)), from: &rest)
      guard littleEndian(try take(4, from: &rest)) == UInt64(masked(message)) else {
        throw Malformed(what: "the checksum of a message")
      }
      events.append(try Decoded(message))
    }
    return events
  }

  /// CRC-32C bit by bit, turned and shifted as TFRecord wants it.
  private static func masked(_ bytes: [UInt8]) -> UInt32 {
    var sum = UInt32.max
    for byte in bytes {
      for bit in 0..<8 {
        let isOdd = sum & 1 != UInt32(byte) >> bit & 1
        sum = sum >> 1 ^ (isOdd ? 0x82f6_3b78 : 0)
      }
    }
    return (~sum >> 15 | ~sum << 17) &+ 0xa282_ead8
  }

  private static func take(_ count: Int, from rest: inout ArraySlice<UInt8>) throws -> [UInt8] {
    guard count <= rest.count else { throw Malformed(what: "an early end") }
    defer { rest = rest.dropFirst(count) }
    return Array(rest.prefix(count))
  }

  private static func varint(_ rest: inout ArraySlice<UInt8>) throws -> UInt64 {
    var integer: UInt64 = 0
    for shift in stride(from: 0, to: 64, by: 7) {
      let byte = try take(1, from: &rest)[0]
      integer |= UInt64(byte & 0x7f) << shift
      if byte < 0x80 { return integer }
    }
    throw Malformed(what: "an endless integer")
  }

  private static func littleEndian(_ bytes: [UInt8]) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
