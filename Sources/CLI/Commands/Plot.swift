import Documents
import Drawings
import Plots
import Processes
import Reports
import Results
import Statistics
import Store
import Sweeps
import Trials

extension Command {
  /// A picture of a sweep.
  static let plot = Command(
    name: "plot", summary: "draw a picture of the results as SVG, PNG or PDF",
    synopsis: "KIND [SWEEP] -o FILE [options]",
    discussion: """
      KIND is one of
        factor       the mean of every configuration against one parameter
        curves       the metric by epoch, with bands over replicates
        spread       every replicate and fold as a dot
        folds        configurations x folds as a heat map
        parallel     parallel coordinates: how values of parameters go with the metric
        differences  every configuration less the best, paired, with intervals
        effects      every value of every parameter of a grid: marginal means
        confusion    true against predicted classes, of the best configuration or another
        race         who was in at each block of a race, and how they stood
        history      the best so far, against the number of configurations and against time
        slice        every configuration as a dot, against each parameter
        contour      two parameters together: a forest's mean over all others
        importance   how much each parameter matters, by fANOVA and by PED-ANOVA

      SWEEP names one of the results file, FILE:SWEEP one of another file. The end of FILE tells the
      format.

      What the bars are, and over how many observations, is said below the picture and on standard
      output.
      """,
    example: "sweep plot factor -o l2.pdf --reference 0.9847=Hinton",
    options: [.picture] + SummaryOptions.marking + [
      PlotOptions.parameter, PlotOptions.configuration, PlotOptions.bars, PlotOptions.reference,
      PlotOptions.scale, PlotOptions.range, .pictureWidth, .bare, .sweep, .results,
    ] + SummaryOptions.wording,
    operands: 1...64, words: .these(PlotOrder.Kind.allCases.map(\.rawValue))
  ) { arguments in
    let order = try PlotOrder(arguments)
    let recorded = try arguments.recordedSweep(at: 1).worded(order.summary)
    let drawing = try order.drawing(of: recorded)
    try recorded.noteHidden()
    if order.kind != .race { recorded.noteLeft() }
    try NewFile.write(try order.type.bytes(of: drawing), to: order.path)
    Output.print(drawing.caption + "\n")
    return .success
  }
}

/// The options of `plot`.
private enum PlotOptions {
  static let parameter = Option(
    "--parameter", value: "NAME",
    "the parameter of a factor plot (default: the one most varied); two, with a comma, of a contour"
  )
  static let configuration = Option(
    "--configuration", value: "NAME",
    "whose confusion is drawn, such as l2=0.001 (default: the best)")
  static let bars = Option(
    "--bars", value: "KIND", words: ["std", "sem", "interval"],
    "std (default), sem or interval, in factor plots and curves")
  static let reference = Option(
    "--reference", value: "VALUES",
    "lines to compare with, such as 0.9847=Hinton (in per cent with --percent, as --range)")
  static let scale = Option(
    "--scale", value: "KIND", words: Spacing.allCases.map(\.rawValue),
    "of a parameter: auto (default), linear or log")
  static let range = Option("--range", value: "LOW:HIGH", "what curves show of the metric")
  /// Which plots have use for an option that not all have.
  static let special: [(option: Option, kinds: [PlotOrder.Kind])] = [
    (parameter, [.factor, .contour]), (scale, [.factor]), (range, [.curves]),
    (configuration, [.confusion]),
    (bars, [.factor, .curves]), (reference, [.factor, .curves, .spread]),
    (.level, [.factor, .curves, .differences, .effects]), (.variance, [.differences, .effects]),
    (.over, PlotOrder.Kind.allCases.filter { ![.confusion, .race].contains($0) }),
    (.label, PlotOrder.Kind.allCases.filter { ![.confusion, .importance].contains($0) }),
    (.percent, PlotOrder.Kind.allCases.filter { ![.confusion, .importance].contains($0) }),
  ]
}

/// What somebody wants drawn.
private struct PlotOrder {
  /// The plots there are; the raw values are what people type.
  enum Kind: String, CaseIterable {
    case factor, curves, spread, folds, parallel, differences, effects, confusion, history, slice
    case contour, importance, race
  }

  let kind: Kind
  let path: String
  let type: PictureType
  let format: PlotFormat
  let parameter: String?
  let configuration: String?
  let summary: SummaryOptions
  let spread: Spread
  let references: [Reference]
  let spacing: Spacing
  let range: ClosedRange<Double>?

