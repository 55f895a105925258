import Cluster
import ZeroMQ

/// The coordinator's socket, and which routing id belongs to which session.
struct Switchboard: ~Copyable {
  private let socket: Socket
  private var routes: [Session: [UInt8]] = [:]

  /// Where workers can connect to; a port left open in what was asked for is filled in.
  let endpoint: String

  init(_ context: Context, endpoint: String) throws {
    let socket = try Socket(
      .router, in: context,
      [
        .maximumFrameSize(WireLimit.body), .routerMandatory, .handshakeInterval(.seconds(3)),
        // So many messages of one worker may wait; a worker has far fewer under way.
        .sendHighWater(10_000), .receiveHighWater(10_000),
        .tcpKeepalive(idle: .seconds(30), interval: .seconds(10), count: 3), .ipv6,
      ])
    do {
      try socket.bind(to: endpoint)
    } catch {
      throw ListeningError(endpoint: endpoint, reason: error.message)
    }
    // A socket for both families tells an IPv4 address as IPv6 does, which few people would type.
    self.endpoint = socket.lastEndpoint.replacing(/\[::ffff:([0-9.]+)\]/) { $0.1 }
    self.socket = socket
  }

  /// Has the poller wait for messages.
  func add(to poller: inout Poller) { _ = poller.add(socket) }

  /// The next envelope that has arrived; nil when there is none.
  mutating func receive() throws -> Envelope? {
    while let message = try socket.receive() {
      // What is no envelope is nobody's: the network may bring anything.
      guard message.frames.count == 3,
        let envelope = try? Envelope(frames: Array(message.frames.dropFirst()))
      else { continue }
      routes[envelope.session] = message.frames[0]
      return envelope
    }
    return nil
  }

  /// Sends to the session's worker; one that has gone or does not read loses it, and that heals.
  func send(_ envelope: Envelope) throws {
    guard let route = routes[envelope.session] else { return }
    _ = try socket.send([route] + envelope.frames)
  }

  /// Forgets a session that was dismissed.
  mutating func forget(_ session: Session) { routes[session] = nil }
}

/// The coordinator could not take the address that it was given.
package struct ListeningError: Error, CustomStringConvertible {
  let endpoint: String
  /// ZeroMQ's words, such as "Address already in use".
  let reason: String

  package var description: String {
    "cannot listen at \(endpoint): \(reason); name an address of this machine and a port that no"
      + " other program has (tcp://127.0.0.1:* takes a free one)"
  }
}
