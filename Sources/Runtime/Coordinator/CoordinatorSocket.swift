import Cluster
import Control
import Keys
import Trials
import ZeroMQ

/// How a coordinator talks with its workers, and who else asks it something.
protocol CoordinatorTransport: AnyObject {
  /// Where workers can connect to.
  var endpoint: String { get }
  /// Has the poller wait for what comes in.
  func add(to poller: inout Poller)
  /// The envelopes that have arrived together, and whose key they came under: none where what came is
  /// overlooked. Nil when nothing is there, or enough was taken in this turn.
  func receive() throws -> (envelopes: [Envelope], peer: Peer?)?
  /// Sends each to its session's worker, in this order; one that has gone or does not read loses it,
  /// and that heals.
  func send(_ envelopes: [Envelope]) throws
  /// Remembers the line of a session that is welcome.
  func keep(_ session: Session)
  /// Forgets a session that was dismissed.
  func forget(_ session: Session)
  /// The sessions of workers that are welcome on the connection of a session.
  func neighbours(of session: Session) -> [Session]
  /// Sessions whose connection has been closed since the last call.
  func closedSessions() throws -> [Session]
  /// Gives the events of authentication that people should hear of.
  func authenticationEvents() throws -> [AuthenticationEvent]
  /// Gives the role of a peer, which says what it may ask for.
  func role(of peer: Peer?) -> ControlRole
  /// The slots that the list of keys gives to some of them.
  var slotLimits: [Peer: Int] { get }
  /// Whether the list of keys is another than was read.
  var haveKeysChanged: Bool { get }
  /// Reads again which keys may come in; gives the sessions of those that may no more.
  func reloadKeys() throws -> (event: AuthenticationEvent, ended: [Session])?
  /// The versions of the protocol that others spoke since the last call.
  func takeOtherVersions() -> Set<Int>
}

/// The coordinator's socket, the peers that may talk to it, and which connection belongs to which session.
final class CoordinatorSocket: CoordinatorTransport {
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
  private var authenticator: Authenticator?
  private var lines: [Session: Line] = [:]
  /// Lines of sessions that nobody has welcomed yet, and that may well be noise.
  private var callers = Callers()
  private var otherVersions: Set<Int> = []
  private var limits = PeerRateLimiter()
  /// The peers whose long messages are being seen to, and since when.
  private var charged: (owner: PeerRateLimiter.Owner, since: Duration)?
  private let clock = SystemClock()
  /// The roles of the keys on the list, by their names.
  private var roles: [String: KeyRole]
  private var isKeyed: Bool { authenticator != nil }

  /// Where workers can connect to; a port left open in what was asked for is filled in.
  let endpoint: String

  /// - Parameter keys: the keys that peers need to come in; nil lets in all that can reach the endpoint.
  init(_ context: Context, endpoint: String, keys: KeyFolder? = nil) throws {
    // Before the socket: a peer that knocks meanwhile finds somebody to ask.
    var authenticator: Authenticator?
    if let keys { authenticator = try Authenticator(keys, in: context) }
    let socket = try CoordinatorSocket.socket(context, authenticator?.options ?? [])
    let monitor = try Monitor(socket, in: context)
    do {
      try socket.bind(to: endpoint)
    } catch {
      throw ListeningError(endpoint: endpoint, reason: error.message)
    }
    try authenticator?.verifyThatUnknownKeysAreRefused(of: socket.lastEndpoint)
    // A socket for both families tells an IPv4 address as IPv6 does, which few people would type.
    self.endpoint = socket.lastEndpoint.replacing(/\[::ffff:([0-9.]+)\]/) { $0.1 }
    self.context = context
    roles = authenticator?.roles ?? [:]
    self.socket = socket
    self.monitor = monitor
    self.authenticator = authenticator
  }

  private static func socket(_ context: Context, _ door: [Option]) throws -> Socket {
    try Socket(
      .router, in: context,
      [
        .maximumFrameSize(WireLimit.frame), .routerMandatory, .handshakeInterval(.seconds(3)),
        // So many messages of one connection may wait: further ones are lost, which heals, or wait at
        // the other side.
        .sendHighWater(1_000), .receiveHighWater(100),
        .tcpKeepalive(idle: .seconds(30), interval: .seconds(10), count: 3), .ipv6,
        // Long enough for the last words to clients that look on.
        .linger(.milliseconds(200)),
      ] + door)
  }

