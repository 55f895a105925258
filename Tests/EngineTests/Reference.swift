import Foundation
import Random
import Testing

@testable import Engine

/// A training that another library did; `References/make.py` writes them.
struct Reference: Decodable, CustomTestStringConvertible {
  let name: String
  let input: [Int]
  let layers: [Layer]
  let loss: String
  let smoothing: Float?
  let alpha: Float?
  let gamma: Float?
  let delta: Float?
  let classWeight: [Float]?
  /// One output stands for both of two classes.
  let single: Bool?
  let optimizer: OptimizerFields
  let schedule: [String: Float]?
  let inputs: Data
  let targets: Targets
  let initial: [Data]
  let keras: Run
  let torch: Run?

  struct Run: Decodable {
    /// The loss of each of the 20 steps, before it is taken.
    let losses: [Double]
    /// The weights after 1, 5 and 20 steps, or after 20 only.
    let weights: [[Data]]
  }

  struct Targets: Decodable {
    let labels: [Int32]?
    let numbers: Data?
  }

  struct OptimizerFields: Decodable {
    let name: String
    let learningRate: Float
    let momentum: Float?
    let nesterov: Bool?
    let weightDecay: Float?
    let clipNorm: Float?
  }

  /// Exactly one is there.
  struct Layer: Decodable {
    let dense: Dense?
    let conv: Conv?
    let maxPool: Pool?
    let avgPool: Pool?
    let activation: Function?
    let batchNorm: [String: Int]?
    let layerNorm: [String: Int]?
    let globalAvgPool: [String: Int]?
    let embedding: Embedding?

    struct Embedding: Decodable {
      let dimensions: Int
      /// Where each column of categories begins and ends.
      let blocks: [[Int]]
    }

    struct Dense: Decodable {
      let units: Int
      let activation: String
      let l1: Float?
      let l2: Float?
    }

    struct Conv: Decodable {
      let filters: Int
      let size: Int
      let strides: Int
      let padding: String
      let activation: String
    }

    struct Pool: Decodable {
      let size: Int
      let strides: Int
      let padding: String
    }

    struct Function: Decodable { let function: String }
  }

  var testDescription: String { name }

  static func read(_ file: String) throws -> [Reference] {
    struct File: Decodable { let cases: [Reference] }
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let url = folder.appendingPathComponent("References/\(file).json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(File.self, from: Data(contentsOf: url)).cases
  }
}

extension Reference {
  static let batchSize = 4
  static let keptSteps = [1, 5, 20]

  /// The same training by the engine, before its first step.
  func trainer() throws -> Trainer {
    let examples = try examples()
    let stream = RandomStream(seed: 1)
    let trainer = try Trainer(
      NetworkDescription(input: Shape(input), layers: try layers.map { try $0.description() }),
      try training(), on: examples.all, validation: nil,
      streams: Trainer.Streams(
        initialisation: stream, order: stream, dropout: stream, noise: stream))
    for (index, data) in initial.enumerated() {
      trainer.network.parameters.unpack(data.floats, into: index)
    }
    return trainer
  }

  private func examples() throws -> Examples {
    let shape = Shape(input)
    let owner = NSData(data: inputs)
    let bytes = UnsafeRawBufferPointer(start: owner.bytes, count: owner.length)
    let rows = Rows(
      bytes, of: .uint8, shape: shape, scaling: Scaling(scale: 1 / 255), owner: owner)
    let width = try #require(layers.last?.dense?.units)
    if let labels = targets.labels {
      return Examples(rows, .classes(labels, count: single == true ? 2 : width))
    }
    let numbers = try #require(targets.numbers)
    return Examples(rows, .rows(Rows(numbers.floats, shape: [width])))
  }

  private func training() throws -> TrainingDescription {
    let rate = optimizer.learningRate
    let kind: Optimizer =
      switch optimizer.name {
      case "sgd":
        .sgd(
          learningRate: rate, momentum: optimizer.momentum ?? 0,
          nesterov: optimizer.nesterov ?? false)
      case "adam": .adam(learningRate: rate)
      case "adamw":
        .adamW(learningRate: rate, weightDecay: try #require(optimizer.weightDecay))
      default: .rmsProp(learningRate: rate)
      }
    let loss: Loss =
      switch self.loss {
      case "categorical_crossentropy": .categoricalCrossentropy(labelSmoothing: smoothing ?? 0)
      case "binary_crossentropy": .binaryCrossentropy(labelSmoothing: smoothing ?? 0)
      case "categorical_focal_crossentropy":
        .categoricalFocalCrossentropy(alpha: alpha ?? 0.25, gamma: gamma ?? 2)
      case "huber": .huber(delta: delta ?? 1)
      default: .meanSquaredError
      }
    var training = TrainingDescription(loss: loss, optimizer: kind)
    training.batchSize = Reference.batchSize
    training.epochs = 5
    training.clipNorm = optimizer.clipNorm
    training.classWeights = classWeight.map { .given($0) }
    switch schedule?.first {
    case ("step", let factor)?: training.schedule = .step(factor: factor, epochs: 1)
    case ("exponential", let factor)?: training.schedule = .exponential(factor: factor)
    case ("cosine", let floor)?: training.schedule = .cosine(floor: floor)
    default: break
    }
    return training
  }
}

extension Reference.Layer {
  fileprivate func description() throws -> LayerDescription {
    if let dense {
      var layer = LayerDescription.Dense(
        units: dense.units, activation: try Self.activation(dense.activation))
      (layer.l1, layer.l2) = (dense.l1 ?? 0, dense.l2 ?? 0)
      return .dense(layer)
    }
    if let conv {
      var layer = LayerDescription.Conv2D(
        filters: conv.filters, kernelSize: .init(conv.size, conv.size),
        activation: try Self.activation(conv.activation))
      layer.strides = .init(conv.strides, conv.strides)
      layer.padding = try #require(LayerDescription.Padding(rawValue: conv.padding))
      return .conv2D(layer)
    }
    if let maxPool { return .maxPool2D(try maxPool.description()) }
    if let avgPool { return .averagePool2D(try avgPool.description()) }
    if let activation { return .activation(try Self.activation(activation.function)) }
    if let embedding {
      var layer = LayerDescription.Embedding(dimensions: embedding.dimensions)
      layer.blocks = embedding.blocks.map { $0[0]..<$0[1] }
      return .embedding(layer)
    }
    if batchNorm != nil { return .batchNorm(.init()) }
    if layerNorm != nil { return .layerNorm(.init()) }
    return globalAvgPool != nil ? .globalAveragePool2D : .flatten
  }

  private static func activation(_ name: String) throws -> Activation {
    try #require(Activation(rawValue: name))
  }
}

extension Reference.Layer.Pool {
  fileprivate func description() throws -> LayerDescription.Pool2D {
    var pool = LayerDescription.Pool2D(poolSize: .init(size, size))
    pool.strides = .init(strides, strides)
    pool.padding = try #require(LayerDescription.Padding(rawValue: padding))
    return pool
  }
}

extension Data {
  /// Little-endian floats.
  var floats: [Float] {
    withUnsafeBytes { bytes in
      (0..<count / 4).map { bytes.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) }
    }
  }
}
