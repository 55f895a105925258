import Glibc

/// Student's t around a mean that is not zero: how a t statistic falls when there is an effect.
///
/// It is the ratio (Z + δ) / S of a normal number around δ and an independent S with νS² ~ χ²(ν).
package struct NoncentralT: Sendable {
  /// Above 0; need not be whole.
  package let degreesOfFreedom: Double
  /// δ: the true difference in units of its standard error.
  package let noncentrality: Double

  /// - Precondition: the degrees of freedom are positive, both are finite.
  package init(degreesOfFreedom: Double, noncentrality: Double) {
    precondition(
      degreesOfFreedom > 0 && degreesOfFreedom.isFinite && noncentrality.isFinite,
      "no noncentral t with \(degreesOfFreedom) degrees of freedom around \(noncentrality)")
    self.degreesOfFreedom = degreesOfFreedom
    self.noncentrality = noncentrality
  }

  /// The probability of a number above x, for any x but the infinite.
  ///
  /// From the definition: the mean of Φ(δ - xS) over S (Johnson, Kotz and Balakrishnan, "Continuous
  /// univariate distributions" 2, 31.2). In u = log S the integrand is smooth and dies at both ends,
  /// where the trapezoidal rule converges faster than any power (Trefethen and Weideman, "The
  /// exponentially convergent trapezoidal rule", 2014). Every term is positive, so small tails keep
  /// 12 digits. Takes time in proportion to |δ|: some 10 µs where power is of interest.
  package func upperTail(_ x: Double) -> Double {
    let normal = Normal()
    let logDensity = { (u: Double) in degreesOfFreedom * (u - expm1(2 * u) / 2) }
    // The integrand is at least as wide as a bell of this deviation.
    let width = 1 / (2 * degreesOfFreedom + noncentrality * noncentrality + 16).squareRoot()
    let step = width / 2

    // It is about this high where S is 1, or where S best explains an x far out; 22 digits below
    // the higher of both the rest does not count.
    let logHeight = { (u: Double) in
      let excess = max(0, x * exp(u) - noncentrality)
      return logDensity(u) - excess * excess / 2
    }
    let most = max(logHeight(0), logHeight(-log1p(x * x / degreesOfFreedom) / 2))
    let least = most - 50
    if most < -745 { return 0 }

    var sum = normal.upperTail(x - noncentrality)
    for direction in [-step, step] {
      var u = direction
      while logDensity(u) > least {
        sum += exp(logDensity(u)) * normal.upperTail(x * exp(u) - noncentrality)
        u += direction
      }
    }
    let peak = (degreesOfFreedom / .pi).squareRoot() * exp(-stirlingError(degreesOfFreedom / 2))
    return min(1, sum * step * peak)
  }

  /// The probability of a number of at most x.
  ///
  /// The mirror image: -T is noncentral t around -δ.
  package func cdf(_ x: Double) -> Double {
    NoncentralT(degreesOfFreedom: degreesOfFreedom, noncentrality: -noncentrality).upperTail(-x)
  }

  /// The noncentrality that leaves the given probability above x.
  ///
  /// - Precondition: the probability lies between 0 and 1.
  package static func noncentrality(
    of x: Double, upperTail probability: Double, degreesOfFreedom: Double
  ) -> Double {
    precondition(
      probability > 0 && probability < 1, "no noncentrality has a tail of \(probability)")
    let surplus = { (noncentrality: Double) in
      let shifted = NoncentralT(degreesOfFreedom: degreesOfFreedom, noncentrality: noncentrality)
      return log(shifted.upperTail(x) / probability)
    }
    var reach = 4.0
    while surplus(x - reach) > 0 || surplus(x + reach) < 0 { reach *= 2 }
    return root(in: (x - reach)...(x + reach), of: surplus)
  }
}
