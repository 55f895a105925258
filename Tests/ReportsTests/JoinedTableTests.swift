import Documents
import Reports
import Statistics
import Sweeps
import Testing

/// Several sweeps in one table, and held against each other.
struct JoinedTableTests {
  /// A sweep of one parameter over three replicates.
  private func table(
    _ name: String, _ parameter: String, _ values: [(label: String, scores: [Double?])],
    replicates: Int = 3, unit: Summary.Unit = .replicates, metric: Metric = accuracy
  ) -> SummaryTable {
    let trials = values.enumerated().flatMap { configuration, value in
      value.scores.enumerated().map {
        TrialValue(configuration: configuration, replicate: $0, fold: 0, value: $1)
      }
    }
    return SummaryTable(
      sweep: name, parameters: [parameter], labels: values.map { [$0.label] },
      evaluation: Evaluation(scheme: .test, replicates: replicates, seed: 1),
      summaries: [
        Summary(trials, configurationCount: values.count, metric: metric, unit: unit)
      ], counts: TrialCounts(completed: trials.count))
  }

  private var cnn: SummaryTable {
    table("cnn", "l2", [("0", [0.97, 0.98, 0.975]), ("0.1", [0.90, 0.912, 0.905])])
  }

  private var mlp: SummaryTable {
    table("mlp", "l2", [("0", [0.95, 0.961, 0.957]), ("0.1", [0.89, 0.899, 0.897])])
  }

  private var other: SummaryTable {
    table("other", "units", [("32", [0.5, 0.6, 0.7])])
  }

  private func joined(_ members: (SummaryTable, data: String)...) throws -> SummaryTable {
    try SummaryTable(
      joining: members.map { TableMember($0, named: $0.sweep, data: $1, pairing: $1) })
  }

  @Test(arguments: SummaryTable.Format.allCases) func `in every format`(
    format: SummaryTable.Format
  ) throws {
    let table = try joined((cnn, "digits"), (mlp, "digits"), (other, "mnist"))
    try expectSnapshot(table.formatted(as: format), "joined.\(format.ending)")
  }

  @Test func `models down and data sets across`() throws {
    let table = try joined((cnn, "digits"), (mlp, "digits"), (other, "mnist"))
    let pivot = try Pivot(rows: ["sweep", "l2"], columns: ["data"], of: table)
    try expectSnapshot(table.pivoted(by: pivot).formatted(as: .text), "joined-pivot.txt")
  }

  @Test func `what is paired competes, and nothing else does`() throws {
    let paired = try joined((cnn, "digits"), (mlp, "digits"))
    #expect(paired.rows.map(\.figures[0].standing) == [.best, .other, .other, .other])
    let apart = try joined((cnn, "digits"), (mlp, "mnist"))
    #expect(apart.rows.map(\.figures[0].standing) == [.best, .other, .best, .other])
    // Another number of replicates is another design.
    let more = table("more", "l2", [("0", [0.9, 0.91, 0.92, 0.93])], replicates: 4)
    let designs = try joined((cnn, "digits"), (more, "digits"))
    #expect(designs.rows.map(\.isBest) == [true, false, true])
    #expect(designs.formatted(as: .text).contains("3 replicates (cnn); 4 replicates (more)"))
  }

  @Test func `numbers that mean different things are not put side by side`() {
    let trials = table("trials", "l2", [("0", [0.9, 0.9, 0.9])], unit: .trials)
    #expect(throws: Refusal.self) { try joined((cnn, "digits"), (trials, "digits")) }
    let loss = table(
      "loss", "l2", [("0", [1, 2, 3])],
      metric: Metric(name: "val_loss", goal: .minimize, moment: .last))
    #expect(throws: Refusal.self) { try joined((cnn, "digits"), (loss, "digits")) }
  }

  @Test func `all that are best are marked`() {
    let tied = table(
      "tied", "l2",
      [("0", [0.9, 0.95, 0.97]), ("0.1", [0.97, 0.9, 0.95]), ("1", [0.5, 0.5, 0.5])])
    #expect(tied.rows.map(\.isBest) == [true, true, false])
    #expect(tied.best?.configuration == 0)
  }

  @Test func `the same configurations of two sweeps, pair by pair`() throws {
    let report = try MatchReport(cnn, mlp)
    try expectSnapshot(report.text(width: nil, style: .plain), "match.txt")
    try expectSnapshot(report.json.document, "match.json")
  }

  @Test func `sweeps without a configuration in common have nothing to compare`() {
    let third = table("third", "l2", [("7", [0.5, 0.6, 0.7])])
    #expect(throws: Refusal.self) { try MatchReport(cnn, third) }
    #expect(throws: Refusal.self) { try MatchReport(cnn, other) }
  }
}
