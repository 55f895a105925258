import Documents
import Patterns
import Processes
import SQLite
import Sweeps
import Trials

/// All that a program measures, wherever it writes it, as it comes.
///
/// Each file and each stream is a series of its own; which of them a metric is taken from, the
/// `Arbiter` decides once all has been read.
final class MetricSources {
  /// The names of the files of an attempt that are ours.
  static let metricsFile = "metrics.jsonl"
  static let outputFile = "output.log"

  /// More files than this are not read.
  private static let fileLimit = 256
  /// More numbers than this are thinned.
  private static let pointLimit = 200_000

  private let folder: String
  private let recipe: ProgramRecipe
  private let metric: Metric
  private let earlier: Set<Arbiter.Origin>
  private let untouched: FolderStamp?
  private let metrics: LogFile
  private var streams: [Source.Kind: (reader: OutputReader, series: Series)]
  private var files: [String: LogFile] = [:]
  private var databases: [String: RunDatabase] = [:]
  private var hasTooManyFiles = false
  private var news = MetricNews()

  /// - Parameters:
  ///   - folder: the directory of the attempt.
  ///   - metric: the metric that the sweep is judged by.
  ///   - earlier: the logs that counted from 0 in an attempt that this one goes on from.
  ///   - untouched: the stamp of the directory while nothing of a program is in it, where that is known.
  init(
    _ folder: String, _ recipe: ProgramRecipe, judgedBy metric: Metric,
    after earlier: Set<Arbiter.Origin> = [], untouched: FolderStamp? = nil
  ) {
    self.folder = folder
    self.recipe = recipe
    self.metric = metric
    self.earlier = earlier
    self.untouched = untouched
    metrics = LogFile(
      "\(folder)/\(MetricSources.metricsFile)", Source(.metrics), judgedBy: metric.name,
      { LineReader() })
    streams = [:]
    for kind in [Source.Kind.output, .errors] {
      streams[kind] = (
        OutputReader(recipe.patterns, recipe.format, judgedBy: metric.name), Series(Source(kind))
      )
    }
  }

  /// Takes in what the program has printed on one of its streams.
  func print(_ bytes: [UInt8], on kind: Source.Kind = .output) {
    guard let findings = streams[kind]?.reader.read(bytes) else { return }
    take(findings, kind)
  }

  private func take(_ findings: [Finding], _ kind: Source.Kind) {
    for case .row(let row) in findings {
      streams[kind]?.series.add(row, judgedBy: metric.name)
      news.add(row, from: Source(kind))
    }
  }

  /// Reads what has been written since the last call.
  ///
  /// - Parameter searching: whether to look for files that are new.
  func read(searching: Bool) {
    if searching { search([]) }
    // A file that grows faster than it is read does not hold up the rest for ever.
    for file in logs { read(file, most: 16) }
    thin()
  }

  private var logs: [LogFile] {
    [metrics] + files.sorted { $0.key < $1.key }.map(\.value)
  }

  private func read(_ file: LogFile, most count: Int) {
    for _ in 0..<count {
      for row in file.read().suffix(MetricNews.limit) { news.add(row, from: file.source) }
      guard file.isBehind else { return }
      thin()
    }
  }

  /// Reads all that is left, when nobody writes any more: also lines without an end.
  func finish() {
    search([])
    for file in logs {
      read(file, most: .max)
      file.finish()
    }
    for kind in streams.keys {
      take(streams[kind]?.reader.finish() ?? [], kind)
    }
    thin()
  }

  /// Takes the measurements since the last call, for people who watch: the counts are the program's.
  func takeNews() -> [Measurement] { news.take(keeping: recipe.names, judgedBy: metric.name) }

  /// Keeps the curves within bounds: the longest are thinned first, and those of the metric that counts last.
  private func thin() {
    let asked: Int? = if case .epoch(let epoch) = metric.moment { epoch } else { nil }
    func count() -> Int {
      files.values.reduce(metrics.series.pointCount) { $0 + $1.series.pointCount }
        + streams.values.reduce(0) { $0 + $1.series.pointCount }
    }
    while count() > MetricSources.pointLimit {
      let others =
        logs.map { $0.series.longest(except: metric.name) }
        + streams.values.map { $0.series.longest(except: metric.name) }
      let longest = others.max() ?? 0
      // Curves of the metric itself, or many short ones of which nothing can be left out.
      let spares = longest > 64 ? metric.name : nil
      let length = longest > 64 ? longest / 2 : 64
      let before = count()
      for file in logs {
        file.thin(longerThan: length, keeping: asked, except: spares)
      }
      for kind in streams.keys {
        streams[kind]?.series.thin(longerThan: length, keeping: asked, except: spares)
      }
      if count() == before { break }
    }
  }
}

// MARK: - The end

extension MetricSources {
  /// Decides on the metrics, once all has been read to the end.
  func decide() -> Arbiter.Decision {
    var remarks: [Remark] = []
    var series = [metrics.finished]
    series += streams.sorted { $0.key < $1.key }.map(\.value.series)
    series += MetricSources.joined(files)
    for (path, database) in databases.sorted(by: { $0.key < $1.key }) {
      series += runs(database, at: path, &remarks)
    }
    let arbiter = Arbiter(judgedBy: metric, names: recipe.names, after: earlier)
    var decision = arbiter.decide(series.map(\.withEpochs))
    decision.remarks += remarks + complaints
    for (kind, stream) in streams.sorted(by: { $0.key < $1.key })
    where decision.judgedFrom.map({ $0 == kind }) ?? true {
      guard let lines = stream.reader.unreadLines else { continue }
      decision.remarks.append(Remark("on \(kind.words) \(lines)", about: metric.name))
    }
    decision.limit(first: metric.name)
    return decision
  }

