package import Store
package import Sweeps
package import Trials

/// A journal whose entries are told in the words of tests; what is told in one `record` is one commit.
package final class Recording {
  private let journal: SQLiteJournal
  private let plan: OpenPlan
  private var entries: [JournalEntry] = []
  private var sessions: UInt64 = 0

  package init(of plan: Plan, _ sweep: SweepID, in file: ResultsFile) throws {
    self.plan = OpenPlan(plan)
    journal = try SQLiteJournal(self.plan, of: sweep, in: file)
    _ = try journal.beginTerm()
    _ = try journal.replay()
  }

  package func record<Result>(_ body: (Recording) throws -> Result) throws -> Result {
    entries = []
    let result = try body(self)
    try journal.append(entries)
    return result
  }

  private func numbered(_ trial: TrialID, _ attempt: Int) -> NumberedAttempt {
    guard let number = plan.number(of: trial) else { preconditionFailure("\(trial) is no trial") }
    return NumberedAttempt(trial: number, number: attempt)
  }

  package func join(_ facts: WorkerFacts) -> Session {
    sessions += 1
    entries.append(.joined(Session(number: sessions), facts, as: nil))
    return Session(number: sessions)
  }

  package func leave(_ worker: Session) { entries.append(.left(worker)) }
  package func drain(_ host: String) { entries.append(.drained(host: host)) }
  package func quarantine(_ worker: Session) { entries.append(.quarantined(worker)) }

  package func lease(_ trial: TrialID, attempt: Int, to worker: Session) {
    entries.append(.leased(numbered(trial, attempt), to: worker))
  }

  package func adopt(_ trial: TrialID, attempt: Int, by worker: Session) {
    entries.append(.adopted(numbered(trial, attempt), by: worker))
  }

  package func measure(_ measurements: [Trials.Measurement], of trial: TrialID, attempt: Int) {
    entries.append(.measured(numbered(trial, attempt), measurements))
  }

  package func finish(_ trial: TrialID, attempt: Int, _ outcome: Outcome, seconds: Double) {
    entries.append(
      .finished(numbered(trial, attempt), DecodedOutcome(outcome), seconds: seconds))
  }

  package func conflict(_ trial: TrialID, attempt: Int, _ outcome: Outcome, seconds: Double) {
    entries.append(
      .conflicted(numbered(trial, attempt), DecodedOutcome(outcome), seconds: seconds))
  }

  package func fail(_ trial: TrialID, attempt: Int, _ failure: Failure, isFinal: Bool) {
    entries.append(.failed(numbered(trial, attempt), failure, isFinal: isFinal))
  }

  package func lose(_ trial: TrialID, attempt: Int) {
    entries.append(.lost(numbered(trial, attempt)))
  }

  package func giveBack(_ trial: TrialID, attempt: Int) {
    entries.append(.returned(numbered(trial, attempt)))
  }
}
