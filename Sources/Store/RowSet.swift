/// Sets of row numbers as the file keeps them: bit i of byte j stands for row 8 j + i.
///
/// 60,000 rows take 7.5 kB, whichever of them are chosen.
enum RowSet {
  /// The bytes of rows in any order; ends with the byte of the last row.
  static func bytes(_ rows: [Int]) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: (rows.max() ?? -1) / 8 + (rows.isEmpty ? 0 : 1))
    for row in rows { bytes[row / 8] |= 1 << UInt8(row % 8) }
    return bytes
  }

  /// The rows of such bytes, ascending.
  static func rows(_ bytes: [UInt8]) -> [Int] {
    var rows: [Int] = []
    for (index, byte) in bytes.enumerated() {
      for bit in 0..<8 where byte & 1 << UInt8(bit) != 0 { rows.append(8 * index + bit) }
    }
    return rows
  }
}
