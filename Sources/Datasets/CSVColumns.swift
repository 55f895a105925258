package import Hashing

/// A few columns of a table as they are written, and a hash of all of the file.
package struct CSVColumns: Sendable {
  /// Of what the file holds, unpacked where it is packed.
  package let digest: Digest
  package let rowCount: Int
  /// The texts of each column that was asked for, one a row.
  package let columns: [[String]]

  /// Reads the columns of these names; the others may hold anything.
  package init(_ path: String, _ names: [String]) throws(DatasetError) {
    var file = try SourceFile(path)
    digest = Digest(of: try file.readToEnd())
    var reader = try CSVReader(path)
    (rowCount, columns) = try CSVColumns.read(&reader) { (_) throws(DatasetError) in names }
  }

  /// Reads columns of a file.
  ///
  /// - Parameter choose: the names of the columns to read, of those that the header has.
  package init(
    _ path: String, choosing choose: ([String]) throws(DatasetError) -> [String]
  ) throws(DatasetError) {
    var file = try SourceFile(path)
    try self.init(try file.readToEnd(), path: path, choosing: choose)
  }

  /// Reads columns of a text that has been read from a file already.
  ///
  /// - Parameter choose: the names of the columns to read, of those that the header has.
  package init(
    _ bytes: [UInt8], path: String, choosing choose: ([String]) throws(DatasetError) -> [String]
  ) throws(DatasetError) {
    digest = Digest(of: bytes)
    var reader = CSVReader(bytes, path: path)
    (rowCount, columns) = try CSVColumns.read(&reader, choose)
  }

  private static func read(
    _ reader: inout CSVReader, _ choose: ([String]) throws(DatasetError) -> [String]
  ) throws(DatasetError) -> (rows: Int, columns: [[String]]) {
    let path = reader.path
    guard try reader.next() else {
      throw .malformed(path: path, problem: "is empty, expected a header line and rows")
    }
    let header = (0..<reader.count).map { reader.text($0) }
    let names = try choose(header)
    var places: [Int] = []
    for name in names {
      guard let place = header.firstIndex(of: name) else {
        throw reader.error(
          "no column is called \"\(name)\": there are \(header.joined(separator: ", "))")
      }
      places.append(place)
    }
    var columns = [[String]](repeating: [], count: names.count)
    var rowCount = 0
    while try reader.next() {
      guard reader.count == header.count else {
        throw reader.error("\(reader.count) fields, expected \(header.count) as in the header")
      }
      for (index, place) in places.enumerated() { columns[index].append(reader.text(place)) }
      rowCount += 1
    }
    guard rowCount > 0 else {
      throw .malformed(path: path, problem: "has a header line only, expected rows")
    }
    return (rowCount, columns)
  }

  /// Texts as numbers of classes or groups: equal texts, equal numbers, in the order of the texts.
  package static func indices(of texts: [String]) -> [Int] {
    let names = Set(texts)
    let numbers = names.compactMap { name in Int(name).map { (value: $0, name: name) } }
    let sorted =
      numbers.count == names.count
      ? numbers.sorted { ($0.value, $0.name) < ($1.value, $1.name) }.map(\.name)
      : names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let indices = Dictionary(uniqueKeysWithValues: zip(sorted, sorted.indices))
    return texts.map { indices[$0] ?? 0 }
  }
}
