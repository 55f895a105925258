/// What is left of two series of measurements when everything they share is taken out.
///
/// Pairs of which one number is missing or not finite are left out and counted.
package struct PairedDifferences: Hashable, Sendable {
  /// The finite differences, in the order of the pairs.
  package let values: [Double]
  /// Count, mean and spread of the differences; `excluded` counts the pairs left out.
  package let moments: Moments
  /// How far two differences may be apart by rounding alone.
  ///
  /// 0.9825 - 0.9812 and 0.9813 - 0.98 are the same number of images, but not the same Double.
  package let rounding: Double

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
    rounding = 4 * (pairs.map { max(abs($0), abs($1)) }.max() ?? 0).ulp
  }
}
