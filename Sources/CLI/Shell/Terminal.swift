import Glibc

/// The terminal that standard error is, where it is one.
enum Terminal {
  /// Whether standard error is a terminal that understands cursor movement.
  static var isThere: Bool { isatty(STDERR_FILENO) == 1 && !isDumb }

  /// Columns and rows of the terminal.
  static var size: (columns: Int, rows: Int) {
    var found = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &found) == 0, found.ws_col > 0 else {
      return (80, 24)
    }
    return (Int(found.ws_col), Int(found.ws_row))
  }

  /// Whether the terminal says of itself that it understands nothing but lines.
  static var isDumb: Bool { getenv("TERM").map { String(cString: $0) } == "dumb" }

  /// Writes to standard error, also beside a line that tells what the command is at.
  static func draw(_ text: String) { _ = write(text, to: STDERR_FILENO) }

  /// Writes all of a text; gives the system's number for why it could not.
  static func write(_ text: String, to descriptor: Int32) -> Int32? {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        bytes = bytes.dropFirst(count)
        continue
      }
      switch errno {
      case EINTR: continue
      case EAGAIN:
        // A process that shares the pipe or terminal has set it to O_NONBLOCK; we wait.
        var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        _ = poll(&wait, 1, 1000)
      default: return errno
      }
    }
    return nil
  }
}
