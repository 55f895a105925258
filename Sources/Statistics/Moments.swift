/// Count, mean, spread and range of the numbers added so far, without keeping them.
///
/// Sums of squares lose the digits that tell 0.9812 from 0.9813; Welford's update does not:
/// m₂ += (x - m)(x - m'), where m and m' are the mean before and after x ("Note on a method for
/// calculating corrected sums of squares and products", Technometrics 1962; Knuth, TAOCP 2, 4.2.2).
/// The last bits depend on the order of the numbers: to get the same bits, add in the same order.
///
/// Sums are kept in units of a power of two, which is 1 but for numbers whose squares would overflow or
/// vanish: 1e300 and 1e-300 have a spread, too.
///
/// Numbers that are not finite never enter a mean; they are counted in `excluded`.
package struct Moments: Hashable, Sendable {
  /// How many finite numbers were added: the n of every formula.
  package private(set) var count = 0
  /// How many numbers were left out because they are infinite or not a number.
  package private(set) var excluded = 0
  /// The smallest finite number; nil if there is none.
  package private(set) var minimum: Double?
  /// The largest finite number; nil if there is none.
  package private(set) var maximum: Double?
  /// The mean so far, in units.
  private var center = 0.0
  /// The sum of squared deviations, in squared units.
  private var squares = 0.0
  private(set) var unit = 1.0

  /// The moments of nothing.
  package init() {}

  /// The moments of the numbers, added from first to last.
  package init(_ values: some Sequence<Double>) {
    for value in values { add(value) }
  }

  /// Takes one more number into account.
  package mutating func add(_ value: Double) {
    guard value.isFinite else {
      excluded += 1
      return
    }
    count += 1
    adopt(Moments.unit(for: value))
    let scaled = value / unit
    let deviation = scaled - center
    center += deviation / Double(count)
    squares += deviation * (scaled - center)
    minimum = min(minimum ?? value, value)
    maximum = max(maximum ?? value, value)
  }

  /// The unit of numbers whose squares are ordinary ones is 1; that of others is the number's power of two, but
  /// for those so small that 1 divided by it would be infinite.
  private static func unit(for value: Double) -> Double {
    value == 0 || (0x1p-500...0x1p500).contains(value.magnitude)
      ? 1 : max(value.magnitude.binade, .leastNormalMagnitude)
  }

  /// Goes over to a unit where it is the larger one, or nothing but zeros was added.
  private mutating func adopt(_ other: Double) {
    let isNew =
      center == 0 && squares == 0 && other < unit && (maximum ?? 0) == 0 && (minimum ?? 0) == 0
    guard other > unit || isNew else { return }
    let ratio = unit / other
    (center, squares, unit) = (center * ratio, squares * ratio * ratio, other)
  }

  /// Takes into account all that `other` has seen.
  ///
  /// Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing sample
  /// variances" (1979): m₂ = m₂ᵃ + m₂ᵇ + δ² nᵃ nᵇ / n.
  package mutating func merge(_ other: Moments) {
    excluded += other.excluded
    guard other.count > 0 else { return }
    let (mine, theirs) = (Double(count), Double(other.count))
    var other = other
    adopt(other.unit)
    other.adopt(unit)
    let deviation = other.center - center
    center += deviation * (theirs / (mine + theirs))
    squares += other.squares + deviation * deviation * (mine * theirs / (mine + theirs))
    count += other.count
    minimum = [minimum, other.minimum].compactMap(\.self).min()
    maximum = [maximum, other.maximum].compactMap(\.self).max()
  }

  /// The arithmetic mean; nil of nothing.
  package var mean: Double? {
    count > 0 ? center * unit : nil
  }

  /// The sample variance, m₂ / (n - 1); nil for fewer than two numbers. Infinite where no number is as
  /// large.
  package var variance: Double? {
    scaledVariance.map { $0 * unit * unit }
  }

  /// The sample variance in squared units; nil for fewer than two numbers.
  var scaledVariance: Double? {
    count > 1 ? squares / Double(count - 1) : nil
  }

  /// The sample standard deviation, the root of `variance`; nil for fewer than two numbers.
  package var standardDeviation: Double? {
    scaledVariance.map { $0.squareRoot() * unit }
  }

  /// Whether the numbers differ by more than rounding.
  package var hasSpread: Bool {
    guard let deviation = standardDeviation, let maximum, let minimum else { return false }
    return deviation > 4 * max(maximum.magnitude, minimum.magnitude).ulp
  }

  /// The standard error of the mean, s / √n, of independent numbers; nil for fewer than two.
  package var standardError: Double? {
    scaledVariance.map { ($0 / Double(count)).squareRoot() * unit }
  }
}
