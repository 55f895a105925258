import Documents
import Testing

@testable import Commands

struct MetricTextTests {
  @Test func `JSON and pairs measure, chatter does not`() {
    #expect(
      row(#"{"epoch": 3, "acc": 0.5, "val": {"loss": 2}, "name": "x", "ok": true}"#)
        == MetricRow(
          metrics: ["acc": 0.5, "val.loss": 2], epoch: 3, unread: ["name": "x", "ok": "true"]))
    #expect(
      row("epoch=3 acc=0.5, loss=1e-3")
        == MetricRow(metrics: ["acc": 0.5, "loss": 0.001], epoch: 3))
    #expect(row("acc = 0.9") == MetricRow(metrics: ["acc": 0.9]))
    #expect(row("acc= 0.9; loss =1") == MetricRow(metrics: ["acc": 0.9, "loss": 1]))
    #expect(row("acc=91.5%") == MetricRow(metrics: ["acc": 0.915]))
    #expect(
      row("acc=0.5 took=3.2s") == MetricRow(metrics: ["acc": 0.5], unread: ["took": "3.2s"]))
    for chatter in [
      "", "=", "a=", "=1", "lr=0.1 is good", "x == 3", "a = b", "[1, 2]", "{\"a\": ", "3",
      "average loss = 0.5", "acc=0x10", "acc=1_000", "acc=1,5", "acc=.5e",
    ] {
      #expect(row(chatter) == nil, "\(chatter)")
    }
  }

  @Test func `numbers may be texts, and epochs fractions`() {
    #expect(
      row(#"{"epoch": "2", "acc": "0.5"}"#) == MetricRow(metrics: ["acc": 0.5], epoch: 2))
    #expect(
      row(#"{"epoch": "2/10", "acc": "50%"}"#) == MetricRow(metrics: ["acc": 0.5], epoch: 2))
    #expect(row(#"{"Epoch": 0.5, "acc": 1}"#) == MetricRow(metrics: ["acc": 1], epoch: 0.5))
  }

  @Test func `an epoch and a step say where a row stands, and are no metrics`() {
    #expect(row("step=100 epoch=2 acc=1") == MetricRow(metrics: ["acc": 1], epoch: 2, step: 100))
    #expect(row("global_step=7 _step=3 acc=1") == MetricRow(metrics: ["acc": 1], step: 3))
    #expect(row(#"{"epoch": 4}"#) == MetricRow(metrics: [:], epoch: 4))
  }

  @Test func `a row may say which part of the data it is about`() {
    #expect(
      row(#"{"epoch": 1, "split": "val", "acc": 0.5}"#)
        == MetricRow(metrics: ["acc": 0.5], epoch: 1, part: "val"))
    #expect(
      row(#"{"mode": "fast", "acc": 0.5}"#)
        == MetricRow(metrics: ["acc": 0.5], unread: ["mode": "fast"]))
  }

  @Test(arguments: [
    ("train", DataPart.training), ("loss_val", .validation), ("Validation", .validation),
    ("logs/test", .test), ("eval-1", .validation), ("learn", .training),
  ])
  func `names of parts are understood`(name: String, part: DataPart) {
    #expect(DataPart(of: name) == part)
  }

  @Test func `other names are no parts`() {
    #expect(DataPart(of: "runs") == nil)
    #expect(DataPart(of: "trainer2") == nil)
  }

  private func row(_ text: String) -> MetricRow? { MetricText.row(Array(text.utf8)[...]) }
}

struct LineBufferTests {
  @Test func `lines come whole, however they are cut`() {
    let text = Array("a=1\nb=2\r\nc=3\rd=4".utf8)
    for size in 1...text.count {
      var buffer = LineBuffer()
      var lines: [String] = []
      for start in stride(from: 0, to: text.count, by: size) {
        buffer.lines(Array(text[start..<min(start + size, text.count)])) { line, isRedrawn in
          lines.append(String(decoding: line, as: UTF8.self) + (isRedrawn ? "*" : ""))
        }
      }
      #expect(lines == ["a=1", "b=2", "c=3"])
      buffer.end { line, isRedrawn in
        lines.append(String(decoding: line, as: UTF8.self) + (isRedrawn ? "*" : ""))
      }
      #expect(lines.last == "d=4*")
    }
  }

  @Test func `a bar is drawn over, and its colours go`() {
    var buffer = LineBuffer()
    var lines: [String] = []
    let bar =
      "\r\u{1b}[1m1/2\u{1b}[0m\u{1b}]0;title\u{7} loss\r 2/2 loss\u{8}\u{8}\u{8} end\nnext\n"
    buffer.lines(Array(bar.utf8)) { line, isRedrawn in
      lines.append(String(decoding: line, as: UTF8.self) + (isRedrawn ? "*" : ""))
    }
    #expect(lines == ["1/2 loss", " 2/2 loss*", " end*", "next"])
  }

  @Test func `a line without end is not kept, and one of JSON is told of`() {
    for (start, isTold) in [("a", false), ("{", true)] {
      var buffer = LineBuffer()
      var lines = 0
      buffer.lines(Array(start.utf8)) { _, _ in }
      for _ in 0..<80 {
        buffer.lines(Array(repeating: 0x61, count: 1 << 14)) { _, _ in lines += 1 }
      }
      buffer.lines(Array("\nx=1\n".utf8)) { _, _ in lines += 1 }
      #expect(lines == 1)
      #expect(buffer.hasSkippedJSON == isTold)
    }
  }
}
