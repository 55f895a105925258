/// The parameters of a table that go down and those that go across; of several sweeps, `sweep` and `data`
/// too.
package struct Pivot: Hashable, Sendable {
  /// Indices of parameters: together those that tell configurations apart, none twice.
  let rows: [Int]
  let columns: [Int]

  /// - Parameters:
  ///   - rows: names of parameters; nil for all that are not columns.
  ///   - columns: names of parameters; nil for all that are not rows.
  ///   - parameters: all names.
  ///   - table: the rows that are to have places.
  init<Row: PivotedRow>(
    rows: [String]?, columns: [String]?, of parameters: [String], in table: [Row]
  ) throws(Refusal) {
    let named = (rows ?? []) + (columns ?? [])
    for (place, name) in named.enumerated() {
      guard parameters.contains(name) else {
        throw Refusal(
          "no parameter is named '\(name)'; there "
            + (parameters.isEmpty ? "are none" : "is \(parameters.joined(separator: ", "))"))
      }
      guard !named[..<place].contains(name) else {
        throw Refusal("'\(name)' cannot go down and across; name it once")
      }
    }
    let rest = parameters.indices.filter { !named.contains(parameters[$0]) }
    func indices(_ names: [String]?) -> [Int] {
      names.map { $0.compactMap(parameters.firstIndex) } ?? rest
    }
    self.rows = indices(rows)
    self.columns = indices(columns)
    // Where both are named, the others need a place only if they tell configurations apart.
    var cells: [[String]: Row] = [:]
    for row in table {
      guard let other = cells.updateValue(row, forKey: keys(self.rows + self.columns, row)) else {
        continue
      }
      let forgotten = rest.first { row.labels[$0] != other.labels[$0] }
      throw Refusal(
        "each cell would hold several values of '\(forgotten.map { parameters[$0] } ?? "")'; add it"
          + " to --rows or --columns")
    }
  }

  private func keys(_ parameters: [Int], _ row: some PivotedRow) -> [String] {
    parameters.map { row.labels[$0] }
  }

  /// Rows in a grid.
  struct Grid<Row> {
    /// The values of the parameters that go down, in the order in which they first come.
    let rows: [[String]]
    let columns: [[String]]
    /// The rows by their places down and across; nil where there is none.
    let cells: [[Row?]]
  }

  func grid<Row: PivotedRow>(_ table: [Row]) -> Grid<Row> {
    func places(_ parameters: [Int], _ rows: [Row]) -> [[String]: Int] {
      rows.reduce(into: [:]) { places, row in
        let key = keys(parameters, row)
        if places[key] == nil { places[key] = places.count }
      }
    }
    let down = places(rows, table)
    // Sorting concerns what goes down; what goes across stays as the sweep has it.
    let across = places(columns, table.sorted { $0.configuration < $1.configuration })
    var cells = [[Row?]](
      repeating: Array(repeating: nil, count: across.count), count: down.count)
    for row in table {
      if let y = down[keys(rows, row)], let x = across[keys(columns, row)] { cells[y][x] = row }
    }
    func ordered(_ places: [[String]: Int]) -> [[String]] {
      places.sorted { $0.value < $1.value }.map(\.key)
    }
    return Grid(rows: ordered(down), columns: ordered(across), cells: cells)
  }

  /// Gives the title of a column: `dropout=0.25`, with the metric's name where there are several.
  func title(_ parameters: [String], _ key: [String], _ metric: String?) -> String {
    let values = TrialLabel.configuration(columns.map { parameters[$0] }, key)
    return [values, metric].compactMap { $0?.isEmpty == false ? $0 : nil }.joined(separator: " ")
  }
}

/// A row that a pivot gives a place to.
protocol PivotedRow {
  /// The values of its parameters.
  var labels: [String] { get }
  /// The configuration's place in the sweep's own order.
  var configuration: Int { get }
}
