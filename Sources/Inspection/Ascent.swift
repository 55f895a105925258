package import Engine
package import Random

/// Changes inputs step by step until a network takes them for a class.
///
/// Each step follows the slopes of `logit - weight * (distance from the look)^2`, with the distance in
/// units of the range. The root mean square of what numbers move by is `size` of their ranges in the
/// first step, and less and less until the last. Without weight it is gradient ascent on the logit (Erhan
/// et al., "Visualizing higher-layer features of a deep network", 2009).
package struct Ascent: Hashable, Sendable {
  /// How many steps are taken; at least one.
  package let steps: Int
  /// The root mean square of what numbers move by in the first step, as a share of their ranges; above 0.
  package let size: Double
  /// The weight of the squared distance from the look in the objective.
  package let weight: Double

  /// - Precondition: at least one step, of a positive size.
  package init(steps: Int, size: Double, weight: Double = 0) {
    precondition(steps > 0 && size > 0 && weight >= 0)
    (self.steps, self.size, self.weight) = (steps, size, weight)
  }

  /// Where an ascent began and where it came to.
  package struct Path: Sendable {
    /// The class that was wanted.
    package let label: Int
    /// The input before the first step, which is also the look.
    package let start: [Float]
    /// The input after the last step, each number in its range.
    package let end: [Float]
    /// The objective before each step, and after the last.
    package let objectives: [Double]
    /// The probability that the network gives each class at the end.
    package let probabilities: [Float]
    /// From the look, in units of the range.
    package let distance: Double
  }

  /// - Parameters:
  ///   - starts: where each ascent begins; also the look that it keeps near to.
  ///   - labels: the classes that are wanted.
  package func climb(
    from starts: [[Float]], to labels: [Int], within range: InputRange, by network: Network
  ) throws(DescriptionError) -> [Path] {
    var inputs = starts
    var objectives = [[Double]](repeating: [], count: starts.count)
    for step in 0...steps {
      let found = try network.slopes(of: .logit, labels, at: inputs)
      for index in inputs.indices {
        let distance = weight > 0 ? range.distance(inputs[index], starts[index]) : 0
        objectives[index].append(found.values[index] - weight * distance * distance)
        guard step < steps else { continue }
        let pace = size * (1 - Double(step) / Double(steps))
        inputs[index] = moved(
          inputs[index], along: found.slopes[index], keeping: starts[index], by: pace, within: range
        )
      }
    }
    let probabilities = network.classProbabilities(inputs)
    return starts.indices.map { index in
      Path(
        label: labels[index], start: starts[index], end: inputs[index],
        objectives: objectives[index], probabilities: probabilities[index],
        distance: range.distance(inputs[index], starts[index]))
    }
  }

  private func moved(
    _ input: [Float], along slopes: [Float], keeping look: [Float], by pace: Double,
    within range: InputRange
  ) -> [Float] {
    // In units of the range.
    let directions = input.indices.map { place -> Double in
      let width = Double(range.width(place))
      guard width > 0 else { return 0 }
      let away = Double(input[place] - look[place]) / width
      return Double(slopes[place]) * width - 2 * weight * away
    }
    let length = directions.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard length > 0 else { return input }
    let scale = pace * Double(input.count).squareRoot() / length
    return range.clamp(
      input.indices.map { place in
        input[place] + Float(scale * directions[place]) * range.width(place)
      })
  }
}

extension InputRange {
  /// Numbers drawn evenly from the ranges.
  package func noise(from stream: inout RandomStream) -> [Float] {
    lower.indices.map { lower[$0] + stream.uniformFloat() * width($0) }
  }
}
