import Documents
package import Drawings
package import Plots
import Processes
import Reports
import Statistics
import Store
import Sweeps
import Trials

/// A plot of a sweep to be drawn, with its options.
package struct PlotRequest {
  /// The kind of the plot; it ignores the options that it has no use for.
  package let kind: PlotKind
  /// The width of the plot, and whether its caption is part of it.
  package var format: PlotFormat
  /// The parameter that is drawn, nil for the one that varies most; two, with a comma between, for a contour.
  package var parameter: String?
  /// The configuration whose confusion is drawn; nil for the best.
  package var configuration: String?
  /// The metric (the first of its metrics), unit, level and variance that scores are made with.
  package var summary: SummaryOptions
  /// The meaning of error bars and bands.
  package var spread: Spread
  /// The values known from elsewhere that results are held against; mostly none.
  package var references: [Reference]
  /// The spacing of the levels of `factor`'s parameter.
  package var spacing: Spacing
  /// The range of the metric that curves show; nil for all.
  package var range: ClosedRange<Double>?

  /// Makes the request for a plot.
  ///
  /// - Parameters:
  ///   - parameter: nil for the one that varies most; two, with a comma between, for a contour.
  ///   - configuration: the one whose confusion is drawn; nil for the best.
  ///   - range: the range of the metric that curves show; nil for all.
  package init(
    _ kind: PlotKind, _ format: PlotFormat, _ summary: SummaryOptions = SummaryOptions(),
    parameter: String? = nil, configuration: String? = nil, spread: Spread = .deviation,
    references: [Reference] = [], spacing: Spacing = .auto, range: ClosedRange<Double>? = nil
  ) {
    self.kind = kind
    self.format = format
    self.summary = summary
    self.parameter = parameter
    self.configuration = configuration
    self.spread = spread
    self.references = references
    self.spacing = spacing
    self.range = range
  }
}

extension PlotRequest {
  /// Reads what the picture needs, and draws it; refused while there is nothing to show.
  ///
  /// - Parameter known: the scores of the sweep by the same metric and options, where they have been read.
  package func drawing(of recorded: SweepReader, scores known: Scores? = nil) throws -> Drawing {
    let metric = try recorded.metric(summary)
    if kind == .race { return try recorded.racePlot(of: metric).drawing(format) }
    // Curves are of any metric, and of those configurations that are best by the sweep's own.
    let judge = kind == .curves ? recorded.sweep.metric : metric
    let isOfLevels =
      kind == .factor && (parameter == nil || parameter == recorded.levels?.kind)
    let levels = try isOfLevels ? recorded.levelScores(of: judge, over: summary.unit) : nil
    let scores =
      try levels ?? known
      ?? recorded.scores(of: judge, over: summary.unit, variance: summary.variance)
    guard !scores.isEmpty else {
      throw UserError(
        "no trial of '\(recorded.sweep.name)' has a value of \(judge.name) yet; see"
          + " \(recorded.ownHint("status"))")
    }
    switch kind {
    case .factor:
      return FactorPlot(
        scores, parameter: try factor(of: scores), spread: spread, references: references,
        spacing: spacing
      ).drawing(format)
    case .curves:
      let curves = try recorded.curves(of: metric.name, CurvesPlot.configurations(of: scores))
      guard curves.contains(where: { !$0.points.isEmpty }) else {
        throw UserError("no trial of '\(recorded.sweep.name)' measured \(metric.name)")
      }
      return CurvesPlot(
        scores, metric: recorded.wording.name(metric.name), curves: curves, spread: spread,
        references: references, range: range, left: try recorded.leftCurves(of: metric.name)
      ).drawing(format)
    case .spread: return SpreadPlot(scores, references: references).drawing(format)
    case .folds: return FoldsPlot(scores).drawing(format)
    case .parallel:
      guard !scores.varied.isEmpty else { throw varyingNothing(scores) }
      return ParallelPlot(scores).drawing(format)
    case .differences:
      guard scores.hasRivals else {
        throw UserError(
          "no other configuration of '\(scores.sweep)' has a result: there is nothing to compare the"
            + " best with; 'spread' is a plot that shows it")
      }
      return DifferencesPlot(scores, level: summary.level).drawing(format)
    case .effects:
      let table = try recorded.table(summary)
      return EffectsPlot(try Effects(table), of: scores).drawing(format)
    case .confusion:
      let wanted = try configuration.map { text in
        try ConfigurationName(text, in: recorded).configuration()
      }
      return try recorded.confusion(of: wanted, among: scores).drawing(format)
    case .race: preconditionFailure("a race is drawn from all configurations")
    case .history:
      return HistoryPlot(scores, times: try recorded.endTimes).drawing(format)
    case .slice:
      guard !scores.varied.isEmpty else { throw varyingNothing(scores) }
      return SlicePlot(scores).drawing(format)
    case .contour:
      guard let plot = ContourPlot(scores, parameters: try pair(of: scores)) else {
        throw tooFew(scores, "two parameters that vary")
      }
      return plot.drawing(format)
    case .importance:
      guard let plot = ImportancePlot(scores) else {
        throw tooFew(scores, "a parameter that varies")
      }
      return plot.drawing(format)
    }
  }

