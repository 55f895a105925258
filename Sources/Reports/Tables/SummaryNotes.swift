import Statistics
package import Sweeps
import Trials

extension SummaryTable {
  /// The title of the table: `mnist-l2: val_accuracy at the last epoch`.
  var title: String {
    "\(sweep): \(metrics.map(\.name).joined(separator: ", ")) \(metric.moment.phrase)"
      .printable
  }

  /// How a layout marks what notes explain.
  struct Marks {
    /// The best mean: `*`, `bold`.
    let best: String
    /// A mean that may be the best, too.
    let possibleBest = "†"
    /// A mean that was not tested.
    let untested = "?"
    /// Fewer observations than the sweep asks for, where no column tells how many.
    let short = "‡"
    /// A name, with whatever the format wants escaped.
    var escape: (String) -> String = { $0 }
  }

  /// Tells the meaning of the numbers, and the trials that did not enter them; a sentence each.
  ///
  /// - Parameters:
  ///   - hasIntervals: whether intervals are shown.
  ///   - hasShort: whether something is marked as resting on fewer observations.
  func notes(_ marks: Marks, hasIntervals: Bool, hasShort: Bool) -> [String] {
    var notes = [
      showsQuartiles
        ? "median and quartiles over \(unitPhrase); marks compare means"
        // A race gives hardly any row all of them.
        : "mean ± std over n \(left.isEmpty ? "=" : "of") \(unitPhrase)"
          + (groups.allSatisfy { $0.evaluation.foldCount == 1 && $0.evaluation.replicates > 1 }
            ? ", one seed each, the same seeds in every row" : "")
    ]
    if showsQuartiles {
    } else if interval == .bootstrap {
      notes[0] +=
        rows.contains { $0.figures[0].interval != nil }
        ? "; in brackets the \(level.percent) bootstrap interval of the mean (BCa, 10,000 draws)"
        : "; no bootstrap interval from fewer than ten \(unit.noun)s"
    } else if hasIntervals, rows.contains(where: { $0.figures.contains { $0.interval != nil } }) {
      notes[0] += "; in brackets the \(level.percent) t-interval of the mean"
      if knowsRows {
        // The marks are about other rows, too.
        notes[0] += " for new seeds on the same data"
      }
      if testToTrain != nil {
        notes[0] += ", widened for the training data that folds share (Nadeau-Bengio)"
      }
      let claimed: Set<SummaryStanding> = [.possibleBest, .beatenBest, .other]
      if rows.contains(where: { claimed.contains($0.figures[0].standing) }) {
        notes.append(
          "do not judge differences by whether brackets overlap: rows are compared \(unit.noun) by"
            + " \(unit.noun); go by the marks, or use 'sweep compare'")
      }
    }
    if best != nil { notes += standingNotes(marks) }
    if metrics.contains(where: { $0.moment == .best }) {
      notes.append("the best epoch is chosen on the rows it is reported on, which flatters")
    }
    if counts.open > 0 { notes.append("\(counts.sentence): only trials that completed enter") }
    if hasShort { notes.append("\(marks.short) fewer \(unit.noun)s than the sweep asks for") }
    return notes + [pivot == nil ? leftNote : nil].compactMap(\.self) + absenceNotes(marks)
      + baselineNotes(marks) + remarks.map { marks.escape($0.printable) } + annotationNotes(marks)
  }

  /// The notes on the baselines, and on the configurations that do no better.
  private func baselineNotes(_ marks: Marks) -> [String] {
    var notes: [String] = []
    for (place, metric) in metrics.enumerated() {
      guard let baseline = baselines[metric.name] else { continue }
      let means = rows.compactMap { $0.figures[place].description.moments.mean }
      // A program may measure in per cent what is a share here.
      let isShare = !areBaselinesOfNumbers
      if means.isEmpty || isShare && means.contains(where: { abs($0) > 1.5 }) && abs(baseline) <= 1,
        metric.goal == .maximize || means.isEmpty
      {
        continue
      }
      let worse = means.count { !metric.prefers($0, to: baseline) }
      let who =
        worse == means.count
        ? means.count == 1 ? "which it does not beat" : "which none of them beats"
        : worse > 0
          ? "which \(worse) of \(means.count) configurations do\(worse == 1 ? "es" : "") not beat"
          : nil
      notes.append(
        "baseline \(baseline.significant(4)): \(marks.escape(metric.name.printable)) of taking"
          + (isShare
            ? " every row for the most frequent class of the training rows"
            : " the mean of the training rows for every row") + (who.map { ", \($0)" } ?? ""))
    }
    return notes
  }

