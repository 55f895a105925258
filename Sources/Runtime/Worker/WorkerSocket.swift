package import Cluster
package import Keys
package import ZeroMQ

/// How a worker talks with its coordinator, for as long as one conversation lasts.
package protocol WorkerTransport: AnyObject {
  /// Has the poller wait for messages, and for what becomes of the connection.
  func add(to poller: inout Poller)
  /// Sends what is said together in one message. A full queue is a lost message, and what is lost
  /// heals.
  func send(_ envelopes: [Envelope]) throws
  /// Receives the next message that has arrived; nil when there is none.
  func receive() throws -> Received?
  /// Gives the next event of the connection since the last call; nil when there is nothing more.
  func news() throws -> Monitor.Event?
  /// Asks whether the coordinator speaks the version of the protocol before.
  func askFormerVersion() throws
}

/// A message that a coordinator has sent.
package enum Received: Hashable, Sendable {
  case envelopes([Envelope])
  /// The coordinator speaks this version of the protocol.
  case otherVersion(Int)
}

/// A connection to a coordinator: its socket, and why it does not come about.
package final class WorkerSocket: WorkerTransport {
  private let socket: Socket
  private let monitor: Monitor

  /// Calls; goes on trying to reach the coordinator, for ever.
  ///
  /// - Parameter key: the key that the coordinator asks for; nil where it asks for none.
  package init(_ context: Context, endpoint: String, key: WorkerKey?) throws {
    let credentials: [Option] =
      if let key { [.curveClient(key.pair, serverKey: key.coordinator)] } else { [] }
    // Not IMMEDIATE: the hello is said before the connection stands, and has to wait for it. What
    // waits in vain is gone with the socket.
    let socket = try Socket(
      .dealer, in: context,
      [
        // Long enough to say goodbye, short enough to leave a host that is gone.
        .linger(.milliseconds(200)), .maximumFrameSize(WireLimit.frame),
        .handshakeInterval(.seconds(3)),
        .tcpKeepalive(idle: .seconds(30), interval: .seconds(10), count: 3), .ipv6,
      ] + credentials)
    let monitor = try Monitor(socket, in: context)
    try socket.connect(to: endpoint)
    self.socket = socket
    self.monitor = monitor
  }

  /// Has the poller wait for messages, and for what becomes of the connection.
  package func add(to poller: inout Poller) {
    _ = poller.add(socket)
    _ = monitor.add(to: &poller)
  }

  /// Sends envelopes together, in frames that end once they have more than `WireLimit.together` bytes; on a
  /// full queue they are lost.
  package func send(_ envelopes: [Envelope]) throws {
    var frame: [UInt8] = []
    for envelope in envelopes {
      envelope.encode(into: &frame)
      guard frame.count > WireLimit.together else { continue }
      _ = try socket.send([frame])
      frame = []
    }
    if !frame.isEmpty { _ = try socket.send([frame]) }
  }

  /// Receives the next message that can be read, leaving out others; nil when there is none.
  package func receive() throws -> Received? {
    while let message = try socket.receive(frameLimit: 3, tellingUser: false) {
      if let version = ProtocolVersion1.otherVersion(of: message.frames) {
        return .otherVersion(version)
      }
      // A message that cannot be read is as good as lost, and what is lost heals.
      guard message.frames.count == 1,
        let envelopes = try? Envelope.all(in: message.frames[0], from: .coordinator)
      else { continue }
      return .envelopes(envelopes)
    }
    return nil
  }

  /// Gives the next event of the connection since the last call; nil when there is nothing more.
  package func news() throws -> Monitor.Event? { try monitor.next() }

  /// Asks a coordinator of version 1 for a sign of life; one of this version overlooks it.
  package func askFormerVersion() throws { _ = try socket.send(ProtocolVersion1.question) }
}

/// The coordinator is there and does not talk to the caller.
package struct Refused: Error, CustomStringConvertible {
  let refusal: Monitor.Refusal
  let endpoint: String
  let key: WorkerKey?

  /// Whether it would be the same the next time.
  var isFinal: Bool {
    switch refusal {
    case .key, .mechanism: true
    case .words, .hungUp, .silent: false
    }
  }

  /// A sentence without its capital and stop that says which key would be needed, or what seems to be there.
  package var description: String {
    switch (refusal, key) {
    case (.key, let key?):
      "the coordinator at \(endpoint) does not let in the key '\(key.name)', or no longer does; there,"
        + " this adds it: sweep keys allow \(key.name) \(key.pair.publicKey.hexadecimal)"
    case (.mechanism, nil):
      "the coordinator at \(endpoint) asks for a key; have one made there with 'sweep keys new NAME'"
        + " and give it with --key NAME.key"
    case (.mechanism, .some):
      "the coordinator at \(endpoint) speaks in the clear, and this call came with a key; start it"
        + " with keys, or call without"
    case (.hungUp, .some):
      "\(endpoint) hangs up during the handshake: its public key is another than the one in the key"
        + " file, or it is no coordinator"
    case (.hungUp, nil):
      "\(endpoint) hangs up during the handshake: it asks for a key, which --key FILE would give, or it"
        + " is no coordinator"
    case (.silent, _):
      "\(endpoint) takes the call and says nothing: the coordinator there stands still or is busy, or it is"
        + " no coordinator"
    default:
      "the program at \(endpoint) is no coordinator of sweep"
    }
  }
}

/// How long a refusal is tried again: a coordinator reads of a key that was made just now within a second.
struct RefusalPatience {
  private static let time = Duration.seconds(3)
  /// When a key was refused first.
  private var keyRefused: Duration?

  /// Whether a refusal is the last word.
  mutating func ends(with refused: Refused, at now: Duration) -> Bool {
    guard refused.refusal == .key else { return refused.isFinal }
    let since = keyRefused ?? now
    keyRefused = since
    return now - since >= RefusalPatience.time
  }
}