  /// The remarks on sources that could not be read.
  private var complaints: [Remark] {
    var remarks: [Remark] = []
    func complain(_ name: String, _ complaint: String?) {
      if let complaint { remarks.append(Remark("\(name) is not read whole: \(complaint)")) }
    }
    complain(MetricSources.metricsFile, metrics.complaint)
    for (path, file) in files.sorted(by: { $0.key < $1.key }) {
      complain(relative(path), file.complaint)
    }
    for (kind, stream) in streams.sorted(by: { $0.key < $1.key }) {
      complain(kind.words, stream.reader.complaint)
    }
    if hasTooManyFiles {
      remarks.append(Remark("of more than \(MetricSources.fileLimit) logs some are not read"))
    }
    return remarks
  }

  /// Whether a line of the program's own file could not be read, which may hold anything.
  var unreadable: String? {
    metrics.isCut ? metrics.complaint.map { "\(MetricSources.metricsFile): \($0)" } : nil
  }

  /// The reasons why tables that may know a metric are not read, a sentence each: none of their columns says
  /// which epoch a row is of, or nothing separates columns.
  func unreadTables(with name: String) -> [String] {
    files.sorted { $0.key < $1.key }.compactMap { path, file in
      if file.unreadColumns.contains(name) {
        return "\(relative(path)) has a column '\(name)' and none that is called epoch or step"
      }
      guard let head = file.unreadHead, head.contains(name) else { return nil }
      return
        "\(relative(path)) begins with '\(head.prefix(80))', in which no comma, semicolon or tab"
        + " separates columns"
    }
  }

  private func relative(_ path: String) -> String { String(path.dropFirst(folder.count + 1)) }

  /// The series of files, where those that one writer made one after another are one.
  private static func joined(_ files: [String: LogFile]) -> [Series] {
    var groups: [Source: [(path: String, series: Series)]] = [:]
    for (path, file) in files.sorted(by: { $0.key < $1.key }) {
      groups[file.source, default: []].append((path, file.finished))
    }
    var all: [Series] = []
    for (source, members) in groups.sorted(by: { $0.value[0].path < $1.value[0].path }) {
      guard members.count > 1 else {
        all.append(members[0].series)
        continue
      }
      if source.kind == .trainer {
        // Each checkpoint tells all that went before: the longest is the last.
        all += [members.map(\.series).max { $0.pointCount < $1.pointCount } ?? members[0].series]
        continue
      }
      var whole: Series? = members[0].series
      for member in members.dropFirst() { whole = whole?.followed(by: member.series) }
      if let whole {
        all.append(whole)
      } else {
        // Written at once: they are told apart by their own names.
        all += members.map { path, series in
          series.moved(to: source.path + [path.split(separator: "/").last.map(String.init) ?? path])
        }
      }
    }
    return all
  }

  private func runs(
    _ database: RunDatabase, at path: String, _ remarks: inout [Remark]
  ) -> [Series] {
    guard FileStamp(of: path)?.isRegular == true else { return [] }
    let kind: Source.Kind = database == .mlflow ? .mlflow : .trackio
    do throws(DatabaseError) {
      return try database.runs(at: path).map { name, rows in
        var series = Series(Source(kind, [relative(path), name]))
        for row in rows { series.add(row, judgedBy: metric.name) }
        return series
      }
    } catch {
      remarks.append(Remark("\(relative(path)) is not read: \(error.message)"))
      return []
    }
  }

  /// Looks for files by their names. Links are not followed: what lies behind them is not the
  /// program's own log.
  private func search(_ folders: [String]) {
    let path = ([folder] + folders).joined(separator: "/")
    guard folders.count < 6, !folders.isEmpty || isTouched,
      let entries = try? Folder.entries(in: path)
    else { return }
    let names = entries.map(\.name)
    for (name, kind) in entries where kind != .other && !name.hasPrefix(".") {
      let file = "\(path)/\(name)"
      guard files[file] == nil, databases[file] == nil, !isOurs(name, folders) else { continue }
      if kind == .file {
        guard let entry = LogCatalogue.entry(name, in: folders, among: names) else { continue }
        guard files.count + databases.count < MetricSources.fileLimit else {
          hasTooManyFiles = true
          continue
        }
        switch entry {
        case .log(let source, let make):
          files[file] = LogFile(file, source, judgedBy: metric.name, make)
        case .database(let database): databases[file] = database
        }
      } else {
        search(folders + [name])
      }
    }
  }

  /// Whether the directory is there and may hold something of the program's.
  private var isTouched: Bool {
    FolderStamp(of: folder).map { $0 != untouched } ?? false
  }

  private func isOurs(_ name: String, _ folders: [String]) -> Bool {
    guard folders.isEmpty else { return false }
    return name == MetricSources.outputFile || name == AttemptFiles.parameters
      || name == AttemptFiles.wandb
  }
}
