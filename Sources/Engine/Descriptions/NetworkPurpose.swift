/// The purpose of a network.
package enum NetworkPurpose: Hashable, Sendable {
  /// To learn by a loss, which takes over the last softmax or sigmoid where it needs to.
  case training(Loss)
  /// To give outputs: it has no place for deltas and gradients.
  case prediction
  /// To be looked into: every layer's values can be read after a pass, and slopes reach the
  /// input. Dropout does nothing, batch normalisation uses its running moments in both directions,
  /// and no weight is ever moved.
  case inspection

  var isTraining: Bool { if case .training = self { true } else { false } }
  var isPrediction: Bool { self == .prediction }
  var isInspection: Bool { self == .inspection }
}
