import Foundation
import Testing

@testable import Engine

/// Twenty steps side by side with Keras and PyTorch, from the same weights and batches.
struct ReferenceTests {
  @Test(arguments: try Reference.read("optimizers"))
  func `optimizers and schedules`(_ reference: Reference) throws { try compare(reference) }

  @Test(arguments: try Reference.read("losses"))
  func `losses`(_ reference: Reference) throws { try compare(reference) }

  @Test(arguments: try Reference.read("layers"))
  func `layers`(_ reference: Reference) throws { try compare(reference) }

  @Test(arguments: try Reference.read("networks"))
  func `the published networks, scaled down`(_ reference: Reference) throws {
    try compare(reference)
  }

  @Test(arguments: try Reference.read("tables"))
  func `what tables want`(_ reference: Reference) throws { try compare(reference) }

  @Test(arguments: try Reference.read("embeddings"))
  func `embeddings of categories`(_ reference: Reference) throws { try compare(reference) }

  private func compare(_ reference: Reference) throws {
    let trainer = try reference.trainer()
    let rows = (0..<Int32(reference.inputs.count / reference.input.reduce(1, *))).map { $0 }
    for step in 1...20 {
      let start = (step - 1) * Reference.batchSize % rows.count
      var tally = trainer.emptyTally()
      let isFinite = trainer.step(rows[start..<start + Reference.batchSize], &tally)
      #expect(isFinite)
      let loss = try #require(tally.named().first).value
      for run in [reference.keras, reference.torch].compactMap({ $0 }) {
        let expected = run.losses[step - 1]
        #expect(abs(loss - expected) <= 1e-4 * abs(expected), "loss of step \(step)")
      }
      if let kept = Reference.keptSteps.firstIndex(of: step) {
        compare(trainer, reference.keras.weights[kept], reference.initial, "step \(step), Keras")
      }
    }
    if let torch = reference.torch {
      compare(trainer, try #require(torch.weights.last), reference.initial, "PyTorch")
    }
  }

  /// Tensors must agree as a whole: the distance is measured against their length. A bias in
  /// front of a batch normalisation has no slope, so what it holds is nothing but rounding.
  private func compare(
    _ trainer: Trainer, _ expected: [Data], _ initial: [Data], _ place: Comment
  ) {
    let parameters = trainer.network.parameters
    #expect(parameters.list.count == expected.count)
    for (index, tensor) in expected.enumerated() {
      let (own, other) = (parameters.packed(index), tensor.floats)
      #expect(own.count == other.count)
      var (distance, length) = (0.0, 0.0)
      for (own, other) in zip(own, other) {
        distance += Double(own - other) * Double(own - other)
        length += Double(other) * Double(other)
      }
      let error = distance.squareRoot()
      #expect(
        error <= max(1e-4 * length.squareRoot(), 1e-6),
        "\(place): \(parameters.list[index].name) is off by \(error) of \(length.squareRoot())")
    }
  }
}
