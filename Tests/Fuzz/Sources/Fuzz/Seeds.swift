import Cluster
import Documents
import Glibc
import Hashing
import Sweeps

/// Inputs to begin with: one message of every kind, as no fuzzer invents a hash of 32 bytes.
enum Seeds {
  static func write(to folder: String) {
    let attempt = Attempt(trial: TrialID(digest: Digest(of: [1])), number: 2)
    let facts = WorkerFacts(host: "ada", process: 7, slots: 2, semantics: "engine 1", kernel: "v4")
    let measurement = Measurement(epoch: 3, metrics: ["loss": .nan, "accuracy": 0.5])
    let outcome = Outcome(
      status: .completed, measurements: [measurement],
      attachments: ["confusion": Document(.list([Document(.integer(1)), Document(.text("x"))]))])
    let messages: [Message] = [
      .hello(Hello(worker: facts, epoch: 4, holding: [attempt])),
      .beat(Beat(seen: 5, holding: [attempt], isDraining: true)),
      .report(attempt, [measurement]), .result(attempt, .outcome(outcome, seconds: 1.5)),
      .result(attempt, .failure(Failure(cause: .crashed, message: "no", output: "oh"))), .bye,
      .welcome(Welcome(timing: Timing(), keep: [attempt])), .reject(.unknownSession),
      .beatAcknowledged(Orders(hold: [attempt], drain: false)),
      .resultAcknowledged(attempt, .conflict), .look, .sight(Sight(text: "{}", isLast: false)),
    ]
    for (number, message) in messages.enumerated() {
      let frames = Envelope(
        epoch: 1, session: Session(number: 2), sequence: 3, message: message
      ).frames
      save([0] + frames[1], "\(folder)/item-\(number)")
      save([1, frames[0][5]] + frames[1], "\(folder)/message-\(number)")
      save([2] + frames[0] + frames[1], "\(folder)/frames-\(number)")
      save([3] + frames[0] + frames[1], "\(folder)/stream-\(number)")
    }
  }

  private static func save(_ bytes: [UInt8], _ path: String) {
    guard let file = fopen(path, "w") else { return }
    fwrite(bytes, 1, bytes.count, file)
    fclose(file)
  }
}
