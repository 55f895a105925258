package import Statistics
package import Sweeps

/// The table of a sweep: mean and spread of every configuration, before any layout.
///
/// Every format is laid out from these numbers and no other: they cannot disagree.
package struct SummaryTable: Hashable, Sendable {
  /// One configuration.
  package struct Row: Hashable, Sendable {
    /// Its place in the sweep, counted from 0.
    package let configuration: Int
    /// The values of its parameters, in the order of the table's parameters.
    package let labels: [String]
    /// One for each metric, in the order of the table's metrics.
    package let figures: [Figure]

    /// Of the first metric.
    package var moments: Moments { figures[0].description.moments }
    /// Whether its mean of the first metric is the best.
    package var isBest: Bool { figures[0].standing == .best }
  }

  /// What one configuration came to in one metric.
  package struct Figure: Hashable, Sendable {
    /// Over the observations that are complete and finite.
    package let description: Description
    /// One for each that the sweep asks for, nil where it is not there; the same places are the
    /// same units in every row.
    package let observations: [Double?]
    /// How many trials are not there, by the reason.
    package let absences: [Absence: Int]
    /// Of the mean, larger than s / √n where observations share training rows.
    package let standardError: Double?
    /// Student's, for the mean; nil for fewer than two observations.
    package let interval: ConfidenceInterval?
    package let standing: Standing

    /// Observations the sweep asks for.
    package var expected: Int { observations.count }
  }

  /// How a mean stands to the best one.
  package enum Standing: Hashable, Sendable {
    case best
    /// The data do not tell it from the best.
    case likeBest
    case other
  }

  /// The name of the sweep.
  package let sweep: String
  /// The names of the parameters, in the order of the sweep.
  package let parameters: [String]
  package let evaluation: Evaluation
  /// A summary for each metric, the one that matters most first.
  package let summaries: [Summary]
  /// The level of intervals; tests believe a p value below 1 less it.
  package let level: Double
  /// How the trials stand; those without a finite value of the metric do not enter the rows.
  package let counts: TrialCounts
  /// In the order of the configurations, unless sorted.
  package private(set) var rows: [Row]
  /// Nil for a row a configuration.
  var pivot: Pivot?

  /// The table of one or several metrics of a sweep.
  ///
  /// - Parameters:
  ///   - labels: the values of each configuration's parameters, in the order of the rows.
  ///   - summaries: one or more, all over the same unit.
  ///   - counts: how all the trials stand.
  package init(
    sweep: String, parameters: [String], labels: [[String]], evaluation: Evaluation,
    summaries: [Summary], counts: TrialCounts, level: Double = 0.95
  ) {
    precondition(
      !summaries.isEmpty && summaries.allSatisfy { $0.rows.count == labels.count },
      "a table has labels for every row of a summary")
    self.sweep = sweep
    self.parameters = parameters
    self.evaluation = evaluation
    self.summaries = summaries
    self.level = level
    self.counts = counts
    let figures = summaries.map { Figure.all(of: $0, evaluation, level: level) }
    rows = labels.enumerated().map { index, labels in
      Row(configuration: index, labels: labels, figures: figures.map { $0[index] })
    }
  }

  /// The table of a summary of this sweep.
  package init(_ sweep: Sweep, summary: Summary, counts: TrialCounts) {
    self.init(
      sweep: sweep.name, parameters: sweep.parameters.map(\.name),
      labels: sweep.configurations.map(\.labels), evaluation: sweep.evaluation,
      summaries: [summary], counts: counts)
  }

  /// The metric that matters most.
  package var metric: Metric { summaries[0].metric }
  /// What one observation is.
  package var unit: Summary.Unit { summaries[0].unit }
  /// The best row by the first metric; nil while there is none.
  package var best: Row? { rows.first(where: \.isBest) }
  /// Nil where observations do not share training rows.
  var testToTrain: Double? {
    let ratio = evaluation.testToTrain(over: unit)
    return ratio > 0 ? ratio : nil
  }
}

extension SummaryTable.Figure {
  /// The figures of a metric, one a configuration.
  ///
  /// The best is compared with every other that competes: by the paired t test, corrected where
  /// folds share training rows, and Holm's adjustment.
  fileprivate static func all(
    of summary: Summary, _ evaluation: Evaluation, level: Double
  ) -> [SummaryTable.Figure] {
    let ratio = evaluation.testToTrain(over: summary.unit)
    var standings = [SummaryTable.Standing](repeating: .other, count: summary.rows.count)
    let competitors = summary.competitors
    if let best = summary.best, let place = competitors.firstIndex(of: best) {
      let candidates = summary.candidates(competitors, of: evaluation)
      for comparison in candidates.comparisons(to: place)
      where comparison.differences.moments.count > 1
        && !comparison.isDistinguishable(alpha: 1 - level)
      {
        standings[competitors[comparison.candidate]] = .likeBest
      }
      standings[best] = .best
    }
    return zip(summary.rows, standings).map { row, standing in
      SummaryTable.Figure(
        description: row.description, observations: row.observations, absences: row.absences,
        standardError: row.moments.standardError(testToTrain: ratio),
        interval: row.moments.interval(level: level, testToTrain: ratio), standing: standing)
    }
  }
}

// MARK: - Order

extension SummaryTable {
  /// What rows can be sorted by.
  package enum Order: Hashable, Sendable {
    /// The best mean of the first metric first, rows without one last.
    case best
    /// The largest spread first.
    case deviation
    /// The values of a parameter: numbers by size, before other labels in the spec's order.
    case parameter(Int)
  }

  /// The same table with its rows in another order; what is equal stays as it was.
  package func sorted(by order: Order) -> SummaryTable {
    var table = self
    func sort<Key: Comparable>(_ key: (Row) -> Key?, _ comesFirst: (Key, Key) -> Bool) {
      table.rows = rows.enumerated().sorted { a, b in
        switch (key(a.element), key(b.element)) {
        case (let x?, let y?) where x != y: comesFirst(x, y)
        case (_?, nil): true
        case (nil, _?): false
        default: a.offset < b.offset
        }
      }.map(\.element)
    }
    switch order {
    case .best: sort(\.moments.mean, metric.prefers)
    case .deviation: sort(\.moments.standardDeviation, >)
    case .parameter(let index): sort({ Double($0.labels[index]) }, <)
    }
    return table
  }
}
