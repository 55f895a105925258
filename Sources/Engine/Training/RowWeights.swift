extension TrainingDescription {
  /// How much each of all examples counts in training; nil where all count alike.
  ///
  /// - Parameter selection: the rows that are trained on, by which balanced weights are.
  func rowWeights(of selection: Selection) -> [Float]? {
    let examples = selection.examples
    guard let classWeights, case .classes(let labels, let count) = examples.targets else {
      return examples.weights
    }
    var factors: [Float]
    switch classWeights {
    case .given(let weights): factors = weights
    case .balanced:
      var rows = [Int](repeating: 0, count: count)
      for row in selection.rows { rows[Int(labels[Int(row)])] += 1 }
      // A class that is not trained on takes no part in the balance.
      let present = rows.count { $0 > 0 }
      factors = rows.map {
        $0 == 0 ? 0 : Float(Double(selection.rows.count) / (Double(present) * Double($0)))
      }
    }
    let own = examples.weights
    return labels.indices.map { factors[Int(labels[$0])] * (own?[$0] ?? 1) }
  }
}
