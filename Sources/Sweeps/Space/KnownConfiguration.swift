import CBOR
package import Trials

/// A configuration that another sweep has judged.
package struct KnownConfiguration: Hashable, Sendable {
  /// The values of its parameters, in the order of the space of the search that knows it.
  package let proposal: Proposal
  /// The mean of the metric over its trainings; nil where one diverged or failed.
  package let mean: Double?
  /// The variance of that mean, from the spread of its trainings; nil where it is not known.
  package let variance: Double?

  /// - Parameters:
  ///   - mean: that of the metric; nil where a training diverged or failed.
  ///   - variance: that of the mean; nil where it is not known.
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
