import Documents

/// Reads a table that grows by a line an epoch or a step, as Keras's and Lightning's `CSVLogger` write
/// one: a line of names with `epoch` or `step` among them, then numbers.
///
/// Commas, semicolons or tabs stand between; fields may be quoted, padded with blanks, empty or `NA`.
/// A row may fill only some columns, and those count: its epoch joins it with others.
struct TableReader: LogReader {
  private enum State {
    /// Nothing but blank lines and comments has come.
    case before
    case rows(names: [String])
    /// The first line says that this is some other file.
    case other(columns: [String])
  }

  private var buffer = LineBuffer()
  private var state = State.before
  private var separator = UInt8(ascii: ",")
  /// Begins a quoted field that goes on in the next line.
  private var open: [UInt8] = []
  /// Whether a row had another number of fields than there are columns.
  private var hasOddRows = false
  /// Whether a row with numbers named neither an epoch nor a step.
  private var hasUnplacedRows = false
  /// The name of the table's only metric, where its place says so.
  private let metric: String?

  init(metric: String? = nil) { self.metric = metric }

  mutating func read(_ bytes: [UInt8]) -> [Finding] {
    if case .other = state { return [] }
    var lines: [ArraySlice<UInt8>] = []
    buffer.lines(bytes) { line, _ in lines.append(line) }
    return lines.compactMap { row($0) }
  }

  mutating func finish() -> [Finding] {
    if case .other = state { return [] }
    var lines: [ArraySlice<UInt8>] = []
    buffer.end { line, _ in lines.append(line) }
    return lines.compactMap { row($0) }
  }

  /// The columns of a file that is not read, as none of them says where a row stands.
  var unreadColumns: [String] {
    if case .other(let columns) = state { columns } else { [] }
  }

  /// The first line of a file that is not read, as nothing in it separates columns; nil of others.
  var unreadHead: String? {
    if case .other(let columns) = state, columns.count == 1 { columns[0] } else { nil }
  }

  var complaint: String? {
    if hasOddRows { return "rows that have more or fewer fields than the first line are left out" }
    return hasUnplacedRows ? "rows that name neither an epoch nor a step are left out" : nil
  }

  private mutating func row(_ line: ArraySlice<UInt8>) -> Finding? {
    var line = line
    if !open.isEmpty {
      line = (open + [0x20] + line)[...]
      open = []
    }
    // A quote that is not closed goes on in the next line, within reason.
    if !line.count(where: { $0 == UInt8(ascii: "\"") }).isMultiple(of: 2), line.count < 1 << 16 {
      open = Array(line)
      return nil
    }
    switch state {
    case .before:
      // Spreadsheets are told the separator in a line of its own.
      guard line.first != UInt8(ascii: "#"), !line.starts(with: Array("sep=".utf8)) else {
        return nil
      }
      state = header(line)
      return nil
    case .rows(let names): return row(line, names)
    case .other: return nil
    }
  }

  private mutating func header(_ line: ArraySlice<UInt8>) -> State {
    var columns: [String] = []
    for candidate in [UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: ",")]
    where line.contains(candidate) {
      columns = fields(line, candidate)
      separator = candidate
      guard !columns.contains(where: MetricRow.isPlace) else {
        return .rows(names: TableReader.told(apart: columns))
      }
    }
    return .other(columns: columns.isEmpty ? fields(line, 0) : columns)
  }

  /// The columns with their places behind names that come twice: which of them is meant, the spec says.
  private static func told(apart columns: [String]) -> [String] {
    columns.enumerated().map { place, name in
      let first = columns.firstIndex(of: name) ?? place
      guard !name.isEmpty, columns.count(where: { $0 == name }) > 1,
        !MetricRow.isPlace(name) || first < place
      else { return name }
      return "\(name) (column \(place + 1))"
    }
  }

  private mutating func row(_ line: ArraySlice<UInt8>, _ names: [String]) -> Finding? {
    var numbers: [String: Double] = [:]
    var texts: [String: String] = [:]
    var found = fields(line, separator)
    // A program that goes on with a file may write its head again, perhaps with other columns.
    if found.contains(where: MetricRow.isPlace), found.allSatisfy({ number($0) == nil }) {
      state = .rows(names: TableReader.told(apart: found))
      return nil
    }
    // Some end every row with a separator.
    if found.count == names.count + 1, found.last == "" { found.removeLast() }
    // The column of a field is not to be told.
    guard found.count == names.count else {
      hasOddRows = true
      return nil
    }
    for (name, field) in zip(names, found) where !field.isEmpty && !name.isEmpty {
      if let number = number(field) {
        numbers[MetricRow.isPlace(name) ? name : metric ?? name] = number
      } else {
        texts[name] = field
      }
    }
    let row = MetricRow(fields: numbers, texts: texts)
    guard row.epoch != nil || row.step != nil else {
      if !row.metrics.isEmpty { hasUnplacedRows = true }
      return nil
    }
    return row.metrics.isEmpty && row.unread.isEmpty ? nil : .row(row)
  }

  private func number(_ field: String) -> Double? {
    if let number = MetricNumber.read(field[...]) { return number }
    // Where semicolons separate, commas are decimal points.
    guard separator != UInt8(ascii: ","), field.contains(",") else { return nil }
    let parts = field.split(separator: ",", omittingEmptySubsequences: false)
    return parts.count == 2 ? MetricNumber.read("\(parts[0]).\(parts[1])") : nil
  }

  private func fields(_ line: ArraySlice<UInt8>, _ separator: UInt8) -> [String] {
    var fields: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    var isInside = false
    func finish() {
      let text = String(decoding: field, as: UTF8.self)
      fields.append(isQuoted ? text : text.trimmed)
      field = []
      isQuoted = false
    }
    for byte in line {
      if byte == UInt8(ascii: "\"") {
        // Two quotes within quotes are one.
        if !isInside, isQuoted { field.append(byte) }
        if !isQuoted { field = [] }
        isQuoted = true
        isInside.toggle()
      } else if byte == separator, !isInside {
        finish()
      } else if isInside || !isQuoted {
        field.append(byte)
      }
    }
    finish()
    return fields
  }
}
