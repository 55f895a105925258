package import Hashing

/// What a strategy decided from what was known: which trials there are to be from now on.
///
/// Decisions of a sweep are numbered from 0 and recorded before any lease that follows from them.
package struct Decision: Hashable, Sendable {
  /// What kind of strategy made it.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// All configurations of a grid, at once: from no evidence.
    case grid
  }

  /// Counted from 0 within its sweep.
  package let number: Int
  package let kind: Kind
  /// Of the results that it was made from, in the order of the plan.
  package let evidence: Digest
  /// The configurations that it asks for, by their places in the plan.
  package let configurations: Range<Int>

  package init(number: Int, kind: Kind, evidence: Digest, configurations: Range<Int>) {
    self.number = number
    self.kind = kind
    self.evidence = evidence
    self.configurations = configurations
  }
}
