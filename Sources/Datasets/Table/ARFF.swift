/// Weka's attribute-relation file format as separated text.
///
/// `@attribute` lines name the columns; those of listed values are categories. After `@data` come
/// records between commas, with single or double quotes; `?` is no value and `%` begins a comment.
struct ARFF {
  /// A header line and the records, each on the line it has in the file.
  let table: TableFile
  /// The columns whose values the file lists.
  let nominal: [String]

  init(_ file: TableFile) throws(DatasetError) {
    let text = String(
      decoding: try TableText.utf8(file.bytes, path: file.path), as: UTF8.self)
    var (names, nominal): ([String], [String]) = ([], [])
    var lines: [String] = []
    var isData = false
    func refused(_ problem: String) -> DatasetError {
      .malformed(path: file.path, line: lines.count + 1, problem: problem)
    }
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
      let trimmed = line.drop { $0 == " " || $0 == "\t" }
      if trimmed.isEmpty || trimmed.hasPrefix("%") {
        lines.append("")
      } else if isData {
        guard !trimmed.hasPrefix("{") else {
          throw refused("a sparse record, which is not read: save the file without sparse records")
        }
        lines.append(ARFF.record(trimmed))
      } else {
        let words = trimmed.split(maxSplits: 1) { $0 == " " || $0 == "\t" }
        switch words[0].lowercased() {
        case "@relation": break
        case "@attribute":
          guard words.count == 2, let (name, type) = ARFF.attribute(words[1]) else {
            throw refused("expected @attribute NAME TYPE")
          }
          names.append(name)
          if type.hasPrefix("{") { nominal.append(name) }
        case "@data": isData = true
        default: throw refused("\"\(words[0])\", expected @relation, @attribute or @data")
        }
        lines.append("")
      }
    }
    guard isData, !names.isEmpty else {
      throw .malformed(
        path: file.path,
        problem: "has no @attribute or no @data line, expected a file of Weka's format")
    }
    // The header takes the place of the first line, which holds no record.
    lines[0] = names.map(ARFF.quoted).joined(separator: ",")
    self.nominal = nominal
    table = TableFile(Array(lines.joined(separator: "\n").utf8), path: file.path)
  }

  private static func attribute(_ text: Substring) -> (name: String, type: Substring)? {
    let isBlank = { (character: Character) in character == " " || character == "\t" }
    let text = text.drop(while: isBlank)
    if let quote = text.first, quote == "'" || quote == "\"" {
      let rest = text.dropFirst()
      guard let end = rest.firstIndex(of: quote) else { return nil }
      return (String(rest[..<end]), rest[rest.index(after: end)...].drop(while: isBlank))
    }
    // A list of values may follow the name without a blank.
    guard let end = text.firstIndex(where: { isBlank($0) || $0 == "{" }) else { return nil }
    return (String(text[..<end]), text[end...].drop(while: isBlank))
  }

  /// A record with double quotes in the place of single ones.
  private static func record(_ line: Substring) -> String {
    guard line.contains("'") || line.contains("\\") else { return String(line) }
    var record = ""
    var quote: Character?
    var isEscaped = false
    for character in line {
      if isEscaped {
        record += character == "\"" ? "\"\"" : String(character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else if let open = quote {
        if character == open {
          quote = nil
          record += "\""
        } else {
          record += character == "\"" ? "\"\"" : String(character)
        }
      } else if character == "'" || character == "\"" {
        quote = character
        record += "\""
      } else {
        record.append(character)
      }
    }
    return record
  }

  private static func quoted(_ name: String) -> String {
    "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }
}
