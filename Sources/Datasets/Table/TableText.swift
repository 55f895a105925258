/// The text of a table file as UTF-8, whatever it was written in.
///
/// A byte-order mark tells UTF-8 and UTF-16; without one, UTF-16 is known by its zeros, and what is no
/// UTF-8 is taken for Latin-1 with Windows' letters in the places of its control characters, as browsers
/// take it.
enum TableText {
  static func utf8(_ bytes: [UInt8], path: String) throws(DatasetError) -> [UInt8] {
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { return Array(bytes.dropFirst(3)) }
    if bytes.starts(with: [0xff, 0xfe]) { return utf16(bytes.dropFirst(2), isBig: false) }
    if bytes.starts(with: [0xfe, 0xff]) { return utf16(bytes.dropFirst(2), isBig: true) }
    let head = bytes.prefix(64)
    if head.count >= 4 {
      // Letters of most scripts' first plane: every second byte of Latin text is zero.
      let zeros = head.indices.filter { head[$0] == 0 }
      let (even, odd) = (zeros.count { $0 % 2 == 0 }, zeros.count { $0 % 2 == 1 })
      if odd * 4 > head.count && even == 0 { return utf16(bytes[...], isBig: false) }
      if even * 4 > head.count && odd == 0 { return utf16(bytes[...], isBig: true) }
    }
    if let zero = bytes.firstIndex(of: 0) {
      let line = bytes[..<zero].count { $0 == UInt8(ascii: "\n") } + 1
      throw .malformed(
        path: path, line: line,
        problem: "a zero byte, which no text has: the file is damaged or no table; export it again")
    }
    return bytes.allSatisfy({ $0 < 0x80 }) || String(validating: bytes, as: UTF8.self) != nil
      ? bytes : latin(bytes)
  }

  private static func utf16(_ bytes: ArraySlice<UInt8>, isBig: Bool) -> [UInt8] {
    var units: [UInt16] = []
    units.reserveCapacity(bytes.count / 2)
    var index = bytes.startIndex
    while index + 1 < bytes.endIndex {
      let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
      units.append(isBig ? first << 8 | second : second << 8 | first)
      index += 2
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }

  private static func latin(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count + bytes.count / 8)
    for byte in bytes {
      if byte < 0x80 {
        text.append(byte)
      } else {
        let code = byte < 0xa0 ? windows[Int(byte) - 0x80] : UInt32(byte)
        text += Array(String(Unicode.Scalar(code) ?? "\u{fffd}").utf8)
      }
    }
    return text
  }

  /// Code points of the bytes from 0x80 to 0x9f in Windows-1252 (WHATWG's Encoding Standard).
  private static let windows: [UInt32] = [
    0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6, 0x2030, 0x160, 0x2039,
    0x152, 0x8d, 0x17d, 0x8f, 0x90, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc,
    0x2122, 0x161, 0x203a, 0x153, 0x9d, 0x17e, 0x178,
  ]
}
