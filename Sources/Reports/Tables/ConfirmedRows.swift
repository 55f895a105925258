import Documents
import Statistics
import Sweeps

/// The part of a table on configurations that were trained again, with fresh seeds, once they were chosen.
extension SummaryTable {
  /// Puts beside each mean the one that chose the configuration.
  ///
  /// - Parameters:
  ///   - former: the table of the sweep that chose, with the same metrics.
  ///   - places: of each configuration among that table's; nil of one that is shown there no more.
  ///   - isOnTest: whether the fresh trainings are measured on a test part that had no say in the choice.
  package mutating func beConfirmed(after former: SummaryTable, _ places: [Int?], isOnTest: Bool) {
    let rows = Dictionary(former.rows.map { ($0.configuration, $0) }) { first, _ in first }
    chosen = places.map { place in
      let row = place.flatMap { rows[$0] }
      return metrics.indices.map { index in
        guard let row, former.metrics.indices.contains(index),
          former.metrics[index].name == metrics[index].name
        else { return nil }
        return row.figures[index].description.moments.mean
      }
    }
    let splits = evaluation.scheme.areDealt ? "seeds and fresh splits" : "seeds"
    remarks.insert(
      isOnTest
        ? "confirmed on the test part, which had no say in the choice, with fresh seeds: claims here are"
          + " about these trainings alone"
        : "confirmed on the rows that chose, with fresh \(splits): claims here are about these trainings"
          + " alone", at: 0)
    if metrics.count == 1 {
      remarks.insert(
        "optimism: by how much the mean that chose a configuration is better than the fresh one"
          + (isOnTest ? ", which is of other rows and of more to learn from" : ""), at: 1)
    }
  }

  /// Has the confirmed ones lead, where there are any.
  package mutating func confirm(by confirmed: SummaryTable?) {
    guard let confirmed else { return }
    confirmation = [confirmed]
    remarks.insert(
      "these means chose who was confirmed, so the best of them flatter: of the confirmed ones the fresh"
        + " means count, which stand first", at: 0)
  }

  /// The amount by which the mean that chose a configuration flatters it; negative where the fresh one is
  /// better.
  func optimism(of row: Row, metric: Int) -> Double? {
    guard chosen.indices.contains(row.configuration),
      let former = chosen[row.configuration][metric],
      let mean = row.figures[metric].description.moments.mean
    else { return nil }
    return metrics[metric].goal == .maximize ? former - mean : mean - former
  }

  /// The mean that chose a configuration.
  func formerMean(of row: Row, metric: Int) -> Double? {
    chosen.indices.contains(row.configuration) ? chosen[row.configuration][metric] : nil
  }

  /// Two columns of the sheet: the mean that chose, and how it flatters.
  func confirmationColumns(_ precisions: [Precision]) -> [SheetColumn] {
    guard !chosen.isEmpty else { return [] }
    func numbers(_ title: String, _ value: (Row) -> Double?) -> SheetColumn {
      SheetColumn(
        title: title,
        content: .numbers(
          zip(rows, precisions).map { row, precision in
            value(row).map(precision.text)
          }))
    }
    return [
      numbers("when chosen") { formerMean(of: $0, metric: 0) },
      numbers("optimism") { optimism(of: $0, metric: 0) },
    ]
  }

  /// The further columns of records: of confirmed ones what chose them, of what chose the fresh figures.
  var confirmationNames: [String] {
    if !chosen.isEmpty { return ["chosen_mean", "optimism"] }
    guard !confirmation.isEmpty else { return [] }
    return ["n", "mean", "std", "sem", "low", "high"].map { "confirmed_\($0)" } + ["optimism"]
  }

  /// Gives the fields of these columns for a row and a metric.
  func confirmationFields(of row: Row, metric: Int) -> [JSON] {
    if !chosen.isEmpty {
      return [formerMean(of: row, metric: metric), optimism(of: row, metric: metric)].map {
        .optional($0, JSON.number)
      }
    }
    guard let table = confirmation.first else { return [] }
    guard let fresh = table.rows.first(where: { $0.labels == row.labels }),
      table.metrics.indices.contains(metric), table.metrics[metric].name == metrics[metric].name
    else { return confirmationNames.map { _ in .null } }
    let figure = fresh.figures[metric]
    let moments = figure.description.moments
    return [.integer(moments.count)]
      + [
        moments.mean, moments.standardDeviation, figure.standardError, figure.interval?.lower,
        figure.interval?.upper, table.optimism(of: fresh, metric: metric),
      ].map { .optional($0, JSON.number) }
  }

  /// The same of a row that has none.
  var noConfirmationFields: [JSON] { confirmationNames.map { _ in .null } }
}

extension Evaluation.Scheme {
  /// Whether the sweep's seed deals the rows.
  fileprivate var areDealt: Bool {
    switch self {
    case .holdout, .folds: true
    case .test, .validation, .own, .listed: false
    }
  }
}

extension TrialCounts {
  /// Counts another sweep's trials, too.
  package mutating func add(_ others: TrialCounts) {
    completed += others.completed
    diverged += others.diverged
    failed += others.failed
    running += others.running
    waiting += others.waiting
  }
}
