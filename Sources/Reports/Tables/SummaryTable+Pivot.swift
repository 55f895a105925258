extension SummaryTable.Row: PivotedRow {}

extension Pivot {
  /// - Parameters:
  ///   - rows: names of parameters; nil for all that are not columns.
  ///   - columns: names of parameters; nil for all that are not rows.
  package init(rows: [String]?, columns: [String]?, of table: SummaryTable) throws(Refusal) {
    try self.init(rows: rows, columns: columns, of: table.parameters, in: table.rows)
  }
}

extension SummaryTable {
  /// The same numbers with some parameters going down and the others across.
  ///
  /// Concerns all formats but JSON, which names the parameters of every number.
  package func pivoted(by pivot: Pivot) -> SummaryTable {
    var table = self
    table.pivot = pivot
    table.remarks += leftRemarks
    return table
  }
}
