/// One candidate held against another on the blocks they share.
package struct Comparison: Hashable, Sendable {
  /// The row that is compared.
  package let candidate: Int
  /// The candidate's scores less those of the reference.
  package let differences: PairedDifferences
  /// With the standard error of the model; nil where nothing was tested: fewer than two blocks, or
  /// no spread.
  package let test: TTest?
  /// The p value for all comparisons of the family together; nil without a test.
  package let adjustedP: Double?
  /// The interval of the difference, all of the family together; nil without a test.
  package let interval: ConfidenceInterval?

  /// - Parameters:
  ///   - adjustedP: over all comparisons of the family that this one belongs to.
  ///   - interval: over the same.
  package init(
    candidate: Int, differences: PairedDifferences, test: TTest?, adjustedP: Double?,
    interval: ConfidenceInterval?
  ) {
    self.candidate = candidate
    self.differences = differences
    self.test = test
    self.adjustedP = adjustedP
    self.interval = interval
  }

  /// Whether the data tell the two apart: without a test they do not.
  package func isDistinguishable(alpha: Double = 0.05) -> Bool {
    adjustedP.map { $0 < alpha } ?? false
  }
}

extension Candidates {
  /// Holds every other row against one.
  ///
  /// - Parameters:
  ///   - family: `.allPairs` (Tukey) where the reference was chosen by these same data, such as the
  ///     best; `.control` (Dunnett) for one that was named before anybody looked.
  ///   - tests: of these candidates, if they are made already.
  package func comparisons(
    to reference: Int, family: MaximumT.Family = .allPairs, level: Double = 0.95,
    tests: SimultaneousTests? = nil
  ) -> [Comparison] {
    comparisons(
      of: scores.indices.filter { $0 != reference }.map { ($0, reference) }, family: family,
      level: level, tests: tests)
  }

  /// Holds every row against every one after it: the first of a pair less the second.
  package func allComparisons(
    level: Double = 0.95, tests: SimultaneousTests? = nil
  ) -> [(reference: Int, comparison: Comparison)] {
    let pairs = scores.indices.flatMap { row in (row + 1..<scores.count).map { (row, $0) } }
    let found = comparisons(of: pairs, family: .allPairs, level: level, tests: tests)
    return zip(pairs, found).map { (reference: $0.1, comparison: $1) }
  }

  private func comparisons(
    of pairs: [(row: Int, reference: Int)], family: MaximumT.Family, level: Double,
    tests: SimultaneousTests?
  ) -> [Comparison] {
    let tests = tests ?? SimultaneousTests(self)
    var limits = tests.criticalValues(family, level: level)
    return pairs.map { row, reference in
      let differences = PairedDifferences(scores[row], minus: scores[reference])
      guard let mean = differences.moments.mean, let found = tests.difference(row, reference)
      else {
        return Comparison(
          candidate: row, differences: differences, test: nil, adjustedP: nil, interval: nil)
      }
      let reach = limits[found] * found.standardError
      return Comparison(
        candidate: row, differences: differences,
        test: TTest(
          difference: mean, standardError: found.standardError,
          degreesOfFreedom: found.degreesOfFreedom),
        adjustedP: tests.adjustedP(family, found),
        interval: ConfidenceInterval(lower: mean - reach, upper: mean + reach, level: level))
    }
  }
}
