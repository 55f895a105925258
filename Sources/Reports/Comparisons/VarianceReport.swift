package import Documents
import Statistics
import Sweeps

/// The report of `sweep variance`: the sources of the spread of a sweep's trials, and the gain that more of
/// them would bring.
package struct VarianceReport: Report {
  private enum Source: Sendable {
    case crossed(VarianceComponents)
    /// One kind of repetition: it cannot be told from what is left.
    case single(variance: Double, degreesOfFreedom: Int, configurations: Int)
  }

  private let sweep: String
  private let metric: Metric
  private let evaluation: Evaluation
  private let source: Source
  private let ratio: Double
  private let excluded: Int

  /// - Parameter table: of single trials (`Summary.Unit.trials`).
  package init(_ table: SummaryTable) throws(Refusal) {
    sweep = table.sweep
    metric = table.metric
    evaluation = table.evaluation
    ratio = table.testToTrain ?? 0
    let figures = table.rows.map(\.figures[0])
    let isTooLarge = figures.contains {
      $0.description.moments.variance.map { !(10 * $0).isFinite } ?? false
    }
    guard !isTooLarge else {
      throw Refusal(
        "values of \(metric.name) in '\(sweep)' are so large that no number holds their squares;"
          + " divide the metric by its size")
    }
    let replicates = evaluation.replicates
    let folds = evaluation.foldCount
    if replicates > 1, folds > 1 {
      // Trials lie replicate by replicate.
      let tables = figures.map { figure in
        (0..<replicates).map { replicate in
          (0..<folds).map { figure.observations[replicate * folds + $0] ?? .nan }
        }
      }
      guard let components = VarianceComponents(tables) else {
        throw Refusal(
          "no configuration of '\(sweep)' has all its \(replicates) × \(folds) trials yet")
      }
      source = .crossed(components)
      excluded = components.excluded
      return
    }
    guard replicates > 1 || folds > 1 else {
      throw Refusal(
        "'\(sweep)' trains each configuration once: nothing varies; raise replicates in the spec")
    }
    let several = figures.map(\.description.moments).filter { $0.count > 1 }
    let degrees = several.reduce(0) { $0 + $1.count - 1 }
    guard degrees > 0 else {
      throw Refusal("no configuration of '\(sweep)' has two results yet")
    }
    let squares = several.reduce(0) { $0 + ($1.variance ?? 0) * Double($1.count - 1) }
    source = .single(
      variance: squares / Double(degrees), degreesOfFreedom: degrees,
      configurations: several.count)
    excluded = figures.count - several.count
  }

  /// Several lines.
  package func text(width: Int? = nil, style: Style = .plain) -> String {
    let sources = self.sources
    let total = sources.reduce(0) { $0 + $1.variance }
    let precision = Precision(of: total.squareRoot(), significant: 3)
    var columns = [
      Column("source", sources.map(\.name)),
      Column("std", Column.aligned(sources.map { precision.text($0.variance.squareRoot()) })),
    ]
    if sources.count > 1 {
      columns += [
        Column(
          "share",
          sources.map { total > 0 ? "\((100 * $0.variance / total).fixed(0)) %" : "-" }, .right),
        Column("p", sources.map { $0.pValue?.probability ?? "" }),
      ]
    }
    let designs = self.designs
    func errors(_ variance: (Design) -> Double?) -> [String] {
      Column.aligned(
        designs.map { variance($0).map { precision.text($0.squareRoot()) } }, missing: "-")
    }
    var page = Page()
    page.prose("", bold: "\(sweep): \(metric.name) \(metric.moment.phrase)".printable)
    page.prose("where the spread of a single trial comes from; \(basis)", .dim)
    page.row()
    page.table(columns)
    page.row()
    page.prose("the standard error of the mean of one configuration", .dim)
    var costs = [
      Column("design", designs.map(\.name)),
      Column("trials", designs.map { grouped($0.trials) }, .right),
    ]
    if designs.contains(where: { $0.otherSeeds != nil }) {
      costs.append(Column("other seeds, same data", errors(\.otherSeeds)))
    }
    if designs.contains(where: { $0.otherRows != nil }) {
      costs.append(Column("other rows and seeds", errors(\.otherRows)))
    }
    page.table(costs)
    page.notes(notes)
    return page.text(width: width, style: style)
  }

  private var basis: String {
    switch source {
    case .crossed(let components):
      "random effects by analysis of variance, over"
        + " \(counted(components.tables, "configuration")) of \(evaluation.replicates) replicates ×"
        + " \(evaluation.foldCount) folds"
    case .single(_, let degrees, let configurations):
      "pooled over \(counted(configurations, "configuration")),"
        + " \(counted(degrees, "degree")) of freedom"
    }
  }

  private var sources: [(name: String, key: String, variance: Double, pValue: Double?)] {
    switch source {
    case .crossed(let components):
      return [
        ("folds", "folds", components.columns.variance, components.columns.pValue),
        ("replicates", "replicates", components.rows.variance, components.rows.pValue),
        ("what is left", "residual", components.residual, nil),
      ]
    case .single(let variance, _, _):
      let name = evaluation.replicates > 1 ? "replicates" : "folds"
      return [(name, name, variance, nil)]
    }
  }

  /// A design, and the variance of a mean over it: of other seeds on these folds, which is what
  /// replicates tell, and of other rows with other seeds, which folds tell.
  private struct Design {
    let name: String
    let trials: Int
    let otherSeeds: Double?
    let otherRows: Double?
  }

  /// The design as it is, and what a little more of it would be.
  private var designs: [Design] {
    let (replicates, folds) = (evaluation.replicates, evaluation.foldCount)
    func crossed(
      _ components: VarianceComponents, _ replicates: Int, _ folds: Int, _ what: String = ""
    ) -> Design {
      let (r, f) = (Double(replicates), Double(folds))
      let cell = components.residual / (r * f)
      // Fold means vary by what folds add and by what is left of r replicates: as 'table' has it.
      let foldMean = components.columns.variance + components.residual / r
      return Design(
        name: "\(counted(replicates, "replicate")) × \(counted(folds, "fold"))\(what)",
        trials: replicates * folds, otherSeeds: components.rows.variance / r + cell,
        otherRows: foldMean * (1 / f + ratio))
    }
    func single(_ variance: Double, _ noun: String, _ count: Int, _ what: String = "") -> Design {
      let mean = variance * (1 / Double(count) + ratio)
      return Design(
        name: counted(count, noun) + what, trials: count, otherSeeds: folds > 1 ? nil : mean,
        otherRows: folds > 1 ? mean : nil)
    }
    switch source {
    case .crossed(let components):
      return [
        crossed(components, replicates, folds),
        crossed(components, replicates + 1, folds, ", one replicate more"),
        crossed(components, 2 * replicates, folds, ", twice the replicates"),
        crossed(components, replicates, 2 * folds, ", folds dealt twice as often"),
      ]
    case .single(let variance, _, _) where folds > 1:
      return [
        single(variance, "fold", folds),
        single(variance, "fold", 2 * folds, ", dealt twice as often"),
      ]
    case .single(let variance, _, _):
      return [
        single(variance, "replicate", replicates),
        single(variance, "replicate", replicates + 1, ", one more"),
        single(variance, "replicate", 2 * replicates, ", twice as many"),
      ]
    }
  }

  private var notes: [String] {
    var notes: [String] = []
    if case .crossed(let components) = source {
      notes.append(
        "p: of no variance at all from this source, by F; folds and replicates are those at hand")
      if components.rows.isPooled || components.columns.isPooled {
        notes.append(
          "a source that adds less than what is left is 0, and counts as part of what is left")
      }
      notes.append(
        "other seeds, same data: as 'table --over replicates' has it, pooled over configurations;"
          + " other rows and seeds: as 'table' has it over folds, corrected for the training rows that"
          + " folds share (Nadeau-Bengio)")
    } else if evaluation.foldCount > 1 {
      notes.append(
        "folds share training rows: standard errors are corrected after Nadeau and Bengio; one"
          + " replicate cannot tell folds from what is left")
    } else {
      notes.append("one split cannot tell replicates from what is left")
    }
    if excluded > 0 {
      notes.append("\(counted(excluded, "configuration")) left out: results are missing")
    }
    return notes
  }

  /// Variances are those of a single trial.
  package var json: JSON {
    let method: String =
      switch source {
      case .crossed: "random effects, analysis of variance"
      case .single: "pooled variance"
      }
    return .object([
      "sweep": .text(sweep), "metric": metric.json, "over": .text("trials"),
      "method": .text(method), "replicates": .integer(evaluation.replicates),
      "folds": .integer(evaluation.foldCount), "configurations_left_out": .integer(excluded),
      "sources": .list(
        sources.map { source in
          .object([
            "name": .text(source.key), "variance": .number(source.variance),
            "std": .number(source.variance.squareRoot()),
            "p": .optional(source.pValue, JSON.number),
          ])
        }),
      "designs": .list(
        designs.map { design in
          .object([
            "design": .text(design.name), "trials": .integer(design.trials),
            "standard_error_other_seeds": .optional(design.otherSeeds?.squareRoot(), JSON.number),
            "standard_error_other_rows": .optional(design.otherRows?.squareRoot(), JSON.number),
          ])
        }),
    ])
  }
}
