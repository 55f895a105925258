/// One candidate held against another on the units they share.
package struct Comparison: Hashable, Sendable {
  /// The row that is compared.
  package let candidate: Int
  /// Its scores less those of the reference.
  package let differences: PairedDifferences
  /// Nil for fewer than two shared units, or if all differences are equal.
  package let test: TTest?
  /// The p value of the test, raised by Holm's rule for all comparisons made; nil without a test.
  package let adjustedP: Double?

  /// - Parameter adjustedP: over all comparisons of the family that this one belongs to.
  package init(
    candidate: Int, differences: PairedDifferences, test: TTest?, adjustedP: Double?
  ) {
    self.candidate = candidate
    self.differences = differences
    self.test = test
    self.adjustedP = adjustedP
  }

  /// Whether the data tell the two apart: without a test they do not.
  package func isDistinguishable(alpha: Double = 0.05) -> Bool {
    adjustedP.map { $0 < alpha } ?? false
  }
}

extension Candidates {
  /// Holds every other row against one, by the corrected resampled t test and Holm's adjustment.
  ///
  /// With `testToTrain` 0 it is the paired t test. If the reference is the best of these same data,
  /// chance helped it: the p values do not know that, `SelectionBootstrap` does.
  package func comparisons(to reference: Int) -> [Comparison] {
    let others = scores.indices.filter { $0 != reference }
    let differences = others.map { PairedDifferences(scores[$0], minus: scores[reference]) }
    let tests = differences.map { TTest(resampled: $0, testToTrain: testToTrain) }
    var adjusted = holmAdjusted(tests.compactMap { $0?.pValue })[...]
    return others.indices.map { index in
      Comparison(
        candidate: others[index], differences: differences[index], test: tests[index],
        adjustedP: tests[index] == nil ? nil : adjusted.popFirst())
    }
  }

  /// The other rows that the data do not tell from the given one, in order.
  package func indistinguishable(from reference: Int, alpha: Double = 0.05) -> [Int] {
    comparisons(to: reference).filter { !$0.isDistinguishable(alpha: alpha) }.map(\.candidate)
  }
}
