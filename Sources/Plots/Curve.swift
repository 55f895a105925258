/// The values of one metric that one training measured.
package struct Curve: Sendable {
  /// The trial that it is of, every number counted from 0.
  package let configuration: Int
  /// The replicate, counted from 0.
  package let replicate: Int
  /// The fold, counted from 0 through all repeats.
  package let fold: Int
  /// Values by epoch, ascending; those that are not finite are gaps.
  package let points: [(epoch: Int, value: Double)]

  /// Takes the values of the metric by epoch, ascending.
  ///
  /// - Parameter shown: gives a value as it is drawn.
  package init(
    of measurements: [(epoch: Int, value: Double)], configuration: Int, replicate: Int, fold: Int,
    shown: (Double) -> Double = { $0 }
  ) {
    self.configuration = configuration
    self.replicate = replicate
    self.fold = fold
    points = measurements.map { ($0.epoch, shown($0.value)) }
  }
}
