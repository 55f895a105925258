package import Statistics
package import Sweeps
import Trials

/// How a sweep stands, in a few numbers, however many trials it has.
///
/// `StandingFold` keeps them up to date entry by entry; `init(of:)` counts all trials at once, and comes
/// to the same. Results files keep them, so that nobody has to count a million rows.
package struct Standing: Hashable, Sendable {
  /// Trials that ended with a result, trained to their end.
  package var completed = 0
  /// Trials that ended with a loss that ran away.
  package var diverged = 0
  /// Trials that were given up.
  package var failed = 0
  /// Trials that may yet get a result, in training or not.
  package var open = 0
  /// Attempts that failed, of whichever trial.
  package var failedAttempts = 0
  /// How long the trainings of results took.
  package var durations = Durations()
  /// The configuration with the best mean; nil while there is none.
  package var best: Best?

  /// Makes the standing of a sweep that asks for no trial.
  package init() {}

  /// All trials that are asked for.
  package var trials: Int { completed + diverged + failed + open }

  /// Times that trainings took.
  package struct Durations: Hashable, Sendable {
    /// The number of trainings whose time is known.
    package let count: Int
    /// The mean in seconds; 0 of none.
    package let mean: Double
    /// The sample standard deviation in seconds; nil for fewer than two.
    package let deviation: Double?

    /// - Parameters:
    ///   - mean: in seconds; 0 of none.
    ///   - deviation: the sample standard deviation in seconds; nil for fewer than two.
    package init(count: Int, mean: Double, deviation: Double?) {
      self.count = count
      self.mean = mean
      self.deviation = deviation
    }

    /// - Parameter moments: of seconds.
    package init(_ moments: Moments = Moments()) {
      self.init(
        count: moments.count, mean: moments.mean ?? 0, deviation: moments.standardDeviation)
    }
  }

  /// A configuration and its mean over the unit that the sweep reports.
  package struct Best: Hashable, Sendable {
    /// The configuration's number among all of the sweep.
    package let configuration: Int
    /// How many observations there are.
    package let count: Int
    /// The mean of the metric over the unit that the sweep reports: trials, replicates or folds.
    package let mean: Double
    /// The sample standard deviation; nil of one observation.
    package let deviation: Double?

    /// - Parameters:
    ///   - configuration: its number among all of the sweep.
    ///   - count: how many observations there are.
    ///   - deviation: the sample standard deviation; nil of one observation.
    package init(configuration: Int, count: Int, mean: Double, deviation: Double?) {
      self.configuration = configuration
      self.count = count
      self.mean = mean
      self.deviation = deviation
    }
  }
}

extension Standing {
  /// Counts all trials of a sweep.
  ///
  /// - Parameters:
  ///   - values: of all trials that are asked for, also of those that end before their end.
  ///   - excluded: the configurations that are not compared: hidden, or out of a race.
  ///   - durations: in seconds.
  package init(
    of values: [TrialValue], configurationCount: Int, metric: Metric, unit: Summary.Unit,
    excluded: Set<Int>, failedAttempts: Int, durations: Moments
  ) {
    for value in values {
      switch value.status {
      case .completed: completed += 1
      case .diverged: diverged += 1
      case .failed: failed += 1
      case .open, .running: open += 1
      }
    }
    self.failedAttempts = failedAttempts
    self.durations = Durations(durations)
    let compared =
      excluded.isEmpty && values.last?.until == nil
      ? values : values.filter { $0.until == nil && !excluded.contains($0.configuration) }
    let summary = Summary(
      compared, configurationCount: configurationCount, metric: metric, unit: unit)
    guard let row = summary.best.map({ summary.rows[$0] }), let mean = row.moments.mean else {
      return
    }
    best = Best(
      configuration: row.configuration, count: row.moments.count, mean: mean,
      deviation: row.moments.standardDeviation)
  }

  /// Whether both say the same but for rounding: sums depend on the order in which they are made.
  package func agrees(with other: Standing) -> Bool {
    func isClose(_ a: Double?, _ b: Double?) -> Bool {
      guard let a, let b else { return (a == nil) == (b == nil) }
      // A spread of rounding alone is none.
      return (a - b).magnitude <= 1e-6 * max(a.magnitude, b.magnitude, 1e-6)
    }
    var (one, two) = (self, other)
    guard
      isClose(durations.mean, other.durations.mean),
      isClose(durations.deviation, other.durations.deviation),
      durations.count == other.durations.count
    else { return false }
    (one.durations, two.durations) = (Durations(), Durations())
    return one == two
  }
}
