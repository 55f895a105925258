import Statistics

extension Double {
  /// The number with so many digits behind the point, as C's `%.*f` has it: rounded from its exact
  /// value, half to even.
  ///
  /// Zero has no sign, also where a number rounds to it. Infinities and NaN are `inf`, `-inf` and `nan`.
  package func fixed(_ places: Int) -> String {
    guard isFinite else { return "\(self)" }
    let rounded = DecimalExpansion(self).rounded(toPlaces: max(0, places))
    return (self < 0 && !rounded.digits.isEmpty ? "-" : "") + rounded.text
  }

  /// The number rounded to so many significant digits, trailing zeros kept: `4.20`, `0.0031`.
  ///
  /// Digits left of the point are never rounded away: 1234 with two digits is still `1234`. More
  /// than twelve digits before the point or zeros behind it are a power of ten: `1.2e200`.
  package func significant(_ digits: Int) -> String {
    guard isFinite else { return "\(self)" }
    let expansion = DecimalExpansion(self)
    guard let exponent = expansion.exponent, !(-12...12).contains(exponent) else {
      return fixed(expansion.places(significant: digits))
    }
    // 9.96 of some power is 1.0 of the next.
    let carried = expansion.rounded(toPlaces: digits - 1 - exponent).exponent ?? exponent
    let scaled = expansion.dividedByTen(toThe: carried)
    return (self < 0 ? "-" : "") + scaled.rounded(toPlaces: max(0, digits - 1)).text
      + "e\(carried)"
  }
}

extension DecimalExpansion {
  /// How many places show so many significant digits, once rounding has carried: 0.0996 needs two
  /// for `0.10`, not three for `0.100`.
  func places(significant digits: Int) -> Int {
    guard let exponent else { return 0 }
    let places = digits - 1 - exponent
    let carried = rounded(toPlaces: places).exponent ?? exponent
    return places - (carried - exponent)
  }
}

/// How many digits the numbers of a table have.
package enum Digits: Hashable, Sendable {
  /// As many as the standard error of the mean supports, row by row.
  case automatic
  /// This many digits behind the point, everywhere.
  case fixed(Int)
}

/// How the numbers of one configuration are written for people, so that no digit lies.
///
/// The standard error of the mean decides, by the Particle Data Group's rule
/// (`supportedDecimals`), and all numbers of the row end at the same place. Without an error (one
/// trial, or all equal) four significant digits of the mean are shown. Nothing left of the point is
/// ever rounded away.
///
/// Numbers that would have more than three zeros behind the point, or more than seven digits before
/// it, are written as `1.20e-12 ± 0.34e-12`: one power of ten for the whole row.
package struct Precision: Hashable, Sendable {
  /// The power of ten that the row's numbers are multiples of; 0 for plain decimals.
  package let exponent: Int
  /// Digits behind the point.
  package let places: Int

  /// - Parameters:
  ///   - error: the standard error of the mean; nil where there is none to go by.
  ///   - shared: the power of ten of the column, for numbers that come near it.
  package init(
    mean: Double, uncertainty error: Double?, digits: Digits = .automatic,
    sharing shared: Int? = nil
  ) {
    if case .fixed(let places) = digits {
      (exponent, self.places) = (0, places)
      return
    }
    let mean = mean.isFinite ? mean : 0
    let error = error.flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
    let largest = DecimalExpansion(max(abs(mean), error ?? 0))
    let top = largest.exponent ?? 0
    let isNear = shared.map { (0...4).contains($0 - top) } ?? false
    exponent = isNear ? shared ?? 0 : (-4...6).contains(top) ? 0 : top
    let places =
      error.flatMap { supportedDecimals(standardError: $0) } ?? largest.places(significant: 4)
    // A double has 15 decimal digits to give; an error below them is the dust of rounding.
    self.places = max(0, min(places, 14 - top) + exponent)
  }

  /// Gives one number `digits` significant digits, and others that end where it does; more than twelve
  /// digits before the point or zeros behind it are a power of ten.
  init(of number: Double, significant digits: Int) {
    let expansion = DecimalExpansion(number.isFinite ? number : 0)
    let top = expansion.exponent ?? 0
    exponent = (-12...12).contains(top) ? 0 : top
    places = max(0, expansion.places(significant: digits) + exponent)
  }

  /// The power of ten for a column, of which some numbers are too large for plain decimals; nil where
  /// none is: `1.1901e7 ± 0.0017e7` stands above `0.59e7 ± 0.04e7`, and not above `5855358 ± 447806`.
  static func exponent(of column: [Precision]) -> Int? {
    let largest = column.map(\.exponent).max() ?? 0
    return largest > 0 ? largest : nil
  }

  /// The number at this precision.
  package func text(_ number: Double) -> String {
    guard exponent != 0, number.isFinite else { return number.fixed(places) }
    let scaled = DecimalExpansion(number).dividedByTen(toThe: exponent).rounded(toPlaces: places)
    return (number < 0 && !scaled.digits.isEmpty ? "-" : "") + scaled.text + "e\(exponent)"
  }
}
