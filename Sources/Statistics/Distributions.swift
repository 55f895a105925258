import Glibc

/// A continuous distribution whose density is the same at x and -x.
package protocol SymmetricDistribution: Sendable {
  /// The probability of a number above x.
  func upperTail(_ x: Double) -> Double
}

extension SymmetricDistribution {
  /// The probability of a number of at most x.
  package func cdf(_ x: Double) -> Double {
    upperTail(-x)
  }

  /// The probability of a number at least as far from zero as x: a two-sided p value.
  package func twoSided(_ x: Double) -> Double {
    min(1, 2 * upperTail(abs(x)))
  }

  /// The number that is not exceeded with the given probability; infinite for 0 and 1.
  ///
  /// Solves log(tail(x) / p) = 0, which is nearly a polynomial, by bracketing.
  ///
  /// - Precondition: the probability lies in 0...1.
  package func quantile(_ probability: Double) -> Double {
    precondition((0...1).contains(probability), "no quantile has probability \(probability)")
    let tail = min(probability, 1 - probability)
    let sign = probability < 0.5 ? -1.0 : 1
    if tail == 0 { return sign * .infinity }
    if tail == 0.5 { return 0 }
    var far = 1.0
    while upperTail(far) > tail { far *= 2 }
    return sign * root(in: (far == 1 ? 0 : far / 2)...far) { log(upperTail($0) / tail) }
  }
}

/// The normal distribution with mean 0 and standard deviation 1.
package struct Normal: SymmetricDistribution {
  /// Makes the standard normal distribution, which has no parameters.
  package init() {}

  /// 1 - Φ(x) = erfc(x / √2) / 2, DLMF 7.18.
  package func upperTail(_ x: Double) -> Double {
    0.5 * erfc(x * 0.5.squareRoot())
  }
}

/// Student's t distribution; the degrees of freedom need not be whole.
package struct StudentT: SymmetricDistribution {
  /// Above 0; need not be whole.
  package let degreesOfFreedom: Double

  /// - Precondition: the degrees of freedom are positive and finite.
  package init(degreesOfFreedom: Double) {
    precondition(
      degreesOfFreedom > 0 && degreesOfFreedom.isFinite,
      "Student's t needs positive degrees of freedom, not \(degreesOfFreedom)")
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// I_y(ν/2, 1/2) / 2 with y = ν / (ν + x²) for x ≥ 0, and its mirror image below: Abramowitz and
  /// Stegun 26.7.1.
  package func upperTail(_ x: Double) -> Double {
    let square = x * x
    let y = degreesOfFreedom / (degreesOfFreedom + square)
    let z = square / (degreesOfFreedom + square)
    let tails = BetaTails(a: degreesOfFreedom / 2, b: 0.5, x: y, complement: z.isNaN ? 1 : z)
    return x > 0 ? tails.lower / 2 : 0.5 + tails.upper / 2
  }
}

/// Fisher's F distribution: the ratio of two independent mean squares of equal expectation.
package struct FisherF: Sendable {
  /// Degrees of freedom of the two sums of squares; above 0.
  package let numerator: Double
  /// Degrees of freedom of the sum of squares below the bar; above 0.
  package let denominator: Double

  /// The distribution for the degrees of freedom above and below the bar.
  ///
  /// - Precondition: both are positive and finite.
  package init(numerator: Double, denominator: Double) {
    precondition(
      numerator > 0 && denominator > 0 && numerator.isFinite && denominator.isFinite,
      "F needs positive degrees of freedom, not \(numerator) and \(denominator)")
    self.numerator = numerator
    self.denominator = denominator
  }

  /// The probability of a ratio of at most x: I_y(d₁/2, d₂/2), y = d₁x / (d₁x + d₂); DLMF 8.17(iii),
  /// Abramowitz and Stegun 26.6.2.
  package func cdf(_ x: Double) -> Double {
    tails(x).lower
  }

  /// The probability of a ratio above x: the p value of an F test.
  package func upperTail(_ x: Double) -> Double {
    tails(x).upper
  }

  /// The ratio that is exceeded with the given probability.
  ///
  /// - Precondition: the probability lies between 0 and 1.
  package func upperQuantile(_ probability: Double) -> Double {
    precondition(
      probability > 0 && probability < 1, "no finite ratio is exceeded with \(probability)")
    let surplus = { (x: Double) in log(upperTail(x) / probability) }
    var (low, high) = (1.0, 1.0)
    while surplus(low) < 0 { low /= 4 }
    while surplus(high) > 0 { high *= 4 }
    return low == high ? low : root(in: low...high, of: surplus)
  }

  private func tails(_ x: Double) -> BetaTails {
    let scaled = numerator * max(0, x)
    let y = scaled.isFinite ? scaled / (scaled + denominator) : 1
    return BetaTails(
      a: numerator / 2, b: denominator / 2, x: y, complement: denominator / (scaled + denominator))
  }
}
