/// Reads a log of some format as its bytes come; whatever they are, it never traps.
protocol LogReader {
  /// What the bytes add to what came before.
  mutating func read(_ bytes: [UInt8]) -> [Finding]

  /// What is left when nobody writes any more.
  mutating func finish() -> [Finding]

  /// Why it cannot be read, or not all of it; nil when all is well.
  var complaint: String? { get }

  /// Whether such a file is written as a whole each time it grows.
  static var isWhole: Bool { get }
}

extension LogReader {
  mutating func finish() -> [Finding] { [] }
  var complaint: String? { nil }
  static var isWhole: Bool { false }
}

/// What is found in a log.
enum Finding: Hashable {
  case row(MetricRow)
  /// What was measured at this step and later does not count any more.
  case purge(Int)
  /// Its single values at step 0 are said of the end.
  case hyperparameters
  /// When the run began, in seconds of the program's clock.
  case start(Double)
}

/// Lines of JSON or pairs, as programs append them to `SWEEP_METRICS`.
struct LineReader: LogReader {
  private var buffer = LineBuffer()

  mutating func read(_ bytes: [UInt8]) -> [Finding] {
    var found: [Finding] = []
    buffer.lines(bytes) { line, isRedrawn in
      if let row = MetricText.row(line) { found.append(.row(row)) }
    }
    return found
  }

  mutating func finish() -> [Finding] {
    var found: [Finding] = []
    buffer.end { line, isRedrawn in
      if let row = MetricText.row(line) { found.append(.row(row)) }
    }
    return found
  }

  var complaint: String? {
    buffer.hasSkippedJSON ? "a line is longer than \(LineBuffer.longestLine >> 20) MiB" : nil
  }
}
