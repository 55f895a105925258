/// What is counted while batches go by.
package struct Tally {
  private let hasClasses: Bool
  private var samples = 0
  private var loss = 0.0
  private var hits = 0

  init(hasClasses: Bool) {
    self.hasClasses = hasClasses
  }

  /// - Parameters:
  ///   - loss: the sum over the batch's samples.
  ///   - penalty: what regularisation adds to each sample's loss.
  mutating func add(_ batch: Batch, loss: Double, penalty: Double, _ evaluation: Evaluation) {
    samples += batch.count
    self.loss += loss + penalty * Double(batch.count)
    if hasClasses { hits += evaluation.hits(in: batch) }
  }

  /// The mean loss, with the penalty of regularisation, as Keras reports it.
  package var meanLoss: Double { loss / Double(samples) }

  /// Keras's names and the values.
  func named(prefix: String = "") -> [Metric] {
    var metrics = [Metric(name: prefix + "loss", value: meanLoss)]
    if hasClasses {
      metrics.append(
        Metric(name: prefix + "accuracy", value: Double(hits) / Double(samples)))
    }
    return metrics
  }
}

/// A number that says how a training goes, such as `val_accuracy`.
package struct Metric: Hashable, Sendable {
  package let name: String
  package let value: Double

  package init(name: String, value: Double) {
    (self.name, self.value) = (name, value)
  }
}
