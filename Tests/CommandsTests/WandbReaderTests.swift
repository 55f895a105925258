import Testing

@testable import Commands

struct WandbReaderTests {
  @Test func `each row of the history is a measurement of its step`() {
    var reader = WandbReader()
    let lines = reader.read(
      file([
        row(0, ["loss": "0.5", "_runtime": "3.2"]), row(1, ["loss": "0.25", "note": "\"x\""]),
      ]))
    #expect(
      lines == [
        .row(MetricRow(metrics: ["loss": 0.5], step: 0)),
        .row(MetricRow(metrics: ["loss": 0.25], step: 1)),
      ])
  }

  @Test func `keys may be nested, and numbers may be words`() {
    let nested = Field.text(2, "val") + Field.text(2, "acc") + Field.text(16, "0.5")
    let nan = Field.text(1, "loss") + Field.text(16, "\"NaN\"")
    var reader = WandbReader()
    let lines = reader.read(
      file([Field.bytes(2, Field.bytes(1, nested) + Field.bytes(1, nan))]))
    #expect(measured(lines).first?.metrics["val.acc"] == 0.5)
    #expect(measured(lines).first?.metrics["loss"]?.isNaN == true)
  }

  @Test func `records that are cut by blocks and by reads come whole`() {
    // Together three blocks, and one row alone longer than a block.
    let rows = (0..<60).map { row($0, ["x": "\($0)", "text": quoted(1000 + 13 * $0)]) }
    let long = row(60, ["x": "60", "text": quoted(70_000)])
    let bytes = file(rows + [long, row(61, ["x": "61"])])
    for size in [1009, 32_768, bytes.count] {
      var reader = WandbReader()
      var lines: [MetricRow] = []
      for start in stride(from: 0, to: bytes.count, by: size) {
        lines += measured(reader.read(Array(bytes[start..<min(start + size, bytes.count)])))
      }
      #expect(lines.map(\.step) == Array(0...61))
      #expect(lines.map { $0.metrics["x"] } == (0...61).map(Double.init))
    }
  }

  @Test func `other records and damaged ones are passed over`() {
    var reader = WandbReader()
    let lines = reader.read(
      file([Field.bytes(5, [1, 2, 3]), [0xff, 0xff], row(4, ["loss": "1"])]))
    #expect(lines == [.row(MetricRow(metrics: ["loss": 1], step: 4))])
    var zeros = WandbReader()
    #expect(zeros.read(file([]) + [UInt8](repeating: 0, count: 100_000)).isEmpty)
  }

  @Test func `an epoch among the numbers says where they stand, and the summary is of the end`() {
    let summary = Field.bytes(1, Field.text(2, "test_acc") + Field.text(16, "0.91"))
    let start = Field.bytes(17, Field.varint(1, 1_700_000_000) + Field.varint(2, 500_000_000))
    var reader = WandbReader()
    let found = reader.read(
      file([Field.bytes(17, start), row(0, ["epoch": "3", "acc": "0.5"]), Field.bytes(3, summary)]))
    #expect(
      found == [
        .start(1_700_000_000.5), .row(MetricRow(metrics: ["acc": 0.5], epoch: 3, step: 0)),
        .row(MetricRow(metrics: ["test_acc": 0.91], isSummary: true)),
      ])
  }

  private func measured(_ findings: [Finding]) -> [MetricRow] {
    findings.compactMap { if case .row(let row) = $0 { row } else { nil } }
  }

  // MARK: - Bytes

  private func quoted(_ count: Int) -> String {
    "\"" + String(repeating: "a", count: count) + "\""
  }

  private func row(_ step: Int, _ items: [String: String]) -> [UInt8] {
    let all = items.sorted { $0.key < $1.key } + [(key: "_step", value: "\(step)")]
    return Field.bytes(
      2, all.flatMap { Field.bytes(1, Field.text(2, $0.key) + Field.text(16, $0.value)) })
  }

  /// LevelDB's log, whose blocks count from the file's start; checksums are not looked at.
  private func file(_ records: [[UInt8]]) -> [UInt8] {
    var bytes: [UInt8] = Array(":W&B".utf8) + [0xe1, 0xbe, 0]
    for record in records {
      var rest = record[...]
      var isFirst = true
      repeat {
        var room = 32_768 - bytes.count % 32_768
        if room < 7 {
          bytes += [UInt8](repeating: 0, count: room)
          room = 32_768
        }
        let part = rest.prefix(room - 7)
        rest = rest.dropFirst(part.count)
        let type: UInt8 = isFirst ? (rest.isEmpty ? 1 : 2) : (rest.isEmpty ? 4 : 3)
        bytes += [0, 0, 0, 0] + Field.little(UInt16(part.count)) + [type] + part
        isFirst = false
      } while !rest.isEmpty
    }
    return bytes
  }
}
