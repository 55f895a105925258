import Glibc
import Processes
import Reports
import Synchronization

/// A line on the terminal that tells what a command is at, while it reads for more than two seconds and says
/// nothing; nothing where nobody looks.
///
/// Whatever is printed takes it away.
enum BusyLine {
  private struct State {
    /// Nil while there is none.
    var words: String?
    /// Which line it is, as a thread draws each.
    var number = 0
    var isDrawn = false
  }

  private static let state = Mutex(State())

  /// Begins a line, to be seen after two seconds, or has it tell of something else.
  static func say(_ words: String) {
    guard Terminal.isThere else { return }
    let number: Int? = state.withLock { state in
      defer { state.words = words.printable }
      guard state.words == nil else { return nil }
      state.number += 1
      return state.number
    }
    // Without a thread there is no line, and the command does all the same.
    if let number { try? Threads.start { draw(number) } }
  }

  /// Takes the line away.
  static func end() {
    state.withLock { state in
      if state.isDrawn { Terminal.draw("\r\u{1b}[K") }
      (state.words, state.isDrawn) = (nil, false)
    }
  }

  private static func draw(_ number: Int) {
    let start = ContinuousClock.now
    while true {
      usleep(250_000)
      let time = ContinuousClock.now - start
      let isOver = state.withLock { state in
        guard state.number == number, let words = state.words else { return true }
        guard time >= .seconds(2) else { return false }
        // The last column is left free, so that no terminal goes on to the next line.
        let line = "\(words), \(time.text)".prefix(Terminal.size.columns - 1)
        Terminal.draw("\r\(line)\u{1b}[K")
        state.isDrawn = true
        return false
      }
      if isOver { return }
    }
  }
}
