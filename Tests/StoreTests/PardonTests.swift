import Store
import Sweeps
import Testing
import Trials

/// Another chance, for trials and for hosts.
struct PardonTests {
  let workplace: Workplace
  let plan: Plan

  init() throws {
    workplace = try Workplace()
    plan = try StoreTests.plan()
  }

  @Test func `a pardon waits beside the file until it is granted`() throws {
    let place = try PardonPlace(beside: workplace.path())
    #expect(try Pardon(waitingAt: place) == nil)
    let pardon = Pardon(trials: plan.trials.prefix(2).map(\.id), hosts: ["ada", "a host"])
    #expect(try pardon.leave(at: place))
    #expect(try !Pardon(hosts: ["bob"]).leave(at: place))
    #expect(try Pardon(waitingAt: place) == pardon)
    place.clear()
    #expect(try Pardon(waitingAt: place) == nil)
    #expect(try workplace.names == [])
  }

  @Test func `a worker stays quarantined for the sweep that it failed, until its host is forgiven`()
    throws
  {
    let file = try ResultsFile(at: workplace.path())
    let sweep = try file.begin(plan)
    try Recording(of: plan, sweep, in: file).record { record in
      let worker = record.join(ada)
      record.lease(plan.trials[7].id, attempt: 1, to: worker)
      record.quarantine(worker)
    }
    func quarantined(_ plan: Plan, _ sweep: SweepID) throws -> Set<ProcessName> {
      try SQLiteJournal(OpenPlan(plan), of: sweep, in: file).replay().quarantined
    }
    #expect(try quarantined(plan, sweep) == [ada.processName])
    #expect(try ResultsReader(at: workplace.path()).quarantinedHosts() == [ada.host])
    let otherPlan = try StoreTests.plan(name: "other", l2: [0.5])
    let other = try file.register(otherPlan, specText: "other", semantics: "engine 1")
    #expect(try quarantined(otherPlan, other) == [])
    try file.grant(Pardon(hosts: [ada.host]))
    #expect(try quarantined(plan, sweep) == [])
  }
}
