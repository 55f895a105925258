import Foundation
import Random
import Testing

@testable import Engine

/// Predictions of networks for rows are those of Keras with the same weights.
struct PredictionTests {
  /// `References/predictions.py` writes it.
  private struct Fixture: Decodable {
    struct Tensor: Decodable {
      let shape: [Int]
      let numbers: Data
    }
    let tensors: [String: Tensor]
    let inputs: Data
    let outputs: Data
  }

  private static let description = NetworkDescription(
    input: [8, 8, 1],
    layers: [
      .conv2D(same), .batchNorm(.init()), .maxPool2D(.init()),
      .conv2D(.init(filters: 6, kernelSize: .init(3, 3), activation: .tanh)), .flatten,
      .dense(.init(units: 12, activation: .gelu)), .dense(.init(units: 5, activation: .softmax)),
    ])
  private static let same = {
    var conv = LayerDescription.Conv2D(filters: 4, kernelSize: .init(3, 3), activation: .relu)
    conv.padding = .same
    return conv
  }()

  private func floats(_ data: Data) -> [Float] {
    data.withUnsafeBytes { raw in
      (0..<data.count / 4).map { raw.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
    }
  }

  @Test func `predictions are Keras's, to 1e-5`() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "References/predictions.json")
    let fixture = try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: path))
    let weights = Safetensors(
      tensors: fixture.tensors.map { name, tensor in
        .init(name: name, shape: tensor.shape, numbers: floats(tensor.numbers))
      })
    let stream = RandomStream(seed: 1)
    // In passes of 32: 70 rows make two whole ones and a rest.
    let network = try Network(
      Self.description, for: .prediction, capacity: 32, initialisation: stream, dropout: stream)
    try network.load(weights: weights.bytes)
    let rows = Examples(Rows(floats(fixture.inputs), shape: [8, 8, 1]), .inputs)
    let found = network.predictions(for: rows.all)
    let expected = floats(fixture.outputs)
    #expect(found.count == 350 && expected.count == 350)
    let furthest = zip(found, expected).map { abs($0 - $1) }.max() ?? 1
    #expect(furthest < 1e-5)
    // Some rows, in another order.
    let some = network.predictions(for: rows.selecting([69, 0]))
    #expect(some == Array(found[345...] + found[..<5]))
  }

  @Test func `a layer's kernel is told in Keras's shape, and a layer without one has none`() throws
  {
    let stream = RandomStream(seed: 1)
    let network = try Network(
      Self.description, for: .prediction, capacity: 1, initialisation: stream, dropout: stream)
    #expect(network.kernel(of: 0)?.shape == [3, 3, 1, 4])
    #expect(network.kernel(of: 5)?.shape == [24, 12])
    #expect(network.kernel(of: 5)?.numbers.count == 288)
    #expect(network.kernel(of: 2) == nil)
  }

  @Test func `sizes of layers are those of a report on two convolutions`() throws {
    var conv = LayerDescription.Conv2D(filters: 32, kernelSize: .init(3, 3))
    conv.padding = .same
    let network = NetworkDescription(
      input: [28, 28, 1],
      layers: [
        .conv2D(conv), .activation(.relu), .maxPool2D(.init()), .conv2D(conv), .activation(.relu),
        .maxPool2D(.init()), .flatten, .dense(.init(units: 500, activation: .relu)),
        .dense(.init(units: 10, activation: .softmax)),
      ])
    let sizes = try network.layerSizes()
    func sum(_ part: (LayerSize) -> Int) -> Int { sizes.map(part).reduce(0, +) }
    #expect(sizes[0].parameters + sizes[3].parameters == 9_568)
    #expect(sizes[7].parameters + sizes[8].parameters == 789_510)
    #expect(sum(\.parameters) == 799_078)
    #expect(sum(\.neurons) == 31_870)
    #expect(sum(\.multiplyAdds) == 28 * 28 * 32 * 9 + 14 * 14 * 32 * 9 * 32 + 1568 * 500 + 5000)
    #expect(sizes[3].input == [14, 14, 32] && sizes[3].output == [14, 14, 32])
  }
}
