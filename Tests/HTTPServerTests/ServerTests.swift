import Glibc
import RawHTTP
import Testing

@testable import HTTPServer

/// A server on 127.0.0.1, asked over real sockets.
struct ServerTests {
  /// Answers so many requests, on this thread.
  private func serve(
    _ count: Int, of server: Server, _ answer: (Request) -> Response
  ) throws {
    for _ in 0..<count {
      let exchange = try #require(server.next(within: .seconds(60)))
      server.answer(answer(exchange.request), to: exchange.number)
    }
  }

  @Test func `a request arrives whole, and its answer goes back`() throws {
    let server = try Server(port: 0)
    let client = try RawConnection(port: server.port)
    try client.ask("POST /a%20b?x=1", ["X-Thing: 7", "x-thing: 8"], body: "grüße")
    try serve(1, of: server) { request in
      #expect(request.method == "POST")
      #expect(request.target == Target(path: ["a b"], query: ["x": "1"]))
      #expect(request.headers["x-thing"] == "7, 8")
      #expect(request.headers["host"] == "localhost")
      #expect(request.body == Array("grüße".utf8))
      return .sentence(201, "made")
    }
    let answer = try client.answer()
    #expect(answer.status == 201)
    #expect(answer.body == "made\n")
    #expect(answer.headers["content-type"] == "text/plain; charset=utf-8")
  }

  @Test func `one connection asks again and again`() throws {
    let server = try Server(port: 0)
    let client = try RawConnection(port: server.port)
    for number in 0..<20 {
      try client.ask("GET /\(number)")
      try serve(1, of: server) { .sentence(200, $0.target.path[0]) }
      #expect(try client.answer().body == "\(number)\n")
    }
  }

  @Test func `who asks later is answered earlier, where the program has it so`() throws {
    let server = try Server(port: 0)
    let (one, two) = (
      try RawConnection(port: server.port), try RawConnection(port: server.port)
    )
    try one.ask("GET /one")
    let first = try #require(server.next(within: .seconds(60)))
    try two.ask("GET /two")
    try serve(1, of: server) { .sentence(200, $0.target.path[0]) }
    #expect(try two.answer().body == "two\n")
    server.answer(.sentence(200, "at last"), to: first.number)
    #expect(try one.answer().body == "at last\n")
  }

  @Test func `a large answer comes whole`() throws {
    let server = try Server(port: 0)
    let client = try RawConnection(port: server.port)
    let text = String(repeating: "0123456789", count: 500_000)
    try client.ask("GET /")
    try serve(1, of: server) { _ in .sentence(200, text) }
    #expect(try client.answer().body == text + "\n")
  }

