import Documents

/// Reads a table that is printed row by row under a head and a rule of dashes:
///
/// ```
///   epoch    train_loss    valid_acc     dur
/// -------  ------------  -----------  ------
///       1        1.7742       0.8403  0.0102
/// ```
struct RuledTable {
  private var head: String?
  private var columns: [(name: String, rule: Range<Int>)] = []

  private var unread = 0
  private var example = ""

  /// A longer row is cut where it is quoted.
  private static let longestExample = 80

  /// The words that tell of rows that do not fit the head; nil where there are none.
  var words: String? {
    guard unread > 0 else { return nil }
    let rows = unread == 1 ? "a row does" : "\(unread) rows do"
    return "\(rows) not fit the columns of the table's head, such as '\(example)'"
  }

  /// The row of a line below the rule; nil for every other line.
  mutating func row(_ line: String) -> MetricRow? {
    if isRule(line) { return nil }
    defer { head = line }
    guard !columns.isEmpty else { return nil }
    guard let cells = cells(of: line) else {
      if unread == 0 { example = String(line.trimmed.prefix(RuledTable.longestExample)) }
      unread += 1
      return nil
    }
    var fields: [String: Double] = [:]
    for (column, cell) in zip(columns, cells) where !column.name.isEmpty {
      guard let number = MetricNumber.read(cell[...]) else { continue }
      fields[column.name] = number
    }
    var row = MetricRow(fields: fields)
    guard row.epoch != nil, !row.metrics.isEmpty else {
      columns = []
      return nil
    }
    row.part = "table"
    return row
  }

  /// The text in each column, empty where there is none; none at all of a line that is no row, and nil of a row of
  /// which nobody can tell.
  ///
  /// skorch lays out every row by itself, so one with a number that is wider than the first row's, or narrower, has
  /// the next ones elsewhere. Where there is a number for each column, these are in order. Else some column is empty,
  /// or text has blanks, and words have to lie within columns.
  private func cells(of line: String) -> [String]? {
    let characters = Array(line)
    let words = characters.indices.split { characters[$0] == " " }.map {
      ($0, String(characters[$0]))
    }
    let areNumbers = words.allSatisfy { RuledTable.isNumberOrMark($0.1) }
    if areNumbers, words.count == columns.count { return words.map(\.1) }
    var cells = [String](repeating: "", count: columns.count)
    for (range, word) in words {
      let place = columns.firstIndex {
        $0.rule.lowerBound <= range.lowerBound && range.upperBound <= $0.rule.upperBound
      }
      guard let place, cells[place].isEmpty || !areNumbers else { return areNumbers ? nil : [] }
      cells[place] += cells[place].isEmpty ? word : " \(word)"
    }
    return cells
  }

  /// Whether it is what a row of numbers has in a cell: skorch marks epochs by a plus.
  private static func isNumberOrMark(_ word: String) -> Bool {
    MetricNumber.read(word[...]) != nil || !word.contains { $0.isLetter || $0.isNumber }
  }

  private mutating func isRule(_ line: String) -> Bool {
    guard let head, line.contains("-"), line.allSatisfy({ $0 == "-" || $0 == " " }) else {
      return false
    }
    let characters = Array(head)
    var ranges: [Range<Int>] = []
    var start: Int?
    for (place, character) in (Array(line) + [" "]).enumerated() {
      if character == "-" {
        start = start ?? place
      } else if let first = start {
        ranges.append(first..<place)
        start = nil
      }
    }
    // Heads may begin before their rule, within the blanks that separate columns.
    var columns: [(name: String, rule: Range<Int>)] = []
    for (index, range) in ranges.enumerated() {
      let whole = (index == 0 ? 0 : ranges[index - 1].upperBound)..<range.upperBound
      let name = String(characters[whole.clamped(to: 0..<characters.count)]).trimmed
      columns.append((name, range))
    }
    guard columns.count > 1, columns.contains(where: { MetricRow.isEpoch($0.name) }) else {
      return false
    }
    self.columns = columns
    return true
  }
}
