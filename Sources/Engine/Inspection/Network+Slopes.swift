import Glibc
import Kernels

/// The function whose slopes are taken at a network's input: a number that the network gives a class.
package enum Objective: Hashable, Sendable {
  /// The class's sum before the last softmax or sigmoid; the output itself where there is neither.
  case logit
  /// The output of the softmax or sigmoid for it.
  case probability
  /// The natural logarithm of that probability: the categorical cross-entropy, negated.
  case logProbability
}

/// A number for each sample, and its slopes by the sample's input.
package struct InputSlopes: Sendable {
  /// The objective, a number a sample.
  package var values: [Double] = []
  /// The slopes of each sample: a number for each of the input's, in the order in which they lie there.
  package var slopes: [[Float]] = []
}

extension Network {
  /// The slopes of what the network gives a class by each number of the input, as automatic
  /// differentiation gives them.
  ///
  /// A network with one output tells two classes apart: the second's logit is the sum, the first's
  /// the sum negated.
  ///
  /// - Parameter classes: one for each sample.
  /// - Throws: `DescriptionError` for an input of categories, which have no slope, and for
  ///   probabilities of a network that gives none.
  /// - Precondition: the network is for inspection.
  package func slopes(
    of objective: Objective, _ classes: [Int], at inputs: [[Float]]
  ) throws(DescriptionError) -> InputSlopes {
    precondition(purpose.isInspection, "only a network for inspection has slopes at its input")
    precondition(classes.count == inputs.count, "each sample has one class")
    try checkSlopes(of: objective)
    var result = InputSlopes()
    forEachPass(of: inputs) { count in
      let first = result.values.count
      for sample in 0..<count {
        let (value, deltas) = slope(of: objective, classes[first + sample], sample)
        result.values.append(value)
        let target = output.deltas + sample * output.stride
        for (place, delta) in deltas.enumerated() { target[place] = Float(delta) }
      }
      propagate(count)
      for sample in 0..<count {
        let start = input.deltas + sample * input.stride
        result.slopes.append(
          Array(UnsafeBufferPointer(start: start, count: input.shape.count)))
      }
    }
    return result
  }

  /// The probability of each class, also of the two that one output tells apart.
  package func classProbabilities(_ inputs: [[Float]]) -> [[Float]] {
    let outputs = predict(inputs)
    return output.shape.count == 1 ? outputs.map { [1 - $0[0], $0[0]] } : outputs
  }

  private func checkSlopes(of objective: Objective) throws(DescriptionError) {
    if case .embedding? = description.layers.first {
      throw DescriptionError(
        layer: 0, "embedding takes categories, and a category has no slope",
        expected: "a network on numbers alone")
    }
    if objective != .logit, head == .linear {
      throw DescriptionError(
        layer: description.layers.count - 1, field: "activation",
        "the last activation makes no probabilities", expected: "softmax or sigmoid")
    }
  }

  /// The objective of one sample of the pass, and its slopes by the output's numbers.
  private func slope(of objective: Objective, _ label: Int, _ sample: Int) -> (Double, [Double]) {
    let sums = numbers(output, sample)
    let isSingle = sums.count == 1
    // One output alone is the second class's number, and the first's is that negated.
    let sign: Double = isSingle && label == 0 ? -1 : 1
    let place = isSingle ? 0 : label
    let sum = sign * Double(sums[place])
    var slopes = [Double](repeating: 0, count: sums.count)
    slopes[place] = sign
    guard objective != .logit else { return (sum, slopes) }
    let logProbability: Double
    if head == .softmax {
      let largest = Double(sums.max() ?? 0)
      let powers = sums.map { exp(Double($0) - largest) }
      let whole = powers.reduce(0, +)
      logProbability = sum - largest - log(whole)
      slopes = powers.map { -$0 / whole }
      // The others' together, and not 1 less its own: nothing is left of that where it is nearly 1.
      slopes[place] = 0
      slopes[place] = -slopes.reduce(0, +)
    } else {
      logProbability = -log1p(exp(-abs(sum))) + min(sum, 0)
      slopes[place] *= 1 - exp(logProbability)
    }
    guard objective == .probability else { return (logProbability, slopes) }
    let probability = exp(logProbability)
    return (probability, slopes.map { $0 * probability })
  }
}

extension NetworkDescription {
  /// How many classes the network gives probabilities, the two of a single output included; nil if its
  /// last activation makes none.
  package var classCount: Int? {
    guard let last = layers.last?.activation, last == .softmax || last == .sigmoid,
      let count = try? shapes().last?.count
    else { return nil }
    return count == 1 ? 2 : count
  }
}
