import Cluster
import Documents
import Reports
import Results
import Runtime
import Sweeps
import Trials

/// Shows people how a run goes.
final class Watcher {
  private let picture: LiveStatus
  private let results: String
  private let needs: Needs
  private var notes = RunNotes()
  private var display: ProgressDisplay

  /// - Parameters:
  ///   - needs: the needs of one trial, which a worker has to meet.
  ///   - results: the results file, for hints.
  init(
    _ picture: LiveStatus, needs: Needs, in results: String, mode: ProgressMode
  ) {
    self.picture = picture
    self.results = results
    self.needs = needs
    display = ProgressDisplay(mode)
  }

  /// Says where workers can call, if others than our own are meant to, and what they need for it.
  func begin(listeningAt endpoint: String, withKeys: Bool) {
    guard display.mode != .none else { return }
    let key = withKeys ? " --key NAME.key" : ""
    note(
      "listening at \(endpoint); start workers with: sweep work \(Endpoint.callable(endpoint))\(key)"
    )
  }

  /// Takes in what happened.
  func take(_ event: CoordinatorLoop.Event) {
    switch event {
    case .line(let line): note(line)
    case .door(let event): note("\(event)")
    case .draining: note("finishing what is in training; Ctrl-C again stops at once")
    case .full(let sentence):
      note("\(sentence); nothing is lost, and all goes on by itself then")
    case .hasRoom: note("results are recorded again")
    case .standing(let standing): picture.take(standing)
    case .recorded(let entry): take(entry)
    case .decided(let decisions, let failures):
      picture.follow(decisions, failures: failures)
    case .extended(let plan, let decisions, let verdicts, let kept):
      picture.extend(to: plan, decisions: decisions, verdicts: verdicts, kept: kept)
      notes.renumber()
      note(
        plan.sweep.asksInSteps
          ? "the sweep was extended, and decides again from what is known"
          : "the sweep was extended to \(counted(picture.counts.total, "trial"))")
    case .refused(let refusal): note("\(refusal)")
    case .otherVersion(let version): note("turned away: \(Envelope.complaint(ofVersion: version))")
    case .progress(let progress): show(progress)
    }
  }

  /// Leaves the terminal as it should be found.
  func end() {
    picture.end()
    display.end(picture.snapshot, at: picture.elapsed)
  }

  private func take(_ entry: JournalEntry) {
    if case .quarantined(let session) = entry {
      note(
        "\(picture.name(session)) gets no more work: it failed what others could train;"
          + " look at \(hint("trials", in: results)), mend it and start it again;"
          + " \(hint("retry --host NAME", in: results)) trusts it again"
      )
    }
    if case .joined(let session, let facts, _) = entry, facts.places(for: needs) == 0 {
      picture.take(entry)
      let shortfall = needs.shortfall(
        slots: facts.slots, gpus: facts.gpus, memory: facts.memory, tags: facts.tags)
      note("\(picture.name(session)) can train none of these trials: \(shortfall ?? "")")
    }
    for sentence in notes.take(entry, in: picture.open) { note(sentence) }
    if case .trusted(let host) = entry { note("workers of \(host) get work again") }
    if case .drained(let host) = entry {
      note("workers of \(host) finish what they train, and go")
    }
    picture.take(entry)
    if case .failed = entry { display.tellFailure(picture.snapshot) }
  }

  private func show(_ progress: SweepProgress) {
    picture.take(progress)
    let snapshot = picture.snapshot
    guard display.isDue(snapshot.counts, at: picture.elapsed) else { return }
    display.show(snapshot, at: picture.elapsed)
  }

  /// Names, addresses and what a worker prints come from elsewhere.
  private func note(_ line: String) { display.note(line.printable) }
}
