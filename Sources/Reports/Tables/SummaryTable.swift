package import Statistics
package import Sweeps
import Trials

/// The table of a sweep, or of several: mean and spread of every configuration, before any layout.
///
/// Every format is laid out from these numbers and no other: they cannot disagree.
package struct SummaryTable: Hashable, Sendable {
  package typealias Figure = SummaryFigure
  package typealias Leaving = LeftRow.Leaving
  package typealias IntervalMethod = MeanInterval
  package typealias Group = SummaryGroup

  /// One configuration.
  package struct Row: Hashable, Sendable {
    /// The configuration's place in the sweep, counted from 0; in a table of several, counted on.
    package let configuration: Int
    /// The place of its group among the table's.
    let group: Int
    /// The values of its parameters, in the order of the table's parameters.
    package let labels: [String]
    /// One for each metric, in the order of the table's metrics.
    package let figures: [Figure]

    /// The count, mean and spread of the first metric.
    package var moments: Moments { figures[0].description.moments }
    /// Whether its mean of the first metric is the best, or one of several equal ones.
    package var isBest: Bool { figures[0].standing.isBest }
  }

  /// The name of the sweep; of several, with commas between.
  package let sweep: String
  /// The names of the parameters, in the order of the sweep.
  package let parameters: [String]
  /// One, unless the table is of several sweeps.
  let groups: [Group]
  /// The level of intervals; tests believe a p value below 1 less it.
  package let level: Double
  /// How the variances of differences are estimated.
  package let variance: VarianceModel
  /// Where intervals of means come from.
  package let interval: IntervalMethod
  /// Whether medians and quartiles stand in place of means and standard deviations.
  package var showsQuartiles = false
  /// How texts stand in CSV.
  package var cells = CSV.Cells.exact
  /// How the trials stand; those without a finite value of the metric do not enter the rows.
  package let counts: TrialCounts
  /// The rows, in the order of the configurations, unless sorted.
  package private(set) var rows: [Row]
  /// The rows that left a race: those that stayed longest first.
  package internal(set) var left: [LeftRow] = []
  /// The means that chose the configurations of a confirmation: by configuration, then by metric.
  var chosen: [[Double?]] = []
  /// The table of those that were confirmed, which leads; one at most.
  var confirmation: [SummaryTable] = []
  /// The estimate of the choice of the best on rows that had no say in it; nil where that is not measured.
  var nested: NestedEstimate?
  /// The remarks on how the numbers were read; a sentence each, without its capital and stop.
  package var remarks: [String] = []
  /// The tags and notes that people wrote on its sweep and its configurations.
  package var annotations = TableAnnotations()
  /// The baselines of learning nothing, by metric: no row, and in no comparison.
  package var baselines: [String: Double] = [:]
  /// Whether that is to take the mean for every row; the most frequent class, if not.
  package var areBaselinesOfNumbers = false
  /// The parameter each value of which is a group; nil where groups are of several sweeps.
  package internal(set) var condition: String?
  /// The pivoted layout; nil for a row a configuration.
  var pivot: Pivot?
  /// How values are written for people, by parameter.
  let shownValues: [ShownValues]
  /// Whether `rows` has a row a configuration; without, they are laid out one by one, where they are looked at.
  let laysOutRows: Bool

  /// The table of one or several metrics of a sweep.
  ///
  /// - Parameters:
  ///   - labels: the values of each configuration's parameters, in the order of the rows.
  ///   - summaries: one or more, all over the same unit.
  ///   - counts: how all the trials stand.
  ///   - dataRows: how many rows the data has, if that is known.
  ///   - laysOutRows: whether the table has its rows; without, no labels are needed.
  package init(
    sweep: String, parameters: [String], labels: [[String]], evaluation: Evaluation,
    summaries: [Summary], counts: TrialCounts, level: Double = 0.95,
    variance: VarianceModel = .moderated, interval: IntervalMethod = .student, dataRows: Int? = nil,
    laysOutRows: Bool = true
  ) {
    let group = Group(
      sweeps: [sweep], evaluation: evaluation, summaries: summaries, dataRows: dataRows)
    self.init(
      sweep: sweep, parameters: parameters, groups: [(group, labels)], counts: counts,
      level: level, variance: variance, interval: interval, laysOutRows: laysOutRows)
  }

  /// - Parameter groups: with the labels of their summaries' rows.
  init(
    sweep: String, parameters: [String], groups: [(group: Group, labels: [[String]])],
    counts: TrialCounts, level: Double, variance: VarianceModel, interval: IntervalMethod,
    laysOutRows: Bool = true
  ) {
    precondition(
      !groups.isEmpty
        && groups.allSatisfy { group, labels in
          !group.summaries.isEmpty
            && (!laysOutRows || group.summaries.allSatisfy { $0.rows.count == labels.count })
        }, "a table has labels for every row of a summary")
    self.laysOutRows = laysOutRows
    self.sweep = sweep
    self.parameters = parameters
    self.groups = groups.map(\.group)
    self.level = level
    self.variance = variance
    self.interval = interval
    self.counts = counts
    shownValues = parameters.indices.map { place in
      ShownValues(groups.flatMap(\.labels).lazy.map { $0[place] })
    }
    rows = []
    for (place, (group, labels)) in groups.enumerated() {
      guard laysOutRows else { continue }
      let figures = group.summaries.map {
        SummaryFigures(of: $0, in: group, level: level, variance: variance, method: interval)
      }
      for (index, labels) in labels.enumerated() {
        rows.append(
          Row(
            configuration: rows.count, group: place, labels: labels,
            figures: figures.map { $0[index] }))
      }
    }
  }

  /// The table of a summary of this sweep.
  package init(_ sweep: Sweep, summary: Summary, counts: TrialCounts) {
    self.init(
      sweep: sweep.name, parameters: sweep.parameters.map(\.name),
      labels: sweep.configurations.map(\.labels), evaluation: sweep.evaluation,
      summaries: [summary], counts: counts)
  }

  /// The values of a row's parameters as people read them.
  func shownLabels(of row: Row) -> [String] { zip(shownValues, row.labels).map { $0[$1] } }

  /// How the trials of the first group were evaluated: of all, unless there are several.
  package var evaluation: Evaluation { groups[0].evaluation }
  /// The summaries of the first group, one for each metric.
  package var summaries: [Summary] { groups[0].summaries }
  /// The metrics, the one that matters most first.
  var metrics: [Metric] { summaries.map(\.metric) }
  /// The metric that matters most.
  package var metric: Metric { summaries[0].metric }
  /// The unit of one observation.
  package var unit: Summary.Unit { summaries[0].unit }
  /// The best row by the first metric, the first of equals; nil while there is none.
  package var best: Row? { rows.first(where: \.isBest) }
  /// The size of a validation part over that of its training part; nil where observations do not
  /// share training rows.
  var testToTrain: Double? {
    let ratio = evaluation.testToTrain(over: unit, dataRows: groups[0].dataRows)
    return ratio > 0 ? ratio : nil
  }
}