  init(_ arguments: Arguments) throws(UserError) {
    let word = arguments.operands[0]
    let kinds = Kind.allCases.map(\.rawValue)
    guard let kind = Kind(rawValue: word) else {
      throw UserError(
        "there is no plot '\(word)'" + suggestion(for: word, among: kinds)
          + "; the plots are \(kinds.joined(separator: ", "))")
    }
    self.kind = kind
    for (option, kinds) in PlotOptions.special
    where arguments.has(option) && !kinds.contains(kind) {
      throw UserError(
        "\(option.name) has no effect on a \(kind.rawValue) plot; it is for"
          + " \(kinds.map(\.rawValue).joined(separator: ", "))")
    }
    guard let path = arguments.text(.picture) else {
      throw UserError("plot needs a file to write, such as -o \(kind.rawValue).svg")
    }
    self.path = path
    type = try PictureType(path)
    format = try PlotFormat(arguments)
    parameter = arguments.text(PlotOptions.parameter)
    configuration = arguments.text(PlotOptions.configuration)
    summary = try SummaryOptions(arguments)
    if let metrics = summary.metrics, metrics.count > 1 {
      throw UserError("a plot is of one metric, not of \(metrics.joined(separator: ", "))")
    }
    spread =
      try arguments.choice(
        PlotOptions.bars,
        among: [
          ("std", .deviation), ("sem", .error), ("interval", .interval(level: summary.level)),
        ])
      ?? .deviation
    references = try PlotOrder.references(arguments)
    spacing =
      try arguments.choice(
        PlotOptions.scale, among: Spacing.allCases.map { ($0.rawValue, $0) }) ?? .auto
    range = try PlotOrder.range(arguments)
  }

  private static func references(_ arguments: Arguments) throws(UserError) -> [Reference] {
    var references: [Reference] = []
    for word in arguments.text(PlotOptions.reference)?.split(separator: ",") ?? [] {
      let parts = word.split(separator: "=", maxSplits: 1)
      guard let number = parts.first.flatMap({ Double($0) }), number.isFinite else {
        throw UserError(
          "--reference takes numbers, each with a name if you like, such as 0.9847=Hinton, not"
            + " '\(word)'")
      }
      references.append(Reference(number, name: parts.count > 1 ? String(parts[1]) : ""))
    }
    return references
  }

  private static func range(_ arguments: Arguments) throws(UserError) -> ClosedRange<Double>? {
    guard let text = arguments.text(PlotOptions.range) else { return nil }
    let ends = text.split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
    guard ends.count == 2, let low = ends[0], let high = ends[1], low.isFinite, high.isFinite,
      low < high
    else {
      throw UserError(
        "--range takes two numbers, the lower first, such as 0.95:0.99, not '\(text)'")
    }
    return low...high
  }
}

// MARK: - Drawing

extension PlotOrder {
  /// Reads what the picture needs, and draws it; refused while there is nothing to show.
  func drawing(of recorded: SweepReader) throws -> Drawing {
    let metric = try recorded.metric(summary)
    if kind == .race { return try recorded.racePlot(of: metric).drawing(format) }
    // Curves are of any metric, and of those configurations that are best by the sweep's own.
    let judge = kind == .curves ? recorded.sweep.metric : metric
    let isOfLevels =
      kind == .factor && (parameter == nil || parameter == recorded.levels?.kind)
    let levels = try isOfLevels ? recorded.levelScores(of: judge, over: summary.unit) : nil
    let scores =
      try levels ?? recorded.scores(of: judge, over: summary.unit, variance: summary.variance)
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
  var plotKinds: [String] {
    get throws {
      let isSearch = try isSearch
      let hasConfusion = try hasConfusion
      let kinds = PlotOrder.Kind.allCases.filter { kind in
        switch kind {
        case .folds: sweep.evaluation.foldCount > 1
        case .race: race != nil
        case .history, .slice, .contour, .importance: isSearch
        case .effects: !isSearch
        case .confusion: hasConfusion
        case .factor, .curves, .spread, .parallel, .differences: true
        }
      }
      return kinds.map(\.rawValue)
    }
  }

  /// Whether its trials keep what they take for what: the first with a value tells of all.
  private var hasConfusion: Bool {
    get throws {
      var first: TrialID?
      try file.forEachTrial(of: sweep.id, metric: sweep.metric) { trial in
        if first == nil, trial.value != nil { first = trial.id }
      }
      return try first.map { try file.attachments(of: $0)["confusion"] != nil } ?? false
    }
  }

  /// What 'sweep plot' draws, without its caption.
  ///
  /// - Parameters:
  ///   - kind: as people type it.
  ///   - parameter: nil for the one that varies most.
  ///   - metric: nil for the sweep's own.
  func drawing(
    of kind: String, millimetres: Int, parameter: String?, metric: String?
  ) throws -> Drawing {
    var words = [kind, Option.picture.name, "page.svg", Option.bare.name]
    words += [Option.pictureWidth.name, "\(millimetres)"]
    if let parameter { words += [PlotOptions.parameter.name, parameter] }
    if let metric { words += [Option.metric.name, metric] }
    let arguments = try Arguments(words, options: Command.plot.options, command: "plot")
    return try PlotOrder(arguments).drawing(of: self)
  }
}
