import Documents
import Processes
package import Reports
import Specs
package import Statistics
package import Store
package import Sweeps
import Trials
import Views

/// A sweep as its results file tells of it: all that commands print comes from here, and so a
/// running sweep and a finished one, here or copied from elsewhere, look alike.
package struct SweepReader {
  /// The results file, open for reading.
  package let file: ResultsReader
  /// The record of the sweep in that file, in the form that `name` says.
  package let sweep: RecordedSweep
  /// The name that the command line calls it by; nil for the one that was run last.
  package let name: String?
  /// The levels of noise at which its networks were measured, if so they were.
  package let levels: NoiseLevels?
  /// How its race stands; nil where it is none.
  package let race: RecordedRace?
  /// How halving of it stands; nil where there is none.
  package let halving: RecordedHalving?
  /// The configurations in its tables and plots.
  package let shown: ShownConfigurations
  /// The names of its metrics in tables and plots for people.
  package var wording = MetricWording.plain
  /// The values of a metric that are in memory, of the configurations that are shown.
  private(set) var kept: (metric: Metric, values: [TrialValue])?

  /// Opens a file at the sweep of a name, or at the one that was run last.
  package init(path: String, name: String? = nil) throws {
    file = try ResultsReader(at: path)
    guard let sweep = try file.sweep(named: name) else {
      guard let name else {
        throw UserError("'\(path)' holds no sweep yet; make one with \(hint("run", in: path))")
      }
      let names = Set(try file.sweeps().map(\.name)).sorted()
      throw UserError(
        "'\(path)' holds no sweep named '\(name)'" + suggestion(for: name, among: names)
          + " (it holds \(names.joined(separator: ", ")))")
    }
    self.sweep = sweep
    self.name = name
    levels = try file.recipe(of: sweep.id, configuration: 0).flatMap { NoiseLevels(recipe: $0) }
    race = try RecordedRace(file, of: sweep)
    halving = try RecordedHalving(file, of: sweep)
    shown = ShownConfigurations(
      of: sweep.configurationCount, without: try file.removals(of: sweep.id),
      left: race.map { Array($0.left.keys) } ?? halving?.unfinished ?? [])
  }

  /// Keeps the values of its own metric in memory, for a page that needs them several times: all of it then tells of
  /// one moment.
  package func keepingValues() throws -> SweepReader {
    var reader = self
    reader.kept = (sweep.metric, try values(of: sweep.metric))
    return reader
  }

  /// How the trials stand; none is in training where nobody coordinates.
  package var counts: TrialCounts {
    get throws {
      try TrialCounts(file.standing(of: sweep), training: file.activity(of: sweep.id)?.training)
    }
  }

  /// Whether its configurations were drawn or decided: then the best are what people look for.
  package var isSearch: Bool { get throws { try file.isSearch(sweep.id) } }

  /// Mean and spread of every configuration, as the command line wants them.
  ///
  /// - Parameters:
  ///   - unit: the unit that a command without an option for it needs.
  ///   - other: the sweep whose metric and unit count where the command line names none.
  ///   - replicates: how many count, of each configuration; all if nil.
  ///   - laysOutRows: whether the table has its rows.
  package func table(
    _ options: SummaryOptions, over unit: Summary.Unit? = nil, like other: RecordedSweep? = nil,
    replicates: Int? = nil, laysOutRows: Bool = true
  ) throws -> SummaryTable {
    let other = other ?? sweep
    return try table(
      metrics: try metrics(options) ?? [other.metric],
      over: unit ?? options.unit ?? other.evaluation.summaryUnit, level: options.level,
      variance: options.variance, interval: options.interval, replicates: replicates,
      laysOutRows: laysOutRows)
  }

  /// The same at each level of noise, if there are several, and beside it what confirmed the best.
  package func confirmedTable(
    _ options: SummaryOptions, laysOutRows: Bool = true
  ) throws -> SummaryTable {
    var table = try levelTable(options) ?? self.table(options, laysOutRows: laysOutRows)
    try table.confirm(by: confirmation?.table(options))
    return table
  }

  /// Makes the table that 'sweep table' prints without options.
  package func tableForPeople() throws -> SummaryTable {
    let options = SummaryOptions()
    let table = try confirmedTable(options)
    guard let order = try ownOrder else { return try table.arranged() }
    return try table.sorted(by: order).arranged()
  }

  /// How people find its rows unless they ask for another order: of a search, the best first.
  package var ownOrder: SummaryTable.Order? { get throws { try isSearch ? .best : nil } }

  /// Mean and spread of every configuration: of the sweep's own metric, over its own unit, unless
  /// told otherwise.
  ///
  /// - Parameter measured: the metric whose values stand for one that is asked for.
  package func table(
    metrics: [Metric]? = nil, over unit: Summary.Unit? = nil, level: Double = 0.95,
    variance: VarianceModel = .moderated, interval: SummaryTable.IntervalMethod = .student,
    replicates: Int? = nil, laysOutRows: Bool = true, measured: (Metric) -> Metric = { $0 }
  ) throws -> SummaryTable {
    let own = sweep.evaluation
    let evaluation = replicates.map {
      Evaluation(scheme: own.scheme, replicates: min($0, own.replicates), seed: own.seed)
    }
    let labels = laysOutRows ? try self.labels : []
    var counts = TrialCounts()
    let rows = try keptRows
    var rowRemarks: [String] = []
    let summaries = try (metrics ?? [sweep.metric]).map { metric in
      let values = wording.values(try self.values(of: measured(metric)), of: metric.name)
      counts = TrialCounts(halving == nil ? values : values + (try partialValues(of: metric)))
      var summary = Summary(
        values.filter { $0.replicate < (evaluation ?? own).replicates },
        configurationCount: shown.numbers.count, metric: wording.shown(metric),
        unit: unit ?? sweep.evaluation.summaryUnit)
      if let remark = summary.take(rows, of: evaluation ?? own) { rowRemarks.append(remark) }
      return summary
    }
    // A trial in training may be of a configuration that is not shown.
    counts.running = min(try file.activity(of: sweep.id)?.training ?? 0, counts.waiting)
    counts.waiting -= counts.running
    var table = SummaryTable(
      sweep: sweep.name, parameters: sweep.parameterNames,
      labels: labels, evaluation: evaluation ?? own, summaries: summaries,
      counts: counts, level: level, variance: variance, interval: interval,
      dataRows: try dataRows, laysOutRows: laysOutRows)
    table.remarks =
      try [notShown].compactMap(\.self)
      + remarks(on: Set((metrics ?? [sweep.metric]).map(\.name)), in: table.counts)
    if let search = try searchProgress(), search.decided < search.asked {
      table.remarks.append("of the search, \(search.sentence)")
    }
    if let race { table.remarks.append(race.progress.sentence) }
    if let halving { table.remarks.append(halving.progress.sentence) }
    try putLeft(
      below: &table, (metrics ?? [sweep.metric]).map(measured),
      over: unit ?? sweep.evaluation.summaryUnit, replicates: (evaluation ?? own).replicates)
    table.annotations = try annotations
    table.baselines = wording.numbers(sweep.baselines)
    table.areBaselinesOfNumbers = sweep.baselines["val_mse"] != nil
    for remark in rowRemarks where !table.remarks.contains(remark) { table.remarks.append(remark) }
    if let metric = (metrics ?? [sweep.metric]).first {
      table.take(try nesting?.estimate(of: measured(metric), level: level))
    }
    return table
  }

  /// The tags and notes that people wrote on the sweep and its configurations.
  package var annotations: TableAnnotations {
    get throws {
      let all = try file.annotations(of: sweep)
      func entry(_ configuration: Int?) -> TableAnnotations.Entry {
        TableAnnotations.Entry(
          tags: all.tags[configuration] ?? [], notes: all.notes(on: configuration).map(\.text))
      }
      let numbers = Set(all.notes.compactMap(\.configuration) + all.tags.keys.compactMap(\.self))
      let entries = try numbers.map {
        (try file.labels(of: sweep.id, configuration: $0), entry($0))
      }
      return TableAnnotations(
        sweep: entry(nil), configurations: Dictionary(entries) { first, _ in first })
    }
  }

  /// How the numbers of some metrics were read, where that is not plain, and in how many trials.
  private func remarks(on metrics: Set<String>, in counts: TrialCounts) throws -> [String] {
    let all = try file.remarks(of: sweep.id).filter { remark, _ in
      remark.metric.map(metrics.contains) ?? true
    }
    let done = counts.completed + counts.diverged
    let shown = all.prefix(6).map { remark, trials in
      (remark.metric.map { "for \($0): " } ?? "") + remark.text
        + (trials < done ? " (\(trials) of \(done) trials)" : "")
    }
    return shown + (all.count > 6 ? ["and \(all.count - 6) more, which 'sweep show' tells"] : [])
  }

  /// On which rows of a test part or a holdout networks are right, where that was kept; one replicate
  /// tells nothing about chance, whatever the rows.
  package var keptRows: [KeptRows] {
    get throws {
      guard sweep.evaluation.foldCount == 1, sweep.evaluation.replicates > 1 else { return [] }
      let all = try file.correctRows(of: sweep.id)
      guard !shown.areAll else { return all }
      return all.compactMap { kept in
        shown.place(of: kept.configuration).map {
          KeptRows(configuration: $0, replicate: kept.replicate, rows: kept.rows)
        }
      }
    }
  }

  /// How many rows the data has, where that is needed to tell what share of them folds have in
  /// common.
  package var dataRows: Int? {
    get throws {
      guard case .folds(_, .ordered, _) = sweep.evaluation.scheme else { return nil }
      return try file.provenance(of: sweep.id)?.dataRows
    }
  }

  /// The metrics that the command line names; nil if it names none.
  package func metrics(_ options: SummaryOptions) throws -> [Metric]? {
    try options.metrics?.map { try metric(named: $0, isRanked: options.areRanked) }
  }

  /// The first of the metrics that the command line names; the sweep's own if it names none.
  package func metric(_ options: SummaryOptions) throws -> Metric {
    try options.metrics?.first.map { try metric(named: $0) } ?? sweep.metric
  }

  /// A metric of this name, or of a name and a goal (`fid:minimize`), at the moment of the sweep's own.
  ///
  /// - Parameter isRanked: whether a direction is needed; without one, larger values come first.
  package func metric(named text: String, isRanked: Bool = true) throws -> Metric {
    let (name, said) = Metric.named(text)
    let known = try file.metricNames()
    guard known.contains(name) else {
      throw UserError(
        "no metric is named '\(name)'" + suggestion(for: name, among: known)
          + " (there is \(known.joined(separator: ", ")))")
    }
    if name == sweep.metric.name, said == nil { return sweep.metric }
    guard let goal = said ?? Metric.Goal(metricNamed: name) ?? (isRanked ? nil : .maximize) else {
      throw UserError(
        "whether more or less of '\(name)' is better is not known; write --metric \(name):maximize or"
          + " \(name):minimize")
    }
    return Metric(name: name, goal: goal, moment: sweep.metric.moment)
  }
}
