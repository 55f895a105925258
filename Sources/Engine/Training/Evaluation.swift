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

  /// How many samples have their largest output at their label.
  func hits(in batch: Batch) -> Int {
    var hits = 0
    for sample in 0..<batch.count {
      let row = output.values + sample * output.stride
      var best = 0
      for column in 1..<max(output.shape.count, 1) where row[column] > row[best] { best = column }
      if best == Int(batch.labels[sample]) { hits += 1 }
    }
    return hits
  }
}
