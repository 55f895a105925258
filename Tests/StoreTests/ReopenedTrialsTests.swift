import Records
import Store
import Sweeps
import Testing
import Trials

/// Another chance, for trials and for hosts.
struct ReopenedTrialsTests {
  let workplace: Workplace
  let plan: Plan

  init() throws {
    workplace = try Workplace()
    plan = try StoreTests.plan()
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
    func quarantined(_ plan: Plan, _ sweep: SweepID) throws -> Set<WorkerIdentity> {
      try SQLiteJournal(OpenPlan(plan), of: sweep, in: file).replay().quarantined
    }
    #expect(try quarantined(plan, sweep) == [WorkerIdentity(ada.processName)])
    #expect(try ResultsReader(at: workplace.path()).quarantinedHosts() == [ada.host])
    let otherPlan = try StoreTests.plan(name: "other", l2: [0.5])
    let other = try file.register(otherPlan, specText: "other", semantics: "engine 1")
    #expect(try quarantined(otherPlan, other) == [])
    try file.retry([], hosts: [ada.host])
    #expect(try quarantined(plan, sweep) == [])
  }
}
