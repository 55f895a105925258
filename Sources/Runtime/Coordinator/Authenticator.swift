package import Keys
import ZeroMQ

/// Answers libzmq's question about every peer: is its key on the list?
///
/// It has to be there before the socket that it guards. Belongs to that socket's thread, which must
/// come by often: peers wait for the answer.
struct Authenticator: ~Copyable {
  /// The socket's options that have libzmq ask.
  let options: [Option]
  /// What peers know the coordinator by.
  let publicKey: CurveKey

  private let context: Context
  private let folder: KeyFolder
  private let socket: Socket
  private var list: AllowList { didSet { readers = list.readers } }
  /// What the list's file was when it was read.
  private var listState: FileState?
  /// The names of those who may look on and no more.
  private(set) var readers: Set<String>
  /// When the next stranger is worth a line: thousands may knock.
  private var quietUntil = Duration.zero

  init(_ folder: KeyFolder, in context: Context) throws {
    let pair = try folder.coordinator()
    let listState = folder.listState
    let list = try folder.allowed()
    let socket = try Socket(.reply, in: context)
    try socket.bind(to: ZAPRequest.endpoint)
    self.context = context
    self.list = list
    self.listState = listState
    readers = list.readers
    self.socket = socket
    options = [.curveServer(secretKey: pair.secretKey), .requireZAP(domain: "workers")]
    publicKey = pair.publicKey
    self.folder = folder
  }

  func add(to poller: inout Poller) { _ = poller.add(socket) }

  /// Lets in who waits at the door and works or looks on; returns what people should hear of.
  mutating func answer(at now: Duration) throws -> [AuthenticationEvent] {
    var events: [AuthenticationEvent] = []
    while let message = try socket.receive() {
      guard let request = ZAPRequest(message) else { continue }
      let owner = request.publicKey.flatMap(list.owner(of:))
      if let owner, owner.role != .coordinator {
        _ = try socket.send(request.allow(as: "\(owner.name)"))
        continue
      }
      _ = try socket.send(request.refuse())
      guard let key = request.publicKey, now >= quietUntil else { continue }
      quietUntil = now + .seconds(1)
      events.append(.turnedAway(key.hexadecimal, owner?.name, address: request.peerAddress))
    }
    return events
  }

  /// Whether the list's file is another than was read.
  var isListStale: Bool { folder.listState != listState }

  /// Reads the list again; returns the names that no longer mean the key or the role they meant.
  mutating func reload() throws(KeyError) -> Set<KeyName> {
    listState = folder.listState
    let new = try folder.allowed()
    defer { list = new }
    return list.revoked(by: new)
  }

  /// How many are on the list.
  var count: Int { list.entries.count }

  /// Calls at the own door with a key that nobody knows: without a handler, or with one that is not
  /// asked, libzmq lets in everybody, and says nothing.
  mutating func proveThatStrangersStayOutside(of endpoint: String) throws {
    let stranger = try Socket(
      .dealer, in: context, [.curveClient(CurveKeyPair(), serverKey: publicKey), .ipv6])
    let verdict = try Monitor(stranger, in: context)
    try stranger.connect(to: endpoint)
    let clock = SystemClock()
    while clock.now < .seconds(5) {
      var poller = Poller()
      add(to: &poller)
      _ = verdict.add(to: &poller)
      _ = try poller.wait(upTo: .milliseconds(100))
      _ = try answer(at: .zero)
      while let event = try verdict.next() { if event == .refused(.key) { return } }
    }
    throw StrangersGetIn(endpoint: endpoint)
  }
}

extension AllowList {
  fileprivate var readers: Set<String> {
    Set(entries.filter { $0.role == .reader }.map(\.name.description))
  }
}

extension ZAPRequest {
  /// As people write an IPv4 address, and not as an IPv6 socket does.
  fileprivate var peerAddress: String {
    address.hasPrefix("::ffff:") ? String(address.dropFirst(7)) : address
  }
}

/// A key that is on no list was not refused.
package struct StrangersGetIn: Error, CustomStringConvertible {
  let endpoint: String

  package var description: String {
    "a trial call at \(endpoint) with an unknown key was not refused within 5 s, so nothing is"
      + " served there; is something else in front of this address?"
  }
}

/// What people should hear of the door.
package enum AuthenticationEvent: Hashable, Sendable, CustomStringConvertible {
  /// A key that is not on the list, or as a coordinator's; at most one a second is told.
  case turnedAway(_ key: String, KeyName?, address: String)
  case listRead(count: Int, revoked: Set<KeyName>)
  /// What was allowed before still is.
  case listUnreadable(KeyError)

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
