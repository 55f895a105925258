import Documents
import Sweeps

/// What one line of text measures: numbers by name, and the epoch where it says one.
///
/// ```
/// {"epoch": 3, "val_accuracy": 0.91, "val": {"loss": 0.2}}     // "val.loss" of the inner one
/// epoch=3 val_accuracy=0.91, val_loss=0.2
/// ```
///
/// Of pairs the whole line must be made, so that chatter with a `=` in it measures nothing.
struct MetricLine: Hashable {
  var epoch: Int?
  var metrics: [String: Double]

  static let epoch = "epoch"
  /// Names that say which epoch it is, the best first.
  private static let epochs = [epoch, "step", "_step", "global_step"]
  /// A longer name is no name.
  private static let longestName = 200
  /// A longer line is no measurement.
  static let longestLine = 1 << 16

  init(metrics: [String: Double], epoch: Int? = nil) {
    self.metrics = metrics
    self.epoch = epoch
    guard epoch == nil else { return }
    for name in MetricLine.epochs {
      guard let value = self.metrics[name] else { continue }
      self.metrics[name] = nil
      // The coarser count says more; the finer one beside it is no metric either.
      if self.epoch == nil { self.epoch = Int(exactly: value) }
    }
  }

  /// Reads JSON or pairs; nil when the line is neither.
  init?(_ text: ArraySlice<UInt8>) {
    let line = text.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    guard let first = line.first, line.count <= MetricLine.longestLine else { return nil }
    let found =
      first == UInt8(ascii: "{")
      ? MetricLine.json(Array(line))
      : line.contains(UInt8(ascii: "="))
        ? MetricLine.pairs(String(decoding: line, as: UTF8.self)) : nil
    guard let found, !found.isEmpty else { return nil }
    self.init(metrics: found)
  }

  /// Reads what the groups of a pattern held.
  init?(groups: [String: String]) {
    let numbers = groups.compactMapValues { MetricLine.number($0[...]) }
    guard !numbers.isEmpty else { return nil }
    self.init(metrics: numbers)
  }

  private static func json(_ text: [UInt8]) -> [String: Double]? {
    guard let document = Document(json: text) else { return nil }
    var metrics: [String: Double] = [:]
    collect(document, under: "", into: &metrics)
    return metrics
  }

  private static func collect(
    _ document: Document, under name: String, into metrics: inout [String: Double]
  ) {
    switch document.content {
    case .integer(let integer): metrics[name] = Double(integer)
    case .number(let number): metrics[name] = number
    case .map(let entries):
      for entry in entries where entry.key.utf8.count <= longestName {
        let inner = name.isEmpty ? entry.key : "\(name).\(entry.key)"
        collect(entry.value, under: inner, into: &metrics)
      }
    case .null, .boolean, .text, .list: break
    }
  }

  private static func pairs(_ text: String) -> [String: Double]? {
    var metrics: [String: Double] = [:]
    for word in text.split(whereSeparator: { $0.isWhitespace || $0 == "," || $0 == ";" }) {
      guard let equals = word.firstIndex(of: "="), equals > word.startIndex,
        let value = number(word[word.index(after: equals)...])
      else { return nil }
      let name = word[..<equals]
      guard name.utf8.count <= longestName else { return nil }
      metrics[String(name)] = value
    }
    return metrics
  }

  /// A number as programs print it: also `91.2%`, `nan` and `inf`.
  static func number(_ text: Substring) -> Double? {
    if let number = Double(text) { return number }
    if text.last == "%", let number = Double(text.dropLast()) { return number / 100 }
    switch text.lowercased() {
    case "nan", "-nan": return .nan
    case "inf", "infinity": return .infinity
    case "-inf", "-infinity": return -.infinity
    default: return nil
    }
  }
}
