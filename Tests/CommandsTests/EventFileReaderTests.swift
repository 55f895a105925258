import Hashing
import Testing

@testable import Commands

struct EventFileReaderTests {
  @Test func `a number that TensorBoard's own writer wrote is read`() {
    let record: [UInt8] = [
      29, 0, 0, 0, 0, 0, 0, 0, 96, 47, 223, 35, 9, 0, 0, 0, 0, 0, 0, 248, 63, 16, 3, 42, 16, 10, 14,
      10, 7, 118, 97, 108, 95, 97, 99, 99, 21, 0, 0, 64, 63, 228, 109, 92, 207,
    ]
    var reader = EventFileReader(folder: "runs")
    #expect(
      reader.read(record) == [.row(MetricRow(metrics: ["val_acc": 0.75], step: 3, time: 1.5))])
  }

  @Test func `events come whole, however the file is cut`() {
    let bytes = frame(event(1, [simple("loss", 0.5)])) + frame(event(2, [simple("loss", 0.25)]))
    for size in 1...bytes.count {
      var reader = EventFileReader(folder: "runs")
      var lines: [MetricRow] = []
      for start in stride(from: 0, to: bytes.count, by: size) {
        lines += rows(reader.read(Array(bytes[start..<min(start + size, bytes.count)])))
      }
      #expect(lines.map(\.step) == [1, 2])
      #expect(lines.map { $0.metrics["loss"] } == [0.5, 0.25])
    }
  }

  @Test func `tensors of one number are numbers, in every way to write them`() {
    let float = Field.varint(1, 1)
    let double = Field.varint(1, 2)
    let values = [
      tensor("content", float + Field.bytes(4, Field.little(Float(0.5).bitPattern))),
      tensor("wide", double + Field.bytes(4, Field.little(0.125.bitPattern))),
      tensor("field", float + Field.float(5, 0.25)),
      tensor("packed", double + Field.bytes(6, Field.little(2.0.bitPattern))),
      tensor("text", Field.varint(1, 7) + Field.text(8, "a")),
      tensor("two", float + Field.bytes(4, Field.little(UInt64(0)))),
    ]
    var reader = EventFileReader(folder: "runs")
    #expect(
      reader.read(frame(event(1, values)))
        == [
          .row(
            MetricRow(
              metrics: ["content": 0.5, "wide": 0.125, "field": 0.25, "packed": 2], step: 1))
        ])
  }

  @Test func `Keras's folders say which of the two is validated`() {
    let bytes = frame(event(0, [simple("epoch_loss", 1), simple("lr", 2)]))
    let names = ["train", "validation", "runs"].map { folder in
      var reader = EventFileReader(folder: folder)
      return rows(reader.read(bytes)).flatMap(\.metrics.keys).sorted()
    }
    #expect(names == [["loss", "lr"], ["lr", "val_loss"], ["epoch_loss", "lr"]])
  }

  @Test func `after bytes that are no frame nothing more is believed`() {
    let good = frame(event(1, [simple("loss", 1)]))
    var bad = good
    bad[8] ^= 1
    var reader = EventFileReader(folder: "runs")
    #expect(reader.read(good + bad + good).count == 1)
    #expect(reader.read(good).isEmpty)
  }

  @Test func `whatever a frame holds, nothing breaks`() {
    let message = event(3, [simple("loss", 1), tensor("t", Field.bytes(4, [1, 2]))])
    for index in message.indices {
      for bit in 0..<8 {
        var other = message
        other[index] ^= 1 << UInt8(bit)
        var reader = EventFileReader(folder: "runs")
        #expect(reader.read(frame(other)).count <= 1)
      }
    }
  }

  @Test func `a session that starts at a step takes back what comes after`() {
    let start = Field.varint(2, 7) + Field.bytes(7, Field.varint(1, 1))
    var reader = EventFileReader(folder: "runs")
    #expect(reader.read(frame(start)) == [.purge(7)])
  }

  @Test func `an epoch that is logged beside the others says where they stand`() {
    var reader = EventFileReader(folder: "runs")
    let found = rows(reader.read(frame(event(41, [simple("epoch", 2), simple("acc", 0.5)]))))
    #expect(found == [MetricRow(metrics: ["acc": 0.5], epoch: 2, step: 41)])
  }

  @Test func `hparams are noticed, as their numbers are of the end`() {
    var reader = EventFileReader(folder: "runs")
    let tag = Field.text(1, "_hparams_/session_start_info")
    #expect(reader.read(frame(event(0, [tag]))) == [.hyperparameters])
  }

  private func rows(_ findings: [Finding]) -> [MetricRow] {
    findings.compactMap { if case .row(let row) = $0 { row } else { nil } }
  }

  // MARK: - Bytes

  private func event(_ step: UInt64, _ values: [[UInt8]]) -> [UInt8] {
    Field.varint(2, step) + Field.bytes(5, values.flatMap { Field.bytes(1, $0) })
  }

  private func simple(_ tag: String, _ value: Float) -> [UInt8] {
    Field.text(1, tag) + Field.float(2, value)
  }

  private func tensor(_ tag: String, _ tensor: [UInt8]) -> [UInt8] {
    Field.text(1, tag) + Field.bytes(8, tensor)
  }

  private func frame(_ data: [UInt8]) -> [UInt8] {
    let length = Field.little(UInt64(data.count))
    return length + Field.little(maskedCRC32C(length)) + data + Field.little(maskedCRC32C(data))
  }
}
