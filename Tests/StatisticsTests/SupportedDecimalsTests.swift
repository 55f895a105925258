import Statistics
import Testing

struct SupportedDecimalsTests {
  /// The Particle Data Group's own examples: 0.827 ± 0.119 becomes 0.83 ± 0.12, and 0.827 ± 0.367
  /// becomes 0.8 ± 0.4.
  @Test(arguments: [
    (0.119, 2), (0.367, 1), (0.354, 2), (0.355, 1), (0.949, 1), (0.950, 1), (0.9996, 1), (1, 1),
    (0.001, 4), (0.000827, 4), (0.0012, 4), (3.54, 1), (3.56, 0), (120, -1), (500, -2),
  ])
  func `follows the Particle Data Group's rule`(error: Double, decimals: Int) {
    #expect(supportedDecimals(standardError: error) == decimals)
  }

  @Test func `an error of nothing supports nothing`() {
    #expect(supportedDecimals(standardError: 0) == nil)
    #expect(supportedDecimals(standardError: .nan) == nil)
    #expect(supportedDecimals(standardError: .infinity) == nil)
  }
}
