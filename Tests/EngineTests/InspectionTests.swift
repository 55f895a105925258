import Random
import Testing

@testable import Engine

/// The results of a network for inspection: slopes at its input, and the values of every layer.
struct InspectionTests {
  private static func conv(
    _ filters: Int, _ height: Int, _ width: Int, stride: Int = 1,
    padding: LayerDescription.Padding = .valid, activation: Activation = .tanh
  ) -> LayerDescription {
    var conv = LayerDescription.Conv2D(
      filters: filters, kernelSize: .init(height, width), activation: activation)
    conv.strides = .init(stride, stride)
    conv.padding = padding
    return .conv2D(conv)
  }

  private static func dense(_ units: Int, _ activation: Activation = .linear) -> LayerDescription {
    .dense(.init(units: units, activation: activation))
  }

  /// With numbers of its own everywhere, running moments included.
  private func network(
    _ input: Shape, _ layers: [LayerDescription], for purpose: NetworkPurpose = .inspection,
    capacity: Int = 4
  ) throws -> Network {
    let network = try Network(
      NetworkDescription(input: input, layers: layers), for: purpose, capacity: capacity,
      initialisation: RandomStream(seed: 5), dropout: RandomStream(seed: 2))
    var stream = RandomStream(seed: 3)
    for (index, parameter) in network.parameters.list.enumerated()
    where !parameter.isKernel {
      let isPositive = parameter.name.hasSuffix("variance") || parameter.name.hasSuffix("gamma")
      let numbers = (0..<parameter.rows * parameter.columns).map { _ in
        isPositive ? 0.5 + stream.uniformFloat() : stream.uniformFloat() - 0.5
      }
      network.parameters.unpack(numbers, into: index)
    }
    return network
  }

  private func inputs(_ count: Int, _ network: Network) -> [[Float]] {
    var stream = RandomStream(seed: 7)
    return (0..<count).map { _ in
      (0..<network.description.input.count).map { _ in stream.uniformFloat() * 2 - 1 }
    }
  }

  /// The Euclidean distance of the slopes from central differences, relative to their length.
  ///
  /// - Parameter skipsKinks: leaves out numbers where the slopes to both sides differ; at most a third.
  private func slopeError(
    _ network: Network, _ objective: Objective = .logit, samples: Int = 6, skipsKinks: Bool = false
  ) throws -> Double {
    let inputs = inputs(samples, network)
    let classes = (0..<samples).map { $0 % (network.description.classCount ?? 3) }
    let before = network.parameters.packed(all: network.parameters.values)
    let found = try network.slopes(of: objective, classes, at: inputs)
    #expect(network.parameters.packed(all: network.parameters.values) == before)
    let nudge: Float = 1 / 128
    var (distance, length, checked, skipped) = (0.0, 0.0, 0, 0)
    for place in 0..<network.description.input.count {
      func values(_ step: Float) throws -> [Double] {
        let moved = inputs.map { input in
          var input = input
          input[place] += step
          return input
        }
        return try network.slopes(of: objective, classes, at: moved).values
      }
      let (above, below) = (try values(nudge), try values(-nudge))
      for sample in 0..<samples {
        let slope = (above[sample] - below[sample]) / Double(2 * nudge)
        let bend =
          abs(above[sample] - 2 * found.values[sample] + below[sample]) / Double(2 * nudge)
        checked += 1
        if skipsKinks, bend > 0.02 * abs(slope) + 1e-3 {
          skipped += 1
          continue
        }
        let error = slope - Double(found.slopes[sample][place])
        distance += error * error
        length += slope * slope
      }
    }
    #expect(length > 0)
    #expect(skipped * 3 <= checked)
    return (distance / length).squareRoot()
  }

  @Test(arguments: Activation.allCases) func `dense layers with every activation`(
    _ activation: Activation
  ) throws {
    let kinks = activation == .relu || activation == .leakyRelu || activation == .selu
    for layers in [
      [Self.dense(9, activation), Self.dense(40), Self.dense(3)],
      [Self.dense(9), .activation(activation), Self.dense(3, .softmax)],
      [.activation(activation), Self.dense(3)],
    ] {
      let network = try network([7], layers)
      #expect(try slopeError(network, skipsKinks: kinks) < (kinks ? 1e-2 : 2e-3))
    }
  }

