import Engine

/// A network, how it is trained, and how large its data set is.
struct Case {
  let name: String
  let network: NetworkDescription
  let training: TrainingDescription
  let examples: Int

  static let all: [Case] = [
    Case(
      name: "A1", network: perceptron([500, 300]), training: descent(rate: 0.1, batch: 128),
      examples: 60_000),
    Case(
      name: "A2", network: perceptron([64, 64]), training: descent(rate: 0.1, batch: 128),
      examples: 60_000),
  ]

  static func named(_ name: String) -> Case? { all.first { $0.name == name } }

  private static func perceptron(_ hidden: [Int]) -> NetworkDescription {
    var layers = hidden.map { units in
      var dense = LayerDescription.Dense(units: units, activation: .relu)
      dense.l2 = 1e-4
      return LayerDescription.dense(dense)
    }
    layers.append(.dense(.init(units: 10, activation: .softmax)))
    return NetworkDescription(input: [784], layers: layers)
  }

  private static func descent(rate: Float, batch: Int) -> TrainingDescription {
    var training = TrainingDescription(
      loss: .categoricalCrossentropy(), optimizer: .sgd(learningRate: rate))
    training.batchSize = batch
    return training
  }
}
