/// Lines of `target index:value ...` as separated text: the columns are `target`, `1`, `2` and so on;
/// what a line does not name is 0.
enum LIBSVM {
  /// The most fields that a table is written out to.
  private static let limit = 1 << 28

  static func tables(_ files: [TableFile]) throws(DatasetError) -> [TableFile] {
    var parsed: [[(target: String, values: [(index: Int, value: Substring)])?]] = []
    var (width, records) = (0, 0)
    for file in files {
      var rows: [(target: String, values: [(index: Int, value: Substring)])?] = []
      let text = String(
        decoding: try TableText.utf8(file.bytes, path: file.path), as: UTF8.self)
      for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
        func refused(_ problem: String) -> DatasetError {
          .malformed(path: file.path, line: rows.count + 1, problem: problem)
        }
        let bare = line.prefix { $0 != "#" }
        var words = bare.split { $0 == " " || $0 == "\t" }[...]
        guard let target = words.popFirst() else {
          rows.append(nil)
          continue
        }
        var values: [(index: Int, value: Substring)] = []
        var last = 0
        for word in words where !word.hasPrefix("qid:") {
          let parts = word.split(separator: ":", maxSplits: 1)
          guard parts.count == 2, let index = Int(parts[0]), index > last,
            TableNumber.double(String(parts[1])) != nil
          else {
            throw refused(
              "\"\(ColumnSurvey.shortened(String(word)))\", expected INDEX:NUMBER with indices from 1 on"
                + " that grow")
          }
          values.append((index, parts[1]))
          last = index
        }
        width = max(width, last)
        records += 1
        rows.append((String(target), values))
      }
      parsed.append(rows)
    }
    guard width > 0 else {
      throw .malformed(
        path: files[0].path, problem: "has no INDEX:NUMBER in any line, expected some")
    }
    guard records * (width + 1) <= limit else {
      throw .malformed(
        path: files[0].path,
        problem:
          "makes a table of \(records) rows and \(width) columns, which is too large to be written"
          + " out: select columns first")
    }
    let header = (["target"] + (1...width).map(String.init)).joined(separator: ",")
    return zip(files, parsed).map { file, rows in
      // The header shares the first line's number with the first record: lines are counted from 0.
      var text = header
      for row in rows {
        text += "\n"
        guard let row else { continue }
        text += row.target
        var next = 1
        for (index, value) in row.values {
          text += String(repeating: ",0", count: index - next) + "," + value
          next = index + 1
        }
        text += String(repeating: ",0", count: width + 1 - next)
      }
      return TableFile(Array(text.utf8), path: file.path)
    }
  }
}
