import Control
package import Documents
import Drawings
import Plots
import Processes
import Reports
import Results
import Store
import Sweeps
import Trials
import Views

/// Pages about a results file, whoever writes to it meanwhile: all that they say is what commands print.
package final class RecordedPages: PageSource {
  private let path: String
  private let commands: any PageCommands
  private var tables = CachedTables()
  private let live: LiveOutput

  /// - Parameter path: of the results file.
  package init(of path: String, _ commands: any PageCommands) {
    self.path = path
    self.commands = commands
    live = LiveOutput(of: path)
  }

  /// The state of a file that its answers are made from.
  private struct Stamp: Hashable {
    let file: FileStamp?
    /// The stamp of the write-ahead log, which has yet to be folded into the file.
    let log: FileStamp?
    let writer: Int?
  }

  /// Changes with the results file, its write-ahead log and the process that writes to it.
  package func stamp() -> AnyHashable {
    AnyHashable(
      Stamp(
        file: FileStamp(behind: path), log: FileStamp(behind: "\(path)-wal"),
        writer: WriterLock.holder(of: path)))
  }

  /// Makes the table of the sweep that was run last ready, as a page is likely to ask for it first.
  package func prepare() {
    // Errors are told to the page that asks.
    guard let sweep = try? ResultsReader.ifAny(at: path)?.latestSweep() else { return }
    _ = try? rows(of: sweep.name, RowWindow(count: 0))
  }

  /// Reads the file anew for each answer, except for rows, whose table is kept.
  package func answer(_ question: PageQuestion) throws -> PageAnswer {
    switch question {
    case .sweeps:
      return PageAnswer(try RecordedPages.sweeps(in: path))
    case .status(let sweep): return PageAnswer(try recorded(sweep).snapshot().json)
    case .table(let sweep, let format): return try table(of: recorded(sweep), as: format)
    case .rows(let sweep, let window): return PageAnswer(try rows(of: sweep, window))
    case .trials(let sweep, let window): return PageAnswer(try trials(of: recorded(sweep), window))
    case .trial(let sweep, let trial):
      let recorded = try recorded(sweep)
      return PageAnswer(try TrialStory(recorded.trial(named: trial), of: recorded).json)
    case .curves(let sweep, let trial):
      let recorded = try recorded(sweep)
      return PageAnswer(try TrialStory(recorded.trial(named: trial), of: recorded).curves)
    case .output(let sweep, let trial): return PageAnswer(try output(of: trial, recorded(sweep)))
    case .failures(let sweep): return PageAnswer(try failures(of: recorded(sweep)))
    case .workers(let sweep): return PageAnswer(try workers(of: recorded(sweep)))
    case .comparison(let sweep, let wanted):
      let report = try commands.comparison(
        of: wanted.pair.map { ($0[0], $0[1]) }, in: recorded(sweep))
      guard wanted.isText else { return PageAnswer(report.json) }
      return PageAnswer(
        type: "text/plain; charset=utf-8", report.text(width: 100, style: .plain))
    case .spec(let sweep): return PageAnswer(try spec(of: recorded(sweep)))
    case .notes(let sweep, let configuration):
      return PageAnswer(try notes(on: configuration, of: recorded(sweep)))
    case .plots(let sweep):
      return PageAnswer(try plots(of: recorded(sweep)))
    case .plot(let sweep, let order): return try plot(order, of: recorded(sweep))
    }
  }

  /// The pictures that there are, in the order in which a page shows them.
  private func plots(of recorded: SweepReader) throws -> JSON {
    func json(_ kind: String, _ title: String, isOfNetworks: Bool) -> JSON {
      .object([
        "kind": .text(kind), "title": .text(title), "of_networks": .boolean(isOfNetworks),
      ])
    }
    let networks = commands.networkPictures(of: recorded)
    return .object([
      "plots": .list(
        try recorded.plotKinds.map { json($0.rawValue, $0.title, isOfNetworks: false) }
          + networks.drawn.map { json($0.kind, $0.title, isOfNetworks: true) }),
      "no_networks": .optional(networks.reason, JSON.text),
    ])
  }

  /// A picture as SVG; where there is nothing to draw of a kind that there is, `{"error": "a sentence"}`: that is
  /// no mistake of whoever asks.
  private func plot(_ order: PlotQuestion, of recorded: SweepReader) throws -> PageAnswer {
    do {
      let drawing =
        try commands.networkPicture(order.kind, of: recorded, millimetres: order.width)
        ?? request(order).drawing(of: recorded)
      return PageAnswer(
        type: "image/svg+xml", drawing.svg(in: order.isDark ? .dark : .light))
    } catch {
      let refusal = commands.refusal(for: error)
      guard refusal.status == 404, order.parameter == nil, order.metric == nil,
        try recorded.plotKinds.contains(where: { $0.rawValue == order.kind })
          || commands.networkPictures(of: recorded).drawn.contains(where: { $0.kind == order.kind })
      else { throw error }
      return PageAnswer(.object(["error": .text(refusal.sentence)]))
    }
  }

  private func request(_ order: PlotQuestion) throws(UserError) -> PlotRequest {
    guard let kind = PlotKind(rawValue: order.kind) else {
      throw UserError("there is no plot '\(order.kind)'")
    }
    guard order.parameter == nil || kind.takesParameter else {
      throw UserError("a \(kind.rawValue) plot is of no single parameter")
    }
    return PlotRequest(
      kind, PlotFormat(millimetres: Double(order.width), hasCaption: false),
      SummaryOptions(metrics: order.metric.map { [$0] }), parameter: order.parameter)
  }

  /// The sweeps as `sweep list` lists them; none while the file holds no sweep.
  package static func sweeps(in path: String) throws -> JSON {
    guard let file = try ResultsReader.ifAny(at: path) else { return .list([]) }
    return .list(try file.listing(everyForm: false).map(\.json))
  }

  private func recorded(_ sweep: String) throws -> SweepReader {
    try SweepReader(path: path, name: sweep)
  }

  // MARK: - Answers

  private func table(of recorded: SweepReader, as format: TableFormat) throws -> PageAnswer {
    let options = SummaryOptions()
    func people(_ format: SummaryTable.Format) throws -> PageAnswer {
      PageAnswer(
        type: "text/plain; charset=utf-8", try recorded.tableForPeople().formatted(as: format))
    }
    switch format {
    case .json:
      return PageAnswer(try recorded.confirmedTable(options).json)
    case .csv:
      let table = try recorded.confirmedTable(options)
      return PageAnswer(type: "text/csv; charset=utf-8", table.formatted(as: .csv))
    case .markdown: return try people(.markdown)
    case .latex: return try people(.latex)
    case .text: return try people(.text)
    }
  }

  /// A part of the summary table, which is made anew where something was recorded since.
  private func rows(of sweep: String, _ window: RowWindow) throws -> JSON {
    let (rows, isLatest) = try tables.rows(of: sweep, at: stamp()) {
      try SweepRows(try recorded(sweep))
    }
    do {
      return try rows.json(window, in: try ResultsReader(at: path))
        .adding([JSON.Member("latest", .boolean(isLatest))])
    } catch let filter as UnreadableFilter {
      throw PageRefusal(status: 400, "\(filter)".printable)
    }
  }

  /// A part of the list of trials, each with the host that had it last.
  private func trials(of recorded: SweepReader, _ window: TrialWindow) throws -> JSON {
    let configuration = try window.configuration.map {
      try ConfigurationName($0, in: recorded).number()
    }
    var rows: [TrialListing.Row] = []
    var total = 0
    if window.status == nil,
      let part = try recorded.rows(
        ofConfiguration: configuration, first: window.first, count: window.count)
    {
      (rows, total) = part
    } else {
      try recorded.forEachRow { row in
        guard window.status.map({ $0 == row.status }) ?? true,
          configuration.map({ $0 == row.configuration }) ?? true
        else { return }
        if total >= window.first, rows.count < window.count { rows.append(row) }
        total += 1
      }
    }
    return .object([
      "total": .integer(total), "first": .integer(window.first),
      "trials": .list(
        try rows.map { row in
          let labels = try recorded.file.labels(
            of: recorded.sweep.id, configuration: row.configuration)
          let json = TrialListing.json(of: row, recorded.sweep.parameterNames, labels)
          guard case .object(let members) = json else { return json }
          let host = try recorded.file.attempts(of: row.id).last?.worker.host
          return .object(members + [JSON.Member("host", .optional(host, JSON.text))])
        }),
    ])
  }

  /// The end of what a trial prints, as a terminal would show it; nothing where no worker has it.
  private func output(of name: String, _ recorded: SweepReader) throws -> JSON {
    let trial = try recorded.trial(named: name)
    let told =
      try trial.status == .running && recorded.file.writer != nil
      ? live.output(of: trial.id) : nil
    return .object([
      "attempt": .optional(told?.attempt, JSON.integer),
      "size": .integer(told?.output.size ?? 0),
      "text": .text(TerminalText.shown(told?.output.text ?? "")),
    ])
  }

  /// The trials that were given up, those together that failed by the same cause with the same words.
  private func failures(of recorded: SweepReader) throws -> JSON {
    .list(
      try recorded.failureGroups().map { group in
        .object([
          "cause": .text(group.cause.rawValue), "message": .text(group.message),
          "output": .text(group.output),
          "hosts": .list(try group.hosts(in: recorded.file).map(JSON.text)),
          "trials": .list(group.trials.map { .text("\($0.id.digest)") }),
        ])
      })
  }

  private func workers(of recorded: SweepReader) throws -> JSON {
    let origin = try recorded.file.provenance(of: recorded.sweep.id)
    let snapshot = try recorded.snapshot()
    guard case .object(let members) = snapshot.json,
      let workers = members.first(where: { $0.name == "workers" })
    else { return .null }
    return .object([
      workers,
      JSON.Member(
        "quarantined", .list(try recorded.file.quarantinedHosts().map(JSON.text))),
      JSON.Member(
        "hosts",
        .list(
          (origin?.hosts ?? []).map { host in
            .object([
              "host": .text(host.name), "kernel": .text(host.kernel),
              "results": .integer(host.results), "seconds": .number(host.seconds),
              "failed_attempts": .integer(host.failures),
            ])
          })),
    ])
  }

  /// The spec, where the results come from, and what an extension is counted from.
  private func spec(of recorded: SweepReader) throws -> JSON {
    let sweep = recorded.sweep
    let origin = try recorded.file.provenance(of: sweep.id)
    let forms = try recorded.file.forms(ofSweepsNamed: sweep.name)
    let annotations = try recorded.file.annotations(of: sweep)
    let durations = try recorded.file.standing(of: sweep).durations
    return .object([
      "spec": .text(sweep.specText), "created": .text(sweep.created),
      "spec_hash": .optional(origin) { .text("\($0.specDigest)") },
      "data": .text(sweep.data), "data_hash": .text("\(sweep.dataDigest)"),
      "data_rows": .optional(origin) { .integer($0.dataRows) },
      "engine": .text(sweep.semantics), "seed": .text("\(sweep.evaluation.seed)"),
      "replicates": .integer(sweep.evaluation.replicates),
      "folds": .integer(sweep.evaluation.foldCount),
      "configurations": .integer(sweep.configurationCount),
      "search": .boolean(try recorded.isSearch),
      "mean_seconds": durations.count > 0 ? .number(durations.mean) : .null,
      "forms": .list(
        forms.enumerated().map { place, form in
          .object([
            "name": .text("\(form.name)@\(place + 1)"), "created": .text(form.created),
            "this": .boolean(form.id == sweep.id), "spec": .text(form.specText),
          ])
        }),
      "tags": .list((annotations.tags[nil] ?? []).map(JSON.text)),
      "notes": .list(try annotations.notes.map { try note($0, of: recorded) }),
    ])
  }

  private func notes(on name: String?, of recorded: SweepReader) throws -> JSON {
    let number = try name.map { try ConfigurationName($0, in: recorded).number() }
    let all = try recorded.file.annotations(of: recorded.sweep)
    let notes = number == nil ? all.notes : all.notes(on: number)
    return .object([
      "tags": .list((all.tags[number] ?? []).map(JSON.text)),
      "notes": .list(try notes.map { try note($0, of: recorded) }),
    ])
  }

  private func note(_ note: WrittenNote, of recorded: SweepReader) throws -> JSON {
    .object([
      "configuration": try note.configuration.map {
        .text(try recorded.configurationName($0))
      } ?? .null,
      "written": .text(note.written), "text": .text(note.text),
    ])
  }

  /// Gives the change to the commands, as this class only reads.
  package func carryOut(_ change: PageChange) throws -> JSON { try commands.carryOut(change) }

  /// The refusal that the commands have for the error.
  package func refusal(for error: any Error) -> PageRefusal { commands.refusal(for: error) }
}
