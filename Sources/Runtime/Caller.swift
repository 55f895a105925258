import Cluster
import Keys
import ZeroMQ

/// Asks a coordinator elsewhere without working for it.
///
/// What is asked is asked again until it is answered: any message may be lost.
struct Caller: ~Copyable {
  private let endpoint: String
  private let key: WorkerKey?
  private let context: Context
  private let line: AgentLine
  private let session: Session
  private var sequence = 0
  /// Why the coordinator did not talk when it last did not.
  private(set) var refused: Refused?
  private let clock = Clock()

  /// After so long without an answer it asks again: the coordinator may have started anew.
  private static let pause = Duration.seconds(1)

  init(at endpoint: String, key: WorkerKey?) throws {
    self.endpoint = endpoint
    self.key = key
    context = Context()
    line = try AgentLine(context, endpoint: endpoint, key: key)
    var generator = SystemRandomNumberGenerator()
    session = Session(number: generator.next())
  }

  /// Asks, and waits for the newest of the answers that fit.
  ///
  /// - Parameters:
  ///   - patience: how long to wait.
  ///   - take: what an answer means; nil when it is none.
  /// - Returns: nil when none came.
  /// - Throws: `Refused` when the coordinator lets in no such key, or what answers is none.
  mutating func ask<Answer>(
    _ message: Cluster.Message, for patience: Duration, take: (Cluster.Message) -> Answer?
  ) throws -> Answer? {
    let end = clock.now + patience
    var again = clock.now
    while clock.now < end {
      if clock.now >= again {
        sequence += 1
        let envelope = Envelope(epoch: 0, session: session, sequence: sequence, message: message)
        _ = try line.socket.send(envelope.frames)
        again = clock.now + Self.pause
      }
      var poller = Poller()
      line.add(to: &poller)
      _ = try poller.wait(upTo: min(.milliseconds(100), end - clock.now))
      var latest: Answer?
      while let message = try line.socket.receive() {
        guard let envelope = try? Envelope(frames: message.frames), envelope.session == session
        else { continue }
        latest = take(envelope.message) ?? latest
      }
      if let latest {
        refused = nil
        return latest
      }
      if let refusal = try line.refusal() {
        let refused = Refused(refusal: refusal, endpoint: endpoint, key: key)
        if refused.isFinal { throw refused }
        self.refused = refused
      }
    }
    return nil
  }
}
