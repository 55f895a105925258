package import Documents
import Sweeps

/// Progress on one line, for logs and pipes.
///
/// ```
/// mnist-l2: 7 of 15 trials done, 2 running, 6 waiting; 1m 05s elapsed, 6.3 trials/min, 1m 07s ± 4s left;
/// best val_accuracy 0.9834 ± 0.0007 (n = 3) at l2=0.001
/// ```
package struct ProgressLine: Hashable, Sendable {
  private let snapshot: ProgressSnapshot

  /// - Parameter snapshot: the moment that the line tells of.
  package init(_ snapshot: ProgressSnapshot) { self.snapshot = snapshot }

  /// The line, without an end.
  package var text: String {
    [
      "\(snapshot.sweep.printable): \(snapshot.counts.sentence)",
      snapshot.pace.isEmpty ? nil : snapshot.pace.joined(separator: ", "),
      snapshot.best.map { "best \($0.text)" },
    ].compactMap(\.self).joined(separator: "; ")
  }

  /// The line that tells of the latest failure; nil without one.
  package var failureText: String? {
    snapshot.failures.last.map { "\(snapshot.sweep.printable): \($0.sentence)" }
  }

  /// The same as a record for `--progress json`.
  package var json: JSON { snapshot.json }
}

extension ProgressSnapshot {
  /// Elapsed time, rate and what is left, as far as they are known.
  var pace: [String] {
    [
      elapsed.map { "\($0.text) elapsed" }, estimate?.rateText, estimate.map { "\($0.text) left" },
      remark,
    ].compactMap(\.self)
  }
}
