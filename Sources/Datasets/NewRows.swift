/// Rows that are in no set: without targets, to be predicted.
package struct NewRows: Hashable, Sendable {
  /// The extents of one row.
  package let shape: Dataset.Shape
  /// Row by row: pixels from 0 to 1, columns as they are, and no number where a table has no value.
  package let numbers: [Float]

  /// - Precondition: whole rows.
  package init(shape: Dataset.Shape, numbers: [Float]) {
    precondition(numbers.count % shape.count == 0)
    (self.shape, self.numbers) = (shape, numbers)
  }

  /// How many rows there are.
  package var count: Int { numbers.count / shape.count }

  /// The rows of an IDX file of images, or of a NumPy array, gzipped or not.
  ///
  /// - Returns: nil for a file that begins like neither.
  package init?(array path: String) throws(DatasetError) {
    var file = try SourceFile(path)
    let start = try file.read(upTo: 6)
    if start.starts(with: [0, 0, 8, 3]) {
      try self.init(idx: path)
    } else if start == [0x93] + Array("NUMPY".utf8) {
      try self.init(npy: path)
    } else {
      return nil
    }
  }

  private init(idx path: String) throws(DatasetError) {
    var file = try SourceFile(path)
    let extents = try file.idxHeader(magic: 2051, of: "images", extents: 3)
    let (count, height, width) = (extents[0], extents[1], extents[2])
    let bytes = try file.readToEnd()
    guard 1...4096 ~= height, 1...4096 ~= width, bytes.count == count * height * width else {
      throw .malformed(
        path: path,
        problem: "has \(bytes.count) pixels, expected \(count) images of \(height) x \(width)")
    }
    // As a set of such a file has them, to the last bit.
    let scale: Float = 1 / 255
    self.init(
      shape: .image(height: height, width: width, channels: 1),
      numbers: bytes.map { Float($0) * scale })
  }

  private init(npy path: String) throws(DatasetError) {
    let array = try NumPyArray(TableFile(path).bytes, path: path)
    let shape = try NumPySet.shape(of: array)
    let scale: Float = if case .byte(let scale) = NumPySet.element(of: array) { scale } else { 1 }
    var numbers: [Float] = []
    numbers.reserveCapacity(array.rows * array.width)
    for row in 0..<array.rows {
      for place in 0..<array.width {
        let number = Float(array.number(row, place)) * scale
        guard number.isFinite else {
          throw array.error(
            "has \(number) in row \(row), column \(place), counted from 0, expected finite numbers")
        }
        numbers.append(number)
      }
    }
    self.init(shape: shape, numbers: numbers)
  }

  /// The rows of a table with the columns that another was learned from; more columns do not matter, nor
  /// their order.
  ///
  /// - Parameters:
  ///   - file: the table that was learned from.
  ///   - dataset: the content of that table.
  package init(table path: String, like file: CSVFile, of dataset: Dataset) throws(DatasetError) {
    let columns: [Dataset.Table.Column]
    if let table = dataset.form.table {
      columns = table.columns
    } else {
      // Numbers alone: then the set does not keep their names.
      let learned = try TableSet(file: file).tableFiles()
      let records = try TableRecords(learned.files, missing: file.missing)
      columns = try TableColumns(file, named: learned.categories, of: records).features
        .map { .init(name: records.header[$0], kind: .number) }
    }
    var other = file
    (other.path, other.others, other.test) = (path, [], [])
    var records = try TableRecords(TableSet(file: other).tableFiles().files, missing: file.missing)
    var encoders: [(column: Int, kind: Dataset.Table.Kind, encoder: FieldEncoder)] = []
    for column in columns {
      let place = try records.column(named: column.name)
      encoders.append((place, column.kind, FieldEncoder(place, column.kind)))
    }
    var numbers: [Float] = []
    while try records.advance() {
      for (column, kind, encoder) in encoders {
        var number = encoder.number(records)
        if number.isNaN, let text = records.value(column) {
          guard case .category(let names) = kind else {
            throw records.error(
              "column \(records.header[column]) holds \"\(ColumnSurvey.shortened(text))\", expected what"
                + " it held where it was learned from")
          }
          number = Float(names.count)
        }
        guard !number.isNaN || dataset.form.table != nil else {
          throw records.error(
            "column \(records.header[column]) has no value, and none was missing where it was learned"
              + " from; fill it")
        }
        numbers.append(number)
      }
    }
    guard !numbers.isEmpty else {
      throw .malformed(path: path, problem: "has a header line only, expected rows")
    }
    self.init(shape: .features(columns.count), numbers: numbers)
  }
}
