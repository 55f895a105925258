import Statistics
import Testing

/// Against `scipy.stats.beta` of SciPy 1.17.1.
@Suite struct `The beta distribution` {
  @Test(arguments: [
    (2.0, 5.0, 0.25, 0.466064453125), (0.5, 0.5, 0.1, 0.20483276469913348),
    (3, 1, 0.9, 0.729), (0.5, 3, 0.0809, 0.5052400170658513),
  ]) func `has SciPy's probabilities and quantiles`(
    a: Double, b: Double, x: Double, probability: Double
  ) {
    let beta = Beta(a: a, b: b)
    #expect(abs(beta.cdf(x) - probability) < 1e-12)
    #expect(abs(beta.quantile(beta.cdf(x)) - x) < 1e-12)
    #expect(beta.quantile(0) == 0 && beta.quantile(1) == 1)
    #expect(beta.cdf(-1) == 0 && beta.cdf(2) == 1)
  }
}
