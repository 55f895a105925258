import Foundation
import Hashing
import Records
import SQLite
import Store
import Sweeps
import Testing
import Trials

/// On which rows networks are right lies beside results.
struct CorrectRowsTests {
  let place: Workplace
  let plan: Plan
  let rows = CorrectRows(
    epoch: 2, count: 11, part: CorrectRows.part(20..<31), bits: [0b1010_0110, 0b101])!

  init() throws {
    place = try Workplace()
    plan = try StoreTests.plan()
  }

  private func finish(_ trials: Range<Int>, rows: CorrectRows?) throws -> SweepID {
    let file = try ResultsFile(at: place.path())
    let sweep = try file.begin(plan)
    let outcome = Outcome(
      status: .completed, measurements: outcome(0.5).measurements, rows: rows)
    try file.finish(plan, trials.map { (plan.trials[$0], outcome) })
    return sweep
  }

  @Test func `rows come back as they were, with the trial they are of`() throws {
    let sweep = try finish(1..<2, rows: rows)
    let reader = try ResultsReader(at: place.path())
    let trial = plan.trials[1]
    #expect(
      try reader.correctRows(of: sweep) == [
        KeptRows(configuration: trial.configuration, replicate: trial.replicate, rows: rows)
      ])
    #expect(try reader.outcome(of: trial.id)?.digest == outcome(0.5).digest)
    #expect(try reader.examine() == [])
  }

  @Test func `results without rows are results`() throws {
    let sweep = try finish(0..<2, rows: nil)
    #expect(try ResultsReader(at: place.path()).correctRows(of: sweep) == [])
  }

  @Test func `a bit that turned is found`() throws {
    _ = try finish(0..<1, rows: rows)
    let database = try Database(at: place.path())
    try database.execute(
      "DROP TRIGGER correct_rows_never_change; UPDATE correct_rows SET bits = x'a705'")
    let sentences = try ResultsReader(at: place.path()).examine().map(\.sentence)
    #expect(sentences.contains { $0.contains("are not those that were recorded") })
  }

  @Test func `a merge takes them along, and a result set aside has none`() throws {
    let sweep = try finish(0..<1, rows: rows)
    let other = place.path("other.sqlite")
    let file = try ResultsFile(at: other)
    _ = try file.merge(place.path())
    let found = try ResultsReader(at: other)
    let same = try #require(try found.latestSweep(named: nil))
    #expect(try found.correctRows(of: same.id).map(\.rows) == [rows])
    _ = try file.setAside([plan.trials[0].id], because: "a test")
    #expect(try ResultsReader(at: other).correctRows(of: same.id) == [])
    #expect(try ResultsReader(at: place.path()).correctRows(of: sweep).count == 1)
  }

  @Test func `rows travel with an outcome, and no part of its digest is theirs`() throws {
    let plain = outcome(0.5)
    let full = Outcome(status: .completed, measurements: plain.measurements, rows: rows)
    let sent = try #require(EncodedOutcome(full).decoded)
    #expect(sent.outcome == full)
    #expect(sent.digest == plain.digest)
    for count in [0, 1, 8, 17, 100, CorrectRows.most + 1] {
      #expect(
        CorrectRows(epoch: 1, count: count, part: rows.part, bits: rows.bits) == nil, "\(count)")
    }
    #expect(CorrectRows(epoch: 1, count: 9, part: rows.part, bits: [0, 0b10]) == nil)
  }
}
