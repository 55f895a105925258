import Documents
import Glibc

/// The levels of a factor: numbers at even distances, on one scale or another.
package enum Levels {
  /// `count` numbers from `first` to `last`, both included, at equal differences.
  ///
  /// The ends are exact; between them `first + i * (last - first) / (count - 1)`, as NumPy has it.
  package static func linspace(_ first: Double, _ last: Double, count: Int) -> [Double] {
    guard count > 1 else { return count == 1 ? [first] : [] }
    let step = (last - first) / Double(count - 1)
    return (0..<count).map { $0 == count - 1 ? last : first + Double($0) * step }
  }

  /// `count` numbers from `first` to `last`, both included, at equal ratios.
  ///
  /// Unlike NumPy's function of the name, it takes the ends themselves and not their exponents:
  /// `logspace(1e-4, 1e-1, 4)` is 0.0001, 0.001, 0.01, 0.1. Powers of ten come out exact.
  ///
  /// - Precondition: both ends are positive.
  package static func logspace(_ first: Double, _ last: Double, count: Int) -> [Double] {
    precondition(first > 0 && last > 0, "a geometric scale has positive ends")
    guard count > 1 else { return count == 1 ? [first] : [] }
    let exponents = linspace(log10(first), log10(last), count: count)
    return exponents.enumerated().map { index, exponent in
      if index == 0 { return first }
      if index == count - 1 { return last }
      let whole = exponent.rounded()
      return abs(exponent - whole) < 1e-12 ? powerOfTen(Int(whole)) : pow(10, exponent)
    }
  }

  /// The numbers from `first` on at distance `step`, up to and including `last` where it is met.
  package static func range(_ first: Double, _ last: Double, step: Double) -> [Double] {
    let steps = (last - first) / step
    guard steps >= 0, steps.isFinite else { return [] }
    // A step of 0.1 is not exact in binary: a last level missed by rounding alone is a level.
    return (0...Int((steps + 1e-9).rounded(.down))).map { first + Double($0) * step }
  }

  /// Gives the labels of levels in tables: as people would write them.
  ///
  /// Steps are not exact in binary, and the digits that rounding adds mean nothing:
  /// `0.00025075`, not `0.00025075000000000005`. A number that no short decimal is, as a geometric scale
  /// has them, is told by 4 significant digits, `0.01778`, or by as many more as tell every two levels
  /// apart.
  package static func labels(_ levels: [Double]) -> [String] {
    for digits in 4...12 {
      let labels = levels.map { level in
        let near = rounded(level, significantDigits: 12)
        // A decimal of six digits is meant as it is.
        let isShort = near == rounded(level, significantDigits: 6)
        return Document.label(isShort ? near : rounded(level, significantDigits: digits))
      }
      if Set(labels).count == Set(levels).count { return labels }
    }
    return levels.map(Document.label)
  }

  /// The levels without what rounding added to them: 12 significant digits of each.
  package static func decimals(_ levels: [Double]) -> [Double] {
    levels.map { rounded($0, significantDigits: 12) }
  }

  /// The double nearest to the number's first significant digits; a whole number stays.
  package static func rounded(_ level: Double, significantDigits count: Int) -> Double {
    guard level.isFinite, level != level.rounded() else { return level }
    let scale = count - 1 - Int(log10(abs(level)).rounded(.down))
    let digits = level * powerOfTen(scale)
    guard digits.isFinite else { return level }
    return Double("\(Int64(digits.rounded()))e\(-scale)") ?? level
  }

  /// The double nearest to the decimal 1eN: `pow` may be off by one unit in the last place.
  private static func powerOfTen(_ exponent: Int) -> Double {
    Double("1e\(exponent)") ?? pow(10, Double(exponent))
  }
}