extension SummaryTable.Figure {
  fileprivate var unmarked: SummaryTable.Figure {
    SummaryTable.Figure(
      description: description, observations: observations, absences: absences,
      standardError: standardError, interval: interval, standing: .other)
  }
}

// MARK: - Order

extension SummaryTable {
  /// The keys that rows can be sorted by.
  package enum Order: Hashable, Sendable {
    /// The best mean of the first metric first, rows without one last.
    case best
    /// The largest spread first.
    case deviation
    /// The values of a parameter: numbers by size, before other labels in the spec's order.
    case parameter(Int)
  }

  /// The same table without marks on the best of some metrics, whose direction nobody knows.
  package func unmarked(_ names: Set<String>) -> SummaryTable {
    guard !names.isEmpty else { return self }
    var table = self
    table.rows = rows.map { row in
      Row(
        configuration: row.configuration, group: row.group, labels: row.labels,
        figures: zip(row.figures, metrics).map { figure, metric in
          names.contains(metric.name) ? figure.unmarked : figure
        })
    }
    return table
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

  /// The table of the first rows alone; what the others are is told below it.
  package func top(_ count: Int) -> SummaryTable {
    guard rows.count + left.count > count else { return self }
    var table = self
    table.rows = Array(rows.prefix(count))
    table.left = []
    table.remarks.append(
      "not shown: the other \(grouped(rows.count + left.count - count)) configurations")
    return table
  }
}
