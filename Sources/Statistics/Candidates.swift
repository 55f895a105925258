/// The direction in which scores get better.
package enum Direction: Hashable, Sendable {
  case larger
  case smaller
}

/// Scores of several candidates on the same units, and which of them to pick.
///
/// A unit is a repetition under equal conditions for all: a replicate, a fold.
package struct Candidates: Sendable {
  /// How one candidate is picked from all.
  package enum Rule: Hashable, Sendable {
    /// The best mean.
    case mean
    /// The first, so the simplest, whose mean is within one standard error of the best one:
    /// Breiman, Friedman, Olshen and Stone, "Classification and regression trees" (1984), 3.4.3.
    /// The error is that of the best mean, 0 if it rests on a single unit.
    case oneStandardError
    /// The best end of the confidence interval that lies towards the worse: good and known to be.
    case lowerBound(level: Double)
  }

  /// One row a candidate, the simplest first; one column a unit, NaN where a score is missing.
  package let scores: [[Double]]
  /// The direction in which scores get better.
  package let better: Direction
  /// The size of a test part over that of its training part; 0 for independent units.
  package let testToTrain: Double
  /// On which rows of one test part each was right, where that is known: then claims are about other
  /// rows, too.
  package let rowScores: RowScores?
  /// Count, mean and spread of every row; scores that are not finite are left out of it.
  package let moments: [Moments]

  /// - Precondition: all rows have the same length, and there are row scores of all or none.
  package init(
    scores: [[Double]], better: Direction, testToTrain: Double = 0, rowScores: RowScores? = nil
  ) {
    precondition(
      scores.allSatisfy { $0.count == scores[0].count },
      "candidates are compared on the same units: rows differ in length")
    precondition(
      rowScores.map { $0.candidates == scores.count } ?? true,
      "row scores are of all \(scores.count) candidates")
    self.rowScores = rowScores
    self.scores = scores
    self.better = better
    self.testToTrain = testToTrain
    moments = scores.map { Moments($0) }
  }

  /// The row that the rule picks, the first of equals; nil if no row has what the rule needs.
  ///
  /// - Parameter among: the rows that compete; all of them if nil.
  package func best(by rule: Rule = .mean, among rows: [Int]? = nil) -> Int? {
    let competes = Set(rows ?? Array(scores.indices))
    func kept(_ values: [Double?]) -> [Double?] {
      values.enumerated().map { competes.contains($0) ? $1 : nil }
    }
    switch rule {
    case .mean:
      return best(of: kept(moments.map(\.mean)))
    case .oneStandardError:
      let means = kept(moments.map(\.mean))
      guard let best = best(of: means), let top = moments[best].mean else { return nil }
      let error = moments[best].standardError(testToTrain: testToTrain) ?? 0
      return means.firstIndex { $0.map { abs($0 - top) <= error } ?? false }
    case .lowerBound(let level):
      let intervals = moments.map { $0.interval(level: level, testToTrain: testToTrain) }
      return best(of: kept(intervals.map { better == .larger ? $0?.lower : $0?.upper }))
    }
  }

  private func best(of values: [Double?]) -> Int? {
    var best: (index: Int, value: Double)?
    for (index, value) in values.enumerated() {
      guard let value else { continue }
      if let champion = best, !isBetter(value, than: champion.value) { continue }
      best = (index, value)
    }
    return best?.index
  }

  func isBetter(_ one: Double, than other: Double) -> Bool {
    better == .larger ? one > other : one < other
  }
}
