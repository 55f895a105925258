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
  private var urgency = Urgency()
  /// Is called once when a coordinator has not been heard of for longer than people wait without a word.
  private var onSilence: (() -> Void)?

  private static let silence = Duration.seconds(1.5)

  init(at endpoint: String, key: WorkerKey?, onSilence: (() -> Void)? = nil) throws {
    self.onSilence = onSilence
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
    let start = clock.now
    urgency.begin(at: clock.now)
    while clock.now < end {
      if urgency.isTime(at: clock.now) {
        sequence += 1
        let envelope = Envelope(epoch: 0, session: session, sequence: sequence, message: message)
        _ = try line.socket.send(envelope.frames)
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
      if latest == nil, clock.now - start >= Caller.silence, let onSilence {
        self.onSilence = nil
        onSilence()
      }
      if let latest {
        onSilence = nil
        refused = nil
        urgency.end(at: clock.now)
        return latest
      }
      while let news = try line.news() {
        switch news {
        case .connected: break
        case .disconnected: urgency.startOver(at: clock.now)
        case .refused(let refusal):
          let refused = Refused(refusal: refusal, endpoint: endpoint, key: key)
          if refused.isFinal { throw refused }
          self.refused = refused
        }
      }
    }
    return nil
  }
}

/// When to ask again what is not answered.
///
/// An answer to what was asked on a connection that still stands is more likely slow than lost, and
/// what is asked twice is answered twice: on a slow line, impatience would fill it with echoes. So the
/// longer answers take, the longer they are waited for.
struct Urgency {
  private var pause = Urgency.shortestPause
  /// When it was first asked of whom the connection leads to.
  private var asked = Duration.zero
  private var again = Duration.zero

  /// The coordinator may have started anew.
  private static let shortestPause = Duration.seconds(1)
  private static let longestPause = Duration.seconds(60)

  /// There is something new to ask.
  mutating func begin(at now: Duration) {
    asked = now
    again = now
  }

  /// Whether to ask now; then it is taken as done.
  mutating func isTime(at now: Duration) -> Bool {
    guard now >= again else { return false }
    again = now + pause
    pause = min(pause * 2, max(pause, Urgency.longestPause))
    return true
  }

  /// It was answered.
  mutating func end(at now: Duration) { pause = max(Urgency.shortestPause, (now - asked) * 4) }

  /// What was under way is lost with its connection.
  mutating func startOver(at now: Duration) {
    pause = Urgency.shortestPause
    asked = now + pause
    again = asked
  }
}
