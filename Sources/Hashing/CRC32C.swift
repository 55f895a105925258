/// The CRC-32C (Castagnoli) of the parts as if they were one, as in iSCSI (RFC 3720, B.4).
///
/// Keeps accidents out, not attackers.
package func crc32c(_ parts: [[UInt8]]) -> UInt32 {
  var remainder = UInt32.max
  for part in parts {
    let bytes = part.span
    var index = 0
    // Four bytes at a step: what each leaves behind after the others is known beforehand.
    while index + 4 <= bytes.count {
      for offset in 0..<4 { remainder ^= UInt32(bytes[index + offset]) << UInt32(8 * offset) }
      remainder =
        crcTables[3][Int(remainder & 255)] ^ crcTables[2][Int(remainder >> 8 & 255)]
        ^ crcTables[1][Int(remainder >> 16 & 255)] ^ crcTables[0][Int(remainder >> 24)]
      index += 4
    }
    while index < bytes.count {
      remainder = remainder >> 8 ^ crcTables[0][Int((remainder ^ UInt32(bytes[index])) & 255)]
      index += 1
    }
  }
  return ~remainder
}

/// The CRC-32C as LevelDB and TFRecord write it: turned and shifted, because the checksum of what
/// holds its own checksum would be weak.
package func maskedCRC32C(_ bytes: [UInt8]) -> UInt32 {
  let sum = crc32c([bytes])
  return (sum >> 15 | sum << 17) &+ 0xa282_ead8
}

/// The remainders of all single bytes by the reversed polynomial, with no, one, two and three zero
/// bytes after them.
private let crcTables: [[UInt32]] = {
  let single: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { remainder, _ in
      remainder & 1 == 1 ? remainder >> 1 ^ 0x82f6_3b78 : remainder >> 1
    }
  }
  return (0..<3).reduce(into: [single]) { tables, zeros in
    tables.append(tables[zeros].map { $0 >> 8 ^ single[Int($0 & 255)] })
  }
}()
