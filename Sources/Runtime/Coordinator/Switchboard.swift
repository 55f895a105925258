import Cluster
import Keys
import ZeroMQ

/// The coordinator's socket, who may talk to it, and which connection belongs to which session.
struct Switchboard: ~Copyable {
  /// The way to a session's worker.
  private struct Line {
    let route: [UInt8]
    let connection: Int32?
    let peer: Peer?
    var isOpen = true
  }

  private let context: Context
  private var socket: Socket
  private var monitor: Monitor
  private var doorkeeper: Doorkeeper?
  private var lines: [Session: Line] = [:]
  /// Lines of sessions that nobody has welcomed yet, and that may well be noise.
  private var callers = Callers()

  /// Where workers can connect to; a port left open in what was asked for is filled in.
  let endpoint: String

  /// - Parameter keys: what peers need to come in; nil lets in whoever can reach the endpoint.
  init(_ context: Context, endpoint: String, keys: KeyFolder? = nil) throws {
    // Before the socket: what knocks meanwhile finds somebody to ask.
    var doorkeeper: Doorkeeper?
    if let keys { doorkeeper = try Doorkeeper(keys, in: context) }
    let socket = try Switchboard.socket(context, doorkeeper?.options ?? [])
    let monitor = try Monitor(socket, in: context)
    do {
      try socket.bind(to: endpoint)
    } catch {
      throw ListeningError(endpoint: endpoint, reason: error.message)
    }
    try doorkeeper?.proveThatStrangersStayOutside(of: socket.lastEndpoint)
    // A socket for both families tells an IPv4 address as IPv6 does, which few people would type.
    self.endpoint = socket.lastEndpoint.replacing(/\[::ffff:([0-9.]+)\]/) { $0.1 }
    self.context = context
    self.socket = socket
    self.monitor = monitor
    self.doorkeeper = doorkeeper
  }

  private static func socket(_ context: Context, _ door: [Option]) throws -> Socket {
    try Socket(
      .router, in: context,
      [
        .maximumFrameSize(WireLimit.body), .routerMandatory, .handshakeInterval(.seconds(3)),
        // So many messages of one worker may wait; a worker has far fewer under way.
        .sendHighWater(10_000), .receiveHighWater(1_000),
        .tcpKeepalive(idle: .seconds(30), interval: .seconds(10), count: 3), .ipv6,
        // Long enough for the last words to those who look on.
        .linger(.milliseconds(200)),
      ] + door)
  }

  /// Has the poller wait for messages, and for what else happens to the socket.
  func add(to poller: inout Poller) {
    _ = poller.add(socket)
    _ = monitor.add(to: &poller)
    doorkeeper?.add(to: &poller)
  }

  // MARK: - Messages

  /// The next envelope that has arrived, and whose key it came under; nil when there is none.
  mutating func receive() throws -> (envelope: Envelope, peer: Peer?)? {
    while let message = try socket.receive(frameLimit: 4) {
      // What is no envelope is nobody's: the network may bring anything.
      guard message.frames.count == 3,
        let envelope = try? Envelope(frames: Array(message.frames.dropFirst()))
      else { continue }
      let line = Line(
        route: message.frames[0], connection: message.connection,
        peer: message.userID.flatMap { $0.isEmpty ? nil : Peer(name: $0) })
      guard mayBeSaid(envelope, on: line), take(envelope.session, on: line) else {
        continue
      }
      return (envelope, line.peer)
    }
    return nil
  }

  /// Whether who came with such a key may say such a thing: readers look and fetch, and no more.
  private func mayBeSaid(_ envelope: Envelope, on line: Line) -> Bool {
    switch envelope.message {
    case .look, .ask: true
    default: !isReader(line.peer)
    }
  }

  /// Whether results are for whoever came with such a key: for readers, and where nobody needs one.
  func mayRead(_ peer: Peer?) -> Bool { peer == nil || isReader(peer) }

  private func isReader(_ peer: Peer?) -> Bool {
    guard let peer else { return false }
    return switch doorkeeper {
    case .some(let doorkeeper): doorkeeper.readers.contains(peer.name)
    case nil: false
    }
  }

