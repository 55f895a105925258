import Statistics
package import Trials

/// On which rows of a test part the network of one trial is right.
package struct KeptRows: Hashable, Sendable {
  /// The index of the trial's configuration in the plan.
  package let configuration: Int
  /// The trial's replicate, counted from 0; there is one fold alone.
  package let replicate: Int
  /// A bit for each row of the part.
  package let rows: CorrectRows

  /// - Parameter configuration: its index in the plan.
  package init(configuration: Int, replicate: Int, rows: CorrectRows) {
    (self.configuration, self.replicate, self.rows) = (configuration, replicate, rows)
  }
}

extension Summary {
  /// Takes in on which rows of a test part or a holdout trials are right, so that claims are about other
  /// rows, too.
  ///
  /// That has a meaning for metrics that are a share of rows alone: accuracy, error, and both in per
  /// cent. Whether the metric is one is seen from its values, which are these shares but for rounding.
  ///
  /// - Returns: why it cannot be done, as a sentence without its capital and stop, where somebody would
  ///   expect it; nil where it is done, or no such share is asked for.
  package mutating func take(_ kept: [KeptRows], of evaluation: Evaluation) -> String? {
    guard evaluation.foldCount == 1, unit != .folds else { return nil }
    var found: [[CorrectRows?]] = rows.map { $0.observations.map { _ in nil } }
    var shares: [(share: Double, value: Double)] = []
    for row in kept
    where found.indices.contains(row.configuration)
      && found[row.configuration].indices.contains(row.replicate)
    {
      guard let value = rows[row.configuration].observations[row.replicate], value.isFinite
      else { continue }
      found[row.configuration][row.replicate] = row.rows
      shares.append((row.rows.share, value))
    }
    guard let first = found.joined().lazy.compactMap(\.self).first,
      let scale = RowScale.allCases.first(where: { scale in
        shares.allSatisfy { scale.agrees($0.value, with: $0.share) }
      })
    else { return nil }
    let all = rows.reduce(0) { $0 + $1.moments.count }
    guard shares.count == all else {
      return "on which rows networks are right is known of \(shares.count) of \(all) trials:"
        + " claims are about other seeds alone"
    }
    guard found.joined().allSatisfy({ $0.map { $0.part == first.part } ?? true }) else {
      return "networks were measured on different rows: claims are about other seeds alone"
    }
    rowScores = RowScores(
      found.map { $0.map { $0?.bits } }, count: first.count, part: "\(first.part)",
      unit: scale.unit)
    return nil
  }
}

/// How a metric follows from the share of rows on which a network is right.
package enum RowScale: CaseIterable, Sendable {
  case share
  case percentage
  case error
  case percentageOfErrors

  /// The amount by which the metric moves when all rows turn from wrong to right.
  var unit: Double {
    switch self {
    case .share: 1
    case .percentage: 100
    case .error: -1
    case .percentageOfErrors: -100
    }
  }

  /// Whether a value is that of a share but for rounding: programs print three digits or more.
  func agrees(_ value: Double, with share: Double) -> Bool {
    let exact = unit > 0 ? unit * share : unit * (share - 1)
    return abs(value - exact) <= 0.000_500_1 * abs(unit)
  }

  /// Whether a value is a share of rows in any of these ways.
  package static func fits(_ value: Double, share: Double) -> Bool {
    allCases.contains { $0.agrees(value, with: share) }
  }
}
