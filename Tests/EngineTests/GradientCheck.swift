import Random
import Testing

@testable import Engine

/// Holds a network's gradients against central differences of its loss.
///
/// - Parameter skipsKinks: leaves out weights where the slopes to both sides differ, as where a
///   nudge makes another pixel the largest of its window; at most a third of them.
/// - Returns: the Euclidean distance between both, relative to the gradient's length.
func gradientError(
  _ network: NetworkDescription, _ loss: Loss, samples: Int = 3, skipsKinks: Bool = false,
  seed: UInt64 = 1, winogradLayers: Set<Int> = [],
  precision: Precision = .float32
) throws -> Double {
  var stream = RandomStream(seed: seed)
  let subject = try Network(
    network, for: .training(loss), capacity: samples, winogradLayers: winogradLayers,
    precision: precision, initialisation: stream, dropout: RandomStream(seed: 2))
  let batch = Batch(subject, wantsRows: true)
  let evaluation = Evaluation(loss: loss, output: subject.output)
  let width = subject.output.shape.count
  func numbers(_ shape: Shape) -> Rows {
    Rows(
      (0..<samples * shape.count).map { _ in stream.uniformFloat() * 2 - 1 }, shape: shape)
  }
  let targets: Examples.Targets =
    if loss.comparesLabels {
      .classes((0..<samples).map { _ in Int32(stream.integer(below: width)) }, count: width)
    } else {
      .rows(numbers(subject.output.shape).scaled(Scaling(scale: 0.5, offset: 0.5)))
    }
  let examples = Examples(numbers(network.input), targets)
  func currentLoss() -> Double {
    batch.fill(examples.all.rows[...], of: examples, target: .labels)
    subject.forward(samples, training: true)
    return evaluation.loss(of: batch) / Double(samples)
  }

  let base = currentLoss()
  subject.backward(samples, taking: nil)
  var (distance, length) = (0.0, 0.0)
  var (checked, skipped) = (0, 0)
  for (index, parameter) in subject.parameters.list.enumerated() where parameter.trains {
    let gradients = subject.parameters.gradients(index)
    for place in 0..<parameter.rows * parameter.columns {
      let position = place / parameter.columns * parameter.stride + place % parameter.columns
      let weight = subject.parameters.values(index) + position
      let original = weight.pointee
      let nudge: Float = 1 / 256
      weight.pointee = original + nudge
      let above = currentLoss()
      weight.pointee = original - nudge
      let below = currentLoss()
      weight.pointee = original
      let slope = (above - below) / Double(2 * nudge)
      checked += 1
      let bend = abs(above - 2 * base + below) / Double(2 * nudge)
      if skipsKinks && bend > 0.02 * abs(slope) + 1e-3 {
        skipped += 1
        continue
      }
      distance += (slope - Double(gradients[position])) * (slope - Double(gradients[position]))
      length += slope * slope
    }
  }
  #expect(length > 0)
  #expect(skipped * 3 <= checked)
  return (distance / length).squareRoot()
}
