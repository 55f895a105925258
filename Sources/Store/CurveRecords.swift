package import Documents
import Hashing
import SQLite
import Sweeps
package import Trials

/// The measurements of the training of a result, a column a metric.
package struct Curves: Hashable, Sendable {
  /// The attempt that the result comes from.
  package let attempt: Int
  /// The epochs at which anything was measured, ascending.
  package let epochs: [Int]
  /// The values of every metric asked for, one an epoch: nil where it was not measured then.
  package let columns: [[Double?]]
}

extension ResultsReader {
  /// The metrics that any trial of the file has measured, by name.
  package func metricNames() throws(StoreError) -> [String] {
    try connection.all("SELECT name FROM metrics ORDER BY name") { $0.text(0) }
  }

  /// The names of all that the results of a sweep measured, sorted.
  package func metricNames(of sweep: SweepID) throws(StoreError) -> [String] {
    try connection.all(
      """
      SELECT n.name FROM metrics n WHERE EXISTS (
        SELECT 1 FROM sweep_trials p
        JOIN results r ON r.trial = p.trial
        JOIN measurements m ON m.trial = r.trial AND m.attempt = r.attempt AND m.metric = n.id
        WHERE p.sweep = ?)
      ORDER BY n.name
      """, [.integer(sweep.row)]
    ) { $0.text(0) }
  }

  /// The measurements of a trial's result; nil without a result.
  ///
  /// Reads one trial, in the order in which the file keeps it: a caller that asks trial after trial goes
  /// through the largest file with little memory.
  package func curves(of trial: TrialID, metrics: [String]) throws(StoreError) -> Curves? {
    let columns = try columns(of: metrics)
    var attempt: Int?
    var points: [(column: Int, epoch: Int, value: Double)] = []
    try connection.each(
      """
      SELECT r.attempt, m.metric, m.epoch, m.value
      FROM trials t
      JOIN results r ON r.trial = t.id
      LEFT JOIN measurements m ON m.trial = r.trial AND m.attempt = r.attempt
        AND \(countableEpochs)
      WHERE t.hash = ? ORDER BY m.metric, m.epoch
      """, [.blob(trial.digest.bytes)]
    ) { row in
      attempt = row.int(0)
      guard !row.isNull(1), let column = columns[row.int(1)] else { return }
      points.append((column, row.int(2), row.double(3)))
    }
    guard let attempt else { return nil }
    var epochs = points.map(\.epoch)
    if points.first?.column != points.last?.column { epochs = Set(epochs).sorted() }
    var values = [[Double?]](
      repeating: Array(repeating: nil, count: epochs.count), count: metrics.count)
    // The points of a metric come by epoch, one metric after the other.
    var (column, place) = (-1, 0)
    for point in points {
      if point.column != column { (column, place) = (point.column, 0) }
      while epochs[place] < point.epoch { place += 1 }
      values[column][place] = point.value
    }
    return Curves(attempt: attempt, epochs: epochs, columns: values)
  }

  /// The columns of metrics, by their rows in the file.
  private func columns(of metrics: [String]) throws(StoreError) -> [Int: Int] {
    var columns: [Int: Int] = [:]
    try connection.each("SELECT id, name FROM metrics") { row in
      if let column = metrics.firstIndex(of: row.text(1)) { columns[row.int(0)] = column }
    }
    return columns
  }

  /// The values of every configuration's parameters, in the order of the sweep's parameters.
  package func parameterValues(of sweep: SweepID) throws(StoreError) -> [[Document]] {
    var values: [[Document]] = []
    try connection.each(
      """
      SELECT c.number, v.value, p.name, c.recipe FROM configurations c
      LEFT JOIN parameter_values v ON v.sweep = c.sweep AND v.configuration = c.number
      LEFT JOIN parameters p ON p.sweep = v.sweep AND p.position = v.parameter
      WHERE c.sweep = ? ORDER BY c.number, v.parameter
      """, [.integer(sweep.row)]
    ) { row in
      if row.int(0) == values.count { values.append([]) }
      guard var value = Document(column: row.value(1)) else { return }
      // The column does not tell the text "true" from the word; the recipe of a program does.
      if value.content.isJSONInColumns,
        let exact = Document(json: row.text(3))?["parameters"]?[row.text(2)]
      {
        value = exact
      }
      values[values.count - 1].append(value)
    }
    return values
  }
}

extension Document {
  /// The value of a column; nil of none. A value that is no scalar was written as JSON.
  fileprivate init?(column: Value) {
    switch column {
    case .null, .blob: return nil
    case .integer(let integer): self.init(.integer(integer))
    case .real(let number): self.init(.number(number))
    case .text(let text):
      switch Document(json: text)?.content {
      case .some(let content) where content.isJSONInColumns: self.init(content)
      default: self.init(.text(text))
      }
    }
  }
}

extension Document.Content {
  /// Whether columns hold it as JSON: all but numbers and texts, which stand as they are.
  fileprivate var isJSONInColumns: Bool {
    switch self {
    case .null, .boolean, .list, .map: true
    case .integer, .number, .text: false
    }
  }
}
