import Documents
import Glibc
import Reports

/// Where text for people and programs goes: data to standard output, all else to standard error.
enum Output {
  /// Writes a text to standard output as it is.
  static func print(_ text: String) { write(text, to: STDOUT_FILENO) }

  /// Writes many small texts to standard output, a piece at a time; the rest when it is let go.
  struct Stream: ~Copyable {
    private var text = ""

    mutating func print(_ more: String) {
      text += more
      guard text.utf8.count >= 1 << 16 else { return }
      Output.print(text)
      text = ""
    }

    deinit { Output.print(text) }
  }

  /// Writes a report to standard output, for people at their terminal or for programs.
  static func print(_ report: some Report, asJSON isJSON: Bool) {
    print(isJSON ? report.json.document : report.text(width: width, style: style))
  }

  /// Writes a line to standard error.
  static func note(_ line: String) { write(line + "\n", to: STDERR_FILENO) }

  /// Writes a text to standard error as it is.
  static func live(_ text: String) { write(text, to: STDERR_FILENO) }

  /// Whether standard error is a terminal that understands cursor movement.
  static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 && !isDumb }

  /// Columns and rows of the terminal.
  static var terminalSize: (columns: Int, rows: Int) {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return (80, 24)
    }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// The width that tables on standard output should keep to; nil where nobody looks at once.
  static var width: Int? {
    var size = winsize()
    guard isatty(STDOUT_FILENO) == 1, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0,
      size.ws_col > 0
    else { return nil }
    return Int(size.ws_col)
  }

  /// The width of running text on standard output: the terminal's, but no more than reads well.
  static var helpWidth: Int { min(width ?? 80, 100) }

  /// Whether words on standard output may be set off: on terminals, unless NO_COLOR
  /// (no-color.org) asks for none.
  static var style: Style { isatty(STDOUT_FILENO) == 1 && !isDumb && wantsColor ? .ansi : .plain }

  /// The same on standard error, where progress is shown.
  static var progressStyle: Style { isTerminal && wantsColor ? .ansi : .plain }

  private static var isDumb: Bool { getenv("TERM").map { String(cString: $0) } == "dumb" }

  private static var wantsColor: Bool { getenv("NO_COLOR").map { $0.pointee == 0 } ?? true }

  private static func write(_ text: String, to descriptor: Int32) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      // A reader that has gone, as in `| head`, is no error of ours and wants no more.
      guard count > 0 || errno == EINTR else { return }
      bytes = bytes.dropFirst(max(count, 0))
    }
  }
}
