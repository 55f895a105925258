extension SummaryTable {
  /// One table of several: the same configurations under one condition after the other, such as
  /// levels of noise. The condition becomes one more parameter, the last, and every condition has a
  /// best of its own.
  ///
  /// - Parameter tables: at least one, each with what its condition is called; all have the same
  ///   rows, metrics and unit.
  package init(under tables: [(label: String, table: SummaryTable)], condition: String) {
    precondition(!tables.isEmpty, "there is no table of no tables")
    let first = tables[0].table
    self.init(
      sweep: first.sweep, parameters: first.parameters + [condition],
      groups: tables.map { label, table in
        (group: table.groups[0], labels: table.rows.map { $0.labels + [label] })
      }, counts: first.counts, level: first.level,
      variance: first.variance, interval: first.interval)
    self.condition = condition
    remarks = first.remarks + first.leftRemarks
  }

  /// Rows under each condition, or all of them.
  package var configurationCount: Int { rows.count / groups.count }
}
