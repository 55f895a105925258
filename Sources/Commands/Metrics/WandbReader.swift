import Documents
import Sweeps

/// Reads the file that Weights & Biases writes offline: what an unchanged program gives `wandb.log`.
///
/// After 7 bytes come records of LevelDB's log in blocks of 32 KiB, which count from the file's
/// start: 4 bytes of checksum, 2 of length, 1 of type (1 whole, 2 first, 3 middle, 4 last part). Each
/// is a message `Record`; its field 2 is a row of the history, with an item (field 1) for each key:
/// the key in field 2 or 1, the value as JSON in field 16.
struct WandbReader {
  private var rest: [UInt8] = []
  /// How many bytes of the file lie before `rest`.
  private var offset = 0
  private var record: [UInt8] = []

  private static let header = 7
  private static let block = 32_768

  /// What the bytes that have come measure; a record that is not whole yet waits for its end.
  mutating func read(_ bytes: [UInt8]) -> [MetricLine] {
    rest += bytes
    var lines: [MetricLine] = []
    var start = 0
    if offset == 0 {
      guard rest.count >= WandbReader.header else { return [] }
      start = WandbReader.header
    }
    while true {
      // A block's last bytes, too few for a header, are left empty.
      let room = WandbReader.block - (offset + start) % WandbReader.block
      if room < 7 {
        guard rest.count - start >= room else { break }
        start += room
        continue
      }
      guard rest.count - start >= 7 else { break }
      let length = Int(littleEndian(rest[start + 4..<start + 6]))
      let type = rest[start + 6]
      // What has not been written yet may read as zeros.
      guard (1...4).contains(type), rest.count - start >= 7 + length else { break }
      let part = rest[start + 7..<start + 7 + length]
      record = type == 1 || type == 2 ? Array(part) : record + part
      if type == 1 || type == 4, let line = row(record[...]) { lines.append(line) }
      start += 7 + length
    }
    rest.removeFirst(start)
    offset += start
    return lines
  }

  private func row(_ record: ArraySlice<UInt8>) -> MetricLine? {
    var reader = ProtobufReader(record)
    while let (field, value) = reader.next() {
      guard field == 2, case .bytes(let history) = value else { continue }
      var items = ProtobufReader(history)
      var metrics: [String: Double] = [:]
      while let (field, value) = items.next() {
        guard field == 1, case .bytes(let item) = value, let (key, number) = number(item) else {
          continue
        }
        metrics[key] = number
      }
      let step = metrics.removeValue(forKey: "_step").flatMap { Int(exactly: $0) }
      // Its own counts, such as _runtime and _timestamp, are no metrics.
      metrics = metrics.filter { !$0.key.hasPrefix("_") }
      return metrics.isEmpty ? nil : MetricLine(metrics: metrics, epoch: step ?? 0)
    }
    return nil
  }

  private func number(_ item: ArraySlice<UInt8>) -> (key: String, value: Double)? {
    var reader = ProtobufReader(item)
    var keys: [String] = []
    var json: String?
    while let (field, value) = reader.next() {
      guard case .bytes(let bytes) = value else { continue }
      switch field {
      case 1, 2: keys.append(String(decoding: bytes, as: UTF8.self))
      case 16: json = String(decoding: bytes, as: UTF8.self)
      default: break
      }
    }
    guard !keys.isEmpty, let json, let value = Document(json: json) else { return nil }
    let key = keys.joined(separator: ".")
    switch value.content {
    case .integer(let integer): return (key, Double(integer))
    case .number(let number): return (key, number)
    case .text(let text): return MetricLine.number(text[...]).map { (key, $0) }
    default: return nil
    }
  }
}
