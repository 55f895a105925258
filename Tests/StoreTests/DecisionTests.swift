import Hashing
import Records
import Search
import Store
import Sweeps
import Testing
import Trials

/// Searches on record: decisions, and the configurations and trials that follow from them.
struct DecisionTests {
  let place: Workplace
  let file: ResultsFile

  init() throws {
    place = try Workplace()
    file = try ResultsFile(at: place.path())
  }

  private func register(_ plan: Plan, specText: String = "search") throws -> SweepID {
    try file.register(plan, specText: specText, semantics: "engine 1")
  }

  @Test func `decisions, configurations and trials are recorded together, and read back`() throws {
    let plan = try searchPlan(configurations: 2)
    let sweep = try register(plan)
    let journal = try SQLiteJournal(OpenPlan(plan), of: sweep, in: file)
    #expect(try journal.replay().histories.isEmpty)
    let decisions = [decision(0, l2: 0.25), decision(1, l2: 1e-7)]
    for decision in decisions {
      let asked = try journal.follow([decision])
      #expect(asked.histories == [.untried, .untried])
      #expect(asked.settled.isEmpty)
    }
    #expect(try file.decisions(of: sweep) == decisions)
    let reader = try ResultsReader(at: place.path())
    #expect(try reader.labels(of: sweep) == [["0.25"], ["1e-07"]])
    #expect(try reader.latestSweep()?.configurationCount == 2)
    var open = OpenPlan(plan)
    _ = open.follow(decisions)
    let recorded = try reader.trials(
      of: sweep, metric: plan.sweep.metric)
    #expect(recorded.map(\.id) == open.plan.trials.map(\.id))
    #expect(try reader.examine().isEmpty)
  }

  @Test func `a search is the same sweep whatever it has decided`() throws {
    let plan = try searchPlan(configurations: 2)
    let sweep = try register(plan)
    _ = try SQLiteJournal(OpenPlan(plan), of: sweep, in: file).follow([decision(0, l2: 0.5)])
    var later = plan
    _ = later.follow([decision(0, l2: 0.5)])
    #expect(try register(plan) == sweep)
    #expect(try register(later) == sweep)
    #expect(try register(plan, specText: "another") != sweep)
  }

  @Test func `what another sweep has trained is known with the decision that asks for it`() throws {
    let plan = try searchPlan(configurations: 1)
    let sweep = try register(plan)
    var open = OpenPlan(plan)
    _ = open.follow([decision(0, l2: 0.5)])
    let journal = try SQLiteJournal(OpenPlan(plan), of: sweep, in: file)
    _ = try journal.beginTerm()
    _ = try journal.follow([decision(0, l2: 0.5)])
    let worker = Session(number: 1)
    let attempts = (0..<2).map { NumberedAttempt(trial: $0, number: 1) }
    let result = outcome(0.5, 0.75)
    let failure = Failure(cause: .invalid, message: "no")
    try journal.append([.joined(worker, ada, as: nil), .leased(attempts[0], to: worker)])
    #expect(try journal.kernel() == nil, "nothing has come of it yet")
    try journal.append([
      .finished(attempts[0], DecodedOutcome(result), seconds: 1),
      .leased(attempts[1], to: worker), .failed(attempts[1], failure, isFinal: true),
    ])
    #expect(try journal.settled() == [0: .result(0.75, result.digest), 1: .failed])
    #expect(try journal.kernel() == ada.kernel)

    let longer = try searchPlan(configurations: 2)
    let other = try SQLiteJournal(
      OpenPlan(longer), of: register(longer, specText: "longer"), in: file)
    #expect(try other.settled().isEmpty)
    #expect(try other.kernel() == nil)
    let asked = try other.follow([decision(0, l2: 0.5), decision(1, l2: 0.7)])
    #expect(asked.histories.map(\.standing) == [.finished(result), .failed, .open, .open])
    #expect(asked.settled == [0: .result(0.75, result.digest), 1: .failed])
  }
}
