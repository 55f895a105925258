extension SummaryTable {
  /// One table of several: the same configurations under one condition after the other, such as
  /// levels of noise. The condition becomes one more parameter, the last, and every condition has a
  /// best of its own.
  ///
  /// - Parameter tables: at least one, each with what its condition is called; all have the same
  ///   rows, metrics and unit.
  package init(joining tables: [(label: String, table: SummaryTable)], by condition: String) {
    precondition(!tables.isEmpty, "there is no table of no tables")
    self = tables[0].table
    self.condition = condition
    parameters.append(condition)
    let count = tables.count
    rows = rows.indices.flatMap { index in
      tables.enumerated().map { place, joined in
        let row = joined.table.rows[index]
        return Row(
          configuration: row.configuration * count + place, labels: row.labels + [joined.label],
          figures: row.figures)
      }
    }
  }
}
