import Sweeps
package import Trials

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

  /// Takes the metric from a trial's measurements, where they have it.
  ///
  /// - Parameter shown: gives a value as it is drawn.
  package init(
    _ metric: String, of measurements: [Measurement], configuration: Int, replicate: Int, fold: Int,
    shown: (Double) -> Double = { $0 }
  ) {
    self.configuration = configuration
    self.replicate = replicate
    self.fold = fold
    points = measurements.compactMap { measurement in
      measurement.metrics[metric].map { (measurement.epoch, shown($0)) }
    }
  }
}
