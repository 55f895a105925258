extension Raster {
  /// The pixels as a PNG file (W3C, "Portable Network Graphics", third edition), which is not compressed.
  package var png: [UInt8] {
    let isGrey = isGrey
    var file: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
    let kind: UInt8 = isGrey ? 0 : 2
    func append(_ type: String, _ content: [UInt8]) {
      let chunk = Array(type.utf8) + content
      file += UInt32(content.count).bigEndianBytes + chunk + crc32(chunk).bigEndianBytes
    }
    append(
      "IHDR", UInt32(width).bigEndianBytes + UInt32(height).bigEndianBytes + [8, kind, 0, 0, 0])
    append("IDAT", stored(isGrey ? greyRows : colourRows))
    append("IEND", [])
    return file
  }

  /// Each row behind a zero: no filter.
  private var colourRows: [UInt8] {
    var rows: [UInt8] = []
    rows.reserveCapacity(bytes.count + height)
    for y in 0..<height {
      rows.append(0)
      rows += bytes[(3 * y * width)..<(3 * (y + 1) * width)]
    }
    return rows
  }

  private var greyRows: [UInt8] {
    var rows: [UInt8] = []
    rows.reserveCapacity((width + 1) * height)
    for y in 0..<height {
      rows.append(0)
      for x in 0..<width { rows.append(bytes[3 * (y * width + x)]) }
    }
    return rows
  }

  /// The bytes in a zlib stream of stored blocks (RFC 1950 and 1951).
  private func stored(_ bytes: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    for start in Swift.stride(from: 0, to: bytes.count, by: 65_535) {
      let block = bytes[start..<min(start + 65_535, bytes.count)]
      let size = UInt16(block.count)
      stream.append(start + block.count == bytes.count ? 1 : 0)
      for word in [size, ~size] { stream += [UInt8(word & 0xff), UInt8(word >> 8)] }
      stream += block
    }
    var (a, b) = (UInt32(1), UInt32(0))
    for byte in bytes {
      a = (a + UInt32(byte)) % 65_521
      b = (b + a) % 65_521
    }
    return stream + (b << 16 | a).bigEndianBytes
  }
}

/// The CRC-32 of PNG and zlib.
private func crc32(_ bytes: [UInt8]) -> UInt32 {
  var crc = ~UInt32(0)
  for byte in bytes {
    let index = Int(UInt8(truncatingIfNeeded: crc) ^ byte)
    crc = crc32Table[index] ^ (crc >> 8)
  }
  return ~crc
}

private let crc32Table: [UInt32] = (0..<256).map { index in
  var crc = UInt32(index)
  for _ in 0..<8 { crc = crc & 1 == 1 ? 0xedb8_8320 ^ (crc >> 1) : crc >> 1 }
  return crc
}

extension UInt32 {
  fileprivate var bigEndianBytes: [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: self >> $0) }
  }
}

extension [UInt8] {
  /// RFC 4648.
  var base64: String {
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    text.reserveCapacity((count + 2) / 3 * 4)
    for start in stride(from: 0, to: count, by: 3) {
      let rest = Swift.min(3, count - start)
      var word = 0
      for place in 0..<3 { word = word << 8 | (place < rest ? Int(self[start + place]) : 0) }
      for place in 0..<4 {
        text.append(
          place > rest ? UInt8(ascii: "=") : letters[word >> (18 - 6 * place) & 63])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
