/// Moments and order statistics of an array: what a table says about one cell.
///
/// Numbers that are not finite are left out of everything and counted in `moments.excluded`.
package struct Description: Hashable, Sendable {
  /// Count, mean, spread and range, in the order of the array.
  package let moments: Moments
  /// The finite numbers. They are sorted on demand, as most are never asked for.
  private let values: [Double]

  /// Describes the numbers, finite or not.
  package init(_ values: [Double]) {
    moments = Moments(values)
    self.values = moments.excluded == 0 ? values : values.filter(\.isFinite)
  }

  /// The number with as many below as above it, or the middle of two; nil of nothing.
  package var median: Double? {
    quantile(0.5)
  }

  /// The number that a share of the others does not exceed, between neighbours by straight lines;
  /// nil of nothing.
  ///
  /// Hyndman and Fan, "Sample quantiles in statistical packages" (1996), type 7, the default of R
  /// and NumPy: x₍ₕ₎ at h = (n - 1) p, counted from zero.
  ///
  /// - Precondition: the share lies in 0...1.
  package func quantile(_ share: Double) -> Double? {
    precondition((0...1).contains(share), "a quantile's share lies in 0...1, not at \(share)")
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let position = Double(sorted.count - 1) * share
    let below = sorted[Int(position)]
    let above = sorted[min(Int(position) + 1, sorted.count - 1)]
    return below + (above - below) * (position - position.rounded(.down))
  }
}
