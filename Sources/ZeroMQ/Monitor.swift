import CZeroMQ
import Glibc

/// Tells what becomes of the connections of a socket.
///
/// Make it before the socket binds or connects, and let go of it on the socket's thread. What it
/// tells and what the socket receives come on two ways: neither is ahead of the other for certain.
package struct Monitor: ~Copyable {
  /// The reason why a peer and this socket did not come together.
  package enum Refusal: Hashable, Sendable {
    /// The peer's ZAP handler does not let our key in.
    case key
    /// One side speaks CURVE and the other does not, or in another version.
    case mechanism
    /// Something that is not ZeroMQ's protocol, or not meant for this key.
    case words
    /// The peer hung up in the middle: a server does so whose key is another than we think.
    case hungUp
    /// The connection stands, and the peer says nothing before the handshake has to be over: its process
    /// stands still, or it speaks no ZeroMQ.
    case silent
  }

  /// A change in a connection of the socket.
  package enum Event: Hashable, Sendable {
    /// The other side was reached; what its socket makes of this one is still open.
    case connected
    /// The connection, by the number that its messages carry, is closed.
    case disconnected(Int32)
    case refused(Refusal)
  }

  private let watched: SocketHandle
  private let socket: Socket

  /// Begins to watch; events before that are not told.
  ///
  /// - Throws: what ZeroMQ refuses, such as one socket too many.
  package init(_ watched: borrowing Socket, in context: Context) throws(ZeroMQError) {
    // One address for each socket that is watched at a time.
    let endpoint = "inproc://monitor-\(UInt(bitPattern: watched.handle.pointer))"
    // Without a limit: where there is one, libzmq's own thread waits for us to read.
    let socket = try Socket(.pair, in: context, [.receiveHighWater(0)])
    try watched.handle.monitor(at: endpoint, Monitor.events)
    do throws(ZeroMQError) {
      try socket.connect(to: endpoint)
    } catch {
      watched.handle.stopMonitor()
      throw error
    }
    self.watched = watched.handle
    self.socket = socket
  }

  private static let events =
    ZMQ_EVENT_CONNECTED | ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL
    | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL | ZMQ_EVENT_HANDSHAKE_FAILED_AUTH

  deinit { watched.stopMonitor() }

  /// Has the poller wait for events.
  package func add(to poller: inout Poller) -> Poller.Key { poller.add(socket) }

  /// The next event, or nil.
  package func next() throws(ZeroMQError) -> Event? {
    while let message = try socket.receive() {
      if let event = Monitor.event(message.frames[0]) { return event }
    }
    return nil
  }

  /// Number and value in the machine's own order, without a gap: `zmq_socket_monitor(3)`.
  private static func event(_ frame: [UInt8]) -> Event? {
    guard frame.count == 6 else { return nil }
    let (number, value) = frame.withUnsafeBytes {
      (
        Int32($0.loadUnaligned(as: UInt16.self)),
        $0.loadUnaligned(fromByteOffset: 2, as: Int32.self)
      )
    }
    return switch number {
    case ZMQ_EVENT_CONNECTED: .connected
    case ZMQ_EVENT_DISCONNECTED: .disconnected(value)
    case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH: .refused(.key)
    case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
      .refused(value == ZMQ_PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH ? .mechanism : .words)
    // The value is the system's error, which a timer that has run out leaves as it was.
    case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL:
      .refused(value == EPIPE || value == ECONNRESET ? .hungUp : .silent)
    default: nil
    }
  }
}
