import Kernels

/// Compares outputs with targets: the loss, its deltas, and counts for the metrics.
struct Evaluation {
  let loss: Loss
  let output: Junction

  /// The sum of the losses of a batch's samples, as the mean over each sample's numbers.
  ///
  /// Outputs that were left as sums for the loss become probabilities. Deltas are the slopes of
  /// the batch's mean loss.
  func loss(of batch: Batch) -> Double {
    let samples = 0..<batch.count
    let values = output.values(of: samples)
    let deltas = output.deltas(of: samples)
    let width = Double(values.columns)
    switch loss {
    case .categoricalCrossentropy(let smoothing):
      return kernels.softmaxCrossEntropy(
        logits: values, labels: batch.labels, deltas: deltas, factor: 1 / Float(batch.count),
        smoothing: smoothing)
    case .binaryCrossentropy(let smoothing):
      var sum = 0.0
      let factor = 1 / Float(batch.count * values.columns)
      for sample in samples {
        let start = sample * output.stride
        sum += kernels.sigmoidCrossEntropy(
          logits: output.values + start, targets: batch.targets + start,
          deltas: output.deltas + start, values.columns, factor: factor, smoothing: smoothing)
      }
      return sum / width
    case .meanSquaredError:
      var sum = 0.0
      let factor = 2 / Float(batch.count * values.columns)
      for sample in samples {
        let start = sample * output.stride
        sum += kernels.squaredError(
          outputs: output.values + start, targets: batch.targets + start,
          deltas: output.deltas + start, values.columns, factor: factor)
      }
      return sum / width
    }
  }

  /// The class with the largest output.
  func prediction(for sample: Int) -> Int {
    let row = output.values + sample * output.stride
    var best = 0
    for column in 0..<output.shape.count where row[column] > row[best] { best = column }
    return best
  }

  /// How many classes have a larger output than this one.
  func rank(of label: Int, for sample: Int) -> Int {
    let row = output.values + sample * output.stride
    var rank = 0
    for column in 0..<output.shape.count where row[column] > row[label] { rank += 1 }
    return rank
  }

  /// The sum over the batch's samples of the mean squared difference from their targets.
  ///
  /// - Parameter loss: what `loss(of:)` has just given for the batch.
  func squaredError(of batch: Batch, loss: Double) -> Double {
    guard case .binaryCrossentropy(let smoothing) = self.loss else { return loss }
    var sum = 0.0
    let width = output.shape.count
    let factor = Double(batch.count * width)
    for sample in 0..<batch.count {
      let start = sample * output.stride
      if smoothing == 0 {
        // Deltas are the differences themselves, scaled.
        sum += kernels.sumOfSquares(output.deltas + start, width) * factor * factor
      } else {
        for place in start..<start + width {
          let target = Double(batch.targets[place])
          let smoothed = target * Double(1 - smoothing) + Double(smoothing) / 2
          let difference = Double(output.deltas[place]) * factor + smoothed - target
          sum += difference * difference
        }
      }
    }
    return sum / Double(width)
  }
}
