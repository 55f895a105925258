import Kernels
import Random

extension Trainer {
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
    checkpoint.moments = [optimizerStep.first, optimizerStep.second].prefix(
      optimizerStep.momentCount
    )
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
      checkpoint.moments.count == (isWhole ? optimizerStep.momentCount : 0),
      checkpoint.moments.allSatisfy({ $0.count == count }),
      checkpoint.bestWeights.map({ $0.count == count && bestWeights != nil }) ?? true,
      !isWhole || bestWeights == nil
        || (checkpoint.bestWeights == nil) == (progress.best == nil)
    else { return false }
    standing.epoch = progress.epoch
    standing.ending = progress.ending
    (standing.last, standing.confusion) = (progress.last?.report, progress.last?.confusion)
    (standing.best, standing.bestConfusion) = (progress.best?.report, progress.best?.confusion)
    standing.progress = EarlyStoppingState(
      training.earlyStopping ?? EarlyStopping(), best: progress.bestValue, idle: progress.idle)
    (stepsTaken, optimizerStep.step) = (checkpoint.steps, checkpoint.steps)
    (order, self.orderStream, inputNoise) = (checkpoint.order, orderStream, noise)
    network.noise.stream = dropout
    guard isWhole else { return true }
    let parameters = network.parameters
    parameters.unpack(all: checkpoint.weights, into: parameters.values)
    for (numbers, buffer) in zip(checkpoint.moments, [optimizerStep.first, optimizerStep.second]) {
      parameters.unpack(all: numbers, into: buffer)
    }
    if let best = checkpoint.bestWeights, let bestWeights {
      parameters.unpack(all: best, into: bestWeights)
    }
    return true
  }
}
