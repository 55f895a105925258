import Engine
import Random
import Testing

/// Layers on images against central finite differences, in single precision.
struct ImageGradientTests {
  private func conv(
    _ filters: Int, _ height: Int, _ width: Int, stride: Int = 1,
    padding: LayerDescription.Padding = .valid, activation: Activation = .tanh
  ) -> LayerDescription {
    var conv = LayerDescription.Conv2D(
      filters: filters, kernelSize: .init(height, width), activation: activation)
    conv.strides = .init(stride, stride)
    conv.padding = padding
    return .conv2D(conv)
  }

  private func pool(
    _ height: Int, _ width: Int, stride: Int, padding: LayerDescription.Padding
  ) -> LayerDescription.Pool2D {
    var pool = LayerDescription.Pool2D(poolSize: .init(height, width))
    pool.strides = .init(stride, stride)
    pool.padding = padding
    return pool
  }

  /// The layers, and before them a convolution that wants their deltas.
  private func error(
    of layers: [LayerDescription], input: Shape = [7, 6, 2], samples: Int = 3,
    skipsKinks: Bool = false
  ) throws -> Double {
    let network = NetworkDescription(
      input: input, layers: [conv(9, 2, 2)] + layers + [.flatten, .dense(.init(units: 3))])
    return try gradientError(
      network, .meanSquaredError, samples: samples, skipsKinks: skipsKinks)
  }

  @Test(arguments: LayerDescription.Padding.allCases, [1, 2, 3])
  func `convolutions of both paddings at every stride`(
    _ padding: LayerDescription.Padding, _ stride: Int
  ) throws {
    for (height, width) in [(3, 3), (2, 3), (5, 4), (1, 1)] {
      let layer = conv(5, height, width, stride: stride, padding: padding)
      #expect(try error(of: [layer]) < 1e-3, "\(height)x\(width)")
      #expect(try error(of: [layer], samples: 1) < 1e-3)
      let first = NetworkDescription(
        input: [6, 7, 1], layers: [layer, .flatten, .dense(.init(units: 3))])
      #expect(try gradientError(first, .meanSquaredError, samples: 18) < 1e-3)
    }
  }

  @Test func `a same convolution with a kernel larger than the image`() throws {
    #expect(try error(of: [conv(5, 5, 5, padding: .same)], input: [3, 4, 2]) < 1e-3)
    #expect(try error(of: [conv(5, 7, 7, stride: 2, padding: .same)], input: [3, 3, 9]) < 1e-3)
  }

  @Test func `padded convolutions of few channels behind another layer`() throws {
    #expect(try error(of: [conv(3, 1, 1), conv(20, 3, 3, padding: .same)]) < 1e-3)
  }

  @Test func `convolutions as wide as several vectors`() throws {
    #expect(try error(of: [conv(37, 3, 3), conv(33, 2, 2, padding: .same)]) < 1e-3)
  }

  @Test(arguments: LayerDescription.Padding.allCases, [1, 2, 3])
  func `pools that overlap, tile or leave pixels out`(
    _ padding: LayerDescription.Padding, _ stride: Int
  ) throws {
    for (height, width) in [(2, 2), (3, 2), (1, 3)] {
      let pool = pool(height, width, stride: stride, padding: padding)
      #expect(try error(of: [.averagePool2D(pool)]) < 1e-3)
      #expect(try error(of: [.maxPool2D(pool)], skipsKinks: true) < 3e-3)
      #expect(
        try error(of: [.maxPool2D(pool), .activation(.relu)], samples: 1, skipsKinks: true) < 3e-3)
    }
  }

  @Test func `the mean over an image`() throws {
    #expect(try error(of: [.globalAveragePool2D]) < 1e-3)
  }

  @Test func `batch normalisation after dense and convolution`() throws {
    #expect(try error(of: [.batchNorm(.init()), .activation(.tanh)]) < 1e-3)
    #expect(try error(of: [.batchNorm(.init()), conv(4, 2, 2)], samples: 9) < 1e-3)
    let pool = LayerDescription.maxPool2D(pool(2, 2, stride: 2, padding: .valid))
    #expect(try error(of: [.batchNorm(.init()), pool], skipsKinks: true) < 3e-3)
    let dense = LayerDescription.dense(.init(units: 70, activation: .sigmoid))
    var bare = LayerDescription.BatchNorm()
    (bare.center, bare.scale) = (false, false)
    #expect(
      try error(of: [.flatten, dense, .batchNorm(.init()), dense, .batchNorm(bare)], samples: 5)
        < 2e-3)
  }

  /// A layer that drops nothing stands between the two of the other network.
  @Test(arguments: [false, true])
  func `a pool in one pass with the normalisation before it changes no bit`(
    _ clamps: Bool
  ) throws {
    let relu = clamps ? [LayerDescription.activation(.relu)] : []
    let pool = LayerDescription.maxPool2D(pool(2, 2, stride: 2, padding: .valid))
    func weights(between: [LayerDescription]) throws -> ArraySlice<UInt8> {
      let network = NetworkDescription(
        input: [8, 7, 2],
        layers: [conv(9, 2, 2), .batchNorm(.init())] + relu + between
          + [pool, .flatten, .dense(.init(units: 3))])
      var training = TrainingDescription(
        loss: .meanSquaredError, optimizer: .sgd(learningRate: 0.1))
      (training.batchSize, training.epochs) = (5, 2)
      var stream = RandomStream(seed: 31)
      let inputs = (0..<18 * 112).map { _ in stream.uniformFloat() * 2 - 1 }
      let targets = (0..<18 * 3).map { _ in stream.uniformFloat() }
      let examples = Examples(
        Rows(inputs, shape: [8, 7, 2]), .rows(Rows(targets, shape: [3])))
      let trainer = try Trainer(
        network, training, on: examples.all, validation: examples.all,
        streams: Trainer.Streams(
          initialisation: RandomStream(seed: 1), order: RandomStream(seed: 2),
          dropout: RandomStream(seed: 3), noise: RandomStream(seed: 4)))
      _ = trainer.run { _ in .continue }
      // The names of layers, at the beginning, count the one between.
      return trainer.network.weights().suffix(4 * trainer.network.parameterCount)
    }
    #expect(try weights(between: []) == weights(between: [.dropout(rate: 0)]))
  }

  @Test func `rows that become images again`() throws {
    #expect(
      try error(of: [
        .flatten, .dense(.init(units: 75)), .reshape([5, 5, 3]), .batchNorm(.init()),
        conv(4, 2, 2), .dropout(rate: 0),
      ]) < 1e-3)
  }
}
