package import Hashing

/// A few columns of a table as they are written, and a hash of all of it.
package struct CSVColumns: Sendable {
  /// The digest of what the files hold, unpacked where they are packed.
  package let digest: Digest
  /// How many rows all files have together, those of `test` included and header lines not.
  package let rowCount: Int
  /// How many rows at the end are of the last `test` files.
  package let testCount: Int
  /// The texts of each column that was asked for, one a row.
  package let columns: [[String]]

  /// Reads the columns of these names; the others may hold anything.
  ///
  /// - Parameters:
  ///   - paths: files of the same columns, read one after the other.
  ///   - test: more such files, whose rows are the test part.
  package init(
    _ paths: [String], test: [String] = [], _ names: [String]
  ) throws(DatasetError) {
    var files: [TableFile] = []
    for path in paths + test { files.append(try TableFile(path)) }
    let digests = files.map { Digest(of: $0.bytes) }
    digest =
      digests.count == 1
      ? digests[0]
      : Digest(of: Array("\(paths.count) \(test.count)".utf8) + digests.flatMap(\.bytes))
    var records = try TableRecords(files)
    (rowCount, testCount, columns) = try CSVColumns.read(&records, training: paths.count) {
      (_) throws(DatasetError) in names
    }
  }

  /// Reads columns of a file, in which commas within numbers become points where they separate nothing.
  ///
  /// - Parameter choose: the names of the columns to read, of those that the header has.
  package init(
    _ path: String, choosing choose: ([String]) throws(DatasetError) -> [String]
  ) throws(DatasetError) {
    try self.init(TableFile(path).bytes, path: path, mendsCommas: true, choosing: choose)
  }

  /// Reads columns of a text that has been read from a file already.
  ///
  /// - Parameters:
  ///   - mendsCommas: whether commas within numbers become points, where they separate nothing.
  ///   - choose: the names of the columns to read, of those that the header has.
  package init(
    _ bytes: [UInt8], path: String, mendsCommas: Bool = false,
    choosing choose: ([String]) throws(DatasetError) -> [String]
  ) throws(DatasetError) {
    digest = Digest(of: bytes)
    var records = try TableRecords([TableFile(bytes, path: path)])
    var columns: [[String]]
    (rowCount, testCount, columns) = try CSVColumns.read(&records, training: 1, choose)
    if mendsCommas, records.mayHaveDecimalCommas {
      columns = columns.map { $0.map(TableNumber.withPoint) }
    }
    self.columns = columns
  }

  private static func read(
    _ records: inout TableRecords, training: Int,
    _ choose: ([String]) throws(DatasetError) -> [String]
  ) throws(DatasetError) -> (rows: Int, test: Int, columns: [[String]]) {
    let path = records.place.path
    var places: [Int] = []
    for name in try choose(records.header) {
      places.append(try records.column(named: name))
    }
    var columns = [[String]](repeating: [], count: places.count)
    var (rowCount, testCount) = (0, 0)
    while try records.advance() {
      for (index, place) in places.enumerated() { columns[index].append(records.text(place)) }
      rowCount += 1
      if records.file >= training { testCount += 1 }
    }
    guard rowCount > 0 else {
      throw .malformed(path: path, problem: "has a header line only, expected rows")
    }
    return (rowCount, testCount, columns)
  }

  /// Texts as numbers of classes or groups, and what these are called.
  package static func labels(of texts: [String]) -> (indices: [Int], names: [String]) {
    let names = ClassNames(of: texts)
    return (texts.map(names.index), names.names)
  }

  /// Texts as numbers; nil where one is none.
  package static func numbers(_ texts: [String]) -> [Float]? {
    let numbers = texts.compactMap { TableNumber.double($0).map { Float($0) } }
    return numbers.count == texts.count ? numbers : nil
  }

  /// Whether texts of a target look like numbers to be learned, and not like classes: see
  /// `TargetKind`.
  package static func areNumbers(_ texts: [String]) -> Bool {
    var kind = TargetKind()
    for text in texts { kind.add(text) }
    return kind.isNumber
  }
}

extension TableRecords {
  /// Where the column of this name stands.
  func column(named name: String) throws(DatasetError) -> Int {
    if let place = header.firstIndex(of: name) { return place }
    if header.allSatisfy({ TableNumber.double($0) != nil }) {
      throw error(
        "the first line holds numbers alone, and no column is called \"\(name)\": write a header line"
          + " with the names of the columns above it")
    }
    if header[0].hasPrefix("#") || header[0].hasPrefix("%") {
      throw error(
        "no column is called \"\(name)\", as the first line is a remark, \"\(ColumnSurvey.shortened(header[0]))\":"
          + " remove what stands above the names of the columns")
    }
    if header.count == 1, let mark = [" ", "|"].first(where: header[0].contains) {
      throw error(
        "no column is called \"\(name)\": there is one column, \"\(ColumnSurvey.shortened(header[0]))\"; if"
          + (mark == " "
            ? " blanks separate its fields, write commas, semicolons or tabs in their place"
            : " '\(mark)' separates its fields, write commas, semicolons or tabs in its place"))
    }
    let shown = header.prefix(30).joined(separator: ", ")
    let alike = header.first { $0.lowercased() == name.lowercased() }
    throw error(
      "no column is called \"\(name)\": there are \(shown)\(header.count > 30 ? ", ..." : "")"
        + (alike.map { "; did you mean \"\($0)\"?" } ?? ""))
  }
}

/// Tells from the values of a target whether they are classes or a number to be learned.
///
/// Numbers with a fraction are a number, and so are more than twenty different whole ones of which
/// each has fewer than twenty rows on average; anything else is a class.
struct TargetKind {
  private var rows = 0
  private var areNumbers = true
  private var haveFractions = false
  private var texts: Set<String> = []

  mutating func add(_ text: String, comma: Bool = false) {
    rows += 1
    guard areNumbers else { return }
    guard let number = TableNumber.double(Array(text.utf8)[...], comma: comma) else {
      areNumbers = false
      return
    }
    if number.rounded() != number { haveFractions = true }
    texts.insert(text)
  }

  var isNumber: Bool {
    areNumbers && rows > 0 && texts.count > 2
      && (haveFractions || texts.count > 20 && texts.count * 20 > rows)
  }
}
