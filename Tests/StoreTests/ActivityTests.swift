import Records
import Statistics
import Store
import Sweeps
import Testing
import Trials
import Views

struct ActivityTests {
  @Test func `tells who trains what, while somebody writes`() throws {
    let place = try Workplace()
    let plan = try plan()
    var file: ResultsFile? = try ResultsFile(at: place.path())
    let sweep = try #require(try file?.begin(plan))
    try Recording(of: plan, sweep, in: try #require(file)).record { record in
      let worker = record.join(ada)
      let gone = record.join(
        WorkerFacts(
          host: "bob", process: 7, slots: 1, semantics: ["engine 1"], kernel: "SkylakeX"))
      record.lease(plan.trials[0].id, attempt: 1, to: worker)
      record.finish(plan.trials[0].id, attempt: 1, outcome(0.9), seconds: 0.5)
      record.lease(plan.trials[1].id, attempt: 1, to: worker)
      record.measure(
        [1, 2].map { Measurement(epoch: $0, metrics: ["val_accuracy": 0.5]) },
        of: plan.trials[1].id, attempt: 1)
      record.lease(plan.trials[2].id, attempt: 1, to: gone)
      record.fail(
        plan.trials[2].id, attempt: 1, Failure(cause: .crashed, message: "signal 9"),
        isFinal: false)
      record.leave(gone)
    }

    let reader = try ResultsReader(at: place.path())
    let activity = try #require(try reader.activity(of: sweep))
    #expect(activity.workers.map(\.host) == ["ada"])
    #expect(activity.workers[0].slots == 2)
    #expect(activity.workers[0].kernel == ada.kernel)
    #expect(try reader.kernel(of: sweep) == ada.kernel, "of the first result")
    #expect(activity.workers[0].done == 1)
    #expect(activity.workers[0].running.map(\.trial.configuration) == [1])
    #expect(activity.workers[0].running.map(\.epoch) == [2])
    let failures = try reader.failures(of: sweep, last: 10)
    #expect(failures.map(\.worker?.host) == ["bob"])
    #expect(failures.map(\.trial.configuration) == [2])
    #expect(failures.map(\.failure.message) == ["signal 9"])
    #expect(try reader.durations(of: sweep) == Moments([0.5]))
    #expect(try reader.metricNames() == ["loss", "val_accuracy"])
    #expect(try reader.splitDigests(of: sweep) == plan.splitDigests)

    file = nil
    #expect(try reader.activity(of: sweep) == nil, "nobody writes any more")
  }

  @Test func `a worker that came back trains of its former stays what was adopted, and no more`()
    throws
  {
    let place = try Workplace()
    let plan = try plan()
    let trials = plan.trials.map(\.id)
    let file = try ResultsFile(at: place.path())
    let sweep = try file.begin(plan)
    try Recording(of: plan, sweep, in: file).record { record in
      let worker = record.join(ada)
      for trial in trials.prefix(2) { record.lease(trial, attempt: 1, to: worker) }
    }

    // Another coordinator, which refuses one of them: a longer halving has not asked for it yet.
    let next = try Recording(of: plan, sweep, in: file)
    func running() throws -> [[Int]]? {
      let activity = try ResultsReader(at: place.path()).activity(of: sweep)
      return activity?.workers.map { $0.running.map(\.trial.configuration) }
    }
    #expect(try running() == [])
    let worker = try next.record { $0.join(ada) }
    #expect(try running() == [[]])
    try next.record { $0.adopt(trials[1], attempt: 1, by: worker) }
    #expect(try running() == [[1]])
    // Once the halving asks for the other, it is given up or handed out anew.
    try next.record { record in
      record.lose(trials[0], attempt: 1)
      record.lease(trials[0], attempt: 2, to: worker)
    }
    #expect(try running() == [[1, 0]])
  }
}
