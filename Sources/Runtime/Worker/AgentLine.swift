import Cluster
package import Keys
package import ZeroMQ

/// A connection to a coordinator: its socket, and why it does not come about.
package struct AgentLine: ~Copyable {
  package let socket: Socket
  private let monitor: Monitor

  /// Calls; goes on trying to reach the coordinator, for ever.
  ///
  /// - Parameter key: what the coordinator's door asks for; nil where it is open.
  package init(_ context: Context, endpoint: String, key: WorkerKey?) throws {
    let door: [Option] =
      if let key { [.curveClient(key.pair, serverKey: key.coordinator)] } else { [] }
    // Not IMMEDIATE: the hello is said before the connection stands, and has to wait for it. What
    // waits in vain is gone with the socket.
    let socket = try Socket(
      .dealer, in: context,
      [
        // Long enough to say goodbye, short enough to leave a host that is gone.
        .linger(.milliseconds(200)), .maximumFrameSize(WireLimit.body),
        .handshakeInterval(.seconds(3)),
        .tcpKeepalive(idle: .seconds(30), interval: .seconds(10), count: 3), .ipv6,
      ] + door)
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

  /// What has become of the connection since the last call; nil when there is nothing more.
  package func news() throws -> Monitor.Event? { try monitor.next() }
}

/// The coordinator is there and does not talk to whoever calls.
package struct Refused: Error, CustomStringConvertible {
  let refusal: Monitor.Refusal
  let endpoint: String
  let key: WorkerKey?

  /// Whether it would be the same the next time.
  var isFinal: Bool {
    switch refusal {
    case .key, .mechanism: true
    case .words, .hungUp: false
    }
  }

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
    default:
      "what answers at \(endpoint) is no coordinator of sweep"
    }
  }
}
