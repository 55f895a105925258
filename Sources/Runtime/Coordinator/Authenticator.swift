package import Keys
import Processes
import Synchronization
import Trials
import ZeroMQ

/// Answers libzmq's question in the CURVE handshake of every peer: is its key on the list?
///
/// It has to be there before the socket that it guards. It answers on a thread of its own, as peers wait
/// for it: a peer with a key comes in whatever else keeps the coordinator busy.
final class Authenticator: Sendable {
  /// The socket's options that have libzmq ask.
  let options: [Option]
  /// The key that peers know the coordinator by.
  let publicKey: CurveKey

  private let context: Context
  private let folder: KeyFolder
  private let shared: SharedState

  init(_ folder: KeyFolder, in context: Context) throws {
    let pair = try folder.coordinator()
    let listState = folder.listState
    let shared = SharedState(try folder.allowed(), listState, try Wakeup(), try Wakeup())
    let socket = try Socket(.reply, in: context)
    try socket.bind(to: ZAPRequest.endpoint)
    let passed = Passed(socket)
    try Threads.start { shared.serve(passed) }
    self.context = context
    self.shared = shared
    options = [.curveServer(secretKey: pair.secretKey), .requireZAP(domain: "workers")]
    publicKey = pair.publicKey
    self.folder = folder
  }

  deinit { shared.close() }

  /// Has the poller wait for events that people should hear of.
  func add(to poller: inout Poller) { _ = poller.add(descriptor: shared.news.number) }

  /// Takes the events that people should hear of, since the last call.
  ///
  /// - Throws: why nobody can come in any more.
  func takeEvents() throws -> [AuthenticationEvent] {
    shared.news.take()
    return try shared.state.withLock { state in
      if let failure = state.failure { throw failure }
      defer { state.events = [] }
      return state.events
    }
  }

  /// The roles of the keys on the list, by their names.
  var roles: [String: KeyRole] { shared.state.withLock { $0.list.roles } }

  /// The slots that the list gives to some of the keys.
  var slotLimits: [Peer: Int] { shared.state.withLock { $0.list.slotLimits } }

  /// Whether the list's file is another than was read.
  var isListStale: Bool { folder.listState != shared.state.withLock { $0.listState } }

  /// Reads the list again; returns the names that no longer mean the key or the role they meant.
  func reload() throws(KeyError) -> Set<KeyName> {
    let listState = folder.listState
    shared.state.withLock { $0.listState = listState }
    let new = try folder.allowed()
    return shared.state.withLock { state in
      defer { state.list = new }
      return state.list.revoked(by: new)
    }
  }

  /// How many are on the list.
  var count: Int { shared.state.withLock { $0.list.entries.count } }

  /// Calls at the own door with a key that nobody knows: without a handler, or with one that is not
  /// asked, libzmq lets in everybody, and says nothing.
  func verifyThatUnknownKeysAreRefused(of endpoint: String) throws {
    let stranger = try Socket(
      .dealer, in: context, [.curveClient(CurveKeyPair(), serverKey: publicKey), .ipv6])
    let verdict = try Monitor(stranger, in: context)
    try stranger.connect(to: endpoint)
    let clock = SystemClock()
    while clock.now < .seconds(5) {
      var poller = Poller()
      _ = verdict.add(to: &poller)
      _ = try poller.wait(upTo: .milliseconds(100))
      while let event = try verdict.next() {
        guard event == .refused(.key) else { continue }
        // It was this call that was turned away, which is nobody's business.
        _ = try takeEvents()
        return
      }
    }
    throw UnknownKeyAccepted(endpoint: endpoint)
  }
}

extension Authenticator {
  /// The state that the thread that answers shares with the coordinator's.
  private final class SharedState: Sendable {
    struct State {
      var list: AllowList
      /// The state of the list's file when it was read.
      var listState: FileState?
      var events: [AuthenticationEvent] = []
      var failure: (any Error)?
      var isClosing = false
      var isClosed = false
      /// When the next stranger is worth a line: thousands may knock.
      var quietUntil = Duration.zero
    }

    let state: Mutex<State>
    /// Tells the coordinator of events.
    let news: Wakeup
    /// Tells the thread to end.
    private let end: Wakeup

    init(_ list: AllowList, _ listState: FileState?, _ news: Wakeup, _ end: Wakeup) {
      state = Mutex(State(list: list, listState: listState))
      self.news = news
      self.end = end
    }

