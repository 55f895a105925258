import Glibc

/// The two tails of a beta distribution at one point, each computed without taking it from 1.
///
/// The tails of Student's t and of F are tails of a beta distribution. `lower` is the regularised
/// incomplete beta function I_x(a, b), `upper` is 1 - I_x(a, b) = I_{1-x}(b, a). Good to 12 digits
/// for shapes up to 1e5 and tails down to 1e-300.
struct BetaTails {
  let lower: Double
  let upper: Double

  /// The tails below and above x of the beta distribution with shapes a and b.
  ///
  /// Takes 1 - x as well, which callers know to more digits than x can tell them. The continued
  /// fraction converges fast on the near side of the mean, so the other side mirrors.
  ///
  /// - Precondition: both shapes are positive, x and its complement lie in 0...1.
  init(a: Double, b: Double, x: Double, complement: Double) {
    precondition(a > 0 && b > 0, "a beta distribution has positive shapes, not \(a) and \(b)")
    guard x > 0 && complement > 0 else {
      (lower, upper) = x > 0 ? (1, 0) : (0, 1)
      return
    }
    let front = betaKernel(a: a, b: b, x: x, complement: complement)
    if x < (a + 1) / (a + b + 2) {
      lower = front / betaFraction(a: a, b: b, x: x, complement: complement)
      upper = 1 - lower
    } else {
      upper = front / betaFraction(a: b, b: a, x: complement, complement: x)
      lower = 1 - upper
    }
  }
}

/// x^a (1-x)^b / B(a, b), without the cancellation of large logarithms.
///
/// Loader's saddle-point form of the binomial density, "Fast and accurate computation of binomial
/// probabilities" (2000), extended to real a and b: with n = a + b the kernel is the density of a
/// successes in n at x, times a b / n.
private func betaKernel(a: Double, b: Double, x: Double, complement: Double) -> Double {
  let n = a + b
  let exponent =
    stirlingError(n) - stirlingError(a) - stirlingError(b)
    - deviance(a, from: n * x) - deviance(b, from: n * complement)
  return exp(exponent) * (a * (b / n) / (2 * .pi)).squareRoot()
}

/// log Γ(n + 1) less Stirling's (n + 1/2) log n - n + log √2π: by its series, DLMF 5.11.1, where
/// that is exact to the last bit.
func stirlingError(_ n: Double) -> Double {
  guard n > 15 else {
    return lgamma(n + 1).0 - (n + 0.5) * log(n) + n - 0.5 * log(2 * .pi)
  }
  let square = n * n
  let tail = 1 / 1260.0 - (1 / 1680.0 - 1 / (1188 * square)) / square
  return (1 / 12.0 - (1 / 360.0 - tail / square) / square) / n
}

/// Loader's deviance term, x log(x / m) + m - x: by a series where x and m are close and the terms
/// would cancel.
func deviance(_ x: Double, from mean: Double) -> Double {
  guard abs(x - mean) < 0.1 * (x + mean) else { return x * log(x / mean) + mean - x }
  let ratio = (x - mean) / (x + mean)
  var sum = (x - mean) * ratio
  var power = 2 * x * ratio
  var odd = 1.0
  while true {
    power *= ratio * ratio
    odd += 2
    let next = sum + power / odd
    if next == sum { return sum }
    sum = next
  }
}

/// The continued fraction for I_x(a, b) over its kernel.
///
/// DiDonato and Morris, "Significant digit computation of the incomplete beta function ratios"
/// (TOMS 708, 1992), equation 9: half as many terms as the classical one, and x near 1 costs no
/// digits as 1 - x comes in. From the top down by Lentz's method as Thompson and Barnett modified it
/// ("Coulomb and Bessel functions of complex arguments and order", 1986).
private func betaFraction(a: Double, b: Double, x: Double, complement: Double) -> Double {
  func partialDenominator(_ m: Double) -> Double {
    m + m * (b - m) * x / (a + 2 * m - 1)
      + (a + m) * (a * complement - b * x + 1 + m * (1 + complement)) / (a + 2 * m + 1)
  }
  let tiny = 1e-300
  var value = a * (a * complement - b * x + 1) / (a + 1)
  if value == 0 { value = tiny }
  var ratio = value
  var inverse = 0.0
  var m = 0.0
  while true {
    m += 1
    let width = a + 2 * m - 1
    let numerator = (a + m - 1) / width * (a + b + m - 1) / width * m * (b - m) * x * x
    let denominator = partialDenominator(m)
    inverse = denominator + numerator * inverse
    if inverse == 0 { inverse = tiny }
    inverse = 1 / inverse
    ratio = denominator + numerator / ratio
    if ratio == 0 { ratio = tiny }
    let change = ratio * inverse
    value *= change
    if abs(change - 1) <= .ulpOfOne { return value }
  }
}
