import Documents
import Hashing
import Imports
import Specs
import Store
import Sweeps
import Trials

/// A study that another program has left, as entries of the journal: as if a worker called 'imported' had
/// trained it.
struct ImportRecord {
  private let study: ImportedStudy
  private let specText: String
  private let path: String
  private let plan: Plan

  var sweepName: String { plan.sweep.name }

  /// - Parameters:
  ///   - specText: of the study, as a spec.
  ///   - path: where it comes from.
  init(_ study: ImportedStudy, specText: String, from path: String) throws {
    self.study = study
    self.specText = specText
    self.path = path
    plan = try Plan(
      Spec(specText).sweep, data: .none, semantics: ImportedStudy.semantics)
  }

  /// Writes what the file does not hold already, in one commit.
  ///
  /// - Returns: how many trials were added, and how many were there.
  func write(to file: ResultsFile) throws -> (added: Int, known: Int) {
    let sweep = try file.register(plan, specText: specText, semantics: ImportedStudy.semantics)
    let open = OpenPlan(plan)
    let journal = try SQLiteJournal(open, of: sweep, in: file)
    let replay = try journal.replay()
    _ = try journal.beginTerm()
    let session = Session(number: 1)
    let facts = WorkerFacts(
      host: "imported", process: 0, slots: 1, semantics: [ImportedStudy.semantics],
      kernel: "unknown")
    var numbers: [ImportedStudy.Place: Int] = [:]
    for trial in plan.trials {
      let place = ImportedStudy.Place(
        configuration: trial.configuration, replicate: trial.replicate, fold: trial.fold)
      numbers[place] = open.number(of: trial.id)
    }
    var entries: [JournalEntry] = [.joined(session, facts, as: nil)]
    var (added, known) = (0, 0)
    for (trial, place) in zip(study.trials, try study.placed().places) {
      guard let number = numbers[place] else { continue }
      guard replay.histories[number] == .untried else {
        known += 1
        continue
      }
      let attempt = NumberedAttempt(trial: number, number: 1)
      entries.append(.leased(attempt, to: session))
      entries.append(entry(of: trial, attempt))
      added += 1
    }
    entries.append(.left(session))
    try journal.append(entries)
    return (added, known)
  }

  private func entry(of trial: ImportedStudy.Trial, _ attempt: NumberedAttempt) -> JournalEntry {
    let remark = Remark("imported from \(path) of \(study.maker)")
    let notes = Notes(output: "", program: path, remarks: [remark])
    switch trial.ending {
    case .completed(let measurements):
      let outcome = Outcome(status: .completed, measurements: measurements, notes: notes)
      return .finished(attempt, DecodedOutcome(outcome), seconds: trial.seconds ?? 0)
    case .diverged(let measurements):
      let outcome = Outcome(status: .diverged, measurements: measurements, notes: notes)
      return .finished(attempt, DecodedOutcome(outcome), seconds: trial.seconds ?? 0)
    case .failed(let message):
      return .failed(attempt, Failure(cause: .exited, message: message), isFinal: true)
    }
  }
}
