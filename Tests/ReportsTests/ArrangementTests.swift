import Documents
import Reports
import Statistics
import Sweeps
import Testing

/// Tables sorted, pivoted, of several metrics and with missing results.
struct ArrangementTests {
  private let design = Evaluation(scheme: .test, replicates: 4, seed: 1)
  private let parameters = ["units", "dropout"]
  private let labels = [["32", "0"], ["32", "0.5"], ["128", "0"], ["128", "0.5"]]

  private func summary(_ name: String, _ rows: [[Double?]]) -> Summary {
    let trials = rows.enumerated().flatMap { configuration, values in
      values.enumerated().map {
        TrialValue(configuration: configuration, replicate: $0, fold: 0, value: $1)
      }
    }
    return Summary(
      trials, configurationCount: rows.count,
      metric: Metric(name: name, goal: .init(metricNamed: name) ?? .maximize, moment: .last),
      unit: .replicates)
  }

  private var accuracy: Summary {
    summary(
      "val_accuracy",
      [
        [0.951, 0.955, 0.949, 0.953], [0.940, 0.946, 0.939, 0.943],
        [0.972, 0.977, 0.969, 0.975], [0.973, 0.976, 0.971, nil],
      ])
  }

  private var loss: Summary {
    summary(
      "val_loss",
      [
        [0.161, 0.155, 0.171, 0.158], [0.180, 0.171, 0.185, .nan],
        [0.092, 0.087, 0.099, 0.090], [0.093, 0.089, 0.098, nil],
      ])
  }

  private func table(_ summaries: Summary...) -> SummaryTable {
    SummaryTable(
      sweep: "grid", parameters: parameters, labels: labels, evaluation: design,
      summaries: summaries, counts: TrialCounts(completed: 15, running: 1))
  }

  @Test(arguments: SummaryTable.Format.allCases) func `a pivot in every format`(
    format: SummaryTable.Format
  ) throws {
    let pivot = try Pivot(rows: ["units"], columns: nil, of: table(accuracy))
    try expectSnapshot(
      table(accuracy).pivoted(by: pivot).formatted(as: format), "pivot.\(format.ending)")
  }

  @Test(arguments: SummaryTable.Format.allCases) func `several metrics in every format`(
    format: SummaryTable.Format
  ) throws {
    try expectSnapshot(table(accuracy, loss).formatted(as: format), "metrics.\(format.ending)")
  }

  @Test func `a pivot of everything has one row or one column`() throws {
    let across = try Pivot(rows: nil, columns: parameters, of: table(accuracy))
    let lines = table(accuracy).pivoted(by: across).formatted(as: .csv).split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[0].hasPrefix("\"units=32, dropout=0 val_accuracy n\","))
    let down = try Pivot(rows: parameters, columns: nil, of: table(accuracy))
    #expect(
      table(accuracy).pivoted(by: down).formatted(as: .csv).hasPrefix(
        "units,dropout,val_accuracy n,val_accuracy mean,val_accuracy std\n"))
  }

  @Test(arguments: [
    (["units"], ["batch"], "no parameter is named 'batch'; there is units, dropout"),
    (["units"], ["units"], "'units' cannot go down and across; name it once"),
    (
      ["units"], [],
      "each cell would hold several values of 'dropout'; add it to --rows or --columns"
    ),
  ]) func `what makes no pivot is refused`(rows: [String], columns: [String], message: String) {
    #expect(throws: Refusal(message)) {
      try Pivot(rows: rows, columns: columns, of: table(accuracy))
    }
  }

  @Test func `rows are sorted by the best mean, the spread or a parameter`() {
    func order(_ order: SummaryTable.Order) -> [Int] {
      table(accuracy).sorted(by: order).rows.map(\.configuration)
    }
    #expect(order(.best) == [3, 2, 0, 1])
    #expect(order(.deviation) == [2, 1, 0, 3])
    #expect(order(.parameter(1)) == [0, 2, 1, 3])
    #expect(table(loss).sorted(by: .best).rows.map(\.configuration) == [2, 3, 0, 1])
  }

  @Test func `a column shared with the best differs from it by chance or by the test`() {
    let rows = table(accuracy).rows
    // 0.0223 ± 0.0010 apart in three shared replicates, and the third within a thousandth.
    #expect(rows.map(\.figures[0].standing) == [.other, .other, .possibleBest, .best])
  }

  @Test func `intervals of folds are wider, by the training rows that they share`() throws {
    let folds = sweep(
      parameters: [], scheme: .folds(k: 5, kind: .kfold, repeats: 1), replicates: 1)
    let values: [[Double?]] = [[0.91, 0.93, 0.90, 0.94, 0.92]]
    let figure = ReportsTests.table(folds, values).rows[0].figures[0]
    let plain = try #require(figure.description.moments.standardError)
    // √((1/5 + 1/4) / (1/5))
    #expect(abs(try #require(figure.standardError) / plain - 1.5) < 1e-12)
  }
}

extension SummaryTable.Format {
  var ending: String {
    switch self {
    case .text: "txt"
    case .markdown: "md"
    case .latex: "tex"
    case .csv, .json, .html: rawValue
    }
  }
}
