import Documents
import Sweeps

/// Reads what programs print and append: lines of JSON, and lines of `name=value`.
enum MetricText {
  /// A longer name is no name.
  static let longestName = 200

  /// The row of a line that is JSON or pairs; nil when it is neither.
  ///
  /// The whole line must be made of pairs, so that chatter with a `=` in it measures nothing.
  static func row(_ text: ArraySlice<UInt8>) -> MetricRow? {
    let line = text.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    guard let first = line.first else { return nil }
    if first == UInt8(ascii: "{") { return Document(json: Array(line)).flatMap(row) }
    guard line.contains(UInt8(ascii: "=")) else { return nil }
    guard let (numbers, texts) = pairs(String(decoding: line, as: UTF8.self)), !numbers.isEmpty
    else { return nil }
    return checked(MetricRow(fields: numbers, texts: texts))
  }

  /// The row of an object, whose inner ones are named with dots; nil of an empty one.
  static func row(_ document: Document) -> MetricRow? {
    let (numbers, texts) = fields(of: document, under: "")
    return checked(MetricRow(fields: numbers, texts: texts))
  }

  /// The numbers and texts of a document, by their names from the outermost in.
  static func fields(
    of document: Document, under name: String
  ) -> (numbers: [String: Double], texts: [String: String]) {
    var numbers: [String: Double] = [:]
    var texts: [String: String] = [:]
    collect(document, under: name, into: &numbers, &texts)
    return (numbers, texts)
  }

  private static func checked(_ row: MetricRow) -> MetricRow? { row.isEmpty ? nil : row }

  private static func collect(
    _ document: Document, under name: String, into fields: inout [String: Double],
    _ texts: inout [String: String]
  ) {
    switch document.content {
    case .integer(let integer): fields[name] = Double(integer)
    case .number(let number): fields[name] = number
    case .text(let text):
      if let number = MetricNumber.read(text[...]) {
        fields[name] = number
      } else {
        texts[name] = text
      }
    case .map(let entries):
      for entry in entries where entry.key.utf8.count <= longestName {
        let inner = name.isEmpty ? entry.key : "\(name).\(entry.key)"
        collect(entry.value, under: inner, into: &fields, &texts)
      }
    case .null: texts[name] = "null"
    case .list: texts[name] = "[...]"
    case .boolean(let truth): texts[name] = "\(truth)"
    }
  }

  /// `a=1, b = 2; c=3 device=cuda`, with or without blanks around the sign.
  private static func pairs(
    _ text: String
  ) -> (numbers: [String: Double], texts: [String: String])? {
    var numbers: [String: Double] = [:]
    var texts: [String: String] = [:]
    var words = text.split(whereSeparator: { $0.isWhitespace || $0 == "," || $0 == ";" })[...]
    while let word = words.popFirst() {
      var name = word
      var value = Substring()
      if let equals = word.firstIndex(of: "=") {
        name = word[..<equals]
        value = word[word.index(after: equals)...]
      } else {
        guard let next = words.popFirst(), next.first == "=" else { return nil }
        value = next.dropFirst()
      }
      if value.isEmpty { value = words.popFirst() ?? "" }
      guard !name.isEmpty, !value.isEmpty, name.utf8.count <= longestName else { return nil }
      if let number = MetricNumber.read(value) {
        numbers[String(name)] = number
      } else {
        // A name or a time, such as device=cuda or took=3.2s; with a sign in it, who knows what.
        guard !value.contains("=") else { return nil }
        texts[String(name)] = String(value)
      }
    }
    return (numbers, texts)
  }
}
