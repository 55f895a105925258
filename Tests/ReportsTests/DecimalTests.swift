import Glibc
import Random
import Reports
import Testing

struct DecimalTests {
  /// Formats the number by C's printf: exact and half to even in glibc.
  private func printed(_ number: Double, _ places: Int) -> String {
    var buffer = [CChar](repeating: 0, count: 400 + places)
    let count = withVaList([Int32(places), number]) {
      vsnprintf(&buffer, buffer.count, "%.*f", $0)
    }
    return String(decoding: buffer.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  @Test func `rounds as glibc does, whatever the number`() {
    var random = RandomStream(seed: 1)
    for round in 0..<4000 {
      // Every exponent there is, and then those that results have.
      let number =
        round % 2 == 0
        ? Double(bitPattern: random.next()) : (random.normal() * 1e3).rounded() / 1024 + 0.5
      guard number.isFinite else { continue }
      let places = random.integer(below: 25)
      let expected = printed(number, places)
      let isZero = !expected.contains { ("1"..."9").contains($0) }
      #expect(number.fixed(places) == (isZero ? printed(0, places) : expected))
    }
  }

  @Test(arguments: [
    (0.5, 0, "0"), (1.5, 0, "2"), (2.5, 0, "2"), (0.125, 2, "0.12"), (0.375, 2, "0.38"),
    (0.15, 1, "0.1"), (2.675, 2, "2.67"), (1.005, 2, "1.00"), (0.05, 1, "0.1"), (9.995, 2, "9.99"),
    (999.9999, 3, "1000.000"), (-1.5, 0, "-2"), (-0.001, 2, "0.00"), (-0.0, 1, "0.0"),
    (0, 3, "0.000"), (1e-300, 3, "0.000"), (1e22, 1, "10000000000000000000000.0"),
    (0.1, 20, "0.10000000000000000555"), (.infinity, 2, "inf"), (-.infinity, 2, "-inf"),
    (.nan, 2, "nan"),
  ]) func `rounds what the double is and not what was typed`(
    number: Double, places: Int, text: String
  ) {
    #expect(number.fixed(places) == text)
  }

  @Test func `the largest and the smallest double have all their digits`() {
    #expect(1e300.fixed(2) == printed(1e300, 2))
    let smallest = Double.leastNonzeroMagnitude
    #expect(smallest.fixed(1074) == printed(smallest, 1074))
    #expect(Double.greatestFiniteMagnitude.fixed(0) == printed(.greatestFiniteMagnitude, 0))
  }

  @Test(arguments: [
    (0.042, 2, "0.042"), (4.2, 3, "4.20"), (0.0996, 2, "0.10"), (9.96, 2, "10"), (99.96, 3, "100"),
    (1234, 2, "1234"), (0, 2, "0"), (-0.00351, 2, "-0.0035"), (.nan, 2, "nan"),
  ]) func `keeps significant digits when rounding carries`(
    number: Double, digits: Int, text: String
  ) {
    #expect(number.significant(digits) == text)
  }
}

struct PrecisionTests {
  private func text(_ mean: Double, _ error: Double?, _ digits: Digits = .automatic) -> String {
    let precision = Precision(mean: mean, uncertainty: error, digits: digits)
    return [mean, error].compactMap(\.self).map(precision.text).joined(separator: " ± ")
  }

  /// The Particle Data Group's own examples are 0.827 ± 0.119, 0.827 ± 0.367 and their like.
  @Test func `the standard error decides how many digits there are`() {
    #expect(text(0.827, 0.119) == "0.83 ± 0.12")
    #expect(text(0.827, 0.367) == "0.8 ± 0.4")
    #expect(text(0.98123456, 0.0012345) == "0.9812 ± 0.0012")
    #expect(text(0.98123456, 0.000951) == "0.9812 ± 0.0010")
    #expect(text(0.98123456, 0.0996) == "0.98 ± 0.10")
    #expect(text(0.98123456, 1.5) == "1.0 ± 1.5")
    #expect(text(123.456, 12.34) == "123 ± 12")
    #expect(text(12345.6, 1234.5) == "12346 ± 1234")
    #expect(text(-0.5, 0.25) == "-0.50 ± 0.25")
    #expect(text(0, 0.0312) == "0.000 ± 0.031")
  }

  @Test func `so many digits as are asked for`() {
    #expect(text(0.98123456, 0.0012345, .fixed(2)) == "0.98 ± 0.00")
    #expect(text(1.2e-12, 3.4e-13, .fixed(3)) == "0.000 ± 0.000")
    #expect(text(12.5, nil, .fixed(0)) == "12")
  }

  @Test func `without a spread the mean has four digits`() {
    #expect(text(0.981234, nil) == "0.9812")
    #expect(text(0.981234, 0) == "0.9812 ± 0.0000")
    #expect(text(23.456789, nil) == "23.46")
    #expect(text(1, nil) == "1.000")
    #expect(text(0, nil) == "0")
    #expect(text(0.99999, nil) == "1.000")
  }

  @Test func `very small and very large numbers share a power of ten`() {
    #expect(text(1.2e-12, 3.4e-13) == "1.20e-12 ± 0.34e-12")
    #expect(text(1e300, 2e299) == "1.00e300 ± 0.20e300")
    #expect(text(0.00012, 0.000011) == "0.000120 ± 0.000011")
    #expect(text(1.5e-5, 2e-5) == "1.5e-5 ± 2.0e-5")
    #expect(text(1e7, nil) == "1.000e7")
  }

  @Test func `a spread that is only rounding's does not ask for twenty digits`() {
    #expect(text(0.3, 5.5e-17) == "0.300000000000000 ± 0.000000000000000")
  }

  @Test func `what is not finite stays what it is`() {
    #expect(text(.nan, nil) == "nan")
    #expect(text(.infinity, .nan) == "inf ± nan")
    #expect(text(1e300, .infinity) == "1.000e300 ± inf")
  }
}
