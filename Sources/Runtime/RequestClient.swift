import Cluster
import Keys
import Trials
import ZeroMQ

/// Asks a coordinator elsewhere without working for it.
///
/// A question is asked again until it is answered: any message may be lost.
struct RequestClient: ~Copyable {
  private let endpoint: String
  private let key: WorkerKey?
  private let context: Context
  private var line: WorkerSocket
  private var unanswered = 0
  private let session: Session
  private var sequence = 0
  /// The reason why the coordinator did not talk when it last did not; nil once it has answered.
  private(set) var refused: Refused?
  private let clock = SystemClock()
  private var refusalPatience = RefusalPatience()
  /// When to connect anew, once the key was refused: libzmq does not.
  private var connectAt: Duration?
  private var urgency = Urgency()
  /// Is called once when a coordinator has not been heard of for longer than people wait without a word.
  private var onSilence: (() -> Void)?

  private static let silence = Duration.seconds(1.5)

  init(at endpoint: String, key: WorkerKey?, onSilence: (() -> Void)? = nil) throws {
    let context = try Context()
    line = try WorkerSocket(context, endpoint: endpoint, key: key)
    self.context = context
    self.onSilence = onSilence
    self.endpoint = endpoint
    self.key = key
    var generator = SystemRandomNumberGenerator()
    session = Session(number: generator.next())
  }

  /// Asks, and waits for the newest of the answers that fit.
  ///
  /// - Parameters:
  ///   - timeout: how long to wait.
  ///   - take: gives the meaning of an answer; nil when it is none.
  /// - Returns: nil when none came.
  /// - Throws: `Refused` when the coordinator lets in no such key, or the other side is no coordinator.
  mutating func ask<Answer>(
    _ message: Cluster.Message, for timeout: Duration, take: (Cluster.Message) -> Answer?
  ) throws -> Answer? {
    let end = clock.now + timeout
    let start = clock.now
    urgency.begin(at: clock.now)
    while clock.now < end {
      if let connectAt, clock.now >= connectAt {
        self.connectAt = nil
        line = try WorkerSocket(context, endpoint: endpoint, key: key)
        urgency.startOver(at: clock.now)
      }
      if urgency.isTime(at: clock.now) {
        sequence += 1
        let envelope = Envelope(term: 0, session: session, sequence: sequence, message: message)
        try line.send([envelope])
        // A coordinator of the version before overlooks what it does not understand.
        unanswered += 1
        if unanswered > 1 { try line.askFormerVersion() }
      }
      var poller = Poller()
      line.add(to: &poller)
      _ = try poller.wait(upTo: min(.milliseconds(100), end - clock.now))
      var latest: Answer?
      while let received = try line.receive() {
        switch received {
        case .otherVersion(let version):
          throw OtherVersion(endpoint: endpoint, version: version)
        case .envelopes(let envelopes):
          for envelope in envelopes where envelope.session == session {
            latest = take(envelope.message) ?? latest
          }
        }
      }
      if latest == nil, clock.now - start >= RequestClient.silence, let onSilence {
        self.onSilence = nil
        onSilence()
      }
      if let latest {
        onSilence = nil
        refused = nil
        unanswered = 0
        urgency.end(at: clock.now)
        return latest
      }
      while let news = try line.news() {
        switch news {
        case .connected: break
        case .disconnected: urgency.startOver(at: clock.now)
        case .refused(let refusal):
          let refused = Refused(refusal: refusal, endpoint: endpoint, key: key)
          if refusalPatience.ends(with: refused, at: clock.now) { throw refused }
          self.refused = refused
          if refusal == .key { connectAt = clock.now + .milliseconds(250) }
        }
      }
    }
    return nil
  }
}

/// The coordinator speaks another version of the protocol.
package struct OtherVersion: Error, CustomStringConvertible {
  let endpoint: String
  let version: Int

  /// - Parameter version: the version that the coordinator at this endpoint speaks.
  package init(endpoint: String, version: Int) {
    self.endpoint = endpoint
    self.version = version
  }

  /// The endpoint and `Envelope.complaint(ofVersion:)`: "tcp://ada:5555: the other side speaks version 1 of
  /// ...".
  package var description: String { "\(endpoint): \(Envelope.complaint(ofVersion: version))" }
}

/// When to ask again what is not answered.
///
/// An answer to what was asked on a connection that still stands is more likely slow than lost, and
/// what is asked twice is answered twice: on a slow line, impatience would fill it with echoes. So the
/// longer answers take, the longer they are waited for.
struct Urgency {
  private var pause = Urgency.shortestPause
  /// When it was first asked over this connection.
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

  /// Notes that the question was answered.
  mutating func end(at now: Duration) { pause = max(Urgency.shortestPause, (now - asked) * 4) }

  /// A question that was under way is lost with its connection.
  mutating func startOver(at now: Duration) {
    pause = Urgency.shortestPause
    asked = now + pause
    again = asked
  }
}
