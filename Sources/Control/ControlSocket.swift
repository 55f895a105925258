import Documents
import Glibc
package import Trials
package import ZeroMQ

/// Where requests to a coordinator come in.
package protocol ControlChannel: AnyObject {
  /// Has the poller wait for requests.
  func add(to poller: inout Poller)
  /// The request that has arrived next, and the asker that waits for its answer; nil when there is none.
  func receive() throws -> (request: ControlRequest, asker: ControlAsker)?
  /// Answers; an asker that has gone hears nothing.
  func answer(_ answer: ControlAnswer, to asker: ControlAsker) throws
}

/// An asker, and the way that the answer goes.
package enum ControlAsker: Hashable, Sendable {
  /// An asker at the socket beside the results file; good for one answer.
  case local(route: [UInt8])
  /// An asker by a message of a session, which is asked again until it is answered: its number tells it from
  /// others.
  case remote(Session, number: Int)

  /// - Parameter route: the routing id that ZeroMQ's ROUTER gave the asker.
  package init(route: [UInt8]) { self = .local(route: route) }
}

/// The socket beside a results file: only the owner of the file can connect.
///
/// Requests and answers are one frame of JSON each.
package final class ControlSocket: ControlChannel {
  private let socket: Socket
  private let path: String

  /// A request has no more bytes: a spec is text that people write.
  package static let longest = 1 << 20

  /// The answer to a request that the coordinator does not know.
  package static let unknownRequest =
    "the coordinator does not know this request; use the version of sweep that it was started with"

  /// Takes the place of a socket that a coordinator has left which was killed: the caller holds the
  /// file's lock, so no other can be alive.
  package init(_ context: Context, beside results: String) throws {
    let address = try ControlAddress(beside: results)
    let socket = try Socket(
      .router, in: context,
      [
        .maximumFrameSize(ControlSocket.longest), .routerMandatory, .sendHighWater(100),
        .receiveHighWater(100), .linger(.milliseconds(200)),
      ])
    // A socket's file says who may connect, and it is there as soon as it is bound: others find it when
    // it says that.
    let draft = try address.draft()
    defer { rmdir(draft.folder) }
    try socket.bind(to: "ipc://\(draft.path)")
    guard chmod(draft.path, 0o600) == 0, rename(draft.path, address.path) == 0 else {
      unlink(draft.path)
      throw ControlError(
        "no socket can be made at '\(address.path)' (\(String(cString: strerror(errno))))")
    }
    self.socket = socket
    path = address.path
  }

  deinit { unlink(path) }

  /// Has the poller wait for requests; the socket stays open for as long as this lives.
  package func add(to poller: inout Poller) { _ = poller.add(socket) }

  /// Receives the next request that can be read; an asker of any other is told that it is unknown.
  package func receive() throws -> (request: ControlRequest, asker: ControlAsker)? {
    while let message = try socket.receive(frameLimit: 3, tellingUser: false) {
      guard message.frames.count == 2 else { continue }
      let asker = ControlAsker(route: message.frames[0])
      if let request = Document(json: message.frames[1]).flatMap(ControlRequest.init) {
        return (request, asker)
      }
      try answer(.refused(ControlSocket.unknownRequest), to: asker)
    }
    return nil
  }

  /// Answers an asker of this socket; one by a message of a session hears nothing here.
  package func answer(_ answer: ControlAnswer, to asker: ControlAsker) throws {
    guard case .local(let route) = asker else { return }
    _ = try socket.send([route, Array(answer.json.line.utf8)])
  }
}
