import Hashing
import Statistics
import Sweeps
import Testing
import Trials

/// Rows of a test part behind the values of a metric.
struct SummaryRowsTests {
  private let design = Evaluation(scheme: .test, replicates: 2, seed: 1)

  /// Right on the first so many of eight rows.
  private func kept(_ configuration: Int, _ replicate: Int, _ right: Int, of first: Int = 0)
    -> KeptRows
  {
    KeptRows(
      configuration: configuration, replicate: replicate,
      rows: CorrectRows(
        epoch: 1, count: 8, part: CorrectRows.part(first..<first + 8),
        bits: [UInt8((1 << right) - 1)])!)
  }

  private func summary(_ values: [[Double?]], unit: Summary.Unit = .replicates) -> Summary {
    Summary(
      values.enumerated().flatMap { configuration, values in
        values.enumerated().map {
          TrialValue(configuration: configuration, replicate: $0, fold: 0, value: $1)
        }
      }, configurationCount: values.count,
      metric: Metric(name: "val_accuracy", goal: .maximize, moment: .last), unit: unit)
  }

  private var all: [KeptRows] { [kept(0, 0, 4), kept(0, 1, 6), kept(1, 0, 2), kept(1, 1, 4)] }

  @Test(arguments: [
    (1.0, 0.0), (100, 0), (-1, 1), (-100, 100),
  ]) func `accuracy, error and both in per cent are shares of rows`(unit: Double, offset: Double) {
    var summary = summary([[0.5, 0.75], [0.25, 0.5]].map { $0.map { offset + unit * $0 } })
    #expect(summary.take(all, of: design) == nil)
    #expect(summary.rowScores?.unit == unit)
    #expect(summary.rowScores?.count == 8)
    #expect(
      summary.sampling(of: design) == "new test data and new seeds, the training data being kept")
    #expect(summary.candidates(of: design).rowScores == summary.rowScores)
  }

  @Test func `a loss is no share of rows, and claims about it are about seeds`() {
    var summary = summary([[0.9, 0.8], [1.3, 1.2]])
    #expect(summary.take(all, of: design) == nil)
    #expect(summary.rowScores == nil)
    #expect(summary.sampling(of: design) == "new seeds on the same data")
  }

  /// A metric that is the share in most trials and not in one is another metric.
  @Test func `one value that is no share makes a metric none`() {
    var summary = summary([[0.5, 0.75], [0.25, 0.51]])
    #expect(summary.take(all, of: design) == nil)
    #expect(summary.rowScores == nil)
  }

  @Test func `where some trials have no rows, claims are about seeds and it is said`() {
    var summary = summary([[0.5, 0.75], [0.25, 0.5]])
    let remark = summary.take(Array(all.dropLast()), of: design)
    #expect(remark?.contains("is known of 3 of 4 trials: claims are about other seeds") == true)
    #expect(summary.rowScores == nil)
  }

  @Test func `a trial without a value needs no rows`() {
    var summary = summary([[0.5, 0.75], [0.25, nil]])
    #expect(summary.take(Array(all.dropLast()), of: design) == nil)
    #expect(summary.rowScores != nil)
  }

  @Test func `rows that differ are told of`() {
    var summary = summary([[0.5, 0.75], [0.25, 0.5]])
    let rows = Array(all.dropLast()) + [kept(1, 1, 4, of: 100)]
    #expect(summary.take(rows, of: design)?.contains("on different rows") == true)
    #expect(summary.rowScores == nil)
  }

  @Test func `folds tell of other rows by themselves`() {
    let folds = Evaluation(
      scheme: .folds(k: 2, kind: .kfold, repeats: 1), replicates: 1, seed: 1)
    var summary = summary([[0.5, 0.75], [0.25, 0.5]])
    #expect(summary.take(all, of: folds) == nil)
    #expect(summary.rowScores == nil)
  }

  /// Rows of more replicates than are asked for, and of configurations that are not there.
  @Test func `rows of trials that the summary does not have are overlooked`() {
    var summary = summary([[0.5, 0.75], [0.25, 0.5]])
    #expect(summary.take(all + [kept(0, 5, 1), kept(7, 0, 1)], of: design) == nil)
    #expect(summary.rowScores != nil)
  }

  @Test func `sweeps of the same rows are joined with them`() {
    var (one, other) = (summary([[0.5, 0.75], [0.25, 0.5]]), summary([[0.5, 0.5]]))
    _ = one.take(all, of: design)
    #expect(Summary(joining: [one, other]).rowScores == nil)
    _ = other.take([kept(0, 0, 4), kept(0, 1, 4)], of: design)
    #expect(Summary(joining: [one, other]).rowScores?.candidates == 3)
  }

  @Test(arguments: [
    Metric.Moment.last, .best, .epoch(2), .epoch(9),
  ]) func `the measurement that stands for a trial has its value`(moment: Metric.Moment) {
    let metric = Metric(name: "m", goal: .minimize, moment: moment)
    let measurements = [3.0, .nan, 1, 1, 2].enumerated().map {
      Measurement(epoch: $0 + 1, metrics: $1 == 2 ? ["other": 1] : ["m": $1])
    }
    let found = metric.measurement(of: measurements)
    switch moment {
    case .last: #expect(found?.epoch == 4)
    case .best: #expect(found?.epoch == 3)
    case .epoch(let epoch): #expect(found?.epoch == (epoch == 2 ? 2 : nil))
    }
  }
}
