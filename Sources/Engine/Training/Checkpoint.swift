/// Where a training stands after an epoch: all that its further epochs depend on, besides its
/// descriptions and its data.
///
/// Taken by `Trainer.checkpoint`, also of a training that has come to its end: carried on from there
/// it has the same outcome. The numbers of one that diverged are left out, as nobody needs them.
package struct Checkpoint: Sendable {
  /// How far the training has come, and what it measured.
  package var progress: Progress
  /// Tensor after tensor in the order of the network's, each row by row; empty where it diverged.
  package var weights: [Float] = []
  /// The optimizer's moments in the same order, none, one or two of them.
  package var moments: [[Float]] = []
  /// The weights of the best epoch; nil where they are not kept, or no epoch was good yet.
  package var bestWeights: [Float]?
  /// Steps taken so far.
  package var steps: Int
  /// The training examples in the order of the last epoch, which the next is shuffled from.
  package var order: [Int32]
  /// The state of the streams for the order of examples, for dropout and for noise on the inputs: 4, 32
  /// and 32 words.
  package var orderStream, dropout, noise: [UInt64]

  /// How far a training has come, besides its numbers.
  package struct Progress: Hashable, Sendable {
    /// Completed so far.
    package var epoch: Int
    /// The way in which training ended; nil while it goes on.
    package var ending: Outcome.Ending?
    /// The measurements after the last completed epoch; nil before the first.
    package var last: Stage?
    /// The measurements after the epoch whose weights are to be gone back to; nil where none are kept.
    package var best: Stage?
    /// Early stopping's memory: the best value that it saw, and for how many epochs there was none.
    package var bestValue: Double?
    /// How many epochs ago `bestValue` was measured; all epochs so far where there is none.
    package var idle: Int

    /// Makes a progress of its parts; see the properties for what nil means.
    package init(
      epoch: Int, ending: Outcome.Ending?, last: Stage?, best: Stage?, bestValue: Double?, idle: Int
    ) {
      (self.epoch, self.ending, self.last, self.best) = (epoch, ending, last, best)
      (self.bestValue, self.idle) = (bestValue, idle)
    }
  }

  /// The measurements after an epoch.
  package struct Stage: Hashable, Sendable {
    /// The epoch's number and metrics.
    package var report: EpochReport
    /// The validation examples' classes by what they were taken for; nil without such, or without classes.
    package var confusion: Confusion?

    /// Makes a stage of an epoch's report and its confusion, if there is one.
    package init(_ report: EpochReport, _ confusion: Confusion?) {
      (self.report, self.confusion) = (report, confusion)
    }
  }

  /// Makes a checkpoint without weights and moments, as of a training that diverged; set them otherwise.
  package init(
    _ progress: Progress, steps: Int, order: [Int32], orderStream: [UInt64], dropout: [UInt64],
    noise: [UInt64]
  ) {
    (self.progress, self.steps, self.order) = (progress, steps, order)
    (self.orderStream, self.dropout, self.noise) = (orderStream, dropout, noise)
  }
}
