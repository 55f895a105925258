import CZeroMQ
import Glibc

/// A socket, closed when its owner lets go.
///
/// ZeroMQ wants one thread at a time; neither copyable nor Sendable, this type wants it too. No call
/// waits: `Poller` does the waiting. Closing is finished behind the scenes, so the endpoints of a
/// closed socket may be in use for some milliseconds more.
package struct Socket: ~Copyable {
  /// The pattern a socket plays its part in: one to many, one to one, or question and answer.
  package enum Kind: String, Sendable {
    case router, dealer, pair, request, reply
  }

  /// The result of sending a message.
  ///
  /// `sent` means queued. Whether it arrived only an answer can tell.
  package enum SendResult: Hashable, Sendable {
    case sent
    /// The peer's queue is full, or nobody is connected.
    case wouldBlock
    /// A ROUTER with `routerMandatory` knows nobody of that name.
    case unroutable
  }

  let handle: SocketHandle

  /// - Parameter options: set in this order, before anything else happens.
  package init(_ kind: Kind, in context: Context, _ options: [Option] = []) throws(ZeroMQError) {
    let handle = try SocketHandle(kind, in: context)
    for option in [.linger(.zero)] + options { try handle.set(option) }
    self.handle = handle
  }

  deinit { handle.close() }

  /// Waits for peers at an endpoint, such as `tcp://127.0.0.1:*` or `ipc:///run/door`.
  package func bind(to endpoint: String) throws(ZeroMQError) {
    if zmq_bind(handle.pointer, endpoint) != 0 { throw ZeroMQError("zmq_bind", endpoint) }
  }

  /// Stops listening at an endpoint; libzmq may let go of a TCP address only a moment later.
  ///
  /// - Parameter endpoint: as `lastEndpoint` told it after `bind(to:)`, without wildcards.
  package func unbind(from endpoint: String) throws(ZeroMQError) {
    if zmq_unbind(handle.pointer, endpoint) != 0 { throw ZeroMQError("zmq_unbind", endpoint) }
  }

  /// Goes on trying to reach the peer, for ever; returns at once.
  package func connect(to endpoint: String) throws(ZeroMQError) {
    if zmq_connect(handle.pointer, endpoint) != 0 { throw ZeroMQError("zmq_connect", endpoint) }
  }

  /// Stops trying to reach the peer, and closes the connection to it.
  ///
  /// - Parameter endpoint: as it was given to `connect(to:)`.
  package func disconnect(from endpoint: String) throws(ZeroMQError) {
    if zmq_disconnect(handle.pointer, endpoint) != 0 {
      throw ZeroMQError("zmq_disconnect", endpoint)
    }
  }

  /// The endpoint last bound or connected, wildcards resolved; empty before the first.
  package var lastEndpoint: String {
    var size = 1024
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: size) { text in
      let code = zmq_getsockopt(handle.pointer, ZMQ_LAST_ENDPOINT, text.baseAddress, &size)
      return code == 0 ? String(cString: text.baseAddress!) : ""
    }
  }
}

/// Owns the C socket. A poller may hold on to this; to a closed one nothing happens any more.
final class SocketHandle {
  /// The socket's pointer; nil once closed.
  private(set) var pointer: UnsafeMutableRawPointer?
  private let context: Context  // outlives the socket

  init(_ kind: Socket.Kind, in context: Context) throws(ZeroMQError) {
    let number =
      switch kind {
      case .router: ZMQ_ROUTER
      case .dealer: ZMQ_DEALER
      case .pair: ZMQ_PAIR
      case .request: ZMQ_REQ
      case .reply: ZMQ_REP
      }
    guard let pointer = zmq_socket(context.handle, number) else {
      throw ZeroMQError("zmq_socket", kind.rawValue)
    }
    self.pointer = pointer
    self.context = context
  }

  deinit { close() }

  func close() {
    stopMonitor()
    if let pointer { zmq_close(pointer) }
    pointer = nil
  }

  /// Has libzmq tell of some events at an endpoint within the process.
  func monitor(at endpoint: String, _ events: Int32) throws(ZeroMQError) {
    if zmq_socket_monitor(pointer, endpoint, events) != 0 {
      throw ZeroMQError("zmq_socket_monitor", endpoint)
    }
  }

  /// Before anything else ends: libzmq's own thread would wait for somebody to read its events.
  func stopMonitor() {
    if let pointer { zmq_socket_monitor(pointer, nil, 0) }
  }

  func set(_ option: Option) throws(ZeroMQError) {
    for setting in option.settings {
      let code = zmq_setsockopt(pointer, setting.number, setting.bytes, setting.bytes.count)
      if code != 0 { throw ZeroMQError("zmq_setsockopt", option.name) }
    }
  }
}