  private func standingNotes(_ marks: Marks) -> [String] {
    let goals = Set(metrics.map(\.goal))
    let extremes =
      goals.count == 1
      ? [metric.goal.superlative]
      : metrics.map { "\($0.goal.superlative) \(marks.escape($0.name.printable))" }
    var note = "\(marks.best) marks the \(extremes.joined(separator: " and the ")) mean"
    if let condition {
      note += " at each \(marks.escape(condition.printable))"
    } else if groups.count > 1 {
      note += " of those with the same data, splits, seed and replicates"
    }
    let most = rows.map(\.moments.count).max() ?? 0
    if groups.count == 1, best?.moments.count == most,
      rows.contains(where: { $0.moments.count < most })
    {
      note += " with n = \(most)"
    }
    func has(_ standing: SummaryStanding) -> Bool {
      // A configuration without any result was not compared.
      rows.contains {
        $0.figures.contains { $0.standing == standing && $0.description.moments.count > 0 }
      }
    }
    if has(.possibleBest), has(.best) {
      note += ", not shown to be better than those with \(marks.possibleBest)"
    } else if has(.other), rows.count > 2, groups.count == 1, metrics.count == 1, has(.best) {
      note += "; no other may be the best"
    } else if rows.count > 1, !has(.other), !has(.beatenBest) {
      note += "; by itself it claims nothing"
    }
    var notes = [note]
    if has(.beatenBest) {
      let beaten = metrics.indices.filter { metric in
        rows.contains { $0.figures[metric].standing == .beatenBest }
      }
      let names = beaten.map { marks.escape(metrics[$0].name.printable) }
      notes.append(
        "the one with \(marks.best)\(metrics.count > 1 ? " in \(names.joined(separator: " and "))" : "")"
          + " is ruled out as the best: one that lacks \(unit.noun)s was shown to be better in those that both"
          + " have; train what it lacks")
    }
    if has(.possibleBest) {
      notes.append(
        "\(marks.possibleBest) may be the best\(has(.best) ? ", too" : ""): no other was shown to be better,"
          + " which does not show that they are equal")
    }
    if has(.other), has(.possibleBest) || rows.count > 2 {
      notes.append(
        "no mark: ruled out as the best, as at least one other was shown to be better, not always the"
          + " one with \(marks.best); 'sweep compare' compares with that one")
    } else if has(.other) {
      notes.append("no mark: the other was shown to be better (\(testPhrase))")
    }
    if has(.possibleBest) || has(.other) && rows.count > 2 {
      notes.append(
        "in \(level.percent) of sweeps repeated so, the true best is among those with"
          + " \(has(.best) ? "\(marks.best) or " : "")\(marks.possibleBest) (\(testPhrase))")
    }
    if has(.untested) {
      notes.append("\(marks.untested) not tested, so nothing is claimed: \(untestedReason)")
    }
    if has(.possibleBest) || has(.beatenBest) || has(.other) {
      notes.append(samplingSentence)
      if let caution { notes.append(caution) }
    }
    return notes
  }

  /// The reason for which some rows have no test.
  private var untestedReason: String {
    let counts = rows.filter { $0.figures.contains { $0.standing == .untested } }
      .map(\.moments.count)
    if counts.allSatisfy({ $0 < 2 }) {
      return "a single \(unit.noun) shows no chance at work; more replicates do"
    }
    let isConstant = rows.allSatisfy { ($0.moments.standardDeviation ?? 0) == 0 }
    return
      "the differences are equal in every \(unit.noun) but for rounding, so nothing says how far chance goes"
      + (isConstant ? "; does the program use its seed?" : "")
  }

  /// Whether claims about some group are about other rows of its test part, too.
  var knowsRows: Bool { groups.contains { $0.summaries[0].rowScores != nil } }

