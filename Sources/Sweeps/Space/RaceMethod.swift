/// How configurations leave a sweep before its end: the block `race` of a spec.
///
/// A race trains block by block, a block being one replicate and fold, and gives no further block to
/// configurations that are clearly behind.
package struct RaceMethod: Hashable, Sendable {
  /// How sure a verdict is to be.
  package enum Rule: String, Hashable, Sendable, CaseIterable {
    /// Each configuration is compared with the leader at the race's level.
    case paired
    /// All of them together are, so the level is divided among them: it drops hardly any wrongly, and saves
    /// less.
    case sure
  }

  /// The winner that the race is after.
  package enum Aim: String, Hashable, Sendable, CaseIterable {
    /// The winner of the full design, on these splits.
    case design
    /// The winner on other rows, too: folds that share training rows count for less.
    case rows
  }

  /// How sure a verdict is to be.
  package let rule: Rule
  /// The probability with which a configuration that is no worse leaves, summed over all blocks.
  package let level: Double
  /// After how many blocks the first may leave.
  package let from: Int
  /// The number of workers for which blocks are dealt ahead of verdicts; never that of those that are
  /// there.
  package let pace: Int
  /// The winner that the race is after.
  package let aim: Aim

  /// - Parameters:
  ///   - from: at least 2: a single block has no spread.
  ///   - pace: at least 1.
  package init(
    rule: Rule = .paired, level: Double = 0.05, from: Int = 3, pace: Int = 8, aim: Aim = .design
  ) {
    precondition(from >= 2 && pace >= 1, "a race compares pairs of blocks, for somebody")
    self.rule = rule
    self.level = level
    self.from = from
    self.pace = pace
    self.aim = aim
  }
}
