package import Documents
package import Reports
package import Store
import Sweeps
import Trials

/// The summary of a sweep, of which a part at a time is looked at.
///
/// Figures of a hundred thousand configurations stay in memory, in columns, and the values of parameters in
/// the file: only the rows that somebody sees are laid out. Where configurations left a race or halving, or
/// stand at levels of noise, the whole table is: those are few.
package final class SweepRows {
  private let sweep: RecordedSweep
  private let table: SummaryTable
  private let isSearch: Bool
  /// A metric each.
  private let figures: [SummaryFigures]
  /// The numbers of configurations by the places of their rows; nil where the table has all rows.
  private let numbers: [Int]?
  private let tags: [Int: [String]]
  /// The names of parameters with more than one value.
  private let varied: Set<String>
  private var columns: [String: RowColumn] = [:]
  /// The rows that were asked for last, in their order.
  private var order: (window: RowWindow, places: [Int])?

  /// Reads the figures of all configurations; throws where the file cannot be read.
  package init(_ recorded: SweepReader) throws {
    sweep = recorded.sweep
    isSearch = try recorded.isSearch
    let isWhole =
      recorded.race != nil || recorded.halving != nil || recorded.levels != nil
    table = try recorded.confirmedTable(SummaryOptions(), laysOutRows: isWhole)
    numbers = isWhole ? nil : recorded.shown.numbers
    figures = isWhole ? [] : table.summaryFigures
    tags = Dictionary(
      uniqueKeysWithValues: try recorded.file.annotations(of: sweep).tags.compactMap {
        number, tags in number.map { ($0, tags) }
      })
    varied = Set(try recorded.file.variedParameters(of: sweep))
  }

  private var count: Int { numbers?.count ?? table.allRows.count }

  /// A part of the rows, with how many there are and how many pass its filters.
  ///
  /// - Throws: `UnreadableFilter`.
  package func json(_ window: RowWindow, in file: ResultsReader) throws -> JSON {
    let places = try places(window, in: file)
    let shown = places.dropFirst(window.first).prefix(window.count)
    let rows = try shown.map { place in
      let row = try row(place, in: file)
      let number = numbers?[place]
      let name = zip(table.parameters, row.labels).filter { varied.contains($0.0) }
        .map { "\($0)=\($1)" }.joined(separator: ",")
      return table.json(of: row, at: place).adding([
        JSON.Member("number", .optional(number, JSON.integer)), JSON.Member("name", .text(name)),
      ])
    }
    return table.circumstances.adding([
      JSON.Member("columns", .list(table.parameters.map(JSON.text))),
      JSON.Member("varied", .list(table.parameters.filter(varied.contains).map(JSON.text))),
      JSON.Member("total", .integer(count)), JSON.Member("matching", .integer(places.count)),
      JSON.Member("first", .integer(window.first)),
      JSON.Member("sorted", .optional(sort(of: window)?.key, JSON.text)),
      JSON.Member("descending", .boolean(sort(of: window)?.isDown ?? false)),
      JSON.Member("rows", .list(rows)),
    ])
  }

  /// The best of a search are what people look for.
  private func sort(of window: RowWindow) -> (key: String, isDown: Bool)? {
    if let sort = window.sort { return sort.isEmpty ? nil : (sort, window.isDown) }
    guard isSearch else { return nil }
    return ("\(table.metric.name) mean", table.metric.goal == .maximize)
  }

  private func row(_ place: Int, in file: ResultsReader) throws -> SummaryTable.Row {
    guard let numbers else { return table.allRows[place] }
    let labels = try file.labels(of: sweep.id, configuration: numbers[place])
    return table.row(place, labels: labels, figures)
  }

  private func places(_ window: RowWindow, in file: ResultsReader) throws -> [Int] {
    let window = RowWindow(
      count: 0, sort: window.sort, isDown: window.isDown, conditions: window.conditions)
    if let order, order.window == window { return order.places }
    var places = Array(0..<count)
    for (key, text) in window.conditions.sorted(by: { $0.key < $1.key })
    where !text.allSatisfy(\.isWhitespace) {
      guard let condition = RowCondition(text) else {
        throw UnreadableFilter(key: key, text: text)
      }
      guard let column = try column(key, in: file) else {
        throw UnreadableFilter(key: key)
      }
      places = column.passing(condition, of: places)
    }
    if let sort = sort(of: window), let column = try column(sort.key, in: file) {
      places = column.sorted(places, isDown: sort.isDown)
    }
    order = (window, places)
    return places
  }

  /// The values of a column: `parameter l2`, `val_accuracy mean` or `tags`; nil where there is none such.
  private func column(_ key: String, in file: ResultsReader) throws -> RowColumn? {
    if let known = columns[key] { return known }
    guard let column = try read(key, in: file) else { return nil }
    // A few are worth their memory.
    if columns.count >= 8 { columns = [:] }
    columns[key] = column
    return column
  }

  private func read(_ key: String, in file: ResultsReader) throws -> RowColumn? {
    if key == "tags" {
      return .texts(
        (0..<count).map { place in
          (numbers.map { tags[$0[place]] ?? [] } ?? table.tags(at: place)).joined(separator: ", ")
        })
    }
    for (index, name) in table.parameters.enumerated() where key == "parameter \(name)" {
      guard let numbers else { return RowColumn(labels: table.allRows.map { $0.labels[index] }) }
      let labels = try file.labels(ofParameter: index, of: sweep.id)
      return RowColumn(labels: numbers.map { labels[$0] })
    }
    return table.numbers(of: key, figures).map(RowColumn.numbers)
  }
}

/// A filter of which nobody knows what it lets through.
package struct UnreadableFilter: Error, Hashable, Sendable, CustomStringConvertible {
  private let key: String
  private let text: String?

  /// - Parameter text: the filter; nil where there is no such column.
  init(key: String, text: String? = nil) { (self.key, self.text) = (key, text) }

  /// `the filter 'x..y' of 'l2' says nothing; ...`, or `the table has no column 'l3' to filter by`.
  package var description: String {
    guard let text else { return "the table has no column '\(key)' to filter by" }
    return "the filter '\(text)' of '\(key)' says nothing; a range is 0.1..0.5, a bound >=0.9,"
      + " one value =relu, and any other text is looked for in the column"
  }
}
