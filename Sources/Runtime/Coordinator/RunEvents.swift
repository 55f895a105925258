package import Cluster
package import Processes
package import Sweeps
package import Trials
package import Views

extension CoordinatorLoop {
  /// How a run ended.
  package enum Ending: Hashable, Sendable {
    /// Every trial has a result or has failed for good.
    case complete
    /// More trials failed than the spec allows.
    case halted
    /// A graceful shutdown, as somebody asked: what was in training has been finished.
    case drained(by: Signal)
    /// Somebody asked twice; what was in training is lost.
    case stopped(by: Signal)
    /// There are only workers of this machine, and none of them can train here, as this says.
    case unable(String)
  }

  /// An event of a run, for `observe`.
  package enum Event: Sendable {
    /// A picture of the sweep, ten times a second at most.
    case progress(SweepProgress)
    /// How the sweep stands by what is on the disk: told before what has changed it.
    case standing(Standing)
    /// The entry is on the disk.
    case recorded(JournalEntry)
    /// A line that a local worker printed.
    case line(String)
    /// Somebody was turned away, or the list of keys was read again.
    case door(AuthenticationEvent)
    /// A key was not given something, or something was taken from it.
    case refused(QuotaRefusal)
    /// Somebody called who speaks another version of the protocol: this one.
    case otherVersion(Int)
    case draining
    /// Nothing can be recorded, as the disk is full or the file locked, says this sentence; all waits.
    case full(String)
    case hasRoom
    /// The sweep asks for this plan's trials from now on: these decisions and verdicts of it are on record, and
    /// these configurations were brought back.
    case extended(Plan, decisions: [Decision], verdicts: [RaceVerdict], kept: [Kept])
    /// More is asked for; of trials that had failed before, these are the latest failures of all.
    case decided([Decision], failures: [RecordedFailure])
  }
}
