/// The records of comma-separated text, after RFC 4180: a field may stand in quotes, and then hold
/// commas, line ends and doubled quotes. Lines may end in LF or CR LF; empty lines are passed over.
struct CSVReader {
  let path: String
  private let bytes: [UInt8]
  private var position = 0
  private var nextLine = 1
  /// The line the last record began on, counted from 1.
  private(set) var line = 0
  private var fields: [Field] = []

  private struct Field {
    var range: Range<Int>
    /// Whether quotes are doubled in it.
    var isEscaped = false
  }

  init(_ path: String) throws(DatasetError) {
    var file = try SourceFile(path)
    self.init(try file.readToEnd(), path: path)
  }

  /// Reads what has been read from a file already.
  init(_ bytes: [UInt8], path: String) {
    self.path = path
    self.bytes = bytes
    // A byte-order mark is no part of the first name.
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
  }

  /// How many fields the record has.
  var count: Int { fields.count }

  /// A field as it was meant, without quotes.
  func text(_ index: Int) -> String {
    let text = String(decoding: bytes[fields[index].range], as: UTF8.self)
    if !fields[index].isEscaped { return text }
    return text.split(separator: "\"\"", omittingEmptySubsequences: false).joined(separator: "\"")
  }

  /// A field as a finite number, spaces around it or not; nil for any other text.
  func number(_ index: Int) -> Float? {
    let field = bytes[fields[index].range]
    // Most tables are full of small whole numbers, read here at a tenth of the time.
    if !field.isEmpty, field.count <= 7, field.allSatisfy({ 0x30...0x39 ~= $0 }) {
      return Float(field.reduce(0) { $0 * 10 + Int($1 - 0x30) })
    }
    let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
    let trimmed = field.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
    guard let number = Float(String(decoding: trimmed, as: UTF8.self)), number.isFinite else {
      return nil
    }
    return number
  }

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
      position += 1  // the comma
    }
  }

  func error(_ problem: String) -> DatasetError {
    .malformed(path: path, line: line, problem: problem)
  }

  /// Takes what stands before a comma, a line end or the end.
  private mutating func takeField() throws(DatasetError) {
    if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
      return try takeQuotedField()
    }
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: ","), lineEnd(at: position) == nil
    {
      guard bytes[position] != UInt8(ascii: "\"") else {
        throw error(
          "field \(fields.count + 1) has a quote inside, expected quotes around it and inside two")
      }
      position += 1
    }
    fields.append(Field(range: start..<position))
  }

  private mutating func takeQuotedField() throws(DatasetError) {
    var field = Field(range: position + 1..<position + 1)
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
        guard
          position == bytes.count || bytes[position] == UInt8(ascii: ",")
            || lineEnd(at: position) != nil
        else {
          throw error("field \(fields.count) goes on after its quotes, expected a comma")
        }
        return
      case let byte:
        if byte == UInt8(ascii: "\n") { nextLine += 1 }
        position += 1
      }
    }
    throw error("field \(fields.count + 1) has no closing quote")
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
    default: return nil
    }
  }
}
