import Reports
import Testing

/// The rows that a terminal of a fixed width shows of the text written to it: lines that are too long
/// go on in the next row, as terminals that reflow show them.
private struct Terminal {
  private(set) var rows: [[Character]] = [[]]
  private var row = 0
  let width: Int

  init(width: Int) { self.width = width }

  /// The same content in another width.
  func resized(to width: Int) -> Terminal {
    var other = Terminal(width: width)
    other.rows = rows.flatMap { line in
      line.isEmpty
        ? [[]]
        : stride(from: 0, to: line.count, by: width).map {
          Array(line[$0..<min($0 + width, line.count)])
        }
    }
    other.row = other.rows.count - 1
    return other
  }

  mutating func write(_ text: String) {
    var rest = Array(text.unicodeScalars)[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\r": isAtStart = true
      case "\n":
        row += 1
        if row == rows.count { rows.append([]) }
        isAtStart = true
      case "\u{1b}":
        let body = rest.dropFirst().prefix { !$0.properties.isAlphabetic }
        let command = rest.dropFirst(1 + body.count).first
        rest = rest.dropFirst(2 + body.count)
        let number = Int(String(String.UnicodeScalarView(body))) ?? 1
        switch command {
        case "A":
          row = max(0, row - number)
          isAtStart = true
        case "J":
          rows = Array(rows[..<row]) + [[]]
          isAtStart = true
        default: break
        }
      default:
        if isAtStart { rows[row] = [] }
        isAtStart = false
        rows[row].append(Character(scalar))
      }
    }
  }
  private var isAtStart = true

  var lines: [String] { rows.map { String($0) } }
}

struct LivePictureTests {
  private let long = ["first line that is rather long", "", "third \u{1b}[1mbold\u{1b}[0m line"]

  @Test func `a picture takes the place of the last one`() {
    var terminal = Terminal(width: 80)
    var picture = LivePicture()
    terminal.write("$ sweep run\n")
    terminal.write(picture.draw(long, width: 80))
    terminal.write(picture.draw(["one", "two"], width: 80))
    #expect(terminal.lines == ["$ sweep run", "one", "two", ""])
    terminal.write(picture.clear(width: 80))
    #expect(terminal.lines == ["$ sweep run", ""])
    #expect(picture.clear(width: 80) == "")
  }

  @Test func `a note stays above`() {
    var terminal = Terminal(width: 80)
    var picture = LivePicture()
    terminal.write(picture.draw(["one", "two"], width: 80))
    terminal.write(picture.note("worker gone", width: 80))
    terminal.write(picture.draw(["three"], width: 80))
    #expect(terminal.lines == ["worker gone", "three", ""])
  }

  @Test func `lines that a narrower terminal has broken are taken away too`() {
    var terminal = Terminal(width: 80)
    var picture = LivePicture()
    terminal.write("$ sweep run\n")
    terminal.write(picture.draw(long, width: 80))
    var narrow = terminal.resized(to: 12)
    narrow.write(picture.draw(["one"], width: 12))
    #expect(narrow.lines == ["$ sweep run", "one", ""])
  }

  @Test func `is one text that never clears before it draws`() {
    var picture = LivePicture()
    _ = picture.draw(["one", "two"], width: 80)
    #expect(picture.draw(["three"], width: 80) == "\u{1b}[2A\rthree\u{1b}[K\n\u{1b}[J")
  }
}
