/// The differences of two series of measurements: everything they share is taken out.
///
/// Pairs of which one number is missing or not finite are left out and counted.
package struct PairedDifferences: Hashable, Sendable {
  /// The finite differences, in the order of the pairs.
  package let values: [Double]
  /// Count, mean and spread of the differences; `excluded` counts the pairs left out.
  package let moments: Moments
  /// For each difference, how far rounding alone may have moved it: 0.9825 - 0.9812 and
  /// 0.9813 - 0.98 are the same number of images, but not the same Double. Its own pair decides: one
  /// huge pair must not make zeros of all others.
  package let roundings: [Double]

  /// The differences, pair by pair.
  ///
  /// - Precondition: both series have the same length; a missing number is NaN.
  package init(_ first: [Double], minus second: [Double]) {
    precondition(
      first.count == second.count,
      "pairs need two series of one length, not of \(first.count) and \(second.count)")
    let differences = zip(first, second).map { $0 - $1 }
    moments = Moments(differences)
    values = differences.filter(\.isFinite)
    let pairs = zip(first, second).filter { ($0 - $1).isFinite }
    roundings = pairs.map { 4 * max(abs($0), abs($1)).ulp }
  }

  /// How far two differences may be apart by rounding alone, whichever they are.
  package var rounding: Double { roundings.max() ?? 0 }

  /// The sign of each difference, 0 where rounding alone may have made it.
  package var signs: [Int] {
    zip(values, roundings).map { abs($0) <= $1 ? 0 : $0 > 0 ? 1 : -1 }
  }

  /// The standard error of the mean difference; nil where rounding alone may have made the spread.
  package var standardError: Double? {
    guard let deviation = moments.standardDeviation, deviation > rounding else { return nil }
    return moments.standardError
  }
}
