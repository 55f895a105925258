import Sweeps

/// Configurations whose trials are paired: those of a sweep, or of several with the same data,
/// splits, seed and number of replicates. Marks compare what is in one group.
package struct SummaryGroup: Hashable, Sendable {
  /// The names of its sweeps.
  let sweeps: [String]
  let evaluation: Evaluation
  /// A summary for each metric, the one that matters most first.
  let summaries: [Summary]
  /// How many rows the data has, if that is known.
  let dataRows: Int?
}
