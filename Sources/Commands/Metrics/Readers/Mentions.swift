/// Lines in which a metric is given a number, such as `val_acc=0.9 *best*`, and which are not read.
///
/// Where others of the kind are, an earlier number would stand for the end in silence.
struct Mentions {
  private let name: [UInt8]
  private var count = 0
  private var example = ""

  /// A longer line is cut where it is quoted.
  private static let longestExample = 80

  init(of name: String) { self.name = Array(name.utf8) }

  /// Takes a line that was not read.
  mutating func take(_ line: ArraySlice<UInt8>) {
    // Bars stand between strokes, and are read by a pattern or not at all.
    guard line.count < 4096, !line.contains(UInt8(ascii: "|")), gives(line) else { return }
    if count == 0 {
      example = String(decoding: line.prefix(Mentions.longestExample), as: UTF8.self)
    }
    count += 1
  }

  /// The words that tell of them; nil where there are none.
  var words: String? {
    guard count > 0 else { return nil }
    let lines = count == 1 ? "a line that names" : "\(count) lines that name"
    let name = String(decoding: name, as: UTF8.self)
    return "\(lines) \(name) \(count == 1 ? "is" : "are") not read, such as '\(example)'"
  }

  /// Whether the name stands in it by itself, with a sign and a number behind it.
  private func gives(_ line: ArraySlice<UInt8>) -> Bool {
    guard let first = name.first else { return false }
    var rest = line
    while let place = rest.firstIndex(of: first) {
      let before = place > line.startIndex ? line[place - 1] : 0x20
      rest = line[(place + 1)...]
      guard !Mentions.isPartOfName(before), line[place...].starts(with: name) else { continue }
      var behind = line[(place + name.count)...]
      if let next = behind.first, next == UInt8(ascii: "\"") || next == UInt8(ascii: "'") {
        // As a key of an object.
        behind = behind.dropFirst().drop { $0 == 0x20 }
        guard behind.popFirst() == UInt8(ascii: ":") else { continue }
      } else {
        behind = behind.drop { $0 == 0x20 }
        guard behind.popFirst() == UInt8(ascii: "=") else { continue }
      }
      behind = behind.drop { $0 == 0x20 || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
      if let digit = behind.first, (0x30...0x39).contains(digit) || digit == UInt8(ascii: ".") {
        return true
      }
    }
    return false
  }

  private static func isPartOfName(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
      || [UInt8(ascii: "_"), UInt8(ascii: "/"), UInt8(ascii: ".")].contains(byte)
  }
}
