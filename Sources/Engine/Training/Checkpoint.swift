import Kernels
import Random

/// Where a training stands after an epoch: all that its further epochs depend on, besides its
/// descriptions and its data.
///
/// Taken by `Trainer.checkpoint`, also of a training that has come to its end: carried on from there
/// it has the same outcome. The numbers of one that diverged are left out, as nobody needs them.
package struct Checkpoint: Sendable {
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
    /// Nil while it goes on.
    package var ending: Outcome.Ending?
    package var last: Stage?
    /// Of the epoch whose weights are to be gone back to.
    package var best: Stage?
    /// Early stopping's memory: the best value that it saw, and for how many epochs there was none.
    package var bestValue: Double?
    package var idle: Int

    package init(
      epoch: Int, ending: Outcome.Ending?, last: Stage?, best: Stage?, bestValue: Double?, idle: Int
    ) {
      (self.epoch, self.ending, self.last, self.best) = (epoch, ending, last, best)
      (self.bestValue, self.idle) = (bestValue, idle)
    }
  }

  /// What was measured after an epoch.
  package struct Stage: Hashable, Sendable {
    package var report: EpochReport
    package var confusion: Confusion?

    package init(_ report: EpochReport, _ confusion: Confusion?) {
      (self.report, self.confusion) = (report, confusion)
    }
  }

  package init(
    _ progress: Progress, steps: Int, order: [Int32], orderStream: [UInt64], dropout: [UInt64],
    noise: [UInt64]
  ) {
    (self.progress, self.steps, self.order) = (progress, steps, order)
    (self.orderStream, self.dropout, self.noise) = (orderStream, dropout, noise)
  }
}

extension Trainer {
  /// How far a training has come, beside its numbers.
  struct Standing {
    /// Completed so far.
    var epoch = 0
    /// Nil while it goes on.
    var ending: Outcome.Ending?
    var last, best: EpochReport?
    var confusion, bestConfusion: Confusion?
    var progress: Progress

    init(_ training: TrainingDescription) {
      progress = Progress(training.earlyStopping ?? EarlyStopping())
    }
  }

  /// Where the training stands: between epochs, or at its end but before `conclude`.
  package var checkpoint: Checkpoint {
    func stage(_ report: EpochReport?, _ confusion: Confusion?) -> Checkpoint.Stage? {
      report.map { Checkpoint.Stage($0, confusion) }
    }
    var checkpoint = Checkpoint(
      Checkpoint.Progress(
        epoch: standing.epoch, ending: standing.ending,
        last: stage(standing.last, standing.confusion),
        best: stage(standing.best, standing.bestConfusion),
        bestValue: standing.progress.best, idle: standing.progress.idle),
      steps: stepsTaken, order: order, orderStream: orderStream.words,
      dropout: network.noise.stream.words, noise: inputNoise.words)
    guard standing.ending != .diverged else { return checkpoint }
    let parameters = network.parameters
    checkpoint.weights = parameters.packed(all: parameters.values)
    checkpoint.moments = [descent.first, descent.second].prefix(descent.momentCount)
      .map { parameters.packed(all: $0) }
    if standing.best != nil { checkpoint.bestWeights = bestWeights.map(parameters.packed(all:)) }
    return checkpoint
  }

  /// Goes on from a checkpoint of the same training.
  ///
  /// - Returns: false where it is of another one, as far as that shows; nothing has changed then.
  package func resume(from checkpoint: Checkpoint) -> Bool {
    let (progress, count) = (checkpoint.progress, network.parameters.count)
    let isWhole = progress.ending != .diverged
    guard (0...training.epochs).contains(progress.epoch), checkpoint.steps >= 0, progress.idle >= 0,
      checkpoint.order.count == order.count, checkpoint.order.sorted() == order.sorted(),
      let orderStream = RandomStream(words: checkpoint.orderStream),
      let dropout = WideStream(words: checkpoint.dropout),
      let noise = WideStream(words: checkpoint.noise),
      checkpoint.weights.count == (isWhole ? count : 0),
      checkpoint.moments.count == (isWhole ? descent.momentCount : 0),
      checkpoint.moments.allSatisfy({ $0.count == count }),
      checkpoint.bestWeights.map({ $0.count == count && bestWeights != nil }) ?? true,
      !isWhole || bestWeights == nil
        || (checkpoint.bestWeights == nil) == (progress.best == nil)
    else { return false }
    standing.epoch = progress.epoch
    standing.ending = progress.ending
    (standing.last, standing.confusion) = (progress.last?.report, progress.last?.confusion)
    (standing.best, standing.bestConfusion) = (progress.best?.report, progress.best?.confusion)
    standing.progress = Progress(
      training.earlyStopping ?? EarlyStopping(), best: progress.bestValue, idle: progress.idle)
    (stepsTaken, descent.step) = (checkpoint.steps, checkpoint.steps)
    (order, self.orderStream, inputNoise) = (checkpoint.order, orderStream, noise)
    network.noise.stream = dropout
    guard isWhole else { return true }
    let parameters = network.parameters
    parameters.unpack(all: checkpoint.weights, into: parameters.values)
    for (numbers, buffer) in zip(checkpoint.moments, [descent.first, descent.second]) {
      parameters.unpack(all: numbers, into: buffer)
    }
    if let best = checkpoint.bestWeights, let bestWeights {
      parameters.unpack(all: best, into: bestWeights)
    }
    return true
  }
}
