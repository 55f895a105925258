import Documents
import Testing

@testable import Commands

struct MetricLineTests {
  @Test func `JSON and pairs measure, chatter does not`() {
    #expect(
      line(#"{"epoch": 3, "acc": 0.5, "val": {"loss": 2}, "name": "x", "ok": true}"#)
        == MetricLine(metrics: ["acc": 0.5, "val.loss": 2], epoch: 3))
    #expect(
      line("epoch=3 acc=0.5, loss=1e-3")
        == MetricLine(metrics: ["acc": 0.5, "loss": 0.001], epoch: 3))
    #expect(line("acc=91.5%") == MetricLine(metrics: ["acc": 0.915]))
    for chatter in ["", "=", "a=", "=1", "lr=0.1 is good", "x == 3", "[1, 2]", "{\"a\": ", "3"] {
      #expect(line(chatter) == nil, "\(chatter)")
    }
  }

  @Test func `the coarsest count names the epoch, and none of them is a metric`() {
    #expect(line("step=100 epoch=2 acc=1") == MetricLine(metrics: ["acc": 1], epoch: 2))
    #expect(line("step=100 acc=1") == MetricLine(metrics: ["acc": 1], epoch: 100))
    #expect(line("epoch=0.5 acc=1") == MetricLine(metrics: ["acc": 1]))
  }

  @Test func `lines come whole, however they are cut`() {
    let text = Array("a=1\nb=2\r\nc=3\rd=4".utf8)
    for size in 1...text.count {
      var buffer = LineBuffer()
      var lines: [String] = []
      for start in stride(from: 0, to: text.count, by: size) {
        buffer.lines(Array(text[start..<min(start + size, text.count)])) {
          lines.append(String(decoding: $0, as: UTF8.self))
        }
      }
      #expect(lines == ["a=1", "b=2", "c=3"])
      buffer.end { lines.append(String(decoding: $0, as: UTF8.self)) }
      #expect(lines.last == "d=4")
    }
  }

  @Test func `a line without end is not kept, and the next one counts`() {
    var buffer = LineBuffer()
    var lines = 0
    for _ in 0..<64 { buffer.lines(Array(repeating: 0x61, count: 1 << 14)) { _ in lines += 1 } }
    buffer.lines(Array("\nx=1\n".utf8)) { _ in lines += 1 }
    #expect(lines == 1)
  }

  private func line(_ text: String) -> MetricLine? { MetricLine(Array(text.utf8)[...]) }
}
