package import Hashing

/// A strategy's decision from what was known: which trials there are to be from now on.
///
/// Decisions of a sweep are numbered from 0 and recorded before any lease that follows from them.
package struct Decision: Hashable, Sendable {
  /// The kind of strategy that made it.
  package enum Kind: String, Hashable, Sendable, CaseIterable {
    /// All configurations of a grid, at once: from no evidence.
    case grid
    /// Points drawn at random, or of a Sobol sequence, at once: from no evidence.
    case random, sobol
    /// The next configuration of a search, from the results that it may know.
    case tpe, gp
    /// The next configuration of those that the spec lists.
    case listed
    /// A configuration goes on to the next rung, from the results of the rung below.
    case promotion
    /// The best of another sweep, at its end: they are trained again.
    case confirmed
  }

  /// Counted from 0 within its sweep.
  package let number: Int
  /// The kind of strategy that made it: `until` is set for a `promotion` alone.
  package let kind: Kind
  /// A digest of the results that it was made from, in the order in which the search came to know them.
  package let evidence: Digest
  /// The configurations that it asks for, by their places in the plan.
  package let configurations: Range<Int>
  /// The proposals for those configurations, one each; empty of a grid, whose spec lists them.
  package let proposals: [Proposal]
  /// The epoch until which a promotion trains the configuration from now on; nil of other decisions.
  package let until: Int?

  /// - Parameters:
  ///   - number: counted from 0 within the sweep.
  ///   - proposals: one for each configuration; none for a grid.
  ///   - until: the epoch of a promotion; nil of other decisions.
  package init(
    number: Int, kind: Kind, evidence: Digest, configurations: Range<Int>,
    proposals: [Proposal] = [], until: Int? = nil
  ) {
    self.until = until
    self.number = number
    self.kind = kind
    self.evidence = evidence
    self.configurations = configurations
    self.proposals = proposals
  }
}
