import CBOR
package import Trials

/// A configuration that another sweep has judged.
package struct KnownConfiguration: Hashable, Sendable {
  package let proposal: Proposal
  /// Of the metric over its trainings; nil where one diverged or failed.
  package let mean: Double?
  /// Of that mean, from the spread of its trainings; nil where it is not known.
  package let variance: Double?

  package init(_ proposal: Proposal, mean: Double?, variance: Double?) {
    self.proposal = proposal
    self.mean = mean
    self.variance = variance
  }

  /// As it is hashed.
  package var bytes: [UInt8] {
    Item.array([
      proposal.item, mean.map { .double($0) } ?? .null, variance.map { .double($0) } ?? .null,
    ]).encoded()
  }
}
