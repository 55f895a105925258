/// Takes bytes as they come and gives whole lines.
///
/// A carriage return or backspaces begin what is drawn over what stood before, as progress bars do;
/// escape sequences, which colour it, are left out.
struct LineBuffer {
  private var rest: [UInt8] = []
  /// Whether what comes now belongs to a line that was too long.
  private var isSkipping = false
  /// Whether something was drawn on this line already.
  private var isDrawnOver = false
  /// Whether nothing has come yet: a mark of the byte order may stand first.
  private var isAtStart = true
  /// Whether a line that looked like JSON was too long.
  private(set) var hasSkippedJSON = false

  /// A longer line is not read, in bytes.
  static let longestLine = 1 << 20

  /// The lines that the bytes complete, without their ends.
  ///
  /// - Parameter take: gets a line, and whether it is drawn over the one before.
  mutating func lines(_ bytes: [UInt8], _ take: (ArraySlice<UInt8>, _ isRedrawn: Bool) -> Void) {
    var start = 0
    for end in bytes.indices {
      let byte = bytes[end]
      guard byte < 0x0e, byte == 0x0a || byte == 0x0d || byte == 0x08 else { continue }
      finish(bytes[start..<end], isLast: byte == 0x0a, take)
      start = end + 1
    }
    guard start < bytes.count, !isSkipping else { return }
    rest += bytes[start...]
    if rest.count > LineBuffer.longestLine { skip() }
  }

  /// Hands over the text after the last line end.
  mutating func end(_ take: (ArraySlice<UInt8>, _ isRedrawn: Bool) -> Void) {
    finish([], isLast: true, take)
  }

  private mutating func skip() {
    if rest.first == UInt8(ascii: "{") { hasSkippedJSON = true }
    rest = []
    isSkipping = true
  }

  private mutating func finish(
    _ end: ArraySlice<UInt8>, isLast: Bool,
    _ take: (ArraySlice<UInt8>, _ isRedrawn: Bool) -> Void
  ) {
    if !rest.isEmpty { rest += end }
    var line = LineBuffer.plain(rest.isEmpty ? end : rest[...])
    if !isSkipping, line.count > LineBuffer.longestLine {
      rest = Array(line.prefix(1))
      skip()
    }
    if isAtStart {
      isAtStart = false
      line = line.withoutByteOrderMark
    }
    if !isSkipping, line.contains(where: { $0 != 0x20 }) {
      take(line, isDrawnOver)
      isDrawnOver = true
    }
    if isLast { isDrawnOver = false }
    rest = []
    isSkipping = false
  }

  /// The line without the escape sequences of terminals (ECMA-48).
  static func plain(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard line.contains(0x1b) else { return line }
    var plain: [UInt8] = []
    var rest = line
    while let byte = rest.popFirst() {
      guard byte == 0x1b else {
        plain.append(byte)
        continue
      }
      switch rest.popFirst() {
      case UInt8(ascii: "["):
        // Parameters, and then one byte that ends them.
        rest = rest.drop { !(0x40...0x7e).contains($0) }.dropFirst()
      case UInt8(ascii: "]"):
        // Such as a title; up to a bell, or ESC \.
        rest = rest.drop { $0 != 0x07 && $0 != 0x1b }
        if rest.popFirst() == 0x1b { rest = rest.dropFirst() }
      default: break
      }
    }
    return plain[...]
  }
}

extension Collection where Element == UInt8 {
  /// Without the mark that some editors and Windows programs write before UTF-8.
  var withoutByteOrderMark: SubSequence {
    starts(with: [0xef, 0xbb, 0xbf]) ? dropFirst(3) : self[...]
  }
}
