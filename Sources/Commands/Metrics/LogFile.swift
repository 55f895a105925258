import Processes

/// A log that was found below the directory of an attempt, and what it has measured so far.
final class LogFile {
  let source: Source
  private let file: GrowingFile
  private let make: () -> any LogReader
  private var reader: any LogReader
  private(set) var series: Series
  private var hasHyperparameters = false
  private let judge: String

  init(
    _ path: String, _ source: Source, judgedBy judge: String,
    _ make: @escaping () -> any LogReader
  ) {
    self.source = source
    self.judge = judge
    self.make = make
    reader = make()
    file = GrowingFile(path, isWhole: type(of: reader).isWhole)
    series = Series(source)
  }

  /// Whether there is more to read than the last call took.
  var isBehind: Bool { file.isBehind }

  /// Reads some of what has been written since the last call.
  ///
  /// - Returns: the rows that are new.
  func read() -> [MetricRow] {
    switch file.read() {
    case .nothing: return []
    case .more(let bytes): return take(reader.read(bytes))
    case .anew(let bytes):
      reader = make()
      series = Series(source)
      hasHyperparameters = false
      return take(reader.read(bytes))
    }
  }

  /// Takes what has no end yet, when all is read and nobody writes any more.
  func finish() { _ = take(reader.finish()) }

  /// The series that it measured, once it has been read to the end.
  var finished: Series {
    var series = series
    if hasHyperparameters { series.takeHyperparameterMetrics() }
    return series
  }

  /// The reason why not all of it could be read, as the end of a sentence; nil when all is well.
  var complaint: String? {
    reader.complaint
      ?? (file.isThere || series.pointCount == 0 || source.kind == .trainer
        ? nil : "it was taken away before the program ended")
  }

  /// Whether a line of JSON was too long to be read.
  var isCut: Bool { (reader as? LineReader)?.isCut ?? false }

  /// The columns of a table that is not read, as none of them says where a row stands.
  var unreadColumns: [String] { (reader as? TableReader)?.unreadColumns ?? [] }

  /// The first line of a file that has a table's name and no columns; nil of others.
  var unreadHead: String? { (reader as? TableReader)?.unreadHead }

  func thin(longerThan length: Int, keeping epoch: Int?, except judge: String?) {
    series.thin(longerThan: length, keeping: epoch, except: judge)
  }

  private func take(_ findings: [Finding]) -> [MetricRow] {
    var rows: [MetricRow] = []
    for finding in findings {
      switch finding {
      case .row(let row):
        series.add(row, judgedBy: judge)
        rows.append(row)
      case .purge(let step): series.purge(from: step)
      case .hyperparameters: hasHyperparameters = true
      case .start(let time): series.time = max(series.time ?? time, time)
      }
    }
    return rows
  }
}
