package import Engine

/// How much each number of an input speaks for a class.
package enum Attribution: String, Hashable, Sendable, CaseIterable {
  /// The slope of the class's logit by each number (Simonyan, Vedaldi and Zisserman, "Deep inside
  /// convolutional networks", 2014).
  case gradient
  /// The slopes of its probability along the straight way from a baseline, as a mean times the distance:
  /// they sum to the difference that the input makes (Sundararajan, Taly and Yan, "Axiomatic
  /// attribution for deep networks", 2017).
  case integrated = "integrated-gradients"
}

extension Network {
  /// The slopes of a class's logit by the numbers of an input.
  package func saliency(
    of input: [Float], label: Int
  ) throws(DescriptionError) -> [Float] {
    try slopes(of: .logit, [label], at: [input]).slopes[0]
  }

  /// Integrated gradients by the midpoint rule.
  ///
  /// - Parameters:
  ///   - baseline: where the way begins, such as an image without strokes.
  ///   - steps: at how many places of the way slopes are taken.
  ///   - objective: the quantity to explain.
  /// - Returns: a number for each of the input; they sum to the objective at the input less that at
  ///   the baseline, up to the error of the rule.
  package func integratedGradients(
    of input: [Float], label: Int, from baseline: [Float], steps: Int = 128,
    objective: Objective = .probability
  ) throws(DescriptionError) -> [Float] {
    precondition(steps > 0 && baseline.count == input.count)
    let way = (0..<steps).map { step in
      let share = (Float(step) + 0.5) / Float(steps)
      return zip(baseline, input).map { $0 + share * ($1 - $0) }
    }
    let found = try slopes(of: objective, [Int](repeating: label, count: steps), at: way).slopes
    return input.indices.map { place in
      let sum = found.reduce(0.0) { $0 + Double($1[place]) }
      return Float(sum / Double(steps)) * (input[place] - baseline[place])
    }
  }
}
