import SQLite
import Trials

/// The attempts of a sweep that go on, by trial.
///
/// Entries are recorded together or not at all. There are thousands of attempts and a commit changes a few, so
/// `undo` goes back to `begin` change by change.
struct HeldAttempts {
  /// An attempt that goes on, and the values of its row.
  struct Held {
    let number: Int
    let term: Int
    var worker: Int64
    let started: LastingText
    /// The measurements that have been written; nil where a former life may have written some.
    var written: [Measurement]?
  }

  private var held: [Int: Held] = [:]
  /// What was held of trials before each change since `begin`.
  private var former: [(trial: Int, held: Held?)] = []

  /// The attempt, where it goes on.
  subscript(attempt: NumberedAttempt) -> Held? {
    guard let held = held[attempt.trial], held.number == attempt.number else { return nil }
    return held
  }

  /// Begins with entries that are recorded together: `undo` goes back to here.
  mutating func begin() { former.removeAll(keepingCapacity: true) }

  /// Takes back what has changed since `begin`.
  mutating func undo() {
    for (trial, former) in former.reversed() { held[trial] = former }
    former.removeAll(keepingCapacity: true)
  }

  /// An attempt at a trial goes on from now on, or goes on otherwise.
  mutating func hold(_ attempt: Held, of trial: Int) {
    former.append((trial, held.updateValue(attempt, forKey: trial)))
  }

  /// Forgets an attempt that goes on; gives nil and changes nothing where it does not.
  mutating func take(_ attempt: NumberedAttempt) -> Held? {
    guard let held = held.removeValue(forKey: attempt.trial) else { return nil }
    guard held.number == attempt.number else {
      self.held[attempt.trial] = held
      return nil
    }
    former.append((attempt.trial, held))
    return held
  }

  /// Measurements of the attempt at a trial that goes on have been written.
  mutating func wrote(_ measurements: [Measurement], of trial: Int) {
    guard var held = held[trial] else { return }
    held.written?.append(contentsOf: measurements)
    hold(held, of: trial)
  }
}