  /// The scope of claims that are made from the spread over the table's unit alone.
  var spreadSampling: String {
    groups.map { $0.evaluation.sampling(over: unit) }.reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }.joined(separator: "; ")
  }

  /// The scope of claims about all metrics: each by its name, where they differ in it.
  var samplingOfAll: String {
    guard groups.count == 1 else { return sampling }
    let summaries = groups[0].summaries
    let phrases = summaries.map { $0.sampling(of: groups[0].evaluation) }
    guard Set(phrases).count > 1 else { return sampling }
    return zip(summaries, phrases).map { "\($0.metric.name.printable): \($1)" }
      .joined(separator: "; ")
  }

  /// The scope of claims about the first metric, for all groups.
  var sampling: String {
    groups.map { $0.summaries[0].sampling(of: $0.evaluation) }.reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }.joined(separator: "; ")
  }

  /// The scope of claims, and what that means to the reader.
  private var samplingSentence: String {
    let sampling = samplingOfAll
    guard groups.count == 1 || Set(groups.map { $0.evaluation.foldCount > 1 }).count == 1,
      sampling == self.sampling
    else { return "conclusions are about \(sampling)" }
    let rest =
      knowsRows
      ? "; nothing is claimed of other training data"
      : testToTrain == nil ? "; nothing is claimed of other data" : ""
    return "conclusions are about \(sampling)\(rest)"
  }

  /// The assumption of a test of few blocks; nil where it makes none, or nobody is warned in vain.
  private var caution: String? {
    let most = rows.map(\.moments.count).max() ?? 0
    guard testToTrain == nil, variance != .separate, (2...3).contains(most), rows.count > 2 else {
      return testToTrain == nil || best == nil
        ? nil
        : "the corrected test is cautious: it leaves the true best unmarked in fewer than"
          + " \((1 - level).percent) of sweeps, and may leave a mark on rows that a sharper test would"
          + " rule out; more folds help"
    }
    return
      "assumes similar spreads: one configuration five times as variable raises a 5 % error to 10"
      + " to 20 % (--variance separate assumes nothing, and sees less)"
  }

  /// The line that would tell more than these results can; nil where they tell something.
  var advice: String? {
    let tested = rows.map { $0.figures[0].standing }
    guard let best, rows.count > 1, !tested.contains(where: { [.other, .beatenBest].contains($0) })
    else { return nil }
    let most = rows.map(\.moments.count).max() ?? 0
    guard most > 1 else {
      return "one \(unit.noun) each tells nothing about chance: try"
        + " 'sweep run FILE --set evaluate.replicates=5'"
    }
    guard tested.contains(.possibleBest), let top = best.moments.mean else { return nil }
    let gaps = rows.compactMap(\.moments.mean).map { abs($0 - top) }.filter { $0 > 0 }
    guard let widest = gaps.max() else { return nil }
    return "\(counted(most, unit.noun)) cannot tell any of these apart: what could, says"
      + " 'sweep plan FILE --detect \(widest.significant(1))'"
  }

  /// The units that the spread is over; where sweeps differ in them, with their names.
  private var unitPhrase: String {
    let phrases = groups.map { unit.phrase($0.evaluation) }
    guard Set(phrases).count > 1 else { return phrases[0] }
    return zip(groups, phrases).map { group, phrase in
      "\(phrase) (\(group.sweeps.joined(separator: ", ").printable))"
    }.joined(separator: "; ")
  }

  /// The test behind the set of possible bests: `Hsu's set, at 5 %`.
  var testPhrase: String {
    let isSet = groups.contains { $0.summaries[0].rows.count > 2 }
    let pairTest = knowsRows ? "one-sided t test of seeds and rows" : "one-sided paired t test"
    return "\(isSet ? "Hsu's set" : pairTest), at \((1 - level).percent)"
  }

  /// The test of differences over the table's unit; where sweeps differ in it, all of them.
  var testName: String { testName(ofRows: true) }

  /// The test that makes use of the spread over the table's unit alone.
  var spreadTestName: String { testName(ofRows: false) }

  private func testName(ofRows: Bool) -> String {
    groups.map { group in
      let isCorrected = group.evaluation.testToTrain(over: unit, dataRows: group.dataRows) > 0
      if ofRows, group.summaries[0].rowScores != nil { return "t test of seeds and rows" }
      if isCorrected { return "corrected resampled t test (Nadeau-Bengio)" }
      return variance == .separate || group.summaries[0].rows.count < 3
        ? "paired t test" : variance == .pooled ? "t test, pooled variance" : "moderated t test"
    }.reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }.joined(separator: ", ")
  }

  /// The reasons for which observations are missing, a line a configuration, the first few of them; a single
  /// one where it is the same for all. Metrics that lack the same trials are named together.
  private func absenceNotes(_ marks: Marks) -> [String] {
    let all = rows.map { row in absences(of: row, marks) }
    if rows.count > 1, let first = all.first, !first.isEmpty, all.allSatisfy({ $0 == first }) {
      return first.map { "for every configuration: \($0)" }
    }
    let lines = zip(rows, all).flatMap { row, absences in
      let subject = TrialLabel.configuration(parameters, shownLabels(of: row)).printable
      return absences.map { (subject.isEmpty ? "" : "for \(marks.escape(subject)): ") + $0 }
    }
    let shown = lines.count > 5 ? Array(lines.prefix(4)) : lines
    let others = lines.count - shown.count
    return shown + (others > 0 ? ["and so for \(grouped(others)) more"] : [])
  }

  /// The reasons for which observations of one configuration are missing.
  private func absences(of row: Row, _ marks: Marks) -> [String] {
    /// Metrics that lack as many trials for the same reasons.
    struct Lack: Hashable {
      let reasons: [Absence: Int]
      let count: Int
      let expected: Int
    }
    var lacks: [Lack] = []
    var names: [Lack: [String]] = [:]
    for (index, (metric, figure)) in zip(metrics, row.figures).enumerated() {
      let reasons = figure.absences.filter { $0.key != .open }
      guard !reasons.isEmpty else { continue }
      // Trials without a result have none in any metric: it is said once.
      if index > 0, reasons.keys.allSatisfy({ $0 == .failed || $0 == .diverged }) { continue }
      let lack = Lack(
        reasons: reasons, count: figure.description.moments.count, expected: figure.expected)
      if names[lack] == nil { lacks.append(lack) }
      names[lack, default: []].append(marks.escape(metric.name.printable))
    }
    return lacks.map { lack in
      let metrics = (names[lack] ?? []).joined(separator: ", ")
      let words = Absence.allCases.compactMap { absence in
        lack.reasons[absence].map { "\(grouped($0)) \(absence.phrase(metrics))" }
      }
      return "\(grouped(lack.reasons.values.reduce(0, +))) of"
        + " \(counted(lack.expected * unit.size(groups[row.group].evaluation), "trial")) left out"
        + " (\(words.joined(separator: ", "))), n = \(lack.count)"
    }
  }
}

