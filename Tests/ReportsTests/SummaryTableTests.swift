import Documents
import Random
import Reports
import Statistics
import Sweeps
import Testing
import Trials

struct SummaryTableTests {
  private let header =
    "metric,over,n,expected,mean,std,sem,level,low,high,min,median,max,best,may_be_best"

  /// Names and values that every format has to write with care.
  private let awkward = table(
    sweep(
      "odd-names",
      parameters: [
        parameter("学習率", "0.1", "0.25"), parameter("net, *work*", "a\"b|c", "wide\u{1b}"),
      ],
      metric: Metric(name: "val_loss", goal: .minimize, moment: .best)),
    [[1.5, 2.5, 2], [0.5, nil, nil], [nil, nil, nil], [1.25, 1.5, .nan]],
    counts: TrialCounts(completed: 7, diverged: 1, failed: 1, running: 1, waiting: 2),
    statuses: [
      [.completed, .completed, .completed], [.completed, .diverged, .failed],
      [.running, .open, .open], [.completed, .completed, .completed],
    ])

  private let empty = table(
    sweep("empty", parameters: [parameter("l2", "0", "1")]), [[nil, nil, nil], [nil, nil, nil]])

  private let magnitudes = table(
    sweep(
      "magnitudes", parameters: [parameter("scale", "1e-12", "1", "1000", "1e300")],
      metric: Metric(name: "val_loss", goal: .minimize, moment: .epoch(3))),
    [
      [1.2e-12, 1.5e-12, 0.8e-12], [-0.2, 0.1, 0.3], [12_345, 11_999, 14_022],
      [1e300, 2e300, 1.5e300],
    ])

  private let folds = table(
    sweep(
      "optdigits-folds", parameters: [parameter("dropout", "0", "0.25")],
      scheme: .folds(k: 5, kind: .stratified, repeats: 1), replicates: 2),
    [
      [0.9831, 0.9822, 0.9848, 0.9813, 0.9866, 0.9822, 0.984, 0.9831, 0.9804, 0.9875],
      [0.9858, 0.9849, 0.9813, 0.9831, 0.9875, 0.9813, 0.9831, 0.9866, 0.9858, 0.9822],
    ])

  @Test(arguments: SummaryTable.Format.allCases) func `in every format`(
    format: SummaryTable.Format
  ) throws {
    for table in [table(), folds, awkward, magnitudes, empty] {
      try expectSnapshot(table.formatted(as: format), "\(table.sweep).\(format.ending)")
    }
  }

  @Test func `as narrow text`() throws {
    try expectSnapshot(awkward.formatted(as: .text, width: 50), "odd-names-narrow.txt")
  }

  @Test func `as text with style`() throws {
    try expectSnapshot(table().formatted(as: .text, style: .ansi), "mnist-l2-ansi.txt")
  }

  @Test func `the csv holds the very numbers`() throws {
    let lines = table().csv.split(separator: "\n")
    #expect(lines[0] == "l2,\(header)")
    for (line, row) in zip(lines.dropFirst(), table().rows) {
      let fields = line.split(separator: ",")
      let figure = row.figures[0]
      let expected = [
        row.moments.mean, row.moments.standardDeviation, figure.standardError, 0.95,
        figure.interval?.lower, figure.interval?.upper, row.moments.minimum,
        figure.description.median, row.moments.maximum,
      ]
      #expect(fields[3...4] == ["3", "3"])
      #expect(fields[5...13].map { Double($0) } == expected)
      #expect(fields[14] == (row.isBest ? "1" : "0"))
    }
    #expect(lines.count == 6)
  }

  /// The mean and the spread of these fifteen numbers as NumPy (ddof = 1) has them.
  @Test func `every replicate enters, and the spread divides by n - 1`() throws {
    let row = table().rows[0]
    #expect(row.moments.count == 3)
    #expect(abs(try #require(row.moments.mean) - 0.981166660785675) < 1e-15)
    #expect(abs(try #require(row.moments.standardDeviation) - 0.0009504467450344913) < 1e-15)
  }

  @Test func `the same results give the same bytes in whatever order they came`() {
    var trials = accuracies.enumerated().flatMap { configuration, values in
      values.enumerated().map {
        TrialValue(configuration: configuration, replicate: $0, fold: 0, value: $1)
      }
    }
    var random = RandomStream(seed: 5)
    for _ in 0..<20 {
      random.shuffle(&trials)
      let summary = Summary(
        trials, configurationCount: 5, metric: accuracy, unit: .replicates)
      let shuffled = SummaryTable(
        sweep(), summary: summary, counts: TrialCounts(completed: 15))
      #expect(shuffled.csv == table().csv)
      #expect(shuffled.formatted(as: .text) == table().formatted(as: .text))
    }
  }

  @Test func `without any result there is a table of dashes`() {
    #expect(empty.best == nil)
    #expect(empty.csv.split(separator: "\n")[1] == "0,val_accuracy,replicates,0,3,,,,,,,,,,0,0")
  }

  @Test func `without parameters there is one row`() {
    let single = table(sweep(parameters: []), [[0.5, 0.6, 0.7]])
    #expect(single.csv.split(separator: "\n")[0] == header)
    #expect(
      single.formatted(as: .text).split(separator: "\n")[2]
        == "3  0.60 ± 0.10 *  [0.35, 0.85]   0.50  0.60    0.70")
  }

  @Test func `fields that would break a line of csv stand in quotes`() {
    let labels = parameter("net", "two\nlines", " lead", "a,b", "\"", "plain text")
    let csv = table(sweep(parameters: [labels]), [[nil], [nil], [nil], [nil], [nil]]).csv
    let rest = ",val_accuracy,replicates,0,1,,,,,,,,,,0,0\n"
    let fields = ["\"two\nlines\"", "\" lead\"", "\"a,b\"", "\"\"\"\"", "plain text"]
    #expect(
      csv == "net," + header + "\n" + fields.map { $0 + rest }.joined())
  }

  /// Though its square is none.
  @Test func `the spread of huge numbers is a number`() {
    #expect(magnitudes.csv.contains("1e300,val_loss,replicates,3,3,1.5e+300,5e+299,"))
    #expect(magnitudes.json.line.contains("\"mean\":1.5e+300,\"std\":5e+299"))
  }

  @Test func `a parameter may have the name of a column`() {
    let clash = table(sweep(parameters: [parameter("n", "1", "2")]), [[0.5], [0.6]])
    #expect(clash.csv.hasPrefix("n (parameter),metric,over,n,expected,mean"))
  }

  @Test func `the note says what the spread is over`() {
    let evaluation = Evaluation.Scheme.folds(k: 5, kind: .kfold, repeats: 1)
    let both = sweep(parameters: [], scheme: evaluation, replicates: 2)
    let values: [[Double?]] = [(0..<10).map { 0.9 + 0.01 * Double($0) }]
    let notes = Summary.Unit.allCases.map { unit in
      table(both, values, unit: unit).formatted(as: .text)
        .split(separator: "\n")[3].split(separator: ";")[0]
    }
    #expect(
      notes == [
        "mean ± std over n = 10 trials (2 replicates × 5 folds)",
        "mean ± std over n = 2 replicates, each the mean of 5 folds",
        "mean ± std over n = 5 folds, each the mean of 2 replicates",
      ])
  }
}
