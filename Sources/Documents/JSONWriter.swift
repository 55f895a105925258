/// Writes values as JSON: the one place that knows what is escaped.
struct JSONWriter {
  /// How what is written is laid out.
  enum Layout {
    /// `{"a":1,"b":[2,3]}`
    case dense
    /// `{"a": 1, "b": [2, 3]}`
    case spaced
    /// As `spaced`, but what holds further lists or objects has a line for each part.
    case broken
  }

  private let layout: Layout
  /// Whether numbers that JSON lacks are the words of JSON5, and not `null`.
  private let namesEveryNumber: Bool
  private var text = ""
  private var depth: Int

  /// The text of a value.
  ///
  /// - Parameter depth: how many lists and objects it stands in.
  static func text(
    of value: JSON, _ layout: Layout, namesEveryNumber: Bool = false, depth: Int = 0
  ) -> String {
    var writer = JSONWriter(layout: layout, namesEveryNumber: namesEveryNumber, depth: depth)
    writer.write(value)
    return writer.text
  }

  private init(layout: Layout, namesEveryNumber: Bool, depth: Int) {
    self.depth = depth
    self.layout = layout
    self.namesEveryNumber = namesEveryNumber
  }

  private mutating func write(_ value: JSON) {
    switch value {
    case .null: text += "null"
    case .boolean(let flag): text += flag ? "true" : "false"
    case .integer(let integer): text += "\(integer)"
    case .number(let number): write(number)
    case .text(let string): quote(string)
    case .list(let elements):
      let isDeep = elements.contains(where: \.hasParts)
      write(elements, "[", "]", isDeep: isDeep) { $0.write($1) }
    case .object(let members):
      let isDeep = members.contains { $0.value.hasParts }
      write(members, "{", "}", isDeep: isDeep) { writer, member in
        writer.quote(member.name)
        writer.text += writer.layout == .dense ? ":" : ": "
        writer.write(member.value)
      }
    }
  }

  private mutating func write(_ number: Double) {
    if number.isFinite {
      text += "\(number)"
    } else if namesEveryNumber {
      text += number.isNaN ? "NaN" : number < 0 ? "-Infinity" : "Infinity"
    } else {
      text += "null"
    }
  }

  private mutating func write<Part>(
    _ parts: [Part], _ open: String, _ close: String, isDeep: Bool,
    _ writePart: (inout JSONWriter, Part) -> Void
  ) {
    text += open
    let isBroken = layout == .broken && isDeep
    depth += 1
    for (place, part) in parts.enumerated() {
      if place > 0 { text += layout == .dense || isBroken ? "," : ", " }
      if isBroken { breakLine() }
      writePart(&self, part)
    }
    depth -= 1
    if isBroken { breakLine() }
    text += close
  }

  private mutating func breakLine() {
    text += "\n" + String(repeating: "  ", count: depth)
  }

  /// Writes the text in quotes: what JSON asks to escape is escaped, and what a terminal would obey;
  /// anything else stands as it is.
  private mutating func quote(_ string: String) {
    text += "\""
    defer { text += "\"" }
    let isPlain = string.utf8.allSatisfy {
      (0x20..<0x7f).contains($0) && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\")
    }
    guard !isPlain else {
      text += string
      return
    }
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value),
        _ where scalar.value > 0x600 && scalar.properties.isBidiControl:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
  }
}

extension JSON {
  /// Whether it is a list or an object with something in it.
  fileprivate var hasParts: Bool {
    switch self {
    case .list(let elements): !elements.isEmpty
    case .object(let members): !members.isEmpty
    default: false
    }
  }
}
