extension SummaryTable {
  /// Says what the choice of the best is worth.
  package mutating func take(_ estimate: NestedEstimate?) {
    guard let estimate else { return }
    nested = estimate
    remarks.insert(contentsOf: estimate.notes, at: 0)
  }
}
