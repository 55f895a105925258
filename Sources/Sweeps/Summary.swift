package import Statistics

/// The metric of one trial, and where the trial belongs.
package struct TrialValue: Hashable, Sendable {
  package let configuration: Int
  package let replicate: Int
  package let fold: Int
  /// Nil while the trial has none: it is open, failed, or did not measure the metric.
  package let value: Double?

  package init(configuration: Int, replicate: Int, fold: Int, value: Double?) {
    self.configuration = configuration
    self.replicate = replicate
    self.fold = fold
    self.value = value
  }
}

/// Mean and spread of every configuration.
package struct Summary: Hashable, Sendable {
  /// What counts as one observation.
  ///
  /// Folds of one replicate share training rows, and replicates of one fold share validation
  /// rows: counting every trial as independent would make the spread look smaller than it is.
  package enum Unit: String, Hashable, Sendable, CaseIterable {
    case trials
    /// Folds are averaged within each replicate first.
    case replicates
    /// Replicates are averaged within each fold first.
    case folds
  }

  /// One configuration.
  package struct Row: Hashable, Sendable {
    package let configuration: Int
    /// Over the observations that are complete and finite.
    package let moments: Moments
    /// Observations the sweep asks for.
    package let expected: Int
  }

  package let unit: Unit
  /// In the order of the configurations.
  package let rows: [Row]
  /// Index of the row with the best mean; nil while there is none.
  ///
  /// Only rows with the most observations compete, so that luck in a single one does not win
  /// against a mean of many; of equals, the first.
  package let best: Int?

  /// Summarises the trials of a sweep, whatever the order they are given in.
  ///
  /// An observation that averages several trials counts once all of them have finite values.
  package init(
    _ values: [TrialValue], configurationCount: Int, metric: Metric, unit: Unit
  ) {
    self.unit = unit
    var groups: [[Int: [TrialValue]]] = Array(repeating: [:], count: configurationCount)
    let places = values.sorted { ($0.replicate, $0.fold) < ($1.replicate, $1.fold) }
    for (index, place) in places.enumerated() {
      let key =
        switch unit {
        case .trials: index
        case .replicates: place.replicate
        case .folds: place.fold
        }
      groups[place.configuration][key, default: []].append(place)
    }
    let rows = groups.enumerated().map { configuration, observations in
      let complete = observations.sorted { $0.key < $1.key }.compactMap {
        Summary.average($0.value)
      }
      return Row(
        configuration: configuration, moments: Moments(complete), expected: observations.count)
    }
    self.rows = rows
    let most = rows.map(\.moments.count).max() ?? 0
    let means = rows.map { $0.moments.count == most ? $0.moments.mean : nil }
    best = means.indices.reduce(nil) { best, candidate in
      guard let value = means[candidate] else { return best }
      guard let best, let leader = means[best] else { return candidate }
      return metric.prefers(value, to: leader) ? candidate : best
    }
  }

  private static func average(_ trials: [TrialValue]) -> Double? {
    let values = trials.compactMap(\.value).filter(\.isFinite)
    guard values.count == trials.count else { return nil }
    return Moments(values).mean
  }
}

extension Evaluation {
  /// The unit over which spread is reported unless somebody asks for another.
  package var summaryUnit: Summary.Unit {
    if replicates > 1 { return .replicates }
    return foldCount > 1 ? .folds : .trials
  }
}
