import Documents
import Drawings
import Plots
package import Reports
import Statistics
import Store
import Sweeps
import Trials

/// All that is worth telling about a sweep, on one page.
extension SweepReader {
  /// The page: spec, table, plots, comparison, failures, and where the numbers come from.
  ///
  /// - Parameter version: the program's, which the page names.
  package func report(_ options: SummaryOptions, version: String) throws -> WebPage {
    let metric = try metric(options)
    let scores = try scores(
      of: metric, over: options.unit, variance: options.variance)
    let table = try table(options)
    let shown = try (levelTable(options) ?? table).arranged()
    var sections: [WebPage.Section] = []
    if let confirmed = try confirmation?.table(options) {
      sections.append(.init("Confirmed", [.fragment(confirmed.formatted(as: .html))]))
    }
    sections.append(.init("Results", [.fragment(shown.formatted(as: .html))]))
    if !scores.isEmpty {
      sections.append(.init("Plots", try plots(of: scores, metric)))
      if scores.hasRivals {
        sections.append(
          .init(
            "Comparison with the best",
            [figure(DifferencesPlot(scores, level: options.level).drawing(Self.format))]
              + (try ComparisonReport(table).blocks(limit: 40))))
      }
    }
    let written = try file.annotations(of: sweep)
    let tags = (written.tags[nil] ?? []).joined(separator: ", ")
    let notes =
      (tags.isEmpty ? [] : [("tags", tags)])
      + written.notes(on: nil).map { (String($0.written.prefix(16)), $0.text) }
    if !notes.isEmpty { sections.append(.init("Notes", [.facts(notes)])) }
    sections.append(.init("Failures", try failures()))
    sections.append(.init("Spec", [.verbatim(sweep.specText)]))
    sections.append(.init("Provenance", try provenance(version)))
    let leader = BestSoFar(scores.summary, scores.parameters, of: scores.evaluation) {
      scores.labels[$0]
    }
    let best = leader.map { " Best: \($0.text)." } ?? ""
    return WebPage(
      title: sweep.name, lead: "\(table.counts.sentence).\(best)", sections: sections)
  }

  /// As wide as reads well beside text; captions are the page's.
  private static let format = PlotFormat(millimetres: 130, hasCaption: false)

  private func figure(_ drawing: Drawing) -> WebPage.Block {
    // No line ends within `n = 3`.
    .figure(svg: drawing.svg, caption: drawing.caption.replacing("n = ", with: "n\u{a0}=\u{a0}"))
  }

  /// One plot for each of the first parameters that vary, and the curves of the best.
  private func plots(of scores: Scores, _ metric: Metric) throws -> [WebPage.Block] {
    var factors = scores.varied.prefix(3).map { parameter in
      figure(FactorPlot(scores, parameter: parameter).drawing(Self.format))
    }
    if let levels = try levelScores(of: metric, over: scores.summary.unit) {
      let axis = levels.parameters.count - 1
      factors.insert(figure(FactorPlot(levels, parameter: axis).drawing(Self.format)), at: 0)
    }
    let curves = try curves(of: metric.name, CurvesPlot.configurations(of: scores))
    let lengths = curves.map(\.points.count)
    // A metric measured once has no curve.
    guard lengths.contains(where: { $0 > 1 }) else { return factors + (try confusions(of: scores)) }
    let plot = CurvesPlot(scores, metric: scores.metric.name, curves: curves)
    return factors + [figure(plot.drawing(Self.format))] + (try confusions(of: scores))
  }

  /// What the best configuration takes for what, where trainings of a few classes keep it.
  private func confusions(of scores: Scores) throws -> [WebPage.Block] {
    guard let plot = try confusionIfAny(of: nil, among: scores), plot.classCount <= 20 else {
      return []
    }
    return [figure(plot.drawing(Self.format))]
  }

  /// More rows than this are told as a number.
  private static let failureLimit = 50

  private func failures() throws -> [WebPage.Block] {
    let failed = try file.failedTrials(of: sweep.id)
      .filter { shown.place(of: $0.configuration) != nil }
    let labels = try file.labels(of: sweep.id)
    guard !failed.isEmpty else { return [.paragraph("No trial was given up.")] }
    let rows = failed.prefix(Self.failureLimit).map { trial in
      [
        TrialLabel.trial(
          sweep.parameterNames, labels[trial.configuration], replicate: trial.replicate,
          fold: trial.fold, of: sweep.evaluation
        ).withPlainExponents,
        "\(trial.attempts)", trial.host, trial.failure.cause.rawValue, trial.failure.message,
      ]
    }
    let rest = failed.count - rows.count
    return [
      .table(titles: ["trial", "attempts", "host", "cause", "message"], rows: rows)
    ]
      + (rest > 0
        ? [.paragraph("And \(counted(rest, "trial")) more: \(ownHint("trials --failed")).")] : [])
  }

  private func provenance(_ version: String) throws -> [WebPage.Block] {
    guard let origin = try file.provenance(of: sweep.id) else { return [] }
    return [
      .facts([
        ("program", "sweep \(version)"), ("engine", sweep.semantics),
        ("spec", "\(origin.specDigest)"),
        (
          "data",
          sweep.data == "null"
            ? "the program's own"
            : "\(sweep.data), \(origin.dataRows - origin.testRows) + \(origin.testRows) rows,"
              + " \(sweep.dataDigest)"
        ),
        ("hashes", "BLAKE2b-256, as 'b2sum -l 256' prints them"),
        ("seed", "\(sweep.evaluation.seed)"), ("first run", sweep.created),
      ]),
      .table(
        titles: ["host", "kernel", "engine", "results", "training", "failed attempts"],
        rows: origin.hosts.map { host in
          [
            host.name, host.kernel, host.semantics, "\(host.results)",
            Duration.seconds(clamping: host.seconds).text, "\(host.failures)",
          ]
        }),
    ]
  }
}