  /// Has the poller wait for messages, and for what else happens to the socket.
  func add(to poller: inout Poller) {
    limits.beginTurn()
    _ = poller.add(socket)
    _ = monitor.add(to: &poller)
    authenticator?.add(to: &poller)
  }

  // MARK: - Messages

  /// Receives the next envelopes, as far as their sender may say them.
  func receive() throws -> (envelopes: [Envelope], peer: Peer?)? {
    if let charged {
      limits.charge(charged.owner, clock.now - charged.since, at: clock.now)
      self.charged = nil
    }
    guard !limits.isTurnOver,
      let message = try socket.receive(
        frameLimit: 4, tellingUser: isKeyed, sizeLimit: { speaker(of: $0).frameLimit })
    else { return nil }
    let peer = message.userID.flatMap { $0.isEmpty ? nil : Peer(name: $0) }
    let frames = message.frames.dropFirst()
    limits.read(frames.reduce(0) { $0 + $1.count })
    if let version = ProtocolVersion1.otherVersion(of: frames) {
      try answer(frames, ofVersion: version, to: message.frames[0])
      return ([], peer)
    }
    return (envelopes(of: message, from: peer), peer)
  }

  private func envelopes(of message: ZeroMQ.Message, from peer: Peer?) -> [Envelope] {
    let speaker = speaker(of: peer?.name)
    let isLong = message.frames.count == 2 && message.frames[1].count > WireLimit.together
    if isLong {
      let owner =
        peer.map { .key($0.name) } ?? PeerRateLimiter.Owner.connection(message.connection)
      guard limits.mayBeLong(owner, at: clock.now) else { return [] }
      charged = (owner, clock.now)
    }
    // A message that is no envelope is nobody's: the network may bring anything.
    guard message.frames.count == 2,
      var envelopes = try? Envelope.all(in: message.frames[1], from: speaker)
    else {
      refuse(message, message.connection.map { limits.strike($0) } ?? .overlook)
      return []
    }
    if let connection = message.connection, envelopes.contains(where: \.isQuestion) {
      let unread = PeerConnection(number: connection).unreadBytes
      let verdict = limits.judge(questionOn: connection, unread: unread)
      if verdict != .answer {
        refuse(message, verdict)
        envelopes.removeAll(where: \.isQuestion)
      }
    }
    let line = Line(route: message.frames[0], connection: message.connection, peer: peer)
    // Most frames are of one session.
    var last: (session: Session, isTaken: Bool)?
    envelopes.removeAll { envelope in
      if last?.session != envelope.session {
        last = (envelope.session, take(envelope.session, on: line))
      }
      return last?.isTaken == false
    }
    return envelopes
  }

  private func refuse(_ message: ZeroMQ.Message, _ verdict: PeerRateLimiter.Verdict) {
    guard verdict == .hangUp, let connection = message.connection else { return }
    PeerConnection(number: connection).hangUp(on: message.peerAddress)
  }

  /// Gives the speaker that a key stands for: readers ask how the sweep stands and fetch, and no more.
  private func speaker(of name: String?) -> Speaker {
    switch name.flatMap({ roles[$0] }) {
    case .reader: .reader
    case .operator: .operator
    case .worker, .coordinator, nil: .worker
    }
  }

  /// Tells a peer of another version that it is one.
  private func answer(
    _ frames: ArraySlice<[UInt8]>, ofVersion version: Int, to route: [UInt8]
  ) throws {
    guard !ProtocolVersion1.isQuestion(frames) else { return }
    otherVersions.insert(version)
    let answer =
      ProtocolVersion1.answer(to: frames)
      ?? [
        Envelope(
          term: 0, session: Session(number: 0), sequence: 0, message: .reject(.otherVersion)
        ).bytes
      ]
    _ = try socket.send([route] + answer)
  }

  func takeOtherVersions() -> Set<Int> {
    defer { otherVersions = [] }
    return otherVersions
  }

  /// Gives the role of a peer, which says what it may ask for. Where no peer needs a key, all may look on and
  /// fetch: a client that may do more is known by a key, or owns the results file.
  func role(of peer: Peer?) -> ControlRole {
    guard let peer else { return .keyless }
    switch roles[peer.name] {
    case .reader: return .reader
    case .operator: return .operator
    case .worker, .coordinator, nil: return .worker
    }
  }

  /// Whether a message of a session may come on a line: a session stays on its own while that is
  /// open, and with its owner after that, even if others repeat its number.
  private func take(_ session: Session, on line: Line) -> Bool {
    guard let known = lines[session] else {
      callers.insert(line, of: session)
      return true
    }
    if known.route == line.route { return true }
    guard !known.isOpen, known.peer == line.peer else { return false }
    lines[session] = line
    return true
  }

