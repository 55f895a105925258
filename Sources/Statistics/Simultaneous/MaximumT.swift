import Glibc

/// The largest of several t statistics that share one estimate of the variance: how large it gets if
/// all means are equal.
///
/// Every simultaneous claim rests on it: a critical value c with P(maximum > c) = α makes all claims
/// of a table err together in a share α of tables. Means are of equally many numbers.
///
/// The distribution given the standard deviation is an integral over one normal number, tabulated
/// once; the deviation is averaged over in u = ln s, by Gauss and Legendre's rule in eight panels
/// over where something happens, with χ²'s own tail below. Probabilities are good to 1e-9 for 2 to 1,000 means
/// and 2 to 10,000 degrees of freedom.
package struct MaximumT: Hashable, Sendable {
  /// The differences that are looked at.
  package enum Family: Hashable, Sendable, CaseIterable {
    /// All pairs, both signs: Tukey's studentised range over √2 ("The problem of multiple
    /// comparisons", 1953).
    case allPairs
    /// All others less one named in advance, both signs: Dunnett, "A multiple comparison procedure
    /// for comparing several treatments with a control" (1955), correlation 1/2.
    case control
    /// All others less one, one sign: Dunnett's one-sided distribution, which decides what belongs
    /// to Hsu's set of possible bests ("Multiple comparisons", 1996, 4.1).
    case best
  }

  /// The differences that are looked at.
  package let family: Family
  /// How many means there are.
  package let means: Int
  /// ln P(maximum > w / √2) for a known variance, at w = first + index * step.
  private let logTails: [Double]
  /// Where the table begins: two-sided statistics are not negative.
  private let first: Double
  /// Below it the probability is 1, to 1e-13.
  private let certain: Double

  private static let step = 0.05
  private static let far = 16.0
  private static let outer = GaussLegendre(count: 16)
  private static let panels = 8

  /// Tabulates the distribution: some milliseconds.
  ///
  /// - Precondition: there are two means or more.
  package init(_ family: Family, means: Int) {
    precondition(means > 1, "differences need two means, not \(means)")
    self.family = family
    self.means = means
    let start = family == .best ? -9.0 : 0
    let normal = KnownVariance(family, means)
    let count = Int((Self.far - start) / Self.step) + 1
    let logTails = (0..<count).map { index in
      log(normal.upperTail(start + Double(index) * Self.step))
    }
    let change = logTails.firstIndex { $0 < -1e-13 } ?? 0
    first = start
    certain = start + Double(change - 1) * Self.step
    self.logTails = logTails
  }

  /// The probability that the largest statistic exceeds `t`.
  ///
  /// - Parameter degreesOfFreedom: of the common variance; infinite if it is known.
  /// - Precondition: the degrees of freedom are positive.
  package func upperTail(_ t: Double, degreesOfFreedom df: Double) -> Double {
    precondition(df > 0, "a variance has positive degrees of freedom, not \(df)")
    guard family == .best || t > 0 else { return 1 }
    guard t.isFinite else { return t > 0 ? 0 : 1 }
    let reach = t * 2.0.squareRoot()
    guard df.isFinite, reach != 0 else { return exp(logTail(reach)) }
    let deviation = 1 / (2 * df).squareRoot()
    var low = -(7.5 * deviation + 18 / df)
    var high = 0.5 * log1p((36 + 9 * (2 * df).squareRoot()) / df)
    var sure = 0.0
    if reach > 0 {
      if certain > 0 { low = max(low, log(certain / reach)) }
      high = min(high, log(Self.far / reach))
      // Where s is smaller than this, the maximum surely exceeds t.
      sure = ChiSquare(degreesOfFreedom: df).cdf(df * exp(2 * low))
    }
    guard high > low else { return sure }
    let peak = (df / .pi).squareRoot() * exp(-stirlingError(df / 2))
    let width = (high - low) / Double(Self.panels)
    var rest = 0.0
    for panel in 0..<Self.panels {
      let start = low + Double(panel) * width
      rest += Self.outer.integral(from: start, to: start + width) { u in
        exp(df * (u - expm1(2 * u) / 2) + logTail(reach * exp(u)))
      }
    }
    return min(1, sure + peak * rest)
  }

  /// The number that the largest statistic exceeds with probability `alpha`.
  ///
  /// - Precondition: `alpha` lies between 0 and 1, and the degrees of freedom are positive.
  package func criticalValue(alpha: Double, degreesOfFreedom df: Double) -> Double {
    precondition(alpha > 0 && alpha < 1, "alpha lies between 0 and 1, not at \(alpha)")
    let surplus = { (t: Double) in log(upperTail(t, degreesOfFreedom: df) / alpha) }
    var (low, high) = (family == .best ? -1.0 : 0, 2.0)
    while surplus(low) < 0 { low *= 2 }
    while surplus(high) > 0 { (low, high) = (high, high * 2) }
    return root(in: low...high, of: surplus)
  }

  /// The log tail probability, by six-point interpolation of tabulated values.
  private func logTail(_ w: Double) -> Double {
    if w <= certain { return 0 }
    if w >= Self.far { return -.infinity }
    let place = (w - first) / Self.step
    let start = min(max(Int(place) - 2, 0), logTails.count - 6)
    let x = place - Double(start)
    // Lagrange's weights at 0...5, without their common factor (x - 0)...(x - 5).
    var (sum, product) = (0.0, 1.0)
    let weights = (-1.0 / 120, 1.0 / 24, -1.0 / 12, 1.0 / 12, -1.0 / 24, 1.0 / 120)
    if x == x.rounded() { return logTails[start + Int(x)] }
    for offset in 0..<6 { product *= x - Double(offset) }
    sum += weights.0 / x * logTails[start]
    sum += weights.1 / (x - 1) * logTails[start + 1]
    sum += weights.2 / (x - 2) * logTails[start + 2]
    sum += weights.3 / (x - 3) * logTails[start + 3]
    sum += weights.4 / (x - 4) * logTails[start + 4]
    sum += weights.5 / (x - 5) * logTails[start + 5]
    return sum * product
  }
}

