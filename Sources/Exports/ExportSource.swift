import Documents
package import Reports
package import Store
import Sweeps
import Trials

/// The data of a sweep to export: small things at once, the trials one by one.
package struct ExportSource {
  /// The sweep that all of it is of.
  package let sweep: RecordedSweep
  /// Mean and spread of every configuration, as all other views show them.
  package let table: SummaryTable
  /// The labels that tables give the values of its parameters, for every configuration.
  let labels: [[String]]
  /// The values themselves, for every configuration.
  let values: [[Document]]
  /// The names of all that was measured, sorted.
  let metrics: [String]
  /// The numbers of the configurations that are exported, in order.
  let exported: [Int]
  /// The row of the table of each of them, by its number; nil of those below its line.
  let rows: [Int: Int]
  /// The last epoch of the trials that stand for each configuration that halving has not trained to the end.
  private let lastRungs: [Int: Int]
  let file: ResultsReader
  /// Is told now and then how many trials have been written, and of how many.
  private let telling: (Int, Int) -> Void

  /// - Parameters:
  ///   - table: the sweep's, made from the same file.
  ///   - shown: the numbers of the table's configurations, among all of the sweep.
  ///   - left: the numbers of configurations that stand below the table's line.
  ///   - lastRungs: of those that halving has not trained to the end, until which epoch they were.
  ///   - telling: is told now and then how many trials have been written, and of how many.
  package init(
    _ sweep: RecordedSweep, in file: ResultsReader, table: SummaryTable, shown: [Int],
    left: [Int] = [], lastRungs: [Int: Int] = [:],
    telling: @escaping (Int, Int) -> Void = { _, _ in }
  ) throws(StoreError) {
    self.telling = telling
    self.lastRungs = lastRungs
    exported = (shown + left).sorted()
    rows = Dictionary(uniqueKeysWithValues: shown.enumerated().map { ($1, $0) })
    self.sweep = sweep
    self.table = table
    self.file = file
    labels = try file.labels(of: sweep.id)
    values = try file.parameterValues(of: sweep.id)
    metrics = try file.metricNames(of: sweep.id)
    guard labels.allSatisfy({ $0.count == sweep.parameterNames.count }),
      values.map(\.count) == labels.map(\.count)
    else {
      throw StoreError(
        .damaged, "'\(file.path)' is damaged (a parameter has no value); restore a copy")
    }
  }

  /// Visits every trial that is exported in the order of the plan, with little more than one in memory.
  func forEachTrial(_ visit: (TrialStory) throws -> Void) throws {
    let exported = Set(exported)
    func visitStory(of record: TrialRecord) throws {
      try visit(
        TrialStory(
          record: record, attempts: try file.attempts(of: record.id),
          curves: try file.curves(of: record.id, metrics: metrics),
          attachments: try file.attachments(of: record.id)))
    }
    if !lastRungs.isEmpty {
      var last: [TrialRecord] = []
      try file.forEachPartialTrial(of: sweep.id, metric: sweep.metric) { record in
        if record.until == lastRungs[record.configuration] { last.append(record) }
      }
      for record in last where exported.contains(record.configuration) {
        try visitStory(of: record)
      }
    }
    let records = try file.trials(of: sweep.id, metric: sweep.metric)
    for (done, record) in records.enumerated()
    where exported.contains(record.configuration) && lastRungs[record.configuration] == nil {
      if done.isMultiple(of: 1000) { telling(done, records.count) }
      try visitStory(of: record)
    }
  }
}

/// One trial with all that is known of it.
struct TrialStory {
  let record: TrialRecord
  /// From the first to the last.
  let attempts: [AttemptRecord]
  /// The curves that its result measured; nil without a result.
  let curves: Curves?
  let attachments: [String: Document]

  /// The attempt that the result comes from, or the last as long as there is none.
  var attempt: AttemptRecord? {
    attempts.first { $0.number == curves?.attempt } ?? attempts.last
  }

  /// The failure for which the trial was given up; nil where it was not.
  var failure: Failure? {
    guard record.status == .failed else { return nil }
    for attempt in attempts.reversed() {
      if case .failed(let failure)? = attempt.ending { return failure }
    }
    return nil
  }

  var started: Timestamp? { attempt.flatMap { Timestamp($0.started) } }
  var ended: Timestamp? { attempt?.ended.flatMap { Timestamp($0) } }
}