extension Absence {
  /// The reason in the words that follow a number of trials.
  ///
  /// - Parameter metrics: the names of what they lack.
  fileprivate func phrase(_ metrics: String) -> String {
    switch self {
    case .open: "not done"
    case .failed: "failed"
    case .diverged: "diverged"
    case .unmeasured: "without \(metrics)"
    case .notFinite: "with \(metrics) infinite or undefined"
    }
  }
}

extension String {
  /// A note as a sentence among others.
  var sentence: String { prefix(1).uppercased() + dropFirst() + "." }
}

extension Double {
  /// A share in per cent: `95 %`, `99.9 %`.
  var percent: String { "\(Levels.labels([100 * self])[0]) %" }
}

extension Metric.Goal {
  var superlative: String { self == .maximize ? "highest" : "lowest" }
}

extension Metric.Moment {
  /// When it is, in the words that follow a metric's name.
  package var phrase: String {
    switch self {
    case .last: "at the last epoch"
    case .best: "at the best epoch"
    case .epoch(let epoch): "at epoch \(epoch)"
    }
  }

  /// As it is written in a spec.
  var word: String {
    switch self {
    case .last: "last"
    case .best: "best"
    case .epoch(let epoch): "epoch \(epoch)"
    }
  }
}

extension Summary.Unit {
  /// One of it: `replicate`.
  package var noun: String {
    switch self {
    case .trials: "trial"
    case .replicates: "replicate"
    case .folds: "fold"
    }
  }

  /// The trials that one observation is the mean of.
  func size(_ evaluation: Evaluation) -> Int {
    switch self {
    case .trials: 1
    case .replicates: evaluation.foldCount
    case .folds: evaluation.replicates
    }
  }

  /// Names the units that the spread is over: `3 replicates, each the mean of 5 folds`.
  package func phrase(_ evaluation: Evaluation) -> String {
    let replicates = evaluation.replicates
    let folds = evaluation.foldCount
    switch self {
    case .trials:
      let design = folds > 1 && replicates > 1 ? " (\(replicates) replicates × \(folds) folds)" : ""
      return counted(replicates * folds, "trial") + design
    case .replicates:
      return counted(replicates, "replicate")
        + (folds > 1 ? ", each the mean of \(folds) folds" : "")
    case .folds:
      return counted(folds, "fold")
        + (replicates > 1 ? ", each the mean of \(replicates) replicates" : "")
    }
  }
}
