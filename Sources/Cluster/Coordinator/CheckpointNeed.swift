package import Trials

/// How much a checkpoint is worth: those of higher rungs more, and at one rung those of better results.
package struct CheckpointWorth: Comparable, Sendable {
  let until: Int
  /// To be minimised; of one whose trial has no result yet, that of the best.
  let score: Double

  package init(until: Int, score: Double) { (self.until, self.score) = (until, score) }

  package static func < (a: CheckpointWorth, b: CheckpointWorth) -> Bool {
    (a.until, -a.score) < (b.until, -b.score)
  }
}

// Whose checkpoints are of use. Nothing is decided from whether they are there.
extension Coordinator {
  /// Whether the checkpoint is wanted that an attempt leaves.
  ///
  /// - Parameter peer: who brings it, where keys are asked for: only who was handed the attempt may.
  package func wantsCheckpoint(of name: Attempt, from peer: Peer?) -> Bool {
    guard let attempt = handedOut(name, to: peer) else { return false }
    return worth(ofCheckpointAt: attempt.trial) != nil
  }

  /// How much the checkpoint of a trial is worth; nil where nobody goes on from it any more.
  package func worth(ofCheckpointOf trial: TrialID) -> CheckpointWorth? {
    number(of: trial).flatMap(worth(ofCheckpointAt:))
  }
}
