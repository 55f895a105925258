/// The records of a table's text, after RFC 4180: a field may stand in quotes, and then hold
/// separators, line ends and doubled quotes. Empty lines are passed over, and blanks around a field
/// that is not in quotes.
///
/// Fields are separated by what the header has most of: commas, semicolons or tabs. Lines end in LF or
/// CR LF; in CR where the text has no LF at all.
struct CSVReader {
  let path: String
  private let bytes: [UInt8]
  /// The byte that stands between fields.
  let separator: UInt8
  private let endsInReturns: Bool
  private var position = 0
  private var nextLine = 1
  /// The line the last record began on, counted from 1.
  private(set) var line = 0
  private var fields: [Field] = []

  private struct Field {
    var range: Range<Int>
    var isQuoted = false
    /// Whether quotes are doubled in it.
    var isEscaped = false
    /// Whether blanks around it were passed over.
    var isTrimmed = false
  }

  init(_ path: String) throws(DatasetError) {
    var file = try SourceFile(path)
    try self.init(try file.readToEnd(), path: path)
  }

  /// Reads what has been read from a file already.
  init(_ bytes: [UInt8], path: String) throws(DatasetError) {
    self.path = path
    self.bytes = try TableText.utf8(bytes, path: path)
    endsInReturns = !self.bytes.contains(UInt8(ascii: "\n"))
    separator = CSVReader.separator(of: self.bytes)
  }

  /// How many fields the record has.
  var count: Int { fields.count }

  /// A field as it was meant, without quotes.
  func text(_ index: Int) -> String {
    let text = String(decoding: bytes[fields[index].range], as: UTF8.self)
    if !fields[index].isEscaped { return text }
    return text.split(separator: "\"\"", omittingEmptySubsequences: false).joined(separator: "\"")
  }

  /// The bytes of a field, quotes within it still doubled.
  func bytes(_ index: Int) -> ArraySlice<UInt8> { bytes[fields[index].range] }

  /// Whether blanks around a field that is not in quotes were passed over.
  func isTrimmed(_ index: Int) -> Bool { fields[index].isTrimmed }

  /// Goes on to the next record; false after the last.
  mutating func next() throws(DatasetError) -> Bool {
    fields.removeAll(keepingCapacity: true)
    while position < bytes.count, let end = lineEnd(at: position) {
      position = end
      nextLine += 1
    }
    if position == bytes.count { return false }
    line = nextLine
    while true {
      try takeField()
      if position == bytes.count { return true }
      if let end = lineEnd(at: position) {
        position = end
        nextLine += 1
        return true
      }
      position += 1  // the separator
    }
  }

  func error(_ problem: String) -> DatasetError {
    .malformed(path: path, line: line, problem: problem)
  }

  /// The name of the separator in a sentence.
  var separatorName: String {
    switch separator {
    case UInt8(ascii: ";"): "a semicolon"
    case UInt8(ascii: "\t"): "a tab"
    default: "a comma"
    }
  }

  /// Takes what stands before a separator, a line end or the end.
  private mutating func takeField() throws(DatasetError) {
    // Blanks before a quote are no part of the field, as those around any other are none.
    let beginning = position
    var start = position
    while start < bytes.count, isBlank(start) { start += 1 }
    if start < bytes.count, bytes[start] == UInt8(ascii: "\"") {
      position = start
      return try takeQuotedField()
    }
    while position < bytes.count, bytes[position] != separator, lineEnd(at: position) == nil {
      guard bytes[position] != UInt8(ascii: "\"") else {
        throw error(
          "field \(fields.count + 1) has a quote inside, expected quotes around it and inside two")
      }
      position += 1
    }
    var end = position
    while end > start, isBlank(end - 1) { end -= 1 }
    fields.append(
      Field(range: min(start, end)..<end, isTrimmed: start > beginning || end < position))
  }

  private mutating func takeQuotedField() throws(DatasetError) {
    var field = Field(range: position + 1..<position + 1, isQuoted: true)
    let opening = nextLine
    position += 1
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\"") where isQuote(position + 1):
        field.isEscaped = true
        position += 2
      case UInt8(ascii: "\""):
        field.range = field.range.lowerBound..<position
        fields.append(field)
        position += 1
        while position < bytes.count, isBlank(position) { position += 1 }
        guard
          position == bytes.count || bytes[position] == separator || lineEnd(at: position) != nil
        else {
          throw error("field \(fields.count) goes on after its quotes, expected \(separatorName)")
        }
        return
      case let byte:
        if byte == UInt8(ascii: "\n") || endsInReturns && byte == UInt8(ascii: "\r") {
          nextLine += 1
        }
        position += 1
      }
    }
    line = opening
    throw error("field \(fields.count + 1) has no closing quote")
  }

  private func isBlank(_ position: Int) -> Bool {
    (bytes[position] == 0x20 || bytes[position] == 0x09) && bytes[position] != separator
  }

  private func isQuote(_ position: Int) -> Bool {
    position < bytes.count && bytes[position] == UInt8(ascii: "\"")
  }

  /// Where the line end that begins here stops; nil if none begins here.
  private func lineEnd(at position: Int) -> Int? {
    switch bytes[position] {
    case UInt8(ascii: "\n"): return position + 1
    case UInt8(ascii: "\r")
    where position + 1 < bytes.count && bytes[position + 1] == UInt8(ascii: "\n"):
      return position + 2
    case UInt8(ascii: "\r") where endsInReturns: return position + 1
    default: return nil
    }
  }

  /// Gives the separator that the first line has most of outside of quotes; a comma where it has none.
  private static func separator(of bytes: [UInt8]) -> UInt8 {
    var counts = [UInt8(ascii: ","): 0, UInt8(ascii: ";"): 0, UInt8(ascii: "\t"): 0]
    var isQuoted = false
    var isEmpty = true
    for byte in bytes {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if !isQuoted, byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        if isEmpty { continue }
        break
      }
      isEmpty = false
      if !isQuoted, let count = counts[byte] { counts[byte] = count + 1 }
    }
    let comma = counts[UInt8(ascii: ",")] ?? 0
    let (semicolons, tabs) = (counts[UInt8(ascii: ";")] ?? 0, counts[UInt8(ascii: "\t")] ?? 0)
    if max(semicolons, tabs) <= comma { return UInt8(ascii: ",") }
    return semicolons >= tabs ? UInt8(ascii: ";") : UInt8(ascii: "\t")
  }
}
