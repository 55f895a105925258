/// Files as other programs write them, small enough to be understood byte by byte.
enum Bytes {
  static func bigEndian(_ words: Int...) -> [UInt8] {
    words.flatMap { word in
      stride(from: 24, through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> $0) }
    }
  }

  static func littleEndian(_ words: Int...) -> [UInt8] {
    words.flatMap { Array(bigEndian($0).reversed()) }
  }

  static func doubles(_ numbers: [Double]) -> [UInt8] {
    numbers.flatMap { number in
      (0..<8).map { UInt8(truncatingIfNeeded: number.bitPattern >> ($0 * 8)) }
    }
  }
}

enum Gzip {
  /// A gzip member (RFC 1952) that stores its content as it is.
  static func stored(_ content: [UInt8]) -> [UInt8] {
    [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff] + deflated(content)
      + Bytes.littleEndian(Int(crc32(content)), content.count)
  }

  /// A zlib stream (RFC 1950) that stores its content as it is.
  static func zlib(_ content: [UInt8]) -> [UInt8] {
    var (a, b) = (1, 0)
    for byte in content {
      a = (a + Int(byte)) % 65521
      b = (b + a) % 65521
    }
    return [0x78, 0x01] + deflated(content) + Bytes.bigEndian(b << 16 | a)
  }

  /// One stored block, the last.
  private static func deflated(_ content: [UInt8]) -> [UInt8] {
    let count = Bytes.littleEndian(content.count)[..<2]
    return [1] + count + count.map(~) + content
  }

  private static func crc32(_ content: [UInt8]) -> UInt32 {
    var crc = UInt32.max
    for byte in content {
      crc ^= UInt32(byte)
      for _ in 0..<8 {
        let isOdd = crc & 1 == 1
        crc >>= 1
        if isOdd { crc ^= 0xedb8_8320 }
      }
    }
    return ~crc
  }
}

enum IDX {
  /// Images of 2 rows and 3 columns.
  static func images(_ images: [UInt8]...) -> [UInt8] {
    Bytes.bigEndian(2051, images.count, 2, 3) + images.flatMap(\.self)
  }

  static func labels(_ labels: UInt8...) -> [UInt8] {
    Bytes.bigEndian(2049, labels.count) + labels
  }
}

enum MAT {
  static func file(_ elements: [UInt8]...) -> [UInt8] {
    let text = Array("MATLAB 5.0 MAT-file".utf8)
    return text + [UInt8](repeating: 0x20, count: 124 - text.count) + [0, 1] + Array("IM".utf8)
      + elements.flatMap(\.self)
  }

  /// A matrix of doubles, given column by column.
  static func matrix(_ name: String, rows: Int, _ numbers: [Double]) -> [UInt8] {
    matrix(
      name, class: 6, rows: rows, columns: numbers.count / rows,
      data: element(9, Bytes.doubles(numbers)))
  }

  /// A matrix of bytes, given column by column.
  static func bytes(_ name: String, rows: Int, _ numbers: [UInt8]) -> [UInt8] {
    matrix(
      name, class: 9, rows: rows, columns: numbers.count / rows, data: element(2, numbers))
  }

  static func compressed(_ content: [UInt8]) -> [UInt8] {
    let stream = Gzip.zlib(content)
    return Bytes.littleEndian(15, stream.count) + stream
  }

  static func element(_ type: Int, _ content: [UInt8]) -> [UInt8] {
    // Up to four bytes lie in the tag.
    if 1...4 ~= content.count {
      return Bytes.littleEndian(content.count << 16 | type) + content
        + [UInt8](repeating: 0, count: 4 - content.count)
    }
    return Bytes.littleEndian(type, content.count) + content
      + [UInt8](repeating: 0, count: (8 - content.count % 8) % 8)
  }

  private static func matrix(
    _ name: String, class: Int, rows: Int, columns: Int, data: [UInt8]
  ) -> [UInt8] {
    element(
      14,
      element(6, Bytes.littleEndian(`class`, 0)) + element(5, Bytes.littleEndian(rows, columns))
        + element(1, Array(name.utf8)) + data)
  }
}
