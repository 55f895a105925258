extension [UInt8] {
  /// A PNG file that knows how large it is on paper, which cairo's do not: TeX and word processors
  /// would show it at a size of their own.
  ///
  /// The chunk pHYs (PNG specification, 11.3.4.3) goes between the header and what follows.
  func withPhysicalSize(dotsPerInch: Double) -> [UInt8] {
    let perMetre = UInt32((dotsPerInch / 0.0254).rounded())
    let content = Array("pHYs".utf8) + perMetre.bigEndianBytes + perMetre.bigEndianBytes + [1]
    let chunk = UInt32(9).bigEndianBytes + content + content.crc32.bigEndianBytes
    // The signature takes 8 bytes, the header with its length, name and check 25.
    return Array(prefix(33)) + chunk + dropFirst(33)
  }

  /// The check of a chunk: CRC-32 of ISO 3309, as in annex D of the PNG specification.
  private var crc32: UInt32 {
    var check = UInt32.max
    for byte in self {
      check ^= UInt32(byte)
      for _ in 0..<8 {
        let isOdd = check & 1 == 1
        check >>= 1
        if isOdd { check ^= 0xedb8_8320 }
      }
    }
    return ~check
  }
}

extension UInt32 {
  fileprivate var bigEndianBytes: [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: self >> UInt32($0)) }
  }
}
