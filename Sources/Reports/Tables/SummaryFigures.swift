import Statistics
package import Sweeps

/// The figures of all configurations in one metric, each made when it is looked at: of a hundred thousand few
/// are.
package struct SummaryFigures: Sendable {
  /// The summary of all configurations that the figures are made from.
  package let summary: Summary
  private let evaluation: Evaluation
  private let testToTrain: Double
  private let level: Double
  private let method: MeanInterval
  private let standings: [SummaryStanding]

  init(
    of summary: Summary, in group: SummaryGroup, level: Double, variance: VarianceModel,
    method: MeanInterval
  ) {
    self.summary = summary
    evaluation = group.evaluation
    self.level = level
    self.method = method
    testToTrain = evaluation.testToTrain(over: summary.unit, dataRows: group.dataRows)
    let tests = SimultaneousTests(
      summary.candidates(of: evaluation, dataRows: group.dataRows), variance: variance)
    var standings = tests.judgements(level: level).map(SummaryStanding.init)
    if let best = summary.best {
      for equal in summary.ties(with: best, among: summary.competitors) {
        standings[equal] = standings[equal] == .other ? .beatenBest : .best
      }
    }
    self.standings = standings
  }

  /// The number of configurations.
  package var count: Int { summary.rows.count }

  /// The figure of the configuration at a place.
  package subscript(place: Int) -> SummaryFigure {
    let row = summary.rows[place]
    let moments = summary.claimedMoments(place, of: evaluation)
    return SummaryFigure(
      description: row.description, observations: row.observations, absences: row.absences,
      standardError: moments.standardError(testToTrain: testToTrain),
      // Without any spread nothing says how far chance goes.
      interval: method == .student
        ? (moments.hasSpread ? moments.interval(level: level, testToTrain: testToTrain) : nil)
        : Description.bootstrapInterval(
          row.observations.compactMap(\.self), level: level, seed: evaluation.seed),
      standing: row.moments.count == 0 ? .other : standings[place])
  }
}

extension SummaryStanding {
  fileprivate init(_ judgement: SimultaneousTests.Judgement) {
    switch judgement {
    case .possibleBest: self = .possibleBest
    case .beaten: self = .other
    case .untested: self = .untested
    }
  }
}

extension Summary {
  /// The rows with the same mean as another, itself among them: but for the dust of rounding.
  fileprivate func ties(with row: Int, among rows: [Int]) -> [Int] {
    guard let top = self.rows[row].moments.mean else { return [row] }
    return rows.filter { index in
      self.rows[index].moments.mean.map { abs($0 - top) <= 4 * top.ulp } ?? false
    }
  }
}
