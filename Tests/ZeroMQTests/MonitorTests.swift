import Glibc
import Testing
import ZeroMQ

struct MonitorTests {
  let context: Context
  let server = CurveKeyPair()

  init() throws { context = try Context() }

  @Test(arguments: [
    "tcp://127.0.0.1:*", "ipc:///tmp/zeromq-monitor-test-\(UInt64.random(in: 0..<UInt64.max))",
  ])
  func `a closed connection is told by the number that its messages carried`(
    endpoint: String
  ) throws {
    let router = try Socket(.router, in: context)
    let monitor = try Monitor(router, in: context)
    try router.bind(to: endpoint)
    let connection = try messageFromPassingPeer(to: router)
    #expect(connection != nil)
    #expect(try monitor.awaited() == connection.map(Monitor.Event.disconnected))
  }

  @Test func `a key that is not on the list is told so`() throws {
    let zap = try Socket(.reply, in: context)
    try zap.bind(to: ZAPRequest.endpoint)
    let router = try Socket(
      .router, in: context,
      [.curveServer(secretKey: server.secretKey), .requireZAP(domain: "workers")])
    try router.bind(to: "tcp://127.0.0.1:*")
    let dealer = try Socket(
      .dealer, in: context, [.curveClient(CurveKeyPair(), serverKey: server.publicKey)])
    let monitor = try Monitor(dealer, in: context)
    try dealer.connect(to: router.lastEndpoint)
    #expect(try zap.send(try #require(ZAPRequest(try zap.next())).refuse()) == .sent)
    #expect(try monitor.awaited() == .connected)
    #expect(try monitor.awaited() == .refused(.key))
  }

  @Test func `a server with another key hangs up`() throws {
    let zap = try Socket(.reply, in: context)
    try zap.bind(to: ZAPRequest.endpoint)
    let router = try Socket(
      .router, in: context,
      [.curveServer(secretKey: server.secretKey), .requireZAP(domain: "workers")])
    try router.bind(to: "tcp://127.0.0.1:*")
    let dealer = try Socket(
      .dealer, in: context,
      [.curveClient(CurveKeyPair(), serverKey: CurveKeyPair().publicKey)])
    let monitor = try Monitor(dealer, in: context)
    try dealer.connect(to: router.lastEndpoint)
    #expect(try monitor.awaited() == .connected)
    #expect(try monitor.awaited() == .refused(.hungUp))
  }

  @Test func `a peer that takes the connection and says nothing is called silent`() throws {
    // Nobody accepts: the system has taken the connection all the same.
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let port = try withUnsafeMutablePointer(to: &address) { pointer in
      try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
        try #require(bind(listener, generic, size) == 0 && listen(listener, 1) == 0)
        try #require(getsockname(listener, generic, &size) == 0)
      }
      return UInt16(bigEndian: pointer.pointee.sin_port)
    }
    let dealer = try Socket(
      .dealer, in: context,
      [
        .handshakeInterval(.milliseconds(100)),
        .curveClient(CurveKeyPair(), serverKey: server.publicKey),
      ])
    let monitor = try Monitor(dealer, in: context)
    try dealer.connect(to: "tcp://127.0.0.1:\(port)")
    #expect(try monitor.awaited() == .connected)
    #expect(try monitor.awaited() == .refused(.silent))
  }

  @Test func `who speaks in the clear to one who does not is told so`() throws {
    let router = try Socket(.router, in: context, [.curveServer(secretKey: server.secretKey)])
    try router.bind(to: "tcp://127.0.0.1:*")
    let dealer = try Socket(.dealer, in: context)
    let monitor = try Monitor(dealer, in: context)
    try dealer.connect(to: router.lastEndpoint)
    #expect(try monitor.awaited() == .connected)
    #expect(try monitor.awaited() == .refused(.mechanism))
  }

  @Test func `letting go of a monitor leaves the socket at work`() throws {
    let router = try Socket(.router, in: context)
    do { _ = try Monitor(router, in: context) }
    try router.bind(to: "tcp://127.0.0.1:*")
    for _ in 0..<3 { #expect(try messageFromPassingPeer(to: router) != nil) }
  }

  /// The connection by which a peer said something that has gone since.
  func messageFromPassingPeer(to router: borrowing Socket) throws -> Int32? {
    let dealer = try Socket(.dealer, in: context)
    try dealer.connect(to: router.lastEndpoint)
    #expect(try dealer.send([[1]]) == .sent)
    return try router.next().connection
  }
}

extension Monitor {
  /// The next event, waited for.
  func awaited() throws -> Event {
    var poller = Poller()
    let key = add(to: &poller)
    let deadline = ContinuousClock.now + timeout
    while ContinuousClock.now < deadline {
      if try poller.wait(upTo: timeout)[key] != nil, let event = try next() { return event }
    }
    throw Silence()
  }
}
