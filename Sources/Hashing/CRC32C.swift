import CChecksum

/// The CRC-32C (Castagnoli) of some of the bytes, as in iSCSI (RFC 3720, B.4).
///
/// Keeps accidents out, not attackers.
///
/// - Parameter before: the checksum of what these bytes follow on; 0 of nothing.
package func crc32c(of bytes: [UInt8], in range: Range<Int>, after before: UInt32 = 0) -> UInt32 {
  bytes.withUnsafeBytes { all in
    ~remainder(of: UnsafeRawBufferPointer(rebasing: all[range]), after: ~before)
  }
}

/// The CRC-32C of the parts as if they were one.
package func crc32c(_ parts: [[UInt8]]) -> UInt32 {
  parts.reduce(0) { before, part in crc32c(of: part, in: part.indices, after: before) }
}

/// The CRC-32C as LevelDB and TFRecord write it: turned and shifted, because the checksum of what
/// holds its own checksum would be weak.
package func maskedCRC32C(_ bytes: [UInt8]) -> UInt32 {
  let sum = crc32c([bytes])
  return (sum >> 15 | sum << 17) &+ 0xa282_ead8
}

private func remainder(of bytes: UnsafeRawBufferPointer, after before: UInt32) -> UInt32 {
  guard hasInstruction else { return tableRemainder(of: bytes, after: before) }
  let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
  return crc32c_words(before, start, bytes.count)
}

private let hasInstruction = has_crc32c() != 0

/// The remainder by a table, for processors without the instruction. A test holds it against the other.
func tableRemainder(of bytes: UnsafeRawBufferPointer, after before: UInt32) -> UInt32 {
  bytes.reduce(before) { remainder, byte in
    remainder >> 8 ^ crcTable[Int((remainder ^ UInt32(byte)) & 255)]
  }
}

/// The remainders of all single bytes by the reversed polynomial.
private let crcTable: [UInt32] = (0..<256).map { byte in
  (0..<8).reduce(UInt32(byte)) { remainder, _ in
    remainder & 1 == 1 ? remainder >> 1 ^ 0x82f6_3b78 : remainder >> 1
  }
}
