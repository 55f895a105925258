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
