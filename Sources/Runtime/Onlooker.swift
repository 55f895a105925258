package import Cluster
package import Keys
import ZeroMQ

/// Looks on at a coordinator elsewhere, and changes nothing there.
///
/// ```swift
/// var onlooker = try Onlooker(at: "tcp://10.0.0.5:5555", key: key)
/// while let sight = try onlooker.look(for: .seconds(10)) { show(sight) }
/// ```
package struct Onlooker: ~Copyable {
  private let endpoint: String
  private let key: WorkerKey?
  private let context: Context
  private let line: AgentLine
  private let session: Session
  private var sequence = 0
  /// Why the coordinator did not talk when it last did not.
  package private(set) var refused: Refused?
  private let clock = Clock()

  /// After so long without an answer it asks again: the coordinator may have started anew.
  private static let pause = Duration.seconds(1)

  /// Makes ready to call; the key may be a reader's or a worker's.
  package init(at endpoint: String, key: WorkerKey?) throws {
    self.endpoint = endpoint
    self.key = key
    context = Context()
    line = try AgentLine(context, endpoint: endpoint, key: key)
    var generator = SystemRandomNumberGenerator()
    session = Session(number: generator.next())
  }

  /// Asks how the sweep stands.
  ///
  /// - Parameter patience: how long to wait for an answer.
  /// - Returns: nil when none came.
  /// - Throws: `Refused` when the coordinator lets in no such key, or what answers is none.
  package mutating func look(for patience: Duration) throws -> Sight? {
    let end = clock.now + patience
    var again = clock.now
    while clock.now < end {
      if clock.now >= again {
        sequence += 1
        let look = Envelope(epoch: 0, session: session, sequence: sequence, message: .look)
        _ = try line.socket.send(look.frames)
        again = clock.now + Self.pause
      }
      var poller = Poller()
      line.add(to: &poller)
      _ = try poller.wait(upTo: min(.milliseconds(100), end - clock.now))
      if let sight = try latest() {
        refused = nil
        return sight
      }
      if let refusal = try line.refusal() {
        let refused = Refused(refusal: refusal, endpoint: endpoint, key: key)
        if refused.isFinal { throw refused }
        self.refused = refused
      }
    }
    return nil
  }

  /// The newest of the answers that have come; nil without one.
  private func latest() throws -> Sight? {
    var latest: Sight?
    while let message = try line.socket.receive() {
      guard let envelope = try? Envelope(frames: message.frames), envelope.session == session,
        case .sight(let sight) = envelope.message
      else { continue }
      latest = sight
    }
    return latest
  }
}
