import Glibc

/// The χ² distribution: the sum of squares of so many independent standard normal numbers.
package struct ChiSquare: Sendable {
  /// Above 0; need not be whole.
  package let degreesOfFreedom: Double

  /// - Precondition: the degrees of freedom are positive and finite.
  package init(degreesOfFreedom: Double) {
    precondition(
      degreesOfFreedom > 0 && degreesOfFreedom.isFinite,
      "χ² needs positive degrees of freedom, not \(degreesOfFreedom)")
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The probability of a sum of at most x: P(ν/2, x/2), DLMF 8.2.
  package func cdf(_ x: Double) -> Double { tails(x).lower }

  /// The probability of a sum above x.
  package func upperTail(_ x: Double) -> Double { tails(x).upper }

  /// The number that is not exceeded with the given probability.
  ///
  /// - Precondition: the probability lies between 0 and 1.
  package func quantile(_ probability: Double) -> Double {
    precondition(
      probability > 0 && probability < 1, "χ² has no finite quantile at \(probability)")
    let isLow = probability < 0.5
    let target = isLow ? probability : 1 - probability
    let distance = { (x: Double) in
      let tails = tails(x)
      return isLow ? log(tails.lower / target) : log(target / tails.upper)
    }
    var (low, high) = (degreesOfFreedom / 2, degreesOfFreedom * 2)
    while distance(low) > 0 { low /= 4 }
    while distance(high) < 0 { high *= 2 }
    return root(in: low...high, of: distance)
  }

  /// The series below the mean and the continued fraction above it, DLMF 8.11.4 and 8.9.2 (Lentz);
  /// the kernel by Loader's deviance, which keeps its digits for thousands of degrees.
  private func tails(_ x: Double) -> (lower: Double, upper: Double) {
    guard x > 0 else { return (0, 1) }
    guard x.isFinite else { return (1, 0) }
    let (a, y) = (degreesOfFreedom / 2, x / 2)
    // y^a e^-y / Γ(a + 1)
    let kernel =
      exp(-stirlingError(a) - deviance(a, from: y)) / (2 * .pi * a).squareRoot()
    if y < a + 1 {
      var (term, sum, n) = (1.0, 1.0, a)
      while term > sum * .ulpOfOne / 4 {
        n += 1
        term *= y / n
        sum += term
      }
      let lower = min(1, kernel * sum)
      return (lower, 1 - lower)
    }
    let tiny = 1e-300
    var b = y + 1 - a
    var (c, d) = (1 / tiny, 1 / b)
    var fraction = d
    var i = 1.0
    while true {
      let numerator = -i * (i - a)
      b += 2
      d = numerator * d + b
      if abs(d) < tiny { d = tiny }
      c = b + numerator / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      let change = d * c
      fraction *= change
      if abs(change - 1) <= .ulpOfOne { break }
      i += 1
    }
    let upper = min(1, kernel * a * fraction)
    return (1 - upper, upper)
  }
}
