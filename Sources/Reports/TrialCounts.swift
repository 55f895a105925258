import Documents
package import Sweeps
import Trials
package import Views

/// How the trials of a sweep stand. Every trial is counted in exactly one place.
package struct TrialCounts: Hashable, Sendable {
  /// Ended with a result.
  package var completed: Int
  /// Ended with a loss that ran away: a result too, though no number to average.
  package var diverged: Int
  /// Given up after every attempt that was worth making.
  package var failed: Int
  /// In training on some worker.
  package var running: Int
  /// On no worker.
  package var waiting: Int

  /// - Parameter waiting: those on no worker.
  package init(
    completed: Int = 0, diverged: Int = 0, failed: Int = 0, running: Int = 0, waiting: Int = 0
  ) {
    self.completed = completed
    self.diverged = diverged
    self.failed = failed
    self.running = running
    self.waiting = waiting
  }

  /// - Parameter training: how many trials are in training; nil where nobody coordinates.
  package init(_ standing: Standing, training: Int?) {
    // A trial that has ended counts when it is on the disk.
    let running = min(training ?? 0, standing.open)
    self.init(
      completed: standing.completed, diverged: standing.diverged, failed: standing.failed,
      running: running, waiting: standing.open - running)
  }

  /// All trials of the sweep.
  package var total: Int { completed + diverged + failed + running + waiting }
  /// The trials with a result of either kind.
  package var done: Int { completed + diverged }
  /// The trials of which nothing more is to come.
  package var ended: Int { done + failed }
  /// The trials that may yet get a result.
  package var open: Int { running + waiting }

  /// `12 of 15 trials done, 2 running, 1 failed`: what there is none of is left out.
  package var sentence: String {
    let others: [(Int, String)] = [
      (running, "running"), (waiting, "waiting"), (failed, "failed"), (diverged, "diverged"),
    ]
    let parts = others.compactMap { count, word in count > 0 ? "\(grouped(count)) \(word)" : nil }
    return (["\(grouped(done)) of \(counted(total, "trial")) done"] + parts)
      .joined(separator: ", ")
  }

  var json: JSON {
    .object([
      "total": .integer(total), "done": .integer(done), "running": .integer(running),
      "waiting": .integer(waiting), "failed": .integer(failed), "diverged": .integer(diverged),
    ])
  }
}

/// `1 trial`, `15 trials`.
package func counted(_ count: Int, _ noun: String) -> String {
  "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
}

/// The number in groups of three digits where it has more than four: `100 000`, but `5620`.
func grouped(_ number: Int) -> String {
  let digits = Array("\(number)")
  guard number >= 10_000 else { return String(digits) }
  return String(
    digits.indices.flatMap { index in
      (digits.count - index) % 3 == 0 && index > 0 ? [" ", digits[index]] : [digits[index]]
    })
}

extension TrialCounts {
  /// Counts trials before it is known which are in training.
  package init(_ values: [TrialValue]) {
    self.init()
    for value in values {
      switch value.status {
      case .completed: completed += 1
      case .diverged: diverged += 1
      case .failed: failed += 1
      case .running, .open: waiting += 1
      }
    }
  }
}
