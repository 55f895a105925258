/// Row numbers from a file: from 0, one a line.
package enum RowIndices {
  /// The rows in ascending order.
  ///
  /// - Parameter rowCount: how many rows the data have.
  package static func rows(of path: String, rowCount: Int) throws(DatasetError) -> [Int] {
    let file = try TableFile(path)
    let bytes = try TableText.utf8(file.bytes, path: path)
    var rows: [Int] = []
    var seen: Set<Int> = []
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let text = String(decoding: line, as: UTF8.self).filter { !$0.isWhitespace }
      if text.isEmpty { continue }
      func refused(_ problem: String) -> DatasetError {
        .malformed(path: path, line: index + 1, problem: problem)
      }
      guard text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let row = Int(text) else {
        throw refused(
          "\"\(ColumnSurvey.shortened(text))\", expected a row's number from 0, one a line")
      }
      guard row < rowCount else {
        throw refused("row \(row) of data that have \(rowCount), which count from 0")
      }
      guard seen.insert(row).inserted else { throw refused("row \(row) comes twice") }
      rows.append(row)
    }
    guard !rows.isEmpty else {
      throw .malformed(path: path, problem: "is empty, expected row numbers from 0, one a line")
    }
    return rows.sorted()
  }

  /// The two sides of a split.
  package static func split(
    _ files: IndexFiles, rowCount: Int
  ) throws(DatasetError) -> (training: [Int], validation: [Int]) {
    let training = try rows(of: files.training, rowCount: rowCount)
    let validation = try rows(of: files.validation, rowCount: rowCount)
    let trained = Set(training)
    if let both = validation.first(where: { trained.contains($0) }) {
      throw .malformed(
        path: files.validation,
        problem:
          "lists row \(both), as \(files.training) does: what is validated must not be trained on"
      )
    }
    return (training, validation)
  }
}

extension Dataset {
  /// The set with the splits that files list.
  func listing(_ files: [IndexFiles]) throws(DatasetError) -> Dataset {
    var dataset = self
    for pair in files {
      dataset.listed.append(try RowIndices.split(pair, rowCount: form.rows))
    }
    return dataset
  }
}
