package import Engine

/// Changes each number of an input by at most `size` of its range, so that the loss of the true class
/// grows.
///
/// One step is the fast gradient sign method (Goodfellow, Shlens and Szegedy, "Explaining and harnessing
/// adversarial examples", 2015). Several are projected gradient descent from the input itself (Madry et
/// al., "Towards deep learning models resistant to adversarial attacks", 2018), each of `2.5 size /
/// steps`.
package struct Attack: Hashable, Sendable {
  /// The most that a number changes, as a share of its range.
  package let size: Double
  /// How many steps are taken; at least one.
  package let steps: Int

  /// - Precondition: at least one step, and a size of 0 or more.
  package init(size: Double, steps: Int) {
    precondition(steps > 0 && size >= 0)
    (self.size, self.steps) = (size, steps)
  }

  /// The inputs as they are after the attack.
  package func inputs(
    _ originals: [[Float]], labels: [Int], within range: InputRange, by network: Network
  ) throws(DescriptionError) -> [[Float]] {
    let pace = steps == 1 ? size : 2.5 * size / Double(steps)
    var inputs = originals
    for _ in 0..<steps {
      let slopes = try network.slopes(of: .logProbability, labels, at: inputs).slopes
      for index in inputs.indices {
        for place in inputs[index].indices {
          let slope = slopes[index][place]
          guard slope != 0 else { continue }
          let original = originals[index][place]
          let most = Float(size) * range.width(place)
          let step = Float(pace) * range.width(place)
          let moved = inputs[index][place] + (slope > 0 ? -step : step)
          let projected = min(max(moved, original - most), original + most)
          inputs[index][place] = min(max(projected, range.lower[place]), range.upper[place])
        }
      }
    }
    return inputs
  }
}

/// Inputs that a network recognises, and what they become under an attack.
package struct AttackedInputs: Sendable {
  /// Whether the network recognised each of the inputs before the attack.
  package let recognised: [Bool]
  /// The inputs before the attack, as the network sees them.
  package let originals: [[Float]]
  /// The inputs after the attack, in the order of `originals`.
  package let changed: [[Float]]
  /// The true class of each input, from 0.
  package let labels: [Int]
  /// The probabilities that the network gives the classes of the changed inputs.
  package let probabilities: [[Float]]
  private let range: InputRange

  /// Attacks the inputs, also those that the network does not recognise.
  ///
  /// - Throws: `DescriptionError` for a network of categories, or one that makes no probabilities.
  package init(
    _ attack: Attack, on originals: [[Float]], labels: [Int], within range: InputRange,
    of network: Network
  ) throws(DescriptionError) {
    (self.originals, self.labels, self.range) = (originals, labels, range)
    recognised = network.recognises(originals, labels)
    changed = try attack.inputs(originals, labels: labels, within: range, by: network)
    probabilities = network.classProbabilities(changed)
  }

  /// Whether each input was recognised and no longer is.
  package var fooled: [Bool] {
    labels.indices.map { recognised[$0] && probabilities[$0].largest != labels[$0] }
  }

  /// Figures over the recognised inputs; nil without any.
  package var summary: Summary? {
    let some = labels.indices.filter { recognised[$0] }
    guard !some.isEmpty else { return nil }
    func mean(_ number: (Int) -> Double) -> Double {
      some.reduce(0) { $0 + number($1) } / Double(some.count)
    }
    let fooled = fooled
    return Summary(
      success: mean { fooled[$0] ? 1 : 0 },
      distance: mean { range.distance(originals[$0], changed[$0]) },
      confidence: mean { index in
        Double(
          probabilities[index].enumerated().filter { $0.offset != labels[index] }
            .map(\.element).max() ?? 0)
      })
  }

  /// Figures over the inputs that the network recognised before an attack.
  package struct Summary: Hashable, Sendable {
    /// The share that the network no longer recognises.
    package let success: Double
    /// The mean Euclidean distance from the original, in units of the numbers' ranges.
    package let distance: Double
    /// The mean probability that the network gives the likeliest wrong class.
    package let confidence: Double
  }
}

extension Network {
  /// Whether the likeliest class of each input is its own.
  package func recognises(_ inputs: [[Float]], _ labels: [Int]) -> [Bool] {
    zip(classProbabilities(inputs), labels).map { $0.largest == $1 }
  }
}

extension [Float] {
  /// The place of the largest number, the first of several.
  package var largest: Int {
    var best = 0
    for place in indices where self[place] > self[best] { best = place }
    return best
  }
}
