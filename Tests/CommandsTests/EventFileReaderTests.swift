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
    #expect(reader.read(record) == [MetricLine(metrics: ["val_acc": 0.75], epoch: 3)])
  }

  @Test func `events come whole, however the file is cut`() {
    let bytes = frame(event(1, [simple("loss", 0.5)])) + frame(event(2, [simple("loss", 0.25)]))
    for size in 1...bytes.count {
      var reader = EventFileReader(folder: "runs")
      var lines: [MetricLine] = []
      for start in stride(from: 0, to: bytes.count, by: size) {
        lines += reader.read(Array(bytes[start..<min(start + size, bytes.count)]))
      }
      #expect(lines.map(\.epoch) == [1, 2])
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
          MetricLine(
            metrics: ["content": 0.5, "wide": 0.125, "field": 0.25, "packed": 2], epoch: 1)
        ])
  }

  @Test func `Keras's folders say which of the two is validated`() {
    let bytes = frame(event(0, [simple("epoch_loss", 1), simple("lr", 2)]))
    let names = ["train", "validation", "runs"].map { folder in
      var reader = EventFileReader(folder: folder)
      return reader.read(bytes).flatMap(\.metrics.keys).sorted()
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
