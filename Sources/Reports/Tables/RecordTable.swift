package import Documents

/// Records that people read as a table and programs as CSV or JSON, with the same names.
package struct RecordTable: Hashable, Sendable {
  /// The form in which the table is printed.
  package enum Format: String, Hashable, Sendable, CaseIterable {
    case text, csv, json
  }

  /// A column of the table, and a member of each record.
  package struct Column: Hashable, Sendable {
    let name: String
    let title: String
    let decimals: Int?
    /// Whether it is left out of what people read.
    let isDetail: Bool

    /// - Parameters:
    ///   - name: in CSV and JSON.
    ///   - title: for people; nil for the name.
    ///   - decimals: how many digits behind the point people see; nil for as many as there are.
    ///   - isDetail: whether it is left out of what people read.
    package init(
      _ name: String, title: String? = nil, decimals: Int? = nil, isDetail: Bool = false
    ) {
      (self.name, self.title) = (name, title ?? name)
      (self.decimals, self.isDetail) = (decimals, isDetail)
    }
  }

  let title: String
  let columns: [Column]
  let records: [[JSON]]
  let notes: [String]
  /// A line of sums below the records, for people alone.
  package var total: [JSON]?

  /// - Parameters:
  ///   - records: of scalars, one a column.
  ///   - notes: sentences below the table, for people.
  package init(title: String, columns: [Column], records: [[JSON]], notes: [String] = []) {
    precondition(records.allSatisfy { $0.count == columns.count })
    (self.title, self.columns, self.records, self.notes) = (title, columns, records, notes)
  }

  /// - Parameter width: the columns that people's lines may have; nil for any.
  package func formatted(as format: Format, width: Int?, style: Style) -> String {
    switch format {
    case .text: text(width: width, style: style)
    case .csv: CSV.text([columns.map { .text($0.name) }] + records, .exact)
    case .json:
      JSON.list(
        records.map { record in .object(zip(columns, record).map { .init($0.name, $1) }) }
      ).document
    }
  }

  private func text(width: Int?, style: Style) -> String {
    var page = Page()
    page.prose(title)
    page.row()
    let rows = records + (total.map { [$0] } ?? [])
    let laid = columns.indices.filter { !columns[$0].isDetail }.map { place in
      let cells = rows.map { shown($0[place], columns[place]) }
      let areNumbers = rows.allSatisfy { row in
        switch row[place] {
        case .number, .integer, .null: true
        case .boolean, .text, .list, .object: false
        }
      }
      return Reports.Column(columns[place].title.printable, cells, areNumbers ? .right : .left)
    }
    page.table(laid, bold: { $0 == records.count })
    if !notes.isEmpty { page.notes(notes) }
    return page.text(width: width, style: style)
  }

  private func shown(_ value: JSON, _ column: Column) -> String {
    switch value {
    case .null: ""
    case .boolean(let flag): flag ? "yes" : "no"
    case .text(let text): text.printable
    case .integer(let integer): integer < 0 ? "\(integer)" : grouped(integer)
    case .number(let number): column.decimals.map { number.fixed($0) } ?? Document.label(number)
    case .list, .object: value.line.printable
    }
  }
}
