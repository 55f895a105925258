/// The CRC-32C (Castagnoli) of the parts as if they were one, as in iSCSI (RFC 3720, B.4).
///
/// Keeps accidents out, not attackers.
package func crc32c(_ parts: [[UInt8]]) -> UInt32 {
  var remainder = UInt32.max
  for part in parts {
    for byte in part {
      remainder = remainder >> 8 ^ crcTable[Int(UInt8(truncatingIfNeeded: remainder) ^ byte)]
    }
  }
  return ~remainder
}

/// The remainders of all single bytes by the reversed polynomial.
private let crcTable: [UInt32] = (0..<256).map { byte in
  (0..<8).reduce(UInt32(byte)) { remainder, _ in
    remainder & 1 == 1 ? remainder >> 1 ^ 0x82f6_3b78 : remainder >> 1
  }
}
