extension Document {
  /// The document of a text of JSON, or of one of `json`; nil of any other.
  package init?(json text: String) { self.init(json: Array(text.utf8)) }

  /// The document of such a text in UTF-8; nil of any other.
  package init?(json bytes: [UInt8]) {
    var parser = JSONParser(bytes: bytes)
    guard let document = parser.document(depth: 100), parser.isAtEnd else { return nil }
    self = document
  }
}

/// Reads JSON from first to last; every function gives nil at what is none.
private struct JSONParser {
  private let bytes: [UInt8]
  private var offset = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool {
    mutating get {
      skipSpace()
      return offset == bytes.count
    }
  }

  mutating func document(depth: Int) -> Document? {
    guard depth > 0 else { return nil }
    if take("[") { return list(depth: depth).map { Document(.list($0)) } }
    if take("{") { return map(depth: depth).map { Document(.map($0)) } }
    if take("\"") { return text().map { Document(.text($0)) } }
    return scalar().map { Document($0) }
  }

  private mutating func list(depth: Int) -> [Document]? {
    var elements: [Document] = []
    if take("]") { return elements }
    repeat {
      guard let element = document(depth: depth - 1) else { return nil }
      elements.append(element)
    } while take(",")
    return take("]") ? elements : nil
  }

  private mutating func map(depth: Int) -> [Document.Entry]? {
    var entries: [Document.Entry] = []
    if take("}") { return entries }
    repeat {
      guard take("\""), let key = text(), take(":"), let value = document(depth: depth - 1) else {
        return nil
      }
      entries.append(Document.Entry(key: key, value: value))
    } while take(",")
    return take("}") ? entries : nil
  }

  /// Reads the text that follows an opening quote, up to the closing one.
  private mutating func text() -> String? {
    var utf16: [UInt16] = []
    var plain = offset
    var text = ""
    // Escapes are UTF-16, of which two may make one character; all else is UTF-8 already.
    func decoded() -> String { String(decoding: utf16, as: UTF16.self) }
    while offset < bytes.count {
      let byte = bytes[offset]
      guard byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else {
        offset += 1
        continue
      }
      if plain < offset {
        if !utf16.isEmpty { text += decoded() }
        text += String(decoding: bytes[plain..<offset], as: UTF8.self)
        utf16 = []
      }
      offset += 1
      if byte == UInt8(ascii: "\"") { return utf16.isEmpty ? text : text + decoded() }
      guard let unit = escape() else { return nil }
      utf16.append(unit)
      plain = offset
    }
    return nil
  }

  private mutating func escape() -> UInt16? {
    guard offset < bytes.count else { return nil }
    defer { offset += 1 }
    switch Character(UnicodeScalar(bytes[offset])) {
    case "n": return 0x0a
    case "t": return 0x09
    case "r": return 0x0d
    case "b": return 0x08
    case "f": return 0x0c
    case "u":
      guard offset + 4 < bytes.count else { return nil }
      defer { offset += 4 }
      let digits = bytes[offset + 1...offset + 4].compactMap {
        Character(UnicodeScalar($0)).hexDigitValue
      }
      return digits.count == 4 ? digits.reduce(0) { $0 << 4 | UInt16($1) } : nil
    case "\"", "\\", "/": return UInt16(bytes[offset])
    default: return nil
    }
  }

  private mutating func scalar() -> Document.Content? {
    let start = offset
    while offset < bytes.count, !JSONParser.ends(bytes[offset]) { offset += 1 }
    let word = String(decoding: bytes[start..<offset], as: UTF8.self)
    switch word {
    case "null": return .null
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    case "NaN": return .number(.nan)
    case "Infinity": return .number(.infinity)
    case "-Infinity": return .number(-.infinity)
    default:
      // Swift reads more as a number than JSON has: 0x10, nan, inf.
      guard let first = word.utf8.first, first == UInt8(ascii: "-") || (48...57).contains(first),
        word.utf8.allSatisfy(JSONParser.isOfNumber)
      else { return nil }
      return Int64(word).map { .integer($0) } ?? Double(word).map { .number($0) }
    }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard offset < bytes.count, bytes[offset] == UInt8(ascii: character) else { return false }
    offset += 1
    return true
  }

  private mutating func skipSpace() {
    while offset < bytes.count, JSONParser.isSpace(bytes[offset]) { offset += 1 }
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0a || byte == 0x09 || byte == 0x0d
  }

  private static func isOfNumber(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || "+-.eE".utf8.contains(byte)
  }

  /// Whether a number or a word ends before it.
  private static func ends(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ":"): true
    default: isSpace(byte)
    }
  }
}
