/// Specs that train in a moment, on the embedded data.
enum SmallSpec {
  /// `factors` x `replicates` trials of a few milliseconds an epoch.
  static func digits(replicates: Int = 3, epochs: Int = 3, factors: Int = 3) -> String {
    """
    sweep: small
    data: digits
    network:
      - dense: { units: 32, activation: relu, l2: $l2 }
      - dense: { units: 10, activation: softmax }
    training:
      loss: categorical_crossentropy
      optimizer: { sgd: { learning_rate: 0.1 } }
      batch_size: 32
      epochs: \(epochs)
    parameters:
      l2: linspace(1e-5, 1e-3, \(factors))
    evaluate: { on: test, replicates: \(replicates), seed: 7 }
    """
  }

  /// Folds and replicates at once.
  static let folds = """
    sweep: small-folds
    data: digits
    network:
      - dense: { units: 16, activation: relu }
      - dropout: { rate: $dropout }
      - dense: { units: 10, activation: softmax }
    training:
      loss: categorical_crossentropy
      optimizer: adam
      batch_size: 64
      epochs: 2
    parameters: { dropout: [0.0, 0.5] }
    evaluate: { folds: { k: 4, kind: stratified }, replicates: 2, seed: 3 }
    """
}