  func send(_ envelopes: [Envelope]) throws {
    // Envelopes to one worker travel together: a message costs the same for one envelope or many.
    var frames: [(session: Session, bytes: [UInt8])] = []
    var places: [Session: Int] = [:]
    var place = 0
    for envelope in envelopes {
      let session = envelope.session
      if frames.isEmpty || frames[place].session != session {
        place = places[session] ?? frames.count
        if place == frames.count {
          frames.append((session, []))
          places[session] = place
        }
      }
      envelope.encode(into: &frames[place].bytes)
      if frames[place].bytes.count > WireLimit.together {
        try send(frames[place].bytes, to: session)
        frames[place].bytes = []
      }
    }
    for frame in frames where !frame.bytes.isEmpty { try send(frame.bytes, to: frame.session) }
  }

  private func send(_ frame: [UInt8], to session: Session) throws {
    guard let line = lines[session] ?? callers.line(of: session) else { return }
    _ = try socket.send([line.route, frame])
  }

  /// Remembers the line of a session that is welcome.
  func keep(_ session: Session) {
    if let line = callers.line(of: session) { lines[session] = line }
  }

  /// Forgets a session that was dismissed.
  func forget(_ session: Session) { lines[session] = nil }

  func neighbours(of session: Session) -> [Session] {
    guard let line = lines[session] ?? callers.line(of: session) else { return [] }
    return lines.filter { $0.value.route == line.route }.map(\.key)
  }

  // MARK: - Connections

  /// Sessions whose connection has been closed since the last call.
  func closedSessions() throws -> [Session] {
    var closed: [Session] = []
    while let event = try monitor.next() {
      guard case .disconnected(let connection) = event else { continue }
      limits.forget(connection)
      for (session, line) in lines where line.connection == connection && line.isOpen {
        lines[session]?.isOpen = false
        closed.append(session)
      }
    }
    return closed
  }

  func authenticationEvents() throws -> [AuthenticationEvent] {
    try authenticator?.takeEvents() ?? []
  }

  var slotLimits: [Peer: Int] { authenticator?.slotLimits ?? [:] }

  /// Whether somebody was put on the list of keys or taken off it.
  var haveKeysChanged: Bool { authenticator?.isListStale ?? false }

  /// Reads again which keys may come in; returns the sessions of those that may no more.
  ///
  /// libzmq asks once a connection, so a key that is revoked stays inside until its connection ends:
  /// all connections end, and peers that may come back do so within a fraction of a second.
  func reloadKeys() throws -> (event: AuthenticationEvent, ended: [Session])? {
    let revoked: Set<KeyName>?
    do throws(KeyError) {
      revoked = try authenticator?.reload()
    } catch {
      return (.listUnreadable(error), [])
    }
    guard let revoked, let count = authenticator?.count else { return nil }
    roles = authenticator?.roles ?? [:]
    if !revoked.isEmpty { try reopen() }
    let names = Set(revoked.map(\.description))
    let ended = lines.filter { names.contains($0.value.peer?.name ?? "") }.map(\.key)
    return (.listRead(count: count, revoked: revoked), ended)
  }

  /// Ends all connections, and listens again at the same place.
  private func reopen() throws {
    try socket.unbind(from: endpoint)
    let fresh = try CoordinatorSocket.socket(context, authenticator?.options ?? [])
    let watch = try Monitor(fresh, in: context)
    // libzmq lets go of an address behind the scenes.
    try retrying(upTo: .seconds(5)) { () throws(ZeroMQError) in try fresh.bind(to: endpoint) }
    monitor = watch
    socket = fresh
    callers = Callers()
    for session in lines.keys { lines[session]?.isOpen = false }
  }
}

extension Envelope {
  /// Whether it asks something of which only the answer is of use.
  fileprivate var isQuestion: Bool {
    switch message {
    case .ask, .request: true
    default: false
    }
  }
}

extension CoordinatorSocket {
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
  let clock = SystemClock()
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

  /// A sentence with a remedy: "cannot listen at tcp://10.0.0.7:5555: Address already in use; name an address
  /// ...".
  package var description: String {
    "cannot listen at \(endpoint): \(reason); name an address of this machine and a port that no"
      + " other program has (tcp://127.0.0.1:* takes a free one)"
  }
}
