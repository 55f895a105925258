import Kernels
package import Random

/// Trains one network, from its first weights to its last epoch.
///
/// The training is a pure function of the descriptions, the data and the four streams: nothing
/// else in the process, no clock and no earlier training has a say. A step allocates nothing.
package final class Trainer {
  /// The network that is trained; its weights change with every step.
  package let network: Network
  /// The description of the training, with its loss, optimizer and epochs.
  package let training: TrainingDescription
  private let examples: Selection
  private let validation: Selection?
  var order: [Int32]
  var orderStream: RandomStream
  private let batch: Batch
  /// Where examples are not zero, if that is all that the network needs of them.
  private let sparseExamples: SparseRows?
  private let sparseValidation: SparseRows?
  private let evaluation: Evaluation
  let optimizerStep: OptimizerStep
  private let rates: ScheduledRates
  private let measures: Measures
  /// How much each of all examples counts in training; nil for alike.
  private let rowWeights: [Float]?
  var inputNoise: WideStream
  /// The weights of the best epoch, if they are to be kept.
  let bestWeights: MutableFloats?
  private let memory = Memory()
  /// The validation examples whose classes the network recognised when it was last measured on them,
  /// eight a byte, the first in the lowest bit; nil where targets are no classes.
  package private(set) var recognised: [UInt8]?
  /// Taken so far.
  var stepsTaken = 0
  /// How far the training has come, beside its numbers.
  var standing: TrainingStanding

  /// The random streams of a training, each for one purpose.
  package struct Streams: Sendable {
    /// Draws the first weights.
    package var initialisation: RandomStream
    /// Shuffles the examples anew for each epoch.
    package var order: RandomStream
    /// Draws the numbers that dropout sets to zero.
    package var dropout: RandomStream
    /// Draws the noise that is added to the inputs.
    package var noise: RandomStream

    /// Makes the streams of one training; none may be a copy of another.
    package init(
      initialisation: RandomStream, order: RandomStream, dropout: RandomStream,
      noise: RandomStream
    ) {
      (self.initialisation, self.order) = (initialisation, order)
      (self.dropout, self.noise) = (dropout, noise)
    }
  }

  /// - Parameters:
  ///   - examples: the training rows, shuffled anew for each epoch.
  ///   - validation: the rows on which each epoch's progress is measured.
  /// - Throws: `DescriptionError` when network, training and data do not fit each other.
  package init(
    _ network: NetworkDescription, _ training: TrainingDescription, on examples: Selection,
    validation: Selection?, streams: Streams
  ) throws(DescriptionError) {
    try training.check(
      network, examples.examples, rows: examples.rows.count, validates: validation != nil)
    // Validation goes through in batches of its own size, which changes no number.
    let capacity = max(training.batchSize, validation == nil ? 1 : 64)
    self.network = try Network(
      network, for: .training(training.loss), capacity: min(capacity, max(examples.rows.count, 64)),
      winogradLayers: training.winogradLayers(of: network), precision: training.precision,
      initialisation: streams.initialisation, dropout: streams.dropout)
    (self.training, self.examples, self.validation) = (training, examples, validation)
    order = examples.rows
    orderStream = streams.order
    var wantsRows = true
    if training.loss.comparesLabels { wantsRows = false }
    batch = Batch(self.network, wantsRows: wantsRows)
    let readsLists = self.network.sparseInput != nil
    sparseExamples =
      readsLists && training.noise == nil && training.epochs > 0
      ? SparseRows(of: examples, target: training.target) : nil
    sparseValidation =
      readsLists ? validation.flatMap { SparseRows(of: $0, target: training.target) } : nil
    evaluation = Evaluation(loss: training.loss, output: self.network.output)
    // A layer that moves its weights by itself leaves no gradient to be measured.
    optimizerStep = OptimizerStep(
      training, self.network.parameters,
      layersMove: training.measuresGradients ? [] : self.network.descendingParameters)
    var classes: Int?
    if case .classes(_, let count) = examples.examples.targets { classes = count }
    var occurring = examples.examples.occurringClasses
    if let more = validation?.examples.occurringClasses { occurring?.formUnion(more) }
    measures = Measures(training, classes: classes, occurring: occurring)
    rowWeights = training.rowWeights(of: examples)
    var noise = streams.noise
    inputNoise = WideStream(from: &noise)
    bestWeights =
      training.restoresBestWeights ? memory.floats(self.network.parameters.extent) : nil
    standing = TrainingStanding(training)
    rates = ScheduledRates(
      training, stepsPerEpoch: (examples.rows.count + training.batchSize - 1) / training.batchSize)
  }

  /// Trains epoch after epoch to the end.
  ///
  /// - Parameter report: is told of every epoch; training stops when it answers `stop`.
  package func run(_ report: (EpochReport) -> Decision) -> Outcome {
    train(report)
    return conclude()
  }

  /// Trains on from where the training stands, to its end or until it is told to pause.
  ///
  /// The content of a `checkpoint` afterwards is all that the rest depends on: carried on there, the
  /// training comes to the bits of one that went on in one go.
  ///
  /// - Parameter report: is told of every epoch; training pauses when it answers `stop`.
  package func train(_ report: (EpochReport) -> Decision) {
    guard training.epochs > 0 else { return measureUntrained(report) }
    while standing.ending == nil {
      if standing.epoch == training.epochs {
        standing.ending = .finished
      } else if training.earlyStopping != nil && standing.progress.isOver {
        standing.ending = .stoppedEarly
      } else if let epochReport = trainAndValidate() {
        let decision = report(epochReport)
        if decision == .stop && epochReport.epoch < training.epochs { return }
      } else {
        standing.ending = .diverged
      }
    }
  }

  /// Ends the training where it stands; with `restoresBestWeights` the network has those of the
  /// best epoch then, and cannot be trained on.
  package func conclude() -> Outcome {
    let ending = standing.ending ?? .stopped
    guard let bestWeights, let best = standing.best else {
      return Outcome(
        ending: ending, last: standing.last, kept: standing.last, confusion: standing.confusion)
    }
    network.parameters.restore(from: bestWeights)
    return Outcome(
      ending: ending, last: standing.last, kept: best, confusion: standing.bestConfusion)
  }

  /// Trains the next epoch and measures what it came to; nil when the loss ran away.
  private func trainAndValidate() -> EpochReport? {
    guard let learned = trainEpoch() else { return nil }
    let validated = Processor.withoutTinyNumbers { validate() }
    standing.epoch += 1
    let report = EpochReport(
      epoch: standing.epoch,
      metrics: learned.named() + (validated?.named(prefix: "val_") ?? []))
    (standing.last, standing.confusion) = (report, validated?.confusion)
    if standing.progress.improves(with: report), let bestWeights {
      (standing.best, standing.bestConfusion) = (report, standing.confusion)
      network.parameters.save(to: bestWeights)
    }
    return report
  }

  /// No epoch at all: the network as it began, which may have been trained elsewhere, is the result.
  private func measureUntrained(_ report: (EpochReport) -> Decision) {
    let validated = Processor.withoutTinyNumbers { validate() }
    let measured = EpochReport(epoch: 0, metrics: validated?.named(prefix: "val_") ?? [])
    _ = report(measured)
    (standing.last, standing.confusion) = (measured, validated?.confusion)
    standing.ending = .finished
  }

  /// Measures the network as it is now on the validation examples: `val_loss` and the like; nothing
  /// without such examples.
  package func evaluate() -> [Metric] { validate()?.named(prefix: "val_") ?? [] }

  /// As above, with noise on the inputs; an autoencoder's targets are without it. The accuracies of
  /// single classes are left out.
  ///
  /// - Parameter stream: draws the noise.
  package func evaluate(under noise: Noise, from stream: RandomStream) -> [Metric] {
    var stream = stream
    var wide = WideStream(from: &stream)
    let tally = Processor.withoutTinyNumbers {
      validate { self.addNoise(noise, from: &wide) }
    }
    return tally?.named(prefix: "val_").filter { !$0.name.hasPrefix("val_" + Measures.classPrefix) }
      ?? []
  }

  /// Visits every example once, in a new order; nil when the loss is no longer a finite number.
  private func trainEpoch() -> Tally? {
    orderStream.shuffle(&order)
    var tally = emptyTally()
    var start = 0
    while start < order.count {
      let end = min(start + training.batchSize, order.count)
      guard step(order[start..<end], &tally) else { return nil }
      start = end
    }
    return tally
  }

  /// Learns from one batch; false when its loss is not finite.
  package func step(_ rows: ArraySlice<Int32>, _ tally: inout Tally) -> Bool {
    Processor.withoutTinyNumbers { learn(rows, &tally) }
  }

  private func learn(_ rows: ArraySlice<Int32>, _ tally: inout Tally) -> Bool {
    let rate = rates.rate(at: stepsTaken)
    stepsTaken += 1
    batch.fill(
      rows, of: examples.examples, target: training.target, weights: rowWeights,
      sparse: sparseExamples)
    if let noise = training.noise { addNoise(noise, from: &inputNoise) }
    network.forward(batch.count, training: true)
    let loss = evaluation.loss(of: batch)
    let penalty = network.parameters.penalty()
    tally.add(batch, loss: loss, penalty: penalty, evaluation)
    guard (loss + penalty).isFinite else { return false }
    optimizerStep.step(rate: rate) { optimizerStep in
      network.backward(batch.count, taking: optimizerStep)
      if training.measuresGradients { tally.add(gradientsOf: network.parameters) }
    }
    return true
  }

  /// Measures the network as it is now on the validation examples, if there are any.
  ///
  /// - Parameter prepare: the change to the inputs of each batch.
  private func validate(_ prepare: (() -> Void)? = nil) -> Tally? {
    guard let validation else { return nil }
    let penalty = network.parameters.penalty()
    var tally = Tally(measures, confuses: true)
    var start = 0
    while start < validation.rows.count {
      let end = min(start + network.capacity, validation.rows.count)
      batch.fill(
        validation.rows[start..<end], of: validation.examples, target: training.target,
        sparse: prepare == nil ? sparseValidation : nil)
      prepare?()
      network.forward(batch.count, training: false)
      tally.add(batch, loss: evaluation.loss(of: batch), penalty: penalty, evaluation)
      start = end
    }
    recognised = tally.confusion == nil ? nil : tally.recognised
    return tally
  }

  private func addNoise(_ noise: Noise, from stream: inout WideStream) {
    let inputs = network.input.values(of: 0..<batch.count)
    for row in 0..<inputs.rows {
      let start = inputs.start + row * inputs.stride
      switch noise {
      case .saltAndPepper(let level):
        kernels.addSaltAndPepper(&stream, level: level, to: start, inputs.columns)
      }
    }
  }

  /// Counts nothing yet.
  package func emptyTally() -> Tally { Tally(measures, confuses: false) }
}