  @Test(arguments: [Objective.logit, .probability, .logProbability])
  func `every objective of every head`(_ objective: Objective) throws {
    let hidden = Self.dense(9, .tanh)
    for layers in [
      [hidden, Self.dense(4, .softmax)], [hidden, Self.dense(4), .activation(.softmax)],
      [hidden, Self.dense(4, .sigmoid)], [hidden, Self.dense(1, .sigmoid)],
    ] {
      #expect(try slopeError(try network([6], layers), objective) < 2e-3)
    }
  }

  @Test(arguments: LayerDescription.Padding.allCases, [1, 2])
  func `convolutions and pools of both paddings`(
    _ padding: LayerDescription.Padding, _ stride: Int
  ) throws {
    var pool = LayerDescription.Pool2D(poolSize: .init(3, 2))
    (pool.padding, pool.strides) = (padding, .init(stride, stride))
    for channels in [1, 9] {
      let input: Shape = [7, 6, channels]
      let end: [LayerDescription] = [.flatten, Self.dense(3, .softmax)]
      for layers in [
        [
          Self.conv(5, 3, 3, stride: stride, padding: padding),
          Self.conv(4, 2, 2, padding: padding),
        ],
        [.averagePool2D(pool), Self.conv(3, 2, 2)],
      ] {
        #expect(try slopeError(try network(input, layers + end)) < 2e-3)
      }
      let network = try network(input, [.maxPool2D(pool), Self.conv(3, 2, 2)] + end)
      #expect(try slopeError(network, skipsKinks: true) < 5e-3)
      let relu = try self.network(
        input, [Self.conv(5, 3, 3, padding: padding, activation: .relu), .maxPool2D(pool)] + end)
      #expect(try slopeError(relu, skipsKinks: true) < 5e-3)
    }
  }

  @Test func `normalisations, first and between, and other layers`() throws {
    let conv = Self.conv(5, 3, 3, padding: .same)
    for layers: [LayerDescription] in [
      [.batchNorm(.init()), conv, .batchNorm(.init()), .activation(.tanh)],
      [.layerNorm(.init()), conv, .layerNorm(.init())],
      [.dropout(rate: 0.5), conv, .dropout(rate: 0.5)],
      [.reshape([3, 4, 4]), conv], [.flatten, .reshape([4, 4, 3]), conv],
    ] {
      let all = layers + [.globalAveragePool2D, Self.dense(3, .softmax)]
      #expect(try slopeError(try network([4, 4, 3], all)) < 2e-3)
    }
    let relu = try network(
      [4, 4, 3], [conv, .batchNorm(.init()), .activation(.relu), .flatten, Self.dense(3, .softmax)])
    #expect(try slopeError(relu, skipsKinks: true) < 5e-3)
  }

