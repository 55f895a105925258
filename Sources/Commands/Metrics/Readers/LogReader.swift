import Documents
import Sweeps

/// Reads a log of some format as its bytes come; whatever they are, it never traps.
protocol LogReader {
  /// Gives the findings that the bytes add to those before.
  mutating func read(_ bytes: [UInt8]) -> [Finding]

  /// Gives the findings that are left when nobody writes any more.
  mutating func finish() -> [Finding]

  /// The reason why it cannot be read, or not all of it; nil when all is well.
  var complaint: String? { get }

  /// Whether such a file is written as a whole each time it grows.
  static var isWhole: Bool { get }
}

extension LogReader {
  mutating func finish() -> [Finding] { [] }
  var complaint: String? { nil }
  static var isWhole: Bool { false }
}

/// A thing that is found in a log.
enum Finding: Hashable {
  case row(MetricRow)
  /// Measurements at this step and later do not count any more.
  case purge(Int)
  /// The log's single values at step 0 are said of the end.
  case hyperparameters
  /// When the run began, in seconds of the program's clock.
  case start(Double)
}

/// Lines of JSON or pairs, as programs append them to `SWEEP_METRICS`.
struct LineReader: LogReader {
  private var buffer = LineBuffer()
  private var hasBrokenLines = false

  mutating func read(_ bytes: [UInt8]) -> [Finding] {
    var lines: [ArraySlice<UInt8>] = []
    buffer.lines(bytes) { line, _ in lines.append(line) }
    return lines.compactMap { row($0) }
  }

  mutating func finish() -> [Finding] {
    var lines: [ArraySlice<UInt8>] = []
    buffer.end { line, _ in lines.append(line) }
    return lines.compactMap { row($0) }
  }

  private mutating func row(_ line: ArraySlice<UInt8>) -> Finding? {
    if let row = MetricText.row(line) { return .row(row) }
    // Nothing is lost of an object that measures nothing, and of a comment.
    if line.first != UInt8(ascii: "#"), Document(json: Array(line)) == nil { hasBrokenLines = true }
    return nil
  }

  /// Whether a line was too long to be read, which may hold anything.
  var isCut: Bool { buffer.hasSkippedJSON }

  var complaint: String? {
    if isCut { return "a line is longer than \(LineBuffer.longestLine >> 20) MiB" }
    return hasBrokenLines ? "a line that is neither JSON nor name=value is left out" : nil
  }
}
