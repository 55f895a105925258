import Documents
import Patterns

/// Reads what a program prints on one of its two streams.
///
/// Patterns of the spec are tried first; where several fit a line, what they name is taken together.
/// Then come JSON and pairs, the lines of libraries, and tables with a rule under their head, as
/// skorch prints them. Lines of a library that the spec does not name are a series of their own.
struct OutputReader: LogReader {
  private var buffer = LineBuffer()
  private var table = RuledTable()
  private let patterns: [Pattern]
  private let format: OutputFormat?
  private var mentions: Mentions

  /// - Parameter judge: the metric to judge by; lines that name it and are not read are told of.
  init(_ patterns: [Pattern], _ format: OutputFormat?, judgedBy judge: String) {
    self.patterns = patterns
    self.format = format
    mentions = Mentions(of: judge)
  }

  mutating func read(_ bytes: [UInt8]) -> [Finding] {
    var lines: [(ArraySlice<UInt8>, Bool)] = []
    buffer.lines(bytes) { lines.append(($0, $1)) }
    return lines.compactMap { row($0, isRedrawn: $1) }
  }

  mutating func finish() -> [Finding] {
    var lines: [(ArraySlice<UInt8>, Bool)] = []
    buffer.end { lines.append(($0, $1)) }
    return lines.compactMap { row($0, isRedrawn: $1) }
  }

  var complaint: String? {
    buffer.hasSkippedJSON
      ? "a line of JSON is longer than \(LineBuffer.longestLine >> 20) MiB" : nil
  }

  /// Lines that give the metric that the sweep is judged by a number, and could not be read; nil
  /// without any.
  var unreadLines: String? { mentions.words ?? table.words }

  private mutating func row(_ line: ArraySlice<UInt8>, isRedrawn: Bool) -> Finding? {
    guard var row = matched(line) ?? MetricText.row(OutputReader.withoutBar(line)) ?? known(line)
    else {
      mentions.take(line)
      return nil
    }
    row.isRedrawn = isRedrawn
    return .row(row)
  }

  private func matched(_ line: ArraySlice<UInt8>) -> MetricRow? {
    var fields: [String: Double] = [:]
    var texts: [String: String] = [:]
    for pattern in patterns {
      for (name, text) in pattern.match(line) ?? [:] where fields[name] == nil {
        fields[name] = MetricNumber.read(text[...])
        texts[name] = fields[name] == nil ? text : nil
      }
    }
    let row = MetricRow(fields: fields, texts: texts)
    return row.isEmpty ? nil : row
  }

  private mutating func known(_ line: ArraySlice<UInt8>) -> MetricRow? {
    // Lines that measure anything are short.
    guard line.count < 4096 else { return nil }
    let text = String(decoding: line, as: UTF8.self)
    if let format { return format.row(text[...]) }
    for format in OutputFormat.unmistakable {
      guard var row = format.row(text[...], isAsked: false) else { continue }
      row.part = format.rawValue
      return row
    }
    return table.row(text)
  }

  /// Gives the text on a line on which a bar had been drawn: ` 20%|##  | 1/5 [00:00<00:01]{...}`.
  private static func withoutBar(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let brace = line.firstIndex(of: UInt8(ascii: "{")), brace > line.startIndex,
      line[line.index(before: brace)] == UInt8(ascii: "]"),
      line[..<brace].contains(UInt8(ascii: "[")), line[..<brace].contains(UInt8(ascii: "/"))
    else { return line }
    return line[brace...]
  }
}
