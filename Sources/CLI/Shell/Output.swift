import Documents
import Glibc
import Processes
import Reports
import Synchronization

/// Where text for people and programs goes: data to standard output, all else to standard error.
enum Output {
  /// The state of standard output.
  private enum Reader {
    case there
    /// The reader has gone, as in `| head`: no error of ours, and it wants no more.
    case gone
    /// A write has failed, for this reason of the system's.
    case refusing(Int32)
  }

  private static let reader = Mutex(Reader.there)

  /// Writes a text to standard output as it is. A write that fails is told at the end, by
  /// `complaint`: a run that goes on is worth more than its lines.
  static func print(_ text: String) {
    BusyLine.end()
    guard case .there = reader.withLock({ $0 }) else { return }
    switch Terminal.write(text, to: STDOUT_FILENO) {
    case nil: break
    case EPIPE?: reader.withLock { $0 = .gone }
    case let code?: reader.withLock { $0 = .refusing(code) }
    }
  }

  /// Closes standard output, to be called last of all; gives the sentence that says why not all of it
  /// was written, where that is so.
  static func complaint() -> String? {
    BusyLine.end()
    // Some file systems tell only here that there was no room.
    if case .there = reader.withLock({ $0 }), close(STDOUT_FILENO) != 0, errno != EBADF {
      let code = errno
      reader.withLock { $0 = .refusing(code) }
    }
    guard case .refusing(let code) = reader.withLock({ $0 }) else { return nil }
    let reason = code == EBADF ? "it is closed" : String(cString: strerror(code))
    return "standard output took not all that was to be written (\(reason)); what came out is"
      + " incomplete: write to where there is room, and do it again"
  }

  /// Has descriptors 0, 1 and 2 stand for something, where the caller closed them: a file that is opened
  /// later would get their number, and printed text would be written into it. Writes to such a
  /// descriptor are refused.
  static func occupyStandardDescriptors() {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
    where fcntl(descriptor, F_GETFD) == -1 {
      // The lowest that is free is taken.
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

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
  static func note(_ line: String) { live(line + "\n") }

  /// Writes a text to standard error as it is.
  static func live(_ text: String) {
    BusyLine.end()
    Terminal.draw(text)
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
  static var style: Style {
    isatty(STDOUT_FILENO) == 1 && !Terminal.isDumb && wantsColor ? .ansi : .plain
  }

  /// The same on standard error, where progress is shown.
  static var progressStyle: Style { Terminal.isThere && wantsColor ? .ansi : .plain }

  private static var wantsColor: Bool { getenv("NO_COLOR").map { $0.pointee == 0 } ?? true }
}
