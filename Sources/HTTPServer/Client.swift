import CMicroHTTPD
import Glibc

/// The client at the other end of a connection that is suspended while the client waits.
struct Client: Sendable {
  /// The connection's address at libmicrohttpd.
  let connection: UInt
  /// The connection's socket, which stays open as long as the connection is suspended.
  let socket: Int32

  /// Whether the client has closed its end; libmicrohttpd does not look at suspended connections.
  ///
  /// A client that has closed the sending half alone looks the same, and counts as gone, as it does for nginx.
  var isGone: Bool {
    var look = pollfd(fd: socket, events: microhttpd_peer_closed, revents: 0)
    return poll(&look, 1, 0) > 0
  }
}
