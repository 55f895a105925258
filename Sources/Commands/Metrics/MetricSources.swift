import Documents
import Patterns
import Processes
import Sweeps
import Trials

/// All that a program measures, wherever it writes it, as it comes.
///
/// Where two sources know the same metric of the same epoch, the one that is said on purpose stands:
/// `SWEEP_METRICS`, then Weights & Biases, TensorBoard, a table, and what is printed. So it does not
/// matter which of them is read first.
final class MetricSources {
  enum Rank: Int, CaseIterable { case metrics, history, events, table, output }

  /// A file that was found below the directory.
  private final class Found {
    enum Reader {
      case events(EventFileReader)
      case history(WandbReader)
      case table(TableReader)
    }

    let file: GrowingFile
    var reader: Reader

    init(_ path: String, _ reader: Reader) {
      file = GrowingFile(path)
      self.reader = reader
    }
  }

  /// The names of the files of an attempt that are ours.
  static let metricsFile = "metrics.jsonl"
  static let outputFile = "output.log"

  private let folder: String
  private let patterns: [Pattern]
  private let names: Set<String>?
  private let judge: String
  private let metrics: GrowingFile
  private var metricLines = LineBuffer()
  private var outputLines = LineBuffer()
  private var found: [String: Found] = [:]
  private var series: [Series]
  private var news: [Measurement] = []

  /// - Parameters:
  ///   - folder: the directory of the attempt.
  ///   - metric: what the sweep is judged by.
  ///   - earlier: of an attempt that this one goes on from; they count epochs alike.
  init(
    _ folder: String, _ recipe: ProgramRecipe, judgedBy metric: Metric,
    after earlier: MetricSources? = nil
  ) {
    self.folder = folder
    patterns = recipe.patterns
    judge = metric.name
    names = recipe.names.map { $0.union([metric.name]) }
    metrics = GrowingFile("\(folder)/\(MetricSources.metricsFile)")
    series = Rank.allCases.map { Series(shift: earlier?.series[$0.rawValue].shift) }
  }

  /// Takes in what the program has printed.
  func print(_ bytes: [UInt8]) {
    outputLines.lines(bytes) { output($0) }
  }

  /// Reads what has been written since the last call.
  ///
  /// - Parameter searching: whether to look for files that are new.
  func read(searching: Bool) {
    metricLines.lines(metrics.read()) { line in
      if let line = MetricLine(line) { add(line, .metrics) }
    }
    if searching { search(folder, depth: 0) }
    for path in found.keys.sorted() {
      guard let file = found[path] else { continue }
      let bytes = file.file.read()
      guard !bytes.isEmpty else { continue }
      switch file.reader {
      case .events(var reader):
        for line in reader.read(bytes) { add(line, .events) }
        file.reader = .events(reader)
      case .history(var reader):
        for line in reader.read(bytes) { add(line, .history) }
        file.reader = .history(reader)
      case .table(var reader):
        for line in reader.read(bytes) { add(line, .table) }
        file.reader = .table(reader)
      }
    }
  }

  /// Reads all that is left, when nobody writes any more: also lines without an end.
  func finish() {
    read(searching: true)
    metricLines.end { line in
      if let line = MetricLine(line) { add(line, .metrics) }
    }
    outputLines.end { output($0) }
  }

  /// What has been measured since the last call, one measurement an epoch.
  func takeNews() -> [Measurement] {
    defer { news = [] }
    return merged(news)
  }

  /// All that was measured, in the order of the epochs.
  var measurements: [Measurement] {
    merged(
      series.flatMap { series in series.epochs.map { Measurement(epoch: $0.key, metrics: $0.value) }
      })
  }

  private func merged(_ pieces: [Measurement]) -> [Measurement] {
    var epochs: [Int: [String: Double]] = [:]
    for piece in pieces {
      let metrics = piece.metrics.filter { names?.contains($0.key) ?? true }
      guard !metrics.isEmpty else { continue }
      epochs[piece.epoch, default: [:]].merge(metrics) { first, _ in first }
    }
    return epochs.sorted { $0.key < $1.key }.map { Measurement(epoch: $0.key, metrics: $0.value) }
  }

  private func add(_ line: MetricLine, _ rank: Rank) {
    if let new = series[rank.rawValue].add(line, judgedBy: judge) { news.append(new) }
  }

  private func output(_ line: ArraySlice<UInt8>) {
    for pattern in patterns {
      guard let groups = pattern.match(line), let line = MetricLine(groups: groups) else {
        continue
      }
      return add(line, .output)
    }
    if let line = MetricLine(line) { add(line, .output) }
  }

  /// Looks for files by their names; a folder within a folder within a folder is deep enough for all
  /// that write such files by themselves.
  private func search(_ folder: String, depth: Int) {
    guard depth < 6, found.count < 256, Folder.kind(of: folder) == .folder,
      let names = try? Folder.names(in: folder)
    else { return }
    for name in names where !name.hasPrefix(".") {
      let path = "\(folder)/\(name)"
      // What lies behind a link is another's: of all trials, or of the program's latest run.
      guard found[path] == nil, !Folder.isLink(at: path) else { continue }
      if name.contains("tfevents") {
        let parent = folder.split(separator: "/").last.map(String.init) ?? ""
        found[path] = Found(path, .events(EventFileReader(folder: parent)))
      } else if name.hasPrefix("run-"), name.hasSuffix(".wandb") {
        found[path] = Found(path, .history(WandbReader()))
      } else if depth == 0, name.hasSuffix(".csv") || name.hasSuffix(".log"),
        name != MetricSources.outputFile
      {
        found[path] = Found(path, .table(TableReader()))
      } else if !name.contains(".") || Folder.kind(of: path) == .folder {
        search(path, depth: depth + 1)
      }
    }
  }
}
