import Glibc
import Kernels

/// Compares outputs with targets: the loss, its deltas, and counts for the metrics.
struct Evaluation {
  let loss: Loss
  let output: ActivationBuffer

  /// The sum of the losses of a batch's samples, as the mean over each sample's numbers.
  ///
  /// Outputs that were left as sums for the loss become probabilities. Deltas are the slopes of
  /// the batch's mean loss.
  func loss(of batch: Batch) -> Double {
    let samples = 0..<batch.count
    let values = output.values(of: samples)
    let deltas = output.deltas(of: samples)
    let width = Double(values.columns)
    if batch.weights == nil, case .categoricalCrossentropy(let smoothing) = loss {
      return kernels.softmaxCrossEntropy(
        logits: values, labels: batch.labels, deltas: deltas, factor: 1 / Float(batch.count),
        smoothing: smoothing)
    }
    var sum = 0.0
    for sample in samples {
      let start = sample * output.stride
      var own = lossOfSample(sample, of: batch, width: values.columns)
      if let weights = batch.weights {
        own *= Double(weights[sample])
        scaleDeltas(start, values.columns, by: weights[sample])
      }
      sum += own
    }
    return loss.comparesLabels ? sum : sum / width
  }

  /// The sum of the losses of one sample's numbers, and their deltas.
  private func lossOfSample(_ sample: Int, of batch: Batch, width: Int) -> Double {
    let start = sample * output.stride
    func crossEntropy(smoothing: Float) -> Double {
      kernels.softmaxCrossEntropy(
        logits: Matrix(output.values + start, rows: 1, columns: width, stride: output.stride),
        labels: batch.labels + sample,
        deltas: Matrix(output.deltas + start, rows: 1, columns: width, stride: output.stride),
        factor: 1 / Float(batch.count), smoothing: smoothing)
    }
    switch loss {
    case .categoricalCrossentropy(let smoothing):
      return crossEntropy(smoothing: smoothing)
    case .categoricalFocalCrossentropy(let alpha, let gamma):
      // The slopes are those of the cross-entropy, all times one factor.
      let entropy = crossEntropy(smoothing: 0)
      let probability = Double(output.values[start + Int(batch.labels[sample])])
      let rest = max(0, 1 - probability)
      let (alpha, gamma) = (Double(alpha), Double(gamma))
      let share = alpha * pow(rest, gamma)
      let slope =
        gamma == 0 || rest == 0
        ? share : share + alpha * gamma * probability * pow(rest, gamma - 1) * entropy
      scaleDeltas(start, width, by: Float(slope))
      return share * entropy
    case .binaryCrossentropy(let smoothing):
      return kernels.sigmoidCrossEntropy(
        logits: output.values + start, targets: batch.targets + start,
        deltas: output.deltas + start, width, factor: 1 / Float(batch.count * width),
        smoothing: smoothing)
    case .meanSquaredError:
      return kernels.squaredError(
        outputs: output.values + start, targets: batch.targets + start,
        deltas: output.deltas + start, width, factor: 2 / Float(batch.count * width))
    case .huber(let delta):
      var sum = 0.0
      let factor = 1 / Float(batch.count * width)
      for place in start..<start + width {
        let error = output.values[place] - batch.targets[place]
        let size = abs(error)
        sum += Double(size <= delta ? error * error / 2 : delta * (size - delta / 2))
        output.deltas[place] = factor * min(max(error, -delta), delta)
      }
      return sum
    }
  }

  /// A number of the output: the loss leaves sums of a sigmoid as they are.
  private func outputNumber(_ place: Int) -> Double {
    let number = Double(output.values[place])
    guard case .binaryCrossentropy = loss else { return number }
    return 1 / (1 + exponential(-number))
  }

  private func scaleDeltas(_ start: Int, _ width: Int, by factor: Float) {
    for place in start..<start + width { output.deltas[place] *= factor }
  }

  /// Adds a batch's outputs and what should have come out: of classes all outputs of a sample and one
  /// label, else as many numbers of both.
  func append(
    to outputs: inout [Double], and truths: inout [Double], of batch: Batch, areClasses: Bool
  ) {
    let width = output.shape.count
    for sample in 0..<batch.count {
      let start = sample * output.stride
      if areClasses, width == 1 { outputs.append(1 - outputNumber(start)) }
      for column in 0..<width { outputs.append(outputNumber(start + column)) }
      if areClasses {
        truths.append(Double(batch.labels[sample]))
      } else {
        for column in 0..<width { truths.append(Double(batch.targets[start + column])) }
      }
    }
  }

  /// The class with the largest output; of a single output the second class, if that is more likely.
  func prediction(for sample: Int) -> Int {
    let row = output.values + sample * output.stride
    if output.shape.count == 1 { return outputNumber(sample * output.stride) > 0.5 ? 1 : 0 }
    var best = 0
    for column in 0..<output.shape.count where row[column] > row[best] { best = column }
    return best
  }

  /// How many classes have a larger output than this one.
  func rank(of label: Int, for sample: Int) -> Int {
    let row = output.values + sample * output.stride
    if output.shape.count == 1 { return prediction(for: sample) == label ? 0 : 1 }
    var rank = 0
    for column in 0..<output.shape.count where row[column] > row[label] { rank += 1 }
    return rank
  }

  /// The sum over the batch's samples of the mean squared difference from their targets.
  ///
  /// - Parameter loss: the loss that `loss(of:)` has just given for the batch.
  func squaredError(of batch: Batch, loss: Double) -> Double {
    if case .huber = self.loss { return sumOfSquares(of: batch) }
    guard case .binaryCrossentropy(let smoothing) = self.loss else {
      return batch.weights == nil ? loss : sumOfSquares(of: batch)
    }
    if batch.weights != nil { return sumOfSquares(of: batch) }
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

  /// The sum over samples of the mean squared difference of their numbers from their targets.
  private func sumOfSquares(of batch: Batch) -> Double {
    var sum = 0.0
    for sample in 0..<batch.count {
      let start = sample * output.stride
      for place in start..<start + output.shape.count {
        let difference = outputNumber(place) - Double(batch.targets[place])
        sum += difference * difference
      }
    }
    return sum / Double(output.shape.count)
  }
}
