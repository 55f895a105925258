/// Reads a table that grows by a line an epoch, as Keras's `CSVLogger` writes one: a line of names with
/// `epoch` among them, then numbers, with commas or semicolons between.
struct TableReader {
  private var buffer = LineBuffer()
  private var names: [String]?
  private var separator = UInt8(ascii: ",")
  /// The first line says that this is some other file.
  private(set) var isNone = false

  /// What the lines that have come whole measure.
  mutating func read(_ bytes: [UInt8]) -> [MetricLine] {
    guard !isNone else { return [] }
    var texts: [ArraySlice<UInt8>] = []
    buffer.lines(bytes) { texts.append($0) }
    return texts.compactMap { line($0) }
  }

  private mutating func line(_ text: ArraySlice<UInt8>) -> MetricLine? {
    guard let names else {
      if !text.contains(separator) { separator = UInt8(ascii: ";") }
      let header = fields(text)
      isNone = !header.contains(MetricLine.epoch) || header.count < 2
      names = header
      return nil
    }
    guard !isNone else { return nil }
    var metrics: [String: Double] = [:]
    for (name, field) in zip(names, fields(text)) {
      if let number = MetricLine.number(field[...]) { metrics[name] = number }
    }
    let line = MetricLine(metrics: metrics)
    return line.epoch == nil || line.metrics.isEmpty ? nil : line
  }

  private func fields(_ text: ArraySlice<UInt8>) -> [String] {
    text.split(separator: separator, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
  }
}
