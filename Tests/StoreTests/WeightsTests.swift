import Foundation
import Hashing
import Records
import SQLite
import Store
import Sweeps
import Testing
import Trials

/// Trained networks lie beside the results file, one file a trial.
struct WeightsTests {
  let place: Workplace
  let plan: Plan

  init() throws {
    place = try Workplace()
    plan = try StoreTests.plan()
  }

  private func finish(_ trials: Range<Int>, weights: KeptWeights?) throws -> SweepID {
    let file = try ResultsFile(at: place.path())
    let sweep = try file.begin(plan)
    let outcome = Outcome(
      status: .completed, measurements: outcome(0.5).measurements, weights: weights)
    try file.finish(plan, trials.map { (plan.trials[$0], outcome) })
    return sweep
  }

  @Test func `the file is there with its row, named after the trial`() throws {
    _ = try finish(0..<1, weights: KeptWeights(epoch: 3, file: [1, 2, 3]))
    let folder = WeightsFolder(of: place.path())
    #expect(folder.path == place.path("sweep.sqlite.weights"))
    let trial = plan.trials[0].id
    #expect(
      folder.path(of: trial)
        == place.path("sweep.sqlite.weights/\(trial.digest).safetensors"))
    #expect(try Array(Data(contentsOf: URL(filePath: folder.path(of: trial)))) == [1, 2, 3])

    let rows = try Database(at: place.path(), mode: .readOnly).prepare(
      "SELECT r.trial, w.epoch, w.hash FROM weights w JOIN trial_results r ON r.trial ="
        + " (SELECT lower(hex(t.hash)) FROM trials t WHERE t.id = w.trial)"
    ).map { (row) in (row.text(0), row.int(1), row.blob(2)) }
    #expect(rows.count == 1)
    #expect(rows[0] == ("\(trial.digest)", 3, Digest(of: [1, 2, 3]).bytes))
  }

  @Test func `without weights there is no folder`() throws {
    let sweep = try finish(0..<2, weights: nil)
    #expect(try place.names == ["sweep.sqlite"])
    #expect(try ResultsReader(at: place.path()).completedWithoutWeights(in: sweep) == 2)
  }

  @Test func `the result is the same with and without weights`() throws {
    _ = try finish(0..<1, weights: KeptWeights(epoch: 1, file: [1]))
    let recorded = try ResultsReader(at: place.path()).outcome(of: plan.trials[0].id)
    #expect(recorded?.digest == outcome(0.5).digest)
  }

  @Test func `a folder that cannot be made leaves the trial without a result`() throws {
    try place.write([], to: "sweep.sqlite.weights")
    let error = #expect(throws: StoreError.self) {
      try finish(0..<1, weights: KeptWeights(epoch: 1, file: [1]))
    }
    #expect(error?.message.contains("sweep.sqlite.weights' (Not a directory)") == true)
    let reader = try ResultsReader(at: place.path())
    #expect(try reader.outcome(of: plan.trials[0].id) == nil)
  }
}
