import Reports

/// Comma-separated values (RFC 4180, but with lines that end as in Unix), a field at a time.
///
/// Numbers are the shortest decimals that read back as the same doubles. A missing value is an empty
/// field; `NaN`, `inf` and `-inf` are numbers like others to pandas, polars and DuckDB.
struct CSVWriter {
  private let file: OutputFile
  private let cells: CSV.Cells
  /// The fields of the line so far, which other lines may begin with, too.
  var line: [UInt8] = []

  /// Begins a file with the names of its columns.
  init(_ file: OutputFile, columns: [String], _ cells: CSV.Cells) throws(ExportError) {
    self.file = file
    self.cells = cells
    for column in columns { add(column) }
    try endLine()
  }

  mutating func add(_ text: String) { addField(CSV.quoted(text, cells)) }

  mutating func add(_ integer: Int) { addField(integer.description) }

  mutating func add(_ number: Double?) {
    addField(number.map { $0.isNaN ? "NaN" : $0.description } ?? "")
  }

  mutating func endLine() throws(ExportError) {
    // In place of the comma behind the last field.
    line[line.count - 1] = UInt8(ascii: "\n")
    try file.append(line)
    line.removeAll(keepingCapacity: true)
  }

  func finish() throws(ExportError) { try file.finish() }

  private mutating func addField(_ field: String) {
    line += field.utf8
    line.append(UInt8(ascii: ","))
  }
}
