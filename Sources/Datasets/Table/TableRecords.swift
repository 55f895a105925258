/// The records of a table that may lie in several files, each with the same columns.
struct TableRecords {
  /// The names of the columns, in the order of the first file.
  let header: [String]
  /// The texts that count as no value, besides the usual ones.
  private let missing: Set<String>
  private let files: [TableFile]
  private var next = 0
  private var reader: CSVReader
  /// Where in a record of the present file each column stands.
  private var places: [Int] = []

  /// Texts by which a table says that a value is not known, as pandas and R write them.
  static let missing: Set<String> = [
    "", "?", "NA", "N/A", "n/a", "<NA>", "#N/A", "NaN", "nan", "NAN", "NULL", "null", "Null",
    "None",
  ]

  /// - Precondition: there is at least one file.
  init(_ files: [TableFile], missing: [String] = []) throws(DatasetError) {
    self.files = files
    self.missing = TableRecords.missing.union(missing)
    reader = try CSVReader(files[0].bytes, path: files[0].path)
    header = try TableRecords.header(of: &reader)
    places = Array(header.indices)
    next = 1
  }

  /// The place of the record's file among the files, counted from 0.
  var file: Int { next - 1 }

  /// Goes on to the next record, in the next file if need be; false after the last.
  mutating func advance() throws(DatasetError) -> Bool {
    while true {
      if try reader.next() {
        guard reader.count == places.count else { throw wrongCount }
        return true
      }
      guard next < files.count else { return false }
      let file = files[next]
      reader = try CSVReader(file.bytes, path: file.path)
      let names = try TableRecords.header(of: &reader)
      if let lacking = header.first(where: { !names.contains($0) }) {
        throw reader.error(
          "no column is called \"\(lacking)\", as one of \(files[0].path) is: all files of a table"
            + " have the same columns")
      }
      if let stranger = names.first(where: { !header.contains($0) }) {
        throw reader.error(
          "the column \"\(stranger)\" is not in \(files[0].path): all files of a table have the same"
            + " columns")
      }
      let found = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
      places = header.map { found[$0] ?? 0 }
      next += 1
    }
  }

  /// Whether a comma within a field may stand for a decimal point.
  var mayHaveDecimalCommas: Bool { reader.separator != UInt8(ascii: ",") }

  func text(_ column: Int) -> String { reader.text(places[column]) }

  /// The text of a column; nil where it is one of those that stand for no value.
  func value(_ column: Int) -> String? {
    let text = text(column)
    return missing.contains(text) ? nil : text
  }

  /// Whether blanks around the field were passed over.
  func isTrimmed(_ column: Int) -> Bool { reader.isTrimmed(places[column]) }

  func isMissing(_ column: Int) -> Bool {
    let bytes = reader.bytes(places[column])
    if bytes.isEmpty { return true }
    // A number that nobody named is no such word, and most fields are numbers.
    if missing.count == TableRecords.missing.count, let first = bytes.first,
      0x30...0x39 ~= first || first == UInt8(ascii: "-")
    {
      return false
    }
    return missing.contains(text(column))
  }

  /// A field as a number; decimal commas are read where commas do not separate fields.
  func number(_ column: Int) -> Float? {
    TableNumber.float(
      reader.bytes(places[column]), comma: reader.separator != UInt8(ascii: ","))
  }

  func double(_ column: Int) -> Double? {
    TableNumber.double(
      reader.bytes(places[column]), comma: reader.separator != UInt8(ascii: ","))
  }

  func bytes(_ column: Int) -> ArraySlice<UInt8> { reader.bytes(places[column]) }

  /// The path of the present file and the line on which the record begins.
  var place: (path: String, line: Int) { (reader.path, reader.line) }

  func error(_ problem: String) -> DatasetError { reader.error(problem) }

  private var wrongCount: DatasetError {
    let fields = reader.count == 1 ? "1 field" : "\(reader.count) fields"
    return reader.error(
      "\(fields), expected \(places.count) as in the header, separated by \(reader.separatorName.split(separator: " ").last ?? "")s"
    )
  }

  /// Reads the first record of a file as the names of its columns.
  private static func header(of reader: inout CSVReader) throws(DatasetError) -> [String] {
    guard try reader.next() else {
      throw .malformed(path: reader.path, problem: "is empty, expected a header line and rows")
    }
    let header = (0..<reader.count).map { place in
      let name = reader.text(place).filter { $0 != "\n" && $0 != "\r" }
      return name.isEmpty ? "column \(place + 1)" : name
    }
    var seen: Set<String> = []
    for name in header where !seen.insert(name).inserted {
      throw reader.error("two columns are called \"\(name)\", expected names that differ")
    }
    return header
  }
}

/// A table's file as it was read.
struct TableFile {
  let path: String
  /// Unpacked where it was packed.
  let bytes: [UInt8]

  init(_ path: String) throws(DatasetError) {
    self.path = path
    var file = try SourceFile(path)
    bytes = try file.readToEnd()
  }

  init(_ bytes: [UInt8], path: String) { (self.bytes, self.path) = (bytes, path) }
}
