package import Documents

/// JSON as Python writes it, where `NaN`, `Infinity` and `-Infinity` stand for numbers: they become texts.
enum LooseJSON {
  static func document(_ text: String) -> Document? {
    if let document = Document(json: text) { return document }
    var result: [UInt8] = []
    var isWithin = false
    var bytes = Array(text.utf8)[...]
    let words = ["-Infinity", "Infinity", "NaN"].map { Array($0.utf8) }
    while let byte = bytes.first {
      if isWithin {
        result.append(byte)
        bytes.removeFirst()
        if byte == UInt8(ascii: "\\"), let next = bytes.first {
          result.append(next)
          bytes.removeFirst()
        } else if byte == UInt8(ascii: "\"") {
          isWithin = false
        }
      } else if let word = words.first(where: bytes.starts) {
        result += [UInt8(ascii: "\"")] + word + [UInt8(ascii: "\"")]
        bytes.removeFirst(word.count)
      } else {
        isWithin = byte == UInt8(ascii: "\"")
        result.append(byte)
        bytes.removeFirst()
      }
    }
    return Document(json: result)
  }
}

extension Document {
  /// The number that stands here, also one that is not finite.
  var looseNumber: Double? {
    switch content {
    case .integer(let integer): Double(integer)
    case .number(let number): number
    case .text("NaN"): .nan
    case .text("Infinity"): .infinity
    case .text("-Infinity"): -.infinity
    default: nil
    }
  }

  var plainText: String? { if case .text(let text) = content { text } else { nil } }

  var entries: [Entry] { if case .map(let entries) = content { entries } else { [] } }

  var elements: [Document] { if case .list(let elements) = content { elements } else { [] } }

  /// Reads a cell of a table: a number, true or false, or a text.
  package init(tableCell text: String) {
    switch text {
    case "true", "True", "TRUE": self.init(.boolean(true))
    case "false", "False", "FALSE": self.init(.boolean(false))
    default:
      if let integer = Int64(text) {
        self.init(.integer(integer))
      } else if let number = Double(text), number.isFinite, text.contains(where: \.isNumber) {
        self.init(.number(number))
      } else {
        self.init(.text(text))
      }
    }
  }
}