  /// Whether a message of a session may come on a line: a session stays on its own while that is
  /// open, and with its owner after that, whoever else repeats its number.
  private mutating func take(_ session: Session, on line: Line) -> Bool {
    guard let known = lines[session] else {
      callers.insert(line, of: session)
      return true
    }
    if known.route == line.route { return true }
    guard !known.isOpen, known.peer == line.peer else { return false }
    lines[session] = line
    return true
  }

  /// Sends to the session's worker; one that has gone or does not read loses it, and that heals.
  func send(_ envelope: Envelope) throws {
    guard let line = lines[envelope.session] ?? callers.line(of: envelope.session) else { return }
    _ = try socket.send([line.route] + envelope.frames)
  }

  /// Remembers the line of a session that is welcome.
  mutating func keep(_ session: Session) {
    if let line = callers.line(of: session) { lines[session] = line }
  }

  /// Forgets a session that was dismissed.
  mutating func forget(_ session: Session) { lines[session] = nil }

  // MARK: - Connections

  /// Sessions whose connection has been closed since the last call.
  mutating func closedSessions() throws -> [Session] {
    var closed: [Session] = []
    while let event = try monitor.next() {
      guard case .disconnected(let connection) = event else { continue }
      for (session, line) in lines where line.connection == connection && line.isOpen {
        lines[session]?.isOpen = false
        closed.append(session)
      }
    }
    return closed
  }

  /// Answers who waits at the door.
  mutating func answerDoor(at now: Duration) throws -> [DoorEvent] {
    try doorkeeper?.answer(at: now) ?? []
  }

  /// Whether somebody was put on the list of keys or taken off it.
  mutating func haveKeysChanged() -> Bool { doorkeeper?.isListStale ?? false }

  /// Reads again who may come in; returns the sessions of those who may no more.
  ///
  /// libzmq asks once a connection, so a key that is revoked stays inside until its connection ends:
  /// all connections end, and those who may come back do so within a fraction of a second.
  mutating func reloadKeys() throws -> (event: DoorEvent, ended: [Session])? {
    let revoked: Set<KeyName>?
    do throws(KeyError) {
      revoked = try doorkeeper?.reload()
    } catch {
      return (.listUnreadable(error), [])
    }
    guard let revoked, let count = doorkeeper?.count else { return nil }
    if !revoked.isEmpty { try reopen() }
    let names = Set(revoked.map(\.description))
    let ended = lines.filter { names.contains($0.value.peer?.name ?? "") }.map(\.key)
    return (.listRead(count: count, revoked: revoked), ended)
  }

  /// Ends all connections, and listens again at the same place.
  private mutating func reopen() throws {
    try socket.unbind(from: endpoint)
    let fresh = try Switchboard.socket(context, doorkeeper?.options ?? [])
    let watch = try Monitor(fresh, in: context)
    // libzmq lets go of an address behind the scenes.
    try retrying(upTo: .seconds(5)) { () throws(ZeroMQError) in try fresh.bind(to: endpoint) }
    monitor = watch
    socket = fresh
    callers = Callers()
    for session in lines.keys { lines[session]?.isOpen = false }
  }
}

extension Switchboard {
  /// The lines of the last few thousand sessions that called.
  private struct Callers {
    private var older: [Session: Line] = [:]
    private var newer: [Session: Line] = [:]

    mutating func insert(_ line: Line, of session: Session) {
      if newer.count >= WireLimit.workers { (older, newer) = (newer, [:]) }
      newer[session] = line
    }

    func line(of session: Session) -> Line? { newer[session] ?? older[session] }
  }
}

/// Does it again for a while as long as it is refused.
private func retrying(
  upTo limit: Duration, _ action: () throws(ZeroMQError) -> Void
) throws(ZeroMQError) {
  let clock = Clock()
  var poller = Poller()
  while true {
    do throws(ZeroMQError) {
      return try action()
    } catch {
      guard clock.now < limit else { throw error }
      _ = try poller.wait(upTo: .milliseconds(1))
    }
  }
}

/// The coordinator could not take the address that it was given.
package struct ListeningError: Error, CustomStringConvertible {
  let endpoint: String
  /// ZeroMQ's words, such as "Address already in use".
  package let reason: String

  package var description: String {
    "cannot listen at \(endpoint): \(reason); name an address of this machine and a port that no"
      + " other program has (tcp://127.0.0.1:* takes a free one)"
  }
}
