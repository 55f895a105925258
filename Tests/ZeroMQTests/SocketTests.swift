import Testing
import ZeroMQ

struct SocketTests {
  let context: Context

  init() throws { context = try Context() }

  @Test func `a router answers the dealer that spoke`() throws {
    let router = try Socket(.router, in: context, [.routerMandatory])
    try router.bind(to: "tcp://127.0.0.1:*")
    let dealer = try Socket(.dealer, in: context, [.routingID([7, 7]), .immediate])
    try dealer.connect(to: router.lastEndpoint)
    try dealer.untilWritable()

    #expect(try dealer.send([[1], [], [2, 3]]) == .sent)
    let message = try router.next()
    #expect(message.frames == [[7, 7], [1], [], [2, 3]])
    #expect(message.peerAddress == "127.0.0.1")
    #expect(message.userID == nil)
    #expect(try router.receive() == nil)

    #expect(try router.send([[7, 7], [9]]) == .sent)
    #expect(try dealer.next().frames == [[9]])
  }

  @Test func `a router knows whom it cannot reach`() throws {
    let router = try Socket(.router, in: context, [.routerMandatory])
    #expect(try router.send([[1], [2]]) == .unroutable)
  }

  @Test func `sending to nobody would block`() throws {
    let dealer = try Socket(.dealer, in: context)
    #expect(try dealer.send([[1], [2]]) == .wouldBlock)
  }

  @Test func `a full queue would block, and drains whole`() throws {
    let left = try Socket(.pair, in: context, [.sendHighWater(2), .receiveHighWater(2)])
    try left.bind(to: "inproc://full")
    let right = try Socket(.pair, in: context, [.sendHighWater(2), .receiveHighWater(2)])
    try right.connect(to: "inproc://full")
    var sent = 0
    while try left.send([[UInt8(sent)], [0]]) == .sent { sent += 1 }
    #expect(sent == 4)
    for number in 0..<sent { #expect(try right.next().frames == [[UInt8(number)], [0]]) }
  }

  @Test func `a question gets its answer`() throws {
    let reply = try Socket(.reply, in: context)
    try reply.bind(to: "inproc://question")
    let request = try Socket(.request, in: context)
    try request.connect(to: "inproc://question")
    #expect(try request.send([Array("why".utf8)]) == .sent)
    #expect(try reply.next().frames == [Array("why".utf8)])
    #expect(try reply.send([Array("because".utf8)]) == .sent)
    #expect(try request.next().frames == [Array("because".utf8)])
  }

  @Test func `frames beyond the limit are let go`() throws {
    let left = try Socket(.pair, in: context)
    try left.bind(to: "inproc://frames")
    let right = try Socket(.pair, in: context)
    try right.connect(to: "inproc://frames")
    #expect(try left.send((0..<40).map { [$0] }) == .sent)
    #expect(try left.send([[99]]) == .sent)
    #expect(try right.receive(frameLimit: 2)?.frames == [[0], [1]])
    #expect(try right.receive(frameLimit: 2)?.frames == [[99]])
  }

  @Test func `a refusal names the call, what it was for and why`() throws {
    let first = try Socket(.router, in: context)
    try first.bind(to: "tcp://127.0.0.1:*")
    let second = try Socket(.router, in: context)
    let endpoint = first.lastEndpoint
    let taken = #expect(throws: ZeroMQError.self) { try second.bind(to: endpoint) }
    #expect(taken?.description == "zmq_bind \(endpoint): Address already in use")
    #expect(throws: ZeroMQError.self) { try second.bind(to: "nonsense") }
    #expect(throws: ZeroMQError.self) { try second.connect(to: "tcp://nowhere") }
    let option = #expect(throws: ZeroMQError.self) {
      _ = try Socket(.dealer, in: context, [.routingID([])])
    }
    #expect(option?.subject == "routing id")
  }

  @Test func `an endpoint is free again once unbound`() throws {
    let first = try Socket(.router, in: context)
    try first.bind(to: "inproc://door")
    try first.unbind(from: "inproc://door")
    let second = try Socket(.router, in: context)
    try second.bind(to: "inproc://door")
    #expect(throws: ZeroMQError.self) { try first.bind(to: "inproc://door") }
  }

  @Test func `takes every option`() throws {
    #expect(throws: Never.self) {
      _ = try Socket(
        .router, in: context,
        [
          .linger(.milliseconds(5)), .maximumFrameSize(262_144), .sendHighWater(10),
          .receiveHighWater(10), .handshakeInterval(.seconds(3)), .ipv6,
          .reconnectInterval(.milliseconds(200), upTo: .seconds(5)),
          .tcpKeepalive(idle: .seconds(30), interval: .seconds(10), count: 3),
        ])
    }
  }
}
