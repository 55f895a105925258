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
