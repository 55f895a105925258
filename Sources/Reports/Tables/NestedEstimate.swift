package import Documents
import Statistics
package import Sweeps

/// The estimate of a way of choosing on rows that had no say, beside that on the rows that chose.
package struct NestedEstimate: Hashable, Sendable {
  /// The configuration that was chosen without one outer fold.
  package struct Pick: Hashable, Sendable {
    /// As people call the configuration.
    let name: String
    /// The mean that chose it, over the inner splits.
    let inner: Double?
    /// The metric of each replicate that came to a result, on the rows of the fold.
    let outer: [Double]

    /// - Parameters:
    ///   - inner: the mean that chose it; nil where there is none.
    ///   - outer: a value for each replicate that came to a result.
    package init(name: String, inner: Double?, outer: [Double]) {
      self.name = name
      self.inner = inner
      self.outer = outer
    }
  }

  private let metric: Metric
  private let level: Double
  /// The pick of each outer fold; nil where nothing is chosen yet.
  private let picks: [Pick?]
  /// The size of an outer fold over that of the rows trained on.
  private let testToTrain: Double

  /// - Parameters:
  ///   - level: of the interval.
  ///   - testToTrain: the size of an outer fold over that of the rows trained on, which folds share.
  package init(metric: Metric, picks: [Pick?], level: Double, testToTrain: Double) {
    self.metric = metric
    self.picks = picks
    self.level = level
    self.testToTrain = testToTrain
  }

  /// The picks that are measured, with their means.
  private var measured: [(pick: Pick, mean: Double)] {
    picks.compactMap { pick in
      guard let pick, let mean = Moments(pick.outer).mean else { return nil }
      return (pick, mean)
    }
  }

  private var moments: Moments { Moments(measured.map { $0.mean }) }
  private var inner: Double? { Moments(measured.compactMap { $0.pick.inner }).mean }

  private var standardError: Double? { moments.standardError(testToTrain: testToTrain) }

  /// Half of the t-interval, with as many degrees of freedom as folds less one.
  private var margin: Double? {
    standardError.map {
      $0 * StudentT(degreesOfFreedom: Double(moments.count - 1)).quantile((1 + level) / 2)
    }
  }

  /// The amount by which the inner mean of the picks is better than what they come to; negative where it is
  /// worse.
  private var optimism: Double? {
    guard let inner, let mean = moments.mean else { return nil }
    return metric.goal == .maximize ? inner - mean : mean - inner
  }

  /// The notes for people.
  package var notes: [String] {
    let name = metric.name.printable
    guard let mean = moments.mean else {
      return [
        "nested: no choice is measured yet on one of \(counted(picks.count, "outer fold")), so how the best"
          + " of these means flatters is not known"
      ]
    }
    let precision = Precision(mean: mean, uncertainty: standardError)
    let numbers = [mean, moments.standardDeviation].compactMap(\.self).map(precision.text)
    let progress = measured.count < picks.count ? "so far \(measured.count) of " : ""
    var told =
      "nested: the whole choice, made again without each of \(progress)\(counted(picks.count, "outer fold"))"
      + " and measured on its rows, comes to \(name) \(numbers.joined(separator: " ± ")) (± std over folds)"
    if let margin {
      told +=
        "; the \(level.percent) t-interval, widened for the training data that folds share, is"
        + " \(precision.text(mean - margin)) to \(precision.text(mean + margin))"
    }
    var notes = [told]
    if let inner, let optimism {
      let flattery =
        optimism > 0
        ? "which flatters by \(precision.text(optimism))" : "which does not flatter it here"
      notes.append(
        "nested: the inner splits said \(precision.text(inner)) of what they chose, \(flattery); expect of the"
          + " best of this table what the outer folds say")
    }
    var counts: [(name: String, count: Int)] = []
    for (pick, _) in measured {
      if let place = counts.firstIndex(where: { $0.name == pick.name }) {
        counts[place].count += 1
      } else {
        counts.append((pick.name, 1))
      }
    }
    // Picks of equal counts stay as they came.
    let order = counts.indices.sorted { (-counts[$0].count, $0) < (-counts[$1].count, $1) }
    let picked = order.map { place in
      "\(counts[place].name.printable) (\(counted(counts[place].count, "fold")))"
    }
    notes.append("nested: chosen were \(picked.joined(separator: ", "))")
    return notes
  }

  /// The mean over the outer folds with its interval, the optimism, and the pick of each fold; null where
  /// there is none.
  package var json: JSON {
    let interval = margin.flatMap { margin in moments.mean.map { ($0 - margin, $0 + margin) } }
    let members: KeyValuePairs<String, JSON> = [
      "metric": .text(metric.name), "folds": .integer(picks.count),
      "measured": .integer(measured.count), "mean": .optional(moments.mean, JSON.number),
      "std": .optional(moments.standardDeviation, JSON.number),
      "sem": .optional(standardError, JSON.number), "level": .number(level),
      "low": .optional(interval?.0, JSON.number), "high": .optional(interval?.1, JSON.number),
      "inner_mean": .optional(inner, JSON.number), "optimism": .optional(optimism, JSON.number),
      "picks": .list(picks.map { JSON.optional($0, \.json) }),
    ]
    return .object(members.map { JSON.Member($0.key, $0.value) })
  }
}

extension NestedEstimate.Pick {
  fileprivate var json: JSON {
    .object([
      "configuration": .text(name), "inner_mean": .optional(inner, JSON.number),
      "outer": .list(outer.map(JSON.number)),
    ])
  }
}
