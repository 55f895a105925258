import Reports
import Statistics

/// The measure of spread that the bar around a mean shows.
package enum Spread: Hashable, Sendable {
  /// The sample standard deviation: how far single observations lie from the mean.
  case deviation
  /// The standard error: how far the mean of another such sample would lie.
  case error
  /// Student's interval for the mean; that of Nadeau and Bengio where observations share data.
  case interval(level: Double)

  /// Half the length of the bar; nil where there are too few observations.
  func reach(_ moments: Moments, testToTrain: Double) -> Double? {
    switch self {
    case .deviation: moments.standardDeviation
    case .error: moments.standardError(testToTrain: testToTrain)
    case .interval(let level):
      moments.interval(level: level, testToTrain: testToTrain).map { ($0.upper - $0.lower) / 2 }
    }
  }

  /// Gives its name: `± sample standard deviation`.
  func phrase(testToTrain: Double) -> String {
    let correction = testToTrain > 0 ? " (Nadeau-Bengio, as folds share data)" : ""
    return switch self {
    case .deviation: "± sample standard deviation"
    case .error: "± standard error" + correction
    case .interval(let level): "\(level.percent) t-interval" + correction
    }
  }
}

extension Double {
  /// A share as `95 %` or `99.9 %`.
  var percent: String {
    let tenths = (self * 1000).rounded() / 10
    return tenths.fixed(tenths == tenths.rounded() ? 0 : 1) + "\u{a0}%"
  }
}
