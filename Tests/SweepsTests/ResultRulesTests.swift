import Documents
import Testing
import Trials

/// A result that a worker hands in is checked before it is recorded for good.
struct ResultRulesTests {
  private static func outcome(
    epochs: [Int] = [1, 2], metric: String = "accuracy", status: Outcome.Status = .completed,
    attachments: [String: Document] = [:], weights: KeptWeights? = nil, notes: Notes? = nil
  ) -> Outcome {
    Outcome(
      status: status,
      measurements: epochs.map { Measurement(epoch: $0, metrics: [metric: 0.5]) },
      attachments: attachments, weights: weights, notes: notes)
  }

  private static let long = String(repeating: "n", count: ResultLimit.sentence + 1)

  @Test(
    arguments: [
      (outcome(), 0), (outcome(epochs: [1, 1 << 53]), 1e9), (outcome(epochs: []), 3),
    ] as [(Outcome, Double)]) func `what a training can come to keeps the rules`(
      outcome: Outcome, seconds: Double
    )
  {
    let broken = outcome.brokenRule(seconds: seconds, metric: "accuracy")
    // Without any measurement only a divergence is a result.
    #expect((broken == nil) == !outcome.measurements.isEmpty)
    #expect(
      Self.outcome(epochs: [], status: .diverged).brokenRule(seconds: 1, metric: "accuracy") == nil)
  }

  /// A measurement of one epoch, and an attachment, whose names are these; equal ones to Swift are two in bytes.
  private static func bytes(_ metrics: [String], _ attachments: [String]) -> [UInt8] {
    func text(_ text: String) -> [UInt8] { [0x60 + UInt8(text.utf8.count)] + text.utf8 }
    let half: [UInt8] = [0xfb, 0x3f, 0xe0, 0, 0, 0, 0, 0, 0]
    return [0x83] + text("completed") + [0x81, 0x82, 0x01, 0xa0 + UInt8(metrics.count)]
      + metrics.flatMap { text($0) + half } + [0xa0 + UInt8(attachments.count)]
      + attachments.flatMap { text($0) + [0xf5] }
  }

  @Test func `names that differ in bytes alone do not stand in one result`() {
    let spellings = ["caf\u{e9}", "cafe\u{301}"]
    #expect(EncodedOutcome(bytes: Self.bytes(["a", "b"], ["a", "b"])).decoded != nil)
    #expect(EncodedOutcome(bytes: Self.bytes(spellings, ["a"])).decoded == nil)
    #expect(EncodedOutcome(bytes: Self.bytes(["a"], spellings)).decoded == nil)
  }

  @Test(arguments: [1e30, -1, .nan, .infinity, -.infinity, 1e9 + 1])
  func
    `a time that no training takes is refused`(seconds: Double)
  {
    let broken = Self.outcome().brokenRule(seconds: seconds, metric: "accuracy")
    #expect(broken?.description == "it took \(seconds) seconds, which no training takes")
  }

  @Test(
    arguments: [
      ([-1, 1], "it measures epoch -1; epochs count from 0 to 2^53"),
      ([-3], "it measures epoch -3; epochs count from 0 to 2^53"),
      ([1, .max], "it measures epoch 9223372036854775807; epochs count from 0 to 2^53"),
      ([0, 0], "it measures epoch 0 after 0; epochs ascend"),
      ([2, 1], "it measures epoch 1 after 2; epochs ascend"),
      ([1, 1], "it measures epoch 1 after 1; epochs ascend"),
    ] as [([Int], String)]) func `epochs ascend from 0 to 2^53`(epochs: [Int], sentence: String)
  {
    let broken = Self.outcome(epochs: epochs).brokenRule(seconds: 1, metric: "accuracy")
    #expect(broken?.description == sentence)
  }

  @Test(
    arguments: [
      (outcome(metric: "loss"), "it does not measure 'accuracy', which the sweep is judged by"),
      (
        outcome(metric: String(repeating: "m", count: 1025)),
        "the name of a metric has 1025 bytes; names have 1 to 1024"
      ),
      (outcome(metric: ""), "the name of a metric has 0 bytes; names have 1 to 1024"),
      (
        outcome(attachments: ["": Document(.null)]),
        "the name of an attachment has 0 bytes; names have 1 to 1024"
      ),
      (
        outcome(
          attachments: Dictionary(
            uniqueKeysWithValues: (0...64).map { ("a\($0)", Document(.null)) })),
        "it has 65 attachments, and 64 may be recorded"
      ),
      (
        outcome(weights: KeptWeights(epoch: -1, file: [])),
        "its weights are of epoch -1; epochs count from 0 to 2^53"
      ),
      (
        outcome(notes: Notes(output: "", program: "/bin/true", remarks: [Remark(long)])),
        "one of its remarks has 16385 bytes, and 16384 may be recorded"
      ),
      (
        outcome(notes: Notes(output: "", program: long)),
        "one of its remarks has 16385 bytes, and 16384 may be recorded"
      ),
      (
        outcome(
          notes: Notes(output: String(repeating: "o", count: 524_289), program: "/bin/true")),
        "it kept 524289 bytes of output, and 524288 may be recorded"
      ),
    ] as [(Outcome, String)]) func `names, texts and what there is of them have limits`(
      outcome: Outcome, sentence: String
    )
  {
    #expect(outcome.brokenRule(seconds: 1, metric: "accuracy")?.description == sentence)
  }

  @Test func `bytes that are no outcome break a rule, too`() {
    #expect(throws: BrokenRule.self) {
      try EncodedOutcome(bytes: [0xff, 0]).checked(seconds: 1, metric: "accuracy")
    }
  }

  @Test func `of a failure's words the beginning and of its output the end is kept`() {
    let failure = Failure(
      cause: .crashed, message: String(repeating: "é", count: 1 << 20),
      output: String(repeating: "ü", count: 1 << 20) + "last words")
    let bounded = failure.bounded
    #expect(bounded.message.utf8.count <= ResultLimit.sentence + 3)
    #expect(bounded.message.hasPrefix("éé") && bounded.message.hasSuffix("é…"))
    #expect(bounded.output.utf8.count <= ResultLimit.output + 3)
    #expect(bounded.output.hasPrefix("…ü") && bounded.output.hasSuffix("last words"))
    let short = Failure(cause: .exited, message: "code 3", output: "oh")
    #expect(short.bounded == short)
  }
}
