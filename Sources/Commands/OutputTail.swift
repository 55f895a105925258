import Processes
import Sweeps

/// What a program prints: the end of it in memory, all of it in a file.
final class OutputTail {
  private var bytes: [UInt8] = []
  private let path: String
  private var file: Descriptor?
  private var cannotWrite = false

  /// How much is kept for people to read after a failure, in bytes.
  static let limit = 64 << 10

  /// - Parameter path: the file, which is made when there is something to write.
  init(_ path: String) { self.path = path }

  func append(_ more: [UInt8]) {
    if more.count >= OutputTail.limit {
      bytes = Array(more.suffix(OutputTail.limit))
    } else {
      bytes += more
      // Cut now and then, as to cut costs as much as all that is kept.
      if bytes.count > 2 * OutputTail.limit { bytes.removeFirst(bytes.count - OutputTail.limit) }
    }
    write(more)
  }

  /// The end of it as a terminal would show it, with what is no UTF-8 replaced.
  var text: String {
    TerminalText.shown(String(decoding: bytes.suffix(OutputTail.limit), as: UTF8.self))
  }

  /// The last line in which there is something.
  var lastLine: Substring? {
    text.split(whereSeparator: \.isNewline).last { !$0.allSatisfy(\.isWhitespace) }
  }

  /// The directory may be gone, or the disk full: the program goes on, and so does its sweep.
  private func write(_ more: [UInt8]) {
    guard !cannotWrite else { return }
    if file == nil { file = try? Descriptor(appendingTo: path) }
    var rest = more[...]
    while !rest.isEmpty {
      guard case .wrote(let count)? = try? file?.write(rest) else {
        cannotWrite = true
        return
      }
      rest = rest.dropFirst(count)
    }
  }
}