  @Test func `what is too large or no address is refused, and the program hears nothing`() throws {
    var limits = ServerLimits()
    limits.body = 100
    let server = try Server(port: 0, limits: limits)
    let large = try RawConnection(port: server.port)
    try large.ask("POST /", body: String(repeating: "a", count: 101))
    #expect(try large.answer().status == 413)
    let odd = try RawConnection(port: server.port)
    try odd.ask("GET /../etc/passwd")
    #expect(try odd.answer().status == 400)
    // Without a length, too much ends the connection.
    let endless = try RawConnection(port: server.port)
    try endless.send("POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
    try endless.send("c8\r\n" + String(repeating: "a", count: 200) + "\r\n")
    #expect(try endless.isAtEnd())
    #expect(server.next(within: .zero)?.request == nil)
  }

  @Test func `a request whose sender has gone is answered to nobody`() throws {
    let server = try Server(port: 0)
    var client: RawConnection? = try RawConnection(port: server.port)
    try client?.ask("GET /")
    let exchange = try #require(server.next(within: .seconds(60)))
    client = nil
    server.answer(.sentence(200, "who is there?"), to: exchange.number)
    server.answer(.sentence(200, "twice"), to: exchange.number)
    let other = try RawConnection(port: server.port)
    try other.ask("GET /")
    try serve(1, of: server) { _ in .sentence(200, "still here") }
    #expect(try other.answer().body == "still here\n")
  }

  @Test func `a request whose client goes is not worked off, and its connection ends`() throws {
    let server = try Server(port: 0)
    for number in 0..<20 {
      let client = try RawConnection(port: server.port)
      try client.ask("GET /\(number)")
    }
    let going = try RawConnection(port: server.port)
    try going.ask("GET /going")
    going.endSending()
    let staying = try RawConnection(port: server.port)
    try staying.ask("GET /staying")
    try serve(1, of: server) { .sentence(200, $0.target.path[0]) }
    #expect(try staying.answer().body == "staying\n")
    // The server's thread has taken in what came before by then.
    #expect(server.next(within: .zero)?.request == nil)
    #expect(try going.isAtEnd())
  }

  @Test func `requests whose clients have gone take no room`() throws {
    var limits = ServerLimits()
    limits.waiting = 2
    let server = try Server(port: 0, limits: limits)
    let going = try (0..<2).map { number in
      let client = try RawConnection(port: server.port)
      try client.ask("GET /\(number)")
      return client
    }
    for client in going { client.endSending() }
    let staying = try RawConnection(port: server.port)
    try staying.ask("GET /staying")
    try serve(1, of: server) { .sentence(200, $0.target.path[0]) }
    #expect(try staying.answer().body == "staying\n")
    #expect(server.next(within: .zero)?.request == nil)
    for client in going { #expect(try client.isAtEnd()) }
  }

  @Test func `each queue has room of its own, and none waits for another`() throws {
    var limits = ServerLimits()
    limits.waiting = 1
    let server = try Server(port: 0, limits: limits) {
      $0.target.path == ["slow"] ? .slow : .prompt
    }
    let slow = try (0..<2).map { _ in
      let client = try RawConnection(port: server.port)
      try client.ask("GET /slow")
      return client
    }
    let prompt = try RawConnection(port: server.port)
    try prompt.ask("GET /prompt")
    try serve(1, of: server) { .sentence(200, $0.target.path[0]) }
    #expect(try prompt.answer().body == "prompt\n")
    let exchange = try #require(server.next(from: .slow, within: .seconds(60)))
    server.answer(.sentence(200, "slow"), to: exchange.number)
    #expect(server.next(from: .slow, within: .zero)?.request == nil)
    #expect(try slow.map { try $0.answer().status }.sorted() == [200, 503])
  }

  @Test func `a listener that goes is forgotten though no event comes`() throws {
    let server = try Server(port: 0)
    let (going, staying) = (try listener(to: "a", of: server), try listener(to: "b", of: server))
    #expect(server.topics == ["a", "b"])
    going.endSending()
    let deadline = ContinuousClock.now + .seconds(60)
    // It is looked at as soon as it waits for an event.
    while server.topics.contains("a"), .now < deadline { sched_yield() }
    #expect(server.topics == ["b"])
    _ = going.readToEnd()
    withExtendedLifetime(staying) {}
  }

  // MARK: - Events

  /// Somebody who listens to a topic, once it is known that the server has it.
  private func listener(
    to topic: String, of server: Server, buffer: Int32? = nil
  ) throws -> RawConnection {
    let client = try RawConnection(port: server.port, buffer: buffer)
    try client.ask("GET /events")
    try serve(1, of: server) { _ in Response(eventsOf: topic) }
    let head = try client.read(until: ": these are events\n\n")
    #expect(head.contains("200 OK"))
    #expect(head.contains("text/event-stream"))
    return client
  }

  @Test func `events come to all who listen to their topic, and to nobody else`() throws {
    let server = try Server(port: 0)
    let (one, two) = (try listener(to: "a", of: server), try listener(to: "a", of: server))
    let other = try listener(to: "b", of: server)
    #expect(server.topics == ["a", "b"])
    for number in 0..<10 {
      server.publish(ServerEvent("status", "\(number)"), to: "a")
      for client in [one, two] {
        #expect(
          try client.read(until: "\n\n\r\n").hasSuffix(
            "event: status\ndata: \(number)\n\n\r\n"))
      }
    }
    server.publish(ServerEvent("status", "b"), to: "b")
    let told = try other.read(until: "data: b\n\n")
    #expect(!told.contains("data: 9"))
  }

  @Test func `who comes later hears first what was told last`() throws {
    let server = try Server(port: 0)
    let first = try listener(to: "a", of: server)
    server.publish(ServerEvent("status", "old"), to: "a")
    server.publish(ServerEvent("status", "new"), to: "a")
    server.publish(ServerEvent("other", "beside"), to: "a")
    let later = try listener(to: "a", of: server)
    let told = try later.read(until: "data: beside\n\n")
    #expect(told.contains("data: new\n\n"))
    #expect(!told.contains("old"))
    withExtendedLifetime(first) {}
  }

  @Test func `a page that does not read costs one event, however many there are`() throws {
    let server = try Server(port: 0)
    let asleep = try listener(to: "a", of: server, buffer: 4096)
    let awake = try listener(to: "a", of: server)
    let filler = String(repeating: "x", count: 100_000)
    for number in 0..<200 { server.publish(ServerEvent("status", "\(number) \(filler)"), to: "a") }
    _ = try awake.read(until: "data: 199 ")
    // 20 MB were told, and what the sleeper finds is what fits on the way, then the last.
    let late = try asleep.read(until: "data: 199 ")
    #expect(late.utf8.count < 19_000_000)
  }

  @Test func `listeners have a limit of their own`() throws {
    var limits = ServerLimits()
    limits.streams = 2
    let server = try Server(port: 0, limits: limits)
    let two = [try listener(to: "a", of: server), try listener(to: "a", of: server)]
    let third = try RawConnection(port: server.port)
    try third.ask("GET /events")
    try serve(1, of: server) { _ in Response(eventsOf: "a") }
    #expect(try third.answer().status == 503)
    withExtendedLifetime(two) {}
  }

  @Test func `a server that goes ends all who wait`() throws {
    var server: Server? = try Server(port: 0)
    let port = try #require(server?.port)
    let waiting = try RawConnection(port: port)
    try waiting.ask("GET /")
    _ = try #require(server?.next(within: .seconds(60)))
    let listening = try listener(to: "a", of: #require(server))
    server = nil
    #expect(try waiting.isAtEnd())
    _ = listening.readToEnd()
    #expect(throws: RawConnection.Trouble.self) { try RawConnection(port: port) }
  }

  @Test func `a port in use is an error that says so`() throws {
    let server = try Server(port: 0)
    let error = #expect(throws: ServerError.self) { try Server(port: server.port) }
    #expect(error?.code != nil)
    #expect(error?.description.contains("127.0.0.1:\(server.port)") == true)
    #expect(throws: ServerError.self) { try Server(host: "no such host", port: 0) }
  }
}
