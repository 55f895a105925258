import Documents
import Sweeps

/// Reads the file that Weights & Biases writes offline: what an unchanged program gives `wandb.log`.
///
/// After 7 bytes come records of LevelDB's log in blocks of 32 KiB, which count from the file's
/// start: 4 bytes of checksum, 2 of length, 1 of type (1 whole, 2 first, 3 middle, 4 last part). Each
/// is a message `Record`; its field 2 is a row of the history, with an item (field 1) for each key:
/// the key in field 2 or 1, the value as JSON in field 16.
///
/// A record's field 3 changes the summary, which is said of the end. Its field 17 is the run, whose own
/// field 17 says when it began, in seconds and nanoseconds.
struct WandbReader: LogReader {
  private var rest: [UInt8] = []
  /// How many bytes of the file lie before `rest`.
  private var offset = 0
  private var record: [UInt8] = []

  private static let header = 7
  private static let block = 32_768

  /// Gives the findings in the bytes that have come; a record that is not whole yet waits for its end.
  mutating func read(_ bytes: [UInt8]) -> [Finding] {
    rest += bytes
    var found: [Finding] = []
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
      // Bytes that have not been written yet may read as zeros.
      guard (1...4).contains(type), rest.count - start >= 7 + length else { break }
      let part = rest[start + 7..<start + 7 + length]
      record = type == 1 || type == 2 ? Array(part) : record + part
      if type == 1 || type == 4, let finding = finding(record[...]) { found.append(finding) }
      start += 7 + length
    }
    rest.removeFirst(start)
    offset += start
    return found
  }

  /// Bytes that are not written yet may read as zeros.
  var complaint: String? {
    rest.allSatisfy { $0 == 0 } ? nil : "its last record is not whole"
  }

  private func finding(_ record: ArraySlice<UInt8>) -> Finding? {
    var reader = ProtobufReader(record)
    while let (field, value) = reader.next() {
      guard case .bytes(let bytes) = value else { continue }
      switch field {
      case 2: return row(bytes).map(Finding.row)
      case 3: return summary(bytes).map(Finding.row)
      case 17: return start(bytes).map(Finding.start)
      default: continue
      }
    }
    return nil
  }

  private func row(_ history: ArraySlice<UInt8>) -> MetricRow? {
    var metrics = numbers(history)
    // A row's own step is in its items, and before them where a program chose it.
    let step = metrics.removeValue(forKey: "_step").flatMap { Int(exactly: $0) }
    // Its own counts, such as _runtime and _timestamp, are no metrics.
    metrics = metrics.filter { !$0.key.hasPrefix("_") }
    var row = MetricRow(fields: metrics)
    row.step = row.step ?? step
    return row.isEmpty ? nil : row
  }

  private func summary(_ update: ArraySlice<UInt8>) -> MetricRow? {
    let metrics = numbers(update).filter { !$0.key.hasPrefix("_") && !MetricRow.isPlace($0.key) }
    return metrics.isEmpty ? nil : MetricRow(metrics: metrics, isSummary: true)
  }

  private func numbers(_ message: ArraySlice<UInt8>) -> [String: Double] {
    var items = ProtobufReader(message)
    var numbers: [String: Double] = [:]
    while let (field, value) = items.next() {
      guard field == 1, case .bytes(let item) = value else { continue }
      numbers.merge(self.item(item)) { $1 }
    }
    return numbers
  }

  private func start(_ run: ArraySlice<UInt8>) -> Double? {
    var fields = ProtobufReader(run)
    while let (field, value) = fields.next() {
      guard field == 17, case .bytes(let time) = value else { continue }
      var parts = ProtobufReader(time)
      var seconds = 0.0
      while let (field, value) = parts.next() {
        guard case .varint(let count) = value else { continue }
        seconds += field == 1 ? Double(count) : field == 2 ? Double(count) / 1e9 : 0
      }
      return seconds
    }
    return nil
  }

  /// The numbers of one key, which has inner ones where its value is an object: as JSON, or as some
  /// versions write plain ones, by their type.
  private func item(_ item: ArraySlice<UInt8>) -> [String: Double] {
    var reader = ProtobufReader(item)
    var keys: [String] = []
    var document: Document?
    while let (field, value) = reader.next() {
      switch (field, value) {
      case (1, .bytes(let bytes)), (2, .bytes(let bytes)):
        keys.append(String(decoding: bytes, as: UTF8.self))
      case (5, .varint(let bits)):
        // Signed ones alternate: 0, -1, 1, -2.
        document = Document(.integer(Int64(bits >> 1) ^ -Int64(bits & 1)))
      case (6, .fixed64(let bits)): document = Document(.number(Double(bitPattern: bits)))
      case (8, .bytes(let bytes)), (16, .bytes(let bytes)): document = Document(json: Array(bytes))
      default: break
      }
    }
    guard !keys.isEmpty, let document else { return [:] }
    return MetricText.fields(of: document, under: keys.joined(separator: ".")).numbers
  }
}