  @Test func `categories and outputs that are no probabilities have no such slopes`() throws {
    var embedding = LayerDescription.Embedding(dimensions: 2)
    embedding.blocks = [1..<4]
    let table = try network([5], [.embedding(embedding), Self.dense(2, .softmax)])
    #expect(throws: DescriptionError.self) {
      try table.slopes(of: .logit, [0], at: [[1, 0, 1, 0, 2]])
    }
    #expect(table.activations([[1, 0, 1, 0, 2]])[0][0].prefix(2) == [1, 2])
    let linear = try network([5], [Self.dense(2)])
    let error = #expect(throws: DescriptionError.self) {
      try linear.slopes(of: .probability, [0], at: [[1, 0, 1, 0, 2]])
    }
    #expect(
      error?.description
        == "layer 1: the last activation makes no probabilities, expected softmax or sigmoid")
  }

  /// Relu goes behind pools, sums are clamped in products and activations work in place where nobody
  /// looks; here each layer's numbers are those of a network that ends with it.
  @Test func `each layer's values are the outputs of a network that ends there`() throws {
    let layers: [LayerDescription] = [
      Self.conv(12, 3, 3, padding: .same, activation: .relu), .maxPool2D(.init()),
      .batchNorm(.init()), .activation(.relu), .dropout(rate: 0.5),
      Self.conv(5, 2, 2, activation: .linear), .activation(.tanh), .layerNorm(.init()),
      .averagePool2D(.init()), .flatten, Self.dense(40, .selu), .activation(.linear),
      Self.dense(6, .softmax), Self.dense(4), .activation(.softmax),
    ]
    let whole = try network([12, 12, 1], layers, capacity: 3)
    let inputs = inputs(8, whole)
    let activations = whole.activations(inputs)
    #expect(activations.count == layers.count)
    for (index, found) in activations.enumerated() {
      let part = try network(
        [12, 12, 1], Array(layers[...index]), for: .prediction, capacity: 5)
      for place in part.parameters.list.indices {
        part.parameters.unpack(whole.parameters.packed(place), into: place)
      }
      for (own, other) in zip(found, part.predict(inputs)) {
        #expect(own.count == other.count)
        #expect(zip(own, other).allSatisfy { abs($0 - $1) < 1e-5 }, "layer \(index + 1)")
      }
    }
  }

  @Test func `a network that predicts gives what the trained one gives, and has no deltas`() throws
  {
    let layers: [LayerDescription] = [
      Self.conv(32, 3, 3, padding: .same, activation: .relu), .batchNorm(.init()),
      .activation(.relu), .maxPool2D(.init()), .dropout(rate: 0.5), .flatten,
      Self.dense(40, .relu), Self.dense(4, .softmax),
    ]
    let trained = try network(
      [20, 20, 1], layers, for: .training(.categoricalCrossentropy()), capacity: 40)
    let predicting = try network([20, 20, 1], layers, for: .prediction, capacity: 40)
    let inputs = inputs(40, trained)
    let outputs = predicting.predict(inputs)
    for (own, other) in zip(outputs, trained.predict(inputs)) {
      #expect(zip(own, other).allSatisfy { abs($0 - $1) < 1e-6 })
    }
    #expect(predicting.input.deltaFlow.start == nil)
    #expect(predicting.parameters.gradients == nil)
    #expect(trained.parameters.gradients != nil)
  }

  @Test func `samples that pass a layer normalisation in several goes stay apart`() throws {
    let layers: [LayerDescription] = [
      Self.conv(32, 3, 3, padding: .same), .layerNorm(.init()), .maxPool2D(.init()), .flatten,
      Self.dense(4, .softmax),
    ]
    for purpose in [NetworkPurpose.training(.categoricalCrossentropy()), .prediction] {
      let together = try network([28, 28, 1], layers, for: purpose, capacity: 20)
      let apart = try network([28, 28, 1], layers, for: purpose, capacity: 1)
      let inputs = inputs(20, together)
      for (own, other) in zip(together.predict(inputs), apart.predict(inputs)) {
        #expect(zip(own, other).allSatisfy { abs($0 - $1) < 1e-6 })
      }
    }
  }

  @Test func `a normalised batch's gradient is the sum of its samples' gradients`() throws {
    let layers: [LayerDescription] = [
      Self.conv(32, 3, 3, padding: .same), .layerNorm(.init()), .maxPool2D(.init()),
      Self.conv(4, 3, 3), .layerNorm(.init()), .flatten, Self.dense(4),
    ]
    let together = try network(
      [28, 28, 1], layers, for: .training(.meanSquaredError), capacity: 20)
    let apart = try network([28, 28, 1], layers, for: .training(.meanSquaredError), capacity: 1)
    let inputs = inputs(20, together)
    func gradients(_ network: Network, _ inputs: ArraySlice<[Float]>) -> [Float] {
      for (sample, input) in inputs.enumerated() {
        for (place, number) in input.enumerated() {
          network.input.values[sample * network.input.stride + place] = number
        }
      }
      network.forward(inputs.count, training: true)
      for sample in 0..<inputs.count {
        for place in 0..<4 {
          network.output.deltas[sample * network.output.stride + place] = Float(place + 1)
        }
      }
      network.backward(inputs.count, taking: nil)
      return network.parameters.packed(all: network.parameters.gradients)
    }
    let own = gradients(together, inputs[...])
    var sum = [Float](repeating: 0, count: own.count)
    for sample in inputs.indices {
      for (place, number) in gradients(apart, inputs[sample...sample]).enumerated() {
        sum[place] += number
      }
    }
    let largest = sum.reduce(0) { max($0, abs($1)) }
    #expect(zip(own, sum).allSatisfy { abs($0 - $1) < 1e-4 * largest })
  }

  @Test func `one output tells two classes apart`() throws {
    let network = try network([6], [Self.dense(5, .tanh), Self.dense(1, .sigmoid)])
    let inputs = inputs(2, network)
    let probabilities = network.classProbabilities(inputs)
    #expect(probabilities.allSatisfy { abs($0[0] + $0[1] - 1) < 1e-6 })
    let found = try network.slopes(of: .probability, [0, 1], at: inputs)
    #expect(abs(found.values[0] - Double(probabilities[0][0])) < 1e-6)
    #expect(abs(found.values[1] - Double(probabilities[1][1])) < 1e-6)
  }
}
