import Cluster
import Documents
import Glibc
import Hashing
import Trials

/// Inputs to begin with: one message of every kind, as no fuzzer invents a hash of 32 bytes.
enum Seeds {
  static func write(to folder: String) {
    let attempt = Attempt(trial: TrialID(digest: Digest(of: [1])), number: 2)
    let facts = WorkerFacts(
      host: "ada", process: 7, slots: 2, semantics: ["engine 3", "program 2"], kernel: "v4")
    let measurement = Measurement(epoch: 3, metrics: ["loss": .nan, "accuracy": 0.5])
    let outcome = Outcome(
      status: .completed, measurements: [measurement],
      attachments: ["confusion": Document(.list([Document(.integer(1)), Document(.text("x"))]))])
    let messages: [Message] = [
      .hello(Hello(worker: facts, term: 4, holding: [attempt])),
      .beat(Beat(seen: 5, holding: [attempt], isDraining: true)),
      .report(attempt, [measurement]),
      .result(attempt, .outcome(EncodedOutcome(outcome), seconds: 1.5)),
      .result(attempt, .failure(Failure(cause: .crashed, message: "no", output: "oh"))), .bye,
      .welcome(Welcome(timing: Timing(), keep: [attempt])), .reject(.unknownSession),
      .beatAcknowledged(Orders(hold: [attempt], drain: false)),
      .resultAcknowledged(attempt, .conflict),
      .output(attempt, PrintedOutput(size: 9, last: Array("epoch 1\r\n".utf8))),
      .outputWanted(attempt),
    ]
    for (number, message) in messages.enumerated() {
      let bytes = Envelope(
        term: 1, session: Session(number: 2), sequence: 3, message: message
      ).bytes
      let body = Array(bytes[WireLimit.header...])
      save([0] + body, "\(folder)/item-\(number)")
      save([1, bytes[5]] + body, "\(folder)/message-\(number)")
      save([2] + bytes + bytes, "\(folder)/frame-\(number)")
      save([3] + bytes, "\(folder)/stream-\(number)")
    }
  }

  private static func save(_ bytes: [UInt8], _ path: String) {
    guard let file = fopen(path, "w") else { return }
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }
}
