import Engine
import Testing

/// Layers and losses against central finite differences, in single precision.
struct GradientTests {
  @Test(arguments: Activation.allCases.filter { $0 != .softmax })
  func `dense layers with every activation`(_ activation: Activation) throws {
    let network = NetworkDescription(
      input: [7],
      layers: [
        .dense(.init(units: 11, activation: activation)),
        .dense(.init(units: 5, activation: activation)),
        .dense(.init(units: 3)),
      ])
    #expect(try gradientError(network, .meanSquaredError) < 1e-3)
  }

  @Test(arguments: [1, 2, 9], [0, 0.1] as [Float])
  func `softmax with cross-entropy`(_ samples: Int, _ smoothing: Float) throws {
    let network = NetworkDescription(
      input: [6],
      layers: [
        .dense(.init(units: 9, activation: .tanh)), .dense(.init(units: 5, activation: .softmax)),
      ])
    let loss = Loss.categoricalCrossentropy(labelSmoothing: smoothing)
    #expect(try gradientError(network, loss, samples: samples) < 1e-3)
  }

  @Test(arguments: [0, 0.2] as [Float])
  func `sigmoid with binary cross-entropy`(_ smoothing: Float) throws {
    let network = NetworkDescription(
      input: [6],
      layers: [
        .dense(.init(units: 19, activation: .sigmoid)),
        .dense(.init(units: 17, activation: .sigmoid)),
      ])
    #expect(try gradientError(network, .binaryCrossentropy(labelSmoothing: smoothing)) < 1e-3)
  }

  @Test(arguments: [
    Loss.categoricalFocalCrossentropy(), .categoricalFocalCrossentropy(alpha: 1, gamma: 0.5),
  ])
  func `softmax with focal cross-entropy`(_ loss: Loss) throws {
    let network = NetworkDescription(
      input: [6],
      layers: [
        .dense(.init(units: 9, activation: .tanh)), .dense(.init(units: 5, activation: .softmax)),
      ])
    #expect(try gradientError(network, loss, samples: 4) < 1e-3)
  }

  @Test(arguments: [0.1, 1, 10] as [Float]) func `Huber's loss`(_ delta: Float) throws {
    let network = NetworkDescription(
      input: [6], layers: [.dense(.init(units: 9, activation: .tanh)), .dense(.init(units: 3))])
    #expect(try gradientError(network, .huber(delta: delta), skipsKinks: true) < 2e-3)
  }

  @Test func `layer normalisation, first and between layers`() throws {
    var plain = LayerDescription.LayerNorm()
    (plain.center, plain.scale) = (false, false)
    let network = NetworkDescription(
      input: [3, 4],
      layers: [
        .layerNorm(.init()), .flatten, .dense(.init(units: 7, activation: .tanh)),
        .layerNorm(.init()), .dense(.init(units: 5)), .layerNorm(plain), .dense(.init(units: 2)),
      ])
    #expect(try gradientError(network, .meanSquaredError) < 1e-3)
  }

  @Test func `embeddings of two columns of categories`() throws {
    var embedding = LayerDescription.Embedding(dimensions: 3)
    embedding.blocks = [1..<4, 5..<7]
    let network = NetworkDescription(
      input: [8],
      layers: [
        .embedding(embedding), .dense(.init(units: 6, activation: .tanh)), .dense(.init(units: 2)),
      ])
    #expect(try network.shapes().map(\.extents) == [[9], [6], [2]])
    #expect(try network.parameterCount() == 15 + 60 + 14)
    #expect(try gradientError(network, .meanSquaredError) < 1e-3)
  }

  @Test func `activations one after the other`() throws {
    let network = NetworkDescription(
      input: [5],
      layers: [
        .activation(.sigmoid), .dense(.init(units: 8, activation: .relu)), .activation(.tanh),
        .dropout(rate: 0), .activation(.leakyRelu), .dense(.init(units: 3)),
      ])
    #expect(try gradientError(network, .meanSquaredError) < 1e-3)
  }

  @Test func `softmax under squared error`() throws {
    let network = NetworkDescription(
      input: [2, 3],
      layers: [
        .flatten, .dense(.init(units: 8)), .activation(.tanh), .reshape([2, 4]),
        .activation(.softmax), .flatten, .dense(.init(units: 3, activation: .softmax)),
      ])
    #expect(try gradientError(network, .meanSquaredError) < 1e-3)
  }
}
