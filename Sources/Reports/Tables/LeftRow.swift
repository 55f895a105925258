/// A configuration that left a race, or that halving has not trained to the end: below the line, in no
/// comparison and without a mark.
package struct LeftRow: Hashable, Sendable {
  /// Where a configuration is no longer beside the others.
  package enum Leaving: Hashable, Sendable {
    /// The configuration left a race after a block.
    case block(Int)
    /// Halving has trained it until an epoch, and not to its end.
    case epoch(Int)

    /// How far it came: the larger, the longer it stayed.
    var number: Int {
      switch self {
      case .block(let number), .epoch(let number): number
      }
    }
  }

  /// The values of its parameters, in the order of the table's parameters.
  let labels: [String]
  /// One for each metric, over the blocks that it has, or at the epoch until which it was trained.
  let figures: [SummaryFigure]
  let leaving: Leaving
}