/// The same for a known variance: an integral over the one normal number that all differences of
/// the family have in common.
private struct KnownVariance {
  private let family: MaximumT.Family
  private let others: Double
  private let nodes: [(z: Double, weight: Double, below: Double)]

  init(_ family: MaximumT.Family, _ means: Int) {
    self.family = family
    others = Double(means - 1)
    let rule = GaussLegendre(count: family == .allPairs ? 64 : 128)
    // The largest of K numbers is hardly ever below the first, which leaves out what is flat.
    let low =
      family == .allPairs ? max(-8.3, Normal().quantile(exp(log(1e-15) / others))) : -8.3
    let half = (8.3 - low) / 2
    nodes = zip(rule.nodes, rule.weights).map { node, weight in
      let z = low + half * (node + 1)
      let density = exp(-z * z / 2) / (2 * .pi).squareRoot()
      return (z, half * weight * density, Normal().cdf(z))
    }
  }

  /// Integrates the complement, so small probabilities keep their digits.
  func upperTail(_ w: Double) -> Double {
    let normal = Normal()
    var sum = 0.0
    switch family {
    case .allPairs:
      guard w > 0 else { return 1 }
      // K φ(z) [Φ(z)^(K-1) - (Φ(z) - Φ(z - w))^(K-1)], z the largest of the K.
      for (z, weight, below) in nodes {
        let share = min(1, normal.cdf(z - w) / below)
        sum -= weight * exp(others * log(below)) * expm1(others * log1p(-share))
      }
      sum *= others + 1
    case .control:
      guard w > 0 else { return 1 }
      for (z, weight, _) in nodes {
        let outside = normal.upperTail(z + w) + normal.cdf(z - w)
        sum -= weight * expm1(others * log1p(-min(1, outside)))
      }
    case .best:
      for (z, weight, _) in nodes {
        sum -= weight * expm1(others * log1p(-normal.upperTail(z + w)))
      }
    }
    return min(1, sum)
  }
}
