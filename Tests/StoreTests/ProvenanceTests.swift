import Hashing
import Records
import Store
import Sweeps
import Testing
import Trials

struct ProvenanceTests {
  @Test func `results know their hosts, and trials given up know why`() throws {
    let place = try Workplace()
    let plan = try StoreTests.plan()
    let reader: ResultsReader
    let sweep: SweepID
    do {
      let file = try ResultsFile(at: place.path())
      sweep = try file.begin(plan)
      try file.finish(plan, plan.trials[..<3].map { ($0, outcome(0.5)) })
      let bob = WorkerFacts(
        host: "bob", process: 7, slots: 1, semantics: ["engine 1"], kernel: "Zen")
      try Recording(of: plan, sweep, in: file).record { record in
        let worker = record.join(bob)
        for (trial, isFinal) in [(plan.trials[4], true), (plan.trials[5], false)] {
          record.lease(trial.id, attempt: 1, to: worker)
          let failure = Failure(cause: .crashed, message: "signal 9", output: "so long")
          record.fail(trial.id, attempt: 1, failure, isFinal: isFinal)
        }
        record.lease(plan.trials[5].id, attempt: 2, to: worker)
        record.finish(plan.trials[5].id, attempt: 2, outcome(0.5), seconds: 2)
      }
      reader = try ResultsReader(at: place.path())
    }
    let origin = try #require(try reader.provenance(of: sweep))
    #expect(origin.specDigest == Digest(of: Array("sweep: small".utf8)))
    #expect(origin.dataRows == 8)
    #expect(origin.testRows == 2)
    #expect(origin.hosts.map(\.name) == ["ada", "bob"])
    #expect(origin.hosts.map(\.kernel) == ["SkylakeX", "Zen"])
    #expect(origin.hosts.map(\.results) == [3, 1])
    #expect(origin.hosts.map(\.seconds) == [1.5, 2])
    #expect(origin.hosts.map(\.failures) == [0, 2])

    let failed = try reader.failedTrials(of: sweep)
    #expect(failed.count == 1)
    #expect(failed.first?.configuration == plan.trials[4].configuration)
    #expect(failed.first?.host == "bob")
    #expect(failed.first?.failure.output == "so long")
  }

  @Test func `how numbers were read is told of a trial, and counted over a sweep`() throws {
    let place = try Workplace()
    let plan = try StoreTests.plan()
    let notes = Notes(
      output: "done", program: "/bin/sh", origins: [Remark("from a table (log.csv)", about: "acc")],
      remarks: [Remark("names no epochs", about: "acc"), Remark("log.csv is not read whole")])
    let sweep: SweepID
    do {
      let file = try ResultsFile(at: place.path())
      sweep = try file.begin(plan)
      let measured = Outcome(
        status: .completed, measurements: [Measurement(epoch: 1, metrics: ["acc": 0.5])],
        notes: notes)
      try file.finish(plan, plan.trials[..<2].map { ($0, measured) })
      try file.finish(plan, [(plan.trials[2], outcome(0.5))])
    }
    let reader = try ResultsReader(at: place.path())
    #expect(try reader.notes(of: plan.trials[0].id) == [1: notes])
    let told = try reader.remarks(of: sweep)
    #expect(told.map(\.remark) == [Remark("log.csv is not read whole"), notes.remarks[0]])
    #expect(told.map(\.trials) == [2, 2])
  }
}
