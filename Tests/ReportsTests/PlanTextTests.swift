import Documents
import Hashing
import Reports
import Statistics
import Sweeps
import Testing

struct PlanTextTests {
  private func plan(_ sweep: Sweep) throws -> Plan {
    let data = DataFacts(
      digest: Digest(of: [1]), rowCount: 70_000, testCount: 10_000,
      classes: (0..<70_000).map { $0 % 10 })
    return try Plan(sweep, data: data, semantics: "1")
  }

  @Test func `a plan half done says what is left and how long it takes`() throws {
    let estimate = Estimate(
      durations: Moments([60, 66, 63]), running: 0, waiting: 8, slots: 2)
    let text = PlanText(try plan(sweep()), done: 7, estimate: estimate)
    try expectSnapshot(text.text(), "plan-half.txt")
    try expectSnapshot(text.json.text + "\n", "plan-half.json")
  }

  @Test func `folds multiply`() throws {
    let folds = sweep(
      "folds", parameters: [parameter("dropout", "0", "0.5"), parameter("net", "small", "wide")],
      metric: Metric(name: "val_loss", goal: .minimize, moment: .epoch(10)),
      scheme: .folds(k: 5, kind: .stratified, repeats: 2), replicates: 2)
    try expectSnapshot(PlanText(try plan(folds), done: 0).text(), "plan-folds.txt")
  }

  @Test func `of many values the first few are told, and the last`() throws {
    let values = Parameter(
      name: "seed",
      options: (1...10_000).map { .init(label: "\($0)", value: Document(.integer(Int64($0)))) })
    let many = sweep(parameters: [values], replicates: 1)
    let text = PlanText(try plan(many), done: 0).text()
    #expect(text.contains("1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, …, 10000 (10 000 values)\n"))
  }

  @Test func `a finished plan runs nothing`() throws {
    let holdout = sweep(parameters: [], scheme: .holdout(fraction: 0.2), replicates: 1)
    try expectSnapshot(PlanText(try plan(holdout), done: 1).text(), "plan-done.txt")
  }
}
