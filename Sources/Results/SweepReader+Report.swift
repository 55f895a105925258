import Documents
package import Drawings
import Plots
import Processes
package import Reports
import Statistics
import Store
import Sweeps
import Trials

/// All that the live pages of a sweep show, part by part, frozen into one page.
extension SweepReader {
  /// The page: the summary, pictures, the comparison with the best, failures, hosts, and the spec with where the
  /// numbers come from.
  ///
  /// - Parameters:
  ///   - version: the program's, which the page names.
  ///   - networks: pictures of trained networks, where they were kept.
  package func report(
    _ options: SummaryOptions, version: String, networks: [WebPage.Figure] = []
  ) throws -> WebPage {
    let scores = try scores(
      of: try metric(options), over: options.unit, variance: options.variance)
    let table = try table(options)
    let shown = try (levelTable(options) ?? table).arranged()
    var sections = [WebPage.Section("Summary", try summary(shown, options))]
    let figures = scores.isEmpty ? networks : try figures(of: scores, options) + networks
    if !figures.isEmpty { sections.append(.init("Understand", [.gallery(figures)])) }
    if scores.hasRivals {
      sections.append(.init("Compare", try ComparisonReport(table).blocks(limit: 40)))
    }
    sections.append(.init("Trials", [.paragraph("\(table.counts.sentence).")] + (try failures())))
    let origin = try file.provenance(of: sweep.id)
    sections.append(.init("Workers", workers(origin)))
    sections.append(
      .init("Spec", [.verbatim(sweep.specText)] + (try provenance(origin, version))))
    let leader = BestSoFar(scores.summary, scores.parameters, of: scores.evaluation) {
      scores.labels[$0]
    }
    let best = leader.map { " Best: \($0.text)." } ?? ""
    return WebPage(
      title: sweep.name, lead: "\(table.counts.sentence).\(best)", sections: sections)
  }

  /// The tables, and what people wrote about the sweep.
  private func summary(
    _ table: SummaryTable, _ options: SummaryOptions
  ) throws -> [WebPage.Block] {
    var blocks: [WebPage.Block] = []
    if let confirmed = try confirmation?.table(options) {
      blocks.append(.fragment(confirmed.formatted(as: .html)))
    }
    blocks.append(.fragment(table.formatted(as: .html)))
    let written = try file.annotations(of: sweep)
    let tags = (written.tags[nil] ?? []).joined(separator: ", ")
    let notes =
      (tags.isEmpty ? [] : [("tags", tags)])
      + written.notes(on: nil).map { (String($0.written.prefix(16)), $0.text) }
    return notes.isEmpty ? blocks : blocks + [.facts(notes)]
  }

  /// As wide as reads well beside text; captions are the page's.
  private static let format = PlotFormat(millimetres: 130, hasCaption: false)

  /// The pictures that tell something, as the pages have them; of the first parameters that vary one each.
  private func figures(of scores: Scores, _ options: SummaryOptions) throws -> [WebPage.Figure] {
    var figures: [WebPage.Figure] = []
    for kind in try plotKinds {
      var request = PlotRequest(kind, Self.format, options)
      // Curves are of those that are best by the sweep's own metric.
      let isOwn = kind != .curves || scores.metric.name == wording.shown(sweep.metric).name
      func draw(_ title: String) throws {
        do {
          let drawing = try request.drawing(of: self, scores: isOwn ? scores : nil)
          figures.append(WebPage.Figure(title: title, drawing))
        } catch let error where error is UserError || error is Refusal {
          // There is nothing to draw of this kind.
        }
      }
      try draw(kind.title)
      guard kind == .factor else { continue }
      let first = FactorPlot.defaultParameter(of: scores)
      for parameter in scores.varied.prefix(3) where levels != nil || parameter != first {
        request.parameter = scores.parameters[parameter]
        try draw("\(kind.title): \(scores.parameters[parameter])")
      }
    }
    return figures
  }

  private static let namedTrials = 20

  /// The trials that were given up, those together that failed alike.
  private func failures() throws -> [WebPage.Block] {
    let groups = try failureGroups()
    guard !groups.isEmpty else { return [.paragraph("No trial was given up.")] }
    let labels = try file.labels(of: sweep.id)
    return try groups.map { group in
      let named = group.trials.prefix(Self.namedTrials).map { trial in
        TrialLabel.trial(
          sweep.parameterNames, labels[trial.configuration], replicate: trial.replicate,
          fold: trial.fold, of: sweep.evaluation
        ).withPlainExponents
      }
      let rest = group.trials.count - named.count
      let more =
        rest > 0 ? "; and \(counted(rest, "trial")) more: \(ownHint("trials --failed"))" : ""
      return .detail(
        title: "\(counted(group.trials.count, "trial")), \(group.cause.rawValue): \(group.message)",
        [
          .paragraph("At \(try group.hosts(in: file).joined(separator: ", "))."),
          .paragraph(named.joined(separator: "; ") + more),
        ] + (group.output.isEmpty ? [] : [.verbatim(group.output)]))
    }
  }

  private func workers(_ origin: Provenance?) -> [WebPage.Block] {
    guard let origin, !origin.hosts.isEmpty else {
      return [.paragraph("No host has trained anything yet.")]
    }
    return [
      .table(
        titles: ["host", "kernel", "engine", "results", "training", "failed attempts"],
        rows: origin.hosts.map { host in
          [
            host.name, host.kernel, host.semantics, "\(host.results)",
            Duration.seconds(clamping: host.seconds).text, "\(host.failures)",
          ]
        })
    ]
  }

  private func provenance(_ origin: Provenance?, _ version: String) throws -> [WebPage.Block] {
    guard let origin else { return [] }
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
      ])
    ]
  }
}

extension WebPage.Figure {
  /// A drawing whose caption is set by the page.
  package init(title: String, _ drawing: Drawing) {
    // No line ends within `n = 3`.
    self.init(
      title: title, svg: drawing.svg,
      caption: drawing.caption.replacing("n = ", with: "n\u{a0}=\u{a0}"))
  }
}
