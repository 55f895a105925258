/// How much a checkpoint is worth: those of higher rungs more, and at one rung those of better results.
package struct CheckpointWorth: Comparable, Sendable {
  let until: Int
  /// To be minimised; of one whose trial has no result yet, that of the best.
  let score: Double

  /// - Parameters:
  ///   - until: the epoch of the rung at which the checkpoint's trial ended.
  ///   - score: to be minimised; minus infinity for a trial that has no result yet.
  package init(until: Int, score: Double) { (self.until, self.score) = (until, score) }

  /// Orders by rung; at one rung, checkpoints of lower scores are worth more.
  package static func < (a: CheckpointWorth, b: CheckpointWorth) -> Bool {
    (a.until, -a.score) < (b.until, -b.score)
  }
}