    /// Ends the thread, and waits until its socket is closed.
    func close() {
      state.withLock { $0.isClosing = true }
      end.signal()
      while !state.withLock({ $0.isClosed }) { news.wait(upTo: .milliseconds(50)) }
    }

    // MARK: - On the thread

    func serve(_ passed: Passed) {
      let clock = SystemClock()
      do {
        if let socket = passed.socket.take() { try serve(socket, clock) }
      } catch {
        state.withLock { $0.failure = error }
      }
      state.withLock { $0.isClosed = true }
      news.signal()
    }

    private func serve(_ socket: consuming Socket, _ clock: SystemClock) throws {
      while !state.withLock({ $0.isClosing }) {
        var poller = Poller()
        _ = poller.add(socket)
        _ = poller.add(descriptor: end.number)
        _ = try poller.wait(upTo: nil)
        while let message = try socket.receive() {
          guard let request = ZAPRequest(message) else { continue }
          _ = try socket.send(answer(request, at: clock.now))
        }
      }
    }

    /// Lets in who is on the list and works or looks on.
    private func answer(_ request: ZAPRequest, at now: Duration) -> [[UInt8]] {
      let (answer, isNews) = state.withLock { state -> ([[UInt8]], Bool) in
        let owner = request.publicKey.flatMap(state.list.owner(of:))
        if let owner, owner.role != .coordinator {
          return (request.allow(as: "\(owner.name)"), false)
        }
        guard let key = request.publicKey, now >= state.quietUntil else {
          return (request.refuse(), false)
        }
        state.quietUntil = now + .seconds(1)
        state.events.append(
          .turnedAway(key.hexadecimal, owner?.name, address: request.peerAddress))
        return (request.refuse(), true)
      }
      if isNews { news.signal() }
      return answer
    }
  }

  /// The socket that only the thread touches, once it has begun.
  private final class Passed: @unchecked Sendable {
    var socket: Socket?

    init(_ socket: consuming Socket) { self.socket = consume socket }
  }
}

extension AllowList {
  fileprivate var roles: [String: KeyRole] {
    Dictionary(entries.map { ("\($0.name)", $0.role) }) { first, _ in first }
  }

  fileprivate var slotLimits: [Peer: Int] {
    var limits: [Peer: Int] = [:]
    for entry in entries { limits[Peer(name: "\(entry.name)")] = entry.slots }
    return limits
  }
}

extension ZAPRequest {
  /// As people write an IPv4 address, and not as an IPv6 socket does.
  fileprivate var peerAddress: String {
    address.hasPrefix("::ffff:") ? String(address.dropFirst(7)) : address
  }
}

/// A key that is on no list was not refused.
package struct UnknownKeyAccepted: Error, CustomStringConvertible {
  let endpoint: String

  /// A sentence without its capital and stop that names the endpoint and ends with a question for the person.
  package var description: String {
    "a trial call at \(endpoint) with an unknown key was not refused within 5 s, so nothing is"
      + " served there; is something else in front of this address?"
  }
}

/// An event of authentication that people should hear of.
package enum AuthenticationEvent: Hashable, Sendable, CustomStringConvertible {
  /// A key that is not on the list, or as a coordinator's; at most one a second is told.
  case turnedAway(_ key: String, KeyName?, address: String)
  case listRead(count: Int, revoked: Set<KeyName>)
  /// The keys that were allowed before still are.
  case listUnreadable(KeyError)

  /// A sentence without its capital and stop; that on a key which is not on the list ends with the command
  /// that adds it.
  package var description: String {
    switch self {
    case .turnedAway(let key, nil, let address):
      "turned away a key from \(address) that is not on the list; if it should come in: sweep keys"
        + " allow NAME \(key)"
    case .turnedAway(_, let name?, let address):
      "turned away '\(name)' from \(address): it is on the list, but as a coordinator"
    case .listRead(let count, let revoked) where revoked.isEmpty:
      "read the list of keys again: \(count) on it"
    case .listRead(let count, let revoked):
      "read the list of keys again: \(count) on it, and no more"
        + " \(revoked.map(\.description).sorted().joined(separator: ", "))"
    case .listUnreadable(let error):
      "the list of keys stays as it was: \(error)"
    }
  }
}
