/// The beta distribution: a share between 0 and 1.
package struct Beta: Hashable, Sendable {
  /// The shapes, both above 0.
  package let a: Double
  /// The second shape, above 0.
  package let b: Double

  /// - Precondition: both shapes are positive and finite.
  package init(a: Double, b: Double) {
    precondition(
      a > 0 && b > 0 && a.isFinite && b.isFinite,
      "a beta distribution has positive shapes, not \(a) and \(b)")
    self.a = a
    self.b = b
  }

  /// The probability of a share of at most x.
  package func cdf(_ x: Double) -> Double {
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    return BetaTails(a: a, b: b, x: x, complement: 1 - x).lower
  }

  /// The share that is not exceeded with the given probability, by bracketing.
  ///
  /// - Precondition: the probability lies in 0...1.
  package func quantile(_ probability: Double) -> Double {
    precondition((0...1).contains(probability), "no quantile has probability \(probability)")
    if probability == 0 { return 0 }
    if probability == 1 { return 1 }
    return root(in: 0...1) { cdf($0) - probability }
  }
}
