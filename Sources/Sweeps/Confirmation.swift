package import Hashing
import Random
import Trials

/// How the best of a sweep are trained again once it is at its end.
///
/// A mean by which a configuration was chosen flatters it, the more so the more there were to choose from.
/// Trained again with fresh seeds, it shows what it is worth.
package struct Confirmation: Hashable, Sendable {
  /// How many configurations, the best first.
  package let top: Int
  /// Fresh trainings of each, on each split.
  package let replicates: Int
  /// Whether they are measured on the data's own test part, of which the choice has seen nothing.
  package let isOnTest: Bool

  /// - Parameter replicates: fresh trainings of each, on each split.
  package init(top: Int, replicates: Int, isOnTest: Bool) {
    self.top = top
    self.replicates = replicates
    self.isOnTest = isOnTest
  }

  /// Behind the name of a sweep, the name of its confirmation: no spec can be called so.
  package static let suffix = "+confirmed"

  /// How the fresh trainings are judged: from a seed of their own, so that weights, orders and, where rows
  /// are dealt, splits are others.
  ///
  /// - Parameter evaluation: of the sweep whose best they are.
  package func evaluation(after evaluation: Evaluation) -> Evaluation {
    var stream = RandomStream(sweepSeed: evaluation.seed, purpose: "confirm", 0)
    return Evaluation(
      scheme: isOnTest ? .test : evaluation.scheme, replicates: replicates, seed: stream.next())
  }
}

/// The configurations that are confirmed: the record of a choice that was made once, when a sweep was at its end.
package struct ConfirmedChoice: Hashable, Sendable {
  /// The identity of the sweep that they are the best of.
  package let sweep: Digest
  /// The digest of the results that they were chosen by.
  package let evidence: Digest
  /// Their numbers in that sweep, the best first.
  package let numbers: [Int]

  /// - Parameter numbers: those of the configurations in that sweep, the best first.
  package init(sweep: Digest, evidence: Digest, numbers: [Int]) {
    self.sweep = sweep
    self.evidence = evidence
    self.numbers = numbers
  }
}
