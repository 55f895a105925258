import Testing
import ZeroMQ

struct CurveTests {
  let context: Context
  let server = CurveKeyPair()

  init() throws { context = try Context() }

  /// The example of ZeroMQ's RFC 32.
  @Test func `keys are written in Z85`() {
    let text = "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6"
    let key = CurveKey(z85: text)
    #expect(key?.bytes.prefix(8) == [0x8e, 0x0b, 0xdd, 0x69, 0x76, 0x28, 0xb9, 0x1d])
    #expect(key?.z85 == text)
    #expect(CurveKey(z85: String(text.dropLast())) == nil)
    #expect(CurveKey(z85: text.replacing("J", with: "~")) == nil)
    #expect(CurveKey(bytes: [1, 2, 3]) == nil)
  }

  @Test func `keys can be written in hexadecimal digits, for shells`() {
    let text = server.publicKey.hexadecimal
    #expect(text.count == 64)
    #expect(CurveKey(hexadecimal: text) == server.publicKey)
    #expect(CurveKey(hexadecimal: text.uppercased()) == server.publicKey)
    #expect(CurveKey(hexadecimal: String(text.dropLast())) == nil)
    #expect(CurveKey(hexadecimal: text.dropLast() + "g") == nil)
    #expect(CurveKey(hexadecimal: text.dropLast() + "é") == nil)
  }

  @Test func `a secret key knows its public key`() {
    #expect(CurveKeyPair(secretKey: server.secretKey) == server)
    #expect(CurveKeyPair() != server)
  }

  @Test func `a peer on the list comes in under the name it was given`() throws {
    let worker = CurveKeyPair()
    let zap = try Socket(.reply, in: context)
    try zap.bind(to: ZAPRequest.endpoint)
    let router = try guardedRouter()
    let dealer = try client(worker, to: router.lastEndpoint)

    let request = try #require(ZAPRequest(try zap.next()))
    #expect(request.publicKey == worker.publicKey)
    #expect(request.domain == "workers")
    #expect(request.address == "127.0.0.1")
    #expect(try zap.send(request.allow(as: "ada")) == .sent)

    try dealer.untilWritable()
    #expect(try dealer.send([[1], [2]]) == .sent)
    let message = try router.next()
    #expect(message.userID == "ada")
    #expect(message.frames.dropFirst() == [[1], [2]])
  }

  @Test func `the longest frame that is allowed gets through`() throws {
    let router = try Socket(
      .router, in: context,
      [.curveServer(secretKey: server.secretKey), .maximumFrameSize(10_000)])
    try router.bind(to: "tcp://127.0.0.1:*")
    let dealer = try client(CurveKeyPair(), to: router.lastEndpoint)
    try dealer.untilWritable()
    let longest = [UInt8](repeating: 7, count: 10_000)
    #expect(try dealer.send([longest, longest]) == .sent)
    #expect(try router.next().frames.dropFirst() == [longest, longest])
  }

  @Test func `a peer that is refused stays outside while another comes in`() throws {
    let zap = try Socket(.reply, in: context)
    try zap.bind(to: ZAPRequest.endpoint)
    let router = try guardedRouter()
    let stranger = try client(CurveKeyPair(), to: router.lastEndpoint)
    #expect(try zap.send(try #require(ZAPRequest(try zap.next())).refuse()) == .sent)
    let friend = try client(CurveKeyPair(), to: router.lastEndpoint)
    #expect(try zap.send(try #require(ZAPRequest(try zap.next())).allow(as: "bob")) == .sent)

    try friend.untilWritable()
    #expect(try stranger.send([[1]]) == .wouldBlock)
    #expect(try friend.send([[2]]) == .sent)
    #expect(try router.next().userID == "bob")
  }

  @Test func `without a handler nobody passes a required ZAP, anybody a missing one`() throws {
    let guarded = try guardedRouter()
    let stranger = try client(CurveKeyPair(), to: guarded.lastEndpoint)
    let open = try Socket(.router, in: context, [.curveServer(secretKey: server.secretKey)])
    try open.bind(to: "tcp://127.0.0.1:*")
    let lucky = try client(CurveKeyPair(), to: open.lastEndpoint)

    try lucky.untilWritable()
    #expect(try stranger.send([[1]]) == .wouldBlock)
  }

  func guardedRouter() throws -> Socket {
    let router = try Socket(
      .router, in: context,
      [.curveServer(secretKey: server.secretKey), .requireZAP(domain: "workers")])
    try router.bind(to: "tcp://127.0.0.1:*")
    return router
  }

  func client(_ keys: CurveKeyPair, to endpoint: String) throws -> Socket {
    let dealer = try Socket(
      .dealer, in: context, [.curveClient(keys, serverKey: server.publicKey), .immediate])
    try dealer.connect(to: endpoint)
    return dealer
  }
}