  private func varyingNothing(_ scores: Scores) -> UserError {
    UserError("'\(scores.sweep)' varies no parameter; 'spread' is a plot that needs none")
  }

  private func tooFew(_ scores: Scores, _ parameters: String) -> UserError {
    UserError(
      "'\(scores.sweep)' needs \(Importance.leastCount) configurations with a result and \(parameters) for"
        + " this; 'slice' is a plot of fewer")
  }

  /// The two parameters of a contour; nil where none are named.
  private func pair(of scores: Scores) throws(UserError) -> (Int, Int)? {
    guard let parameter else { return nil }
    let names = parameter.split(separator: ",").map(String.init)
    let varied = scores.varied.map { scores.parameters[$0] }
    guard names.count == 2, names[0] != names[1] else {
      throw UserError("a contour is of two parameters, such as --parameter lr,units")
    }
    var places: [Int] = []
    for name in names {
      guard varied.contains(name), let place = scores.parameters.firstIndex(of: name) else {
        throw UserError(
          "'\(scores.sweep)' varies no parameter '\(name)'" + suggestion(for: name, among: varied)
            + " (it varies \(varied.joined(separator: ", ")))")
      }
      places.append(place)
    }
    return (places[0], places[1])
  }

  private func factor(of scores: Scores) throws(UserError) -> Int {
    guard let parameter else {
      guard let index = FactorPlot.defaultParameter(of: scores) else {
        throw varyingNothing(scores)
      }
      return index
    }
    guard let index = scores.parameters.firstIndex(of: parameter) else {
      throw UserError(
        "'\(scores.sweep)' has no parameter '\(parameter)'"
          + suggestion(for: parameter, among: scores.parameters)
          + " (it has \(scores.parameters.joined(separator: ", ")))")
    }
    return index
  }
}

extension SweepReader {
  /// The kinds of plots that tell something of it.
  package var plotKinds: [PlotKind] {
    get throws {
      let isSearch = try isSearch
      let hasConfusion = try hasConfusion
      return PlotKind.onPages.filter { kind in
        switch kind {
        case .folds: sweep.evaluation.foldCount > 1
        case .race: race != nil
        case .history, .slice, .contour, .importance: isSearch
        case .effects: !isSearch
        case .confusion: hasConfusion
        case .factor, .curves, .spread, .parallel, .differences: true
        }
      }
    }
  }

  /// Whether the trials stored a confusion matrix: the first with a value tells of all.
  private var hasConfusion: Bool {
    get throws {
      let first = try file.firstMeasured(of: sweep.id, metric: sweep.metric)
      return try first.map { try file.attachments(of: $0.id)["confusion"] != nil } ?? false
    }
  }
}
