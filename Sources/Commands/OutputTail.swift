import Processes
import Sweeps

/// The output of a program: the end of it in memory, all of it in a file, line by line.
final class OutputTail {
  private var bytes: [UInt8] = []
  /// The text on each stream after its last line end, so that lines of the two stay whole.
  private var rests: [Source.Kind: [UInt8]] = [:]
  private let path: String
  private var file: Descriptor?
  private var cannotWrite = false
  /// The lines that the file does not have yet.
  private var unsaved: [UInt8] = []

  /// How much is kept for people to read after a failure, in bytes.
  static let limit = 64 << 10

  /// - Parameter path: the file, which is made when there is something to save.
  init(_ path: String) { self.path = path }

  /// Takes in what came from a stream; a line is added when it has ended or has become too long.
  func append(_ more: [UInt8], from stream: Source.Kind) {
    let rest = rests[stream, default: []]
    guard let end = more.lastIndex(of: 0x0a) else {
      rests[stream, default: []] += more
      if rest.count + more.count > OutputTail.limit { flush(stream) }
      return
    }
    add(rest + more[...end])
    rests[stream] = Array(more[(end + 1)...])
    if rests[stream, default: []].count > OutputTail.limit { flush(stream) }
  }

  /// Adds lines that have no end, when nothing more will come.
  func finish() {
    for stream in rests.keys.sorted() { flush(stream) }
  }

  private func flush(_ stream: Source.Kind) {
    add(rests[stream, default: []])
    rests[stream] = []
  }

  private func add(_ more: [UInt8]) {
    guard !more.isEmpty else { return }
    if more.count >= OutputTail.limit {
      bytes = Array(more.suffix(OutputTail.limit))
    } else {
      bytes += more
      // Cut now and then, as to cut costs as much as all that is kept.
      if bytes.count > 2 * OutputTail.limit { bytes.removeFirst(bytes.count - OutputTail.limit) }
    }
    unsaved += more
    if unsaved.count > OutputTail.limit { save() }
  }

  /// Brings the file up to date.
  ///
  /// The output of a program that ends as soon as it has printed it is in its result, and the file would go
  /// with the directory of the attempt: to make one took more time than to read what the program measured.
  func save() {
    guard !unsaved.isEmpty else { return }
    write(unsaved)
    unsaved = []
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
