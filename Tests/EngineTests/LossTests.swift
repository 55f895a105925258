import Random
import Testing

@testable import Engine

struct LossTests {
  /// The network computes its inputs, so that they are the logits.
  private func loss(_ loss: Loss, logits: [Float], _ targets: Examples.Targets) throws -> (
    Double, deltas: [Float]
  ) {
    var dense = LayerDescription.Dense(units: logits.count)
    dense.kernelInitializer = .zeros
    if case .categoricalCrossentropy = loss { dense.activation = .softmax }
    if case .binaryCrossentropy = loss { dense.activation = .sigmoid }
    let network = try Network(
      NetworkDescription(input: [1], layers: [.dense(dense)]), for: .training(loss), capacity: 1,
      initialisation: .init(seed: 1), dropout: .init(seed: 1))
    for (place, logit) in logits.enumerated() { network.parameters.values(1)[place] = logit }
    let batch = Batch(network, wantsRows: true)
    let examples = Examples(Rows([0], shape: [1]), targets)
    batch.fill([0], of: examples, target: .labels)
    network.forward(1, training: true)
    let value = Evaluation(loss: loss, output: network.output).loss(of: batch)
    return (value, (0..<logits.count).map { network.output.deltas[$0] })
  }

  @Test func `softmax is stable for logits of ten thousand`() throws {
    let classes = Examples.Targets.classes([1], count: 3)
    let (wrong, deltas) = try loss(.categoricalCrossentropy(), logits: [1e4, -1e4, 0], classes)
    #expect(wrong == 2e4)
    #expect(deltas == [1, -1, 0])
    let (right, _) = try loss(.categoricalCrossentropy(), logits: [-1e4, 1e4, 0], classes)
    #expect(right == 0)
  }

  @Test func `binary cross-entropy is stable for logits of ten thousand`() throws {
    let targets = Examples.Targets.rows(Rows([1, 0], shape: [2]))
    let (wrong, deltas) = try loss(.binaryCrossentropy(), logits: [-1e4, 1e4], targets)
    #expect(wrong == 1e4)
    #expect(deltas == [-0.5, 0.5])
    let (right, _) = try loss(.binaryCrossentropy(), logits: [1e4, -1e4], targets)
    #expect(right == 0)
  }

  @Test func `three equal logits cost the logarithm of three, whatever the smoothing`() throws {
    for smoothing: Float in [0, 0.3] {
      let (value, _) = try loss(
        .categoricalCrossentropy(labelSmoothing: smoothing), logits: [5, 5, 5],
        .classes([2], count: 3))
      #expect(abs(value - 1.098_612_288) < 1e-6)
    }
  }

  @Test func `squared error is the mean over the outputs`() throws {
    let (value, deltas) = try loss(
      .meanSquaredError, logits: [1, 2], .rows(Rows([0, 5], shape: [2])))
    #expect(value == 5)
    #expect(deltas == [1, -3])
  }
}
