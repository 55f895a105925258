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
    operands: 1...64, words: .these(PlotKind.allCases.map(\.rawValue))
  ) { arguments in
    let order = try PlotOrder(arguments)
    let request = order.request
    let recorded = try arguments.recordedSweep(at: 1).worded(request.summary)
    let drawing = try request.drawing(of: recorded)
    try recorded.noteHidden()
    if request.kind != .race { recorded.noteLeft() }
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
  /// The plots that have use for an option that not all have.
  static let special: [(option: Option, kinds: [PlotKind])] = [
    (parameter, PlotKind.allCases.filter(\.takesParameter)), (scale, [.factor]), (range, [.curves]),
    (configuration, [.confusion]),
    (bars, [.factor, .curves]), (reference, [.factor, .curves, .spread]),
    (.level, [.factor, .curves, .differences, .effects]), (.variance, [.differences, .effects]),
    (.over, PlotKind.allCases.filter { ![.confusion, .race].contains($0) }),
    (.label, PlotKind.allCases.filter { ![.confusion, .importance].contains($0) }),
    (.percent, PlotKind.allCases.filter { ![.confusion, .importance].contains($0) }),
  ]
}

/// The plot that the command line asks for, and its file.
private struct PlotOrder {
  let request: PlotRequest
  let path: String
  let type: PictureType

  init(_ arguments: Arguments) throws(UserError) {
    let word = arguments.operands[0]
    let kinds = PlotKind.allCases.map(\.rawValue)
    guard let kind = PlotKind(rawValue: word) else {
      throw UserError(
        "there is no plot '\(word)'" + suggestion(for: word, among: kinds)
          + "; the plots are \(kinds.joined(separator: ", "))")
    }
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
    let summary = try SummaryOptions(arguments)
    if let metrics = summary.metrics, metrics.count > 1 {
      throw UserError("a plot is of one metric, not of \(metrics.joined(separator: ", "))")
    }
    request = PlotRequest(
      kind, try PlotFormat(arguments), summary, parameter: arguments.text(PlotOptions.parameter),
      configuration: arguments.text(PlotOptions.configuration),
      spread: try arguments.choice(
        PlotOptions.bars,
        among: [
          ("std", .deviation), ("sem", .error), ("interval", .interval(level: summary.level)),
        ]) ?? .deviation,
      references: try PlotOrder.references(arguments),
      spacing: try arguments.choice(
        PlotOptions.scale, among: Spacing.allCases.map { ($0.rawValue, $0) }) ?? .auto,
      range: try PlotOrder.range(arguments))
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
