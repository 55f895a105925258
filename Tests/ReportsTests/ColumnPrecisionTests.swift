import Testing

@testable import Reports

/// Numbers that stand in one column, written so that they can be compared at a glance.
struct ColumnPrecisionTests {
  private func column(_ numbers: [(mean: Double, error: Double)]) -> [String] {
    let own = numbers.map { Precision(mean: $0.mean, uncertainty: $0.error) }
    let shared = Precision.exponent(of: own)
    return numbers.map { number in
      let precision = Precision(mean: number.mean, uncertainty: number.error, sharing: shared)
      return "\(precision.text(number.mean)) ± \(precision.text(number.error))"
    }
  }

  @Test func `large numbers are multiples of one power of ten`() {
    let texts = column([(1.1901e7, 1.7e4), (5_855_358, 447_806)])
    #expect(texts[0] == "1.1901e7 ± 0.0017e7")
    #expect(texts[1].hasPrefix("0.59e7 ± ") || texts[1].hasPrefix("0.586e7 ± "), "\(texts[1])")
  }

  @Test func `numbers that come nowhere near stay as they are`() {
    #expect(column([(1.5e300, 1e299), (12.5, 0.5)])[1] == "12.5 ± 0.5")
    #expect(column([(0.81, 0.02), (1e-9, 1e-10)])[0] == "0.810 ± 0.020")
  }
}
