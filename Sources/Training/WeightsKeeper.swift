import Datasets
import Documents
import Engine
import Sweeps
import Trials

/// Keeps a training's weights as the run asked for them.
struct WeightsKeeper {
  private let keep: Keep?
  private let metadata: [String: String]
  /// The network of the best epoch so far.
  private(set) var best: Candidate?

  /// A network that may be handed in, and the metric that it is chosen by.
  struct Candidate {
    let value: Double
    let weights: KeptWeights

    /// The same network as that of a trial which goes on with the one that it was kept of.
    func passed(on trial: TrialID) throws(WeightsError) -> Candidate {
      let file = try Network.weights(weights.file, saying: ["trial": "\(trial.digest)"])
      return Candidate(value: value, weights: KeptWeights(epoch: weights.epoch, file: file))
    }
  }

  /// - Parameters:
  ///   - layers: the network, as a spec would say it.
  ///   - best: of a training that goes on, the best so far.
  init(
    _ assignment: Assignment, _ training: TrainingDescription, layers: Document,
    _ dataset: Dataset, best: Candidate? = nil
  ) {
    self.best = best
    // A training that ends with its best epoch has that one network, by whatever metric it chose.
    keep = training.restoresBestWeights ? assignment.keep.map { _ in .last } : assignment.keep
    metadata = WeightsKeeper.metadata(assignment, layers, dataset)
  }

  /// Looks at the network as it is after an epoch.
  mutating func consider(_ network: Network, after measurement: Measurement) {
    guard case .best(let name, let goal) = keep, let value = measurement.metrics[name] else {
      return
    }
    let metric = Metric(name: name, goal: goal, moment: .best)
    guard best.map({ metric.prefers(value, to: $0.value) }) ?? true else { return }
    best = Candidate(value: value, weights: file(network, measurement.epoch))
  }

  /// Gives the weights to be handed in of a training that ended with a network of this epoch.
  func weights(of network: Network, after epoch: Int) -> KeptWeights? {
    switch keep {
    case nil: nil
    case .last: file(network, epoch)
    // A metric that is measured at the end alone, as at levels of noise, is best at the end.
    case .best: best?.weights ?? file(network, epoch)
    }
  }

  private func file(_ network: Network, _ epoch: Int) -> KeptWeights {
    var texts = metadata
    texts["epoch"] = "\(epoch)"
    texts["input"] = Document.list(network.description.input.extents).json
    return KeptWeights(epoch: epoch, file: network.weights(metadata: texts))
  }

  /// Gives the texts that somebody who has only the file will want to know.
  private static func metadata(
    _ assignment: Assignment, _ layers: Document, _ dataset: Dataset
  ) -> [String: String] {
    var texts = ["trial": "\(assignment.trial.digest)", "data": "\(assignment.dataDigest)"]
    texts["network"] = layers.json
    texts["classes"] = dataset.form.classNames.map { Document.list($0).json }
    return texts
  }
}

extension Document {
  fileprivate static func list(_ names: [String]) -> Document {
    Document(.list(names.map { Document(.text($0)) }))
  }

  fileprivate static func list(_ numbers: some Sequence<Int>) -> Document {
    Document(.list(numbers.map { Document(.integer(Int64($0))) }))
  }

  /// The counts of which class was taken for which: `classes` are the names, and row r of `counts` tells what
  /// the validation rows of class r were taken for.
  init(_ confusion: Confusion, names: [String]) {
    let rows = (0..<confusion.classes).map { row in
      Document.list((0..<confusion.classes).map { confusion[row, $0] })
    }
    self.init(
      .map([
        Entry(key: "classes", value: Document.list(names)),
        Entry(key: "counts", value: Document(.list(rows))),
      ]))
  }
}
