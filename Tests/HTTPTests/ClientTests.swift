import HTTP
import Loopback
import Testing

struct ClientTests {
  @Test func `asks, and hears what the server says`() throws {
    let server = try LoopbackServer { .init("you asked \($0.method) \($0.path)") }
    let response = try Client().get(server.url + "/people?name=ada")
    #expect(response.status == 200 && response.isSuccess)
    #expect(response.body == "you asked GET /people?name=ada")
  }

  @Test func `sends JSON of any length, and asks for no leave first`() throws {
    let server = try LoopbackServer { .init("\($0.body.utf8.count)", status: 201) }
    let client = Client()
    for count in [0, 10, 300_000] {
      let body = String(repeating: "é", count: count)
      #expect(try client.post(body, to: server.url).body == "\(2 * count)")
    }
    for request in server.requests {
      #expect(request.method == "POST")
      #expect(request.headers.contains("content-type: application/json"))
      #expect(!request.headers.contains { $0.hasPrefix("expect") })
    }
  }

  @Test func `a get after a post sends no body`() throws {
    let server = try LoopbackServer { .init($0.method + $0.body) }
    let client = Client()
    #expect(try client.post("{}", to: server.url).body == "POST{}")
    #expect(try client.get(server.url).body == "GET")
  }

  @Test func `a refusal is an answer too`() throws {
    let server = try LoopbackServer { _ in .init(#"{"message": "no"}"#, status: 404) }
    let response = try Client().get(server.url)
    #expect(response.status == 404 && !response.isSuccess)
    #expect(response.body == #"{"message": "no"}"#)
  }

  @Test func `no server is an error that names the address`() {
    let url = "http://127.0.0.1:1/gone"
    let error = #expect(throws: HTTPError.self) { try Client().get(url) }
    #expect(error?.url == url)
  }

  @Test(arguments: [
    ("http://ada:secret@127.0.0.1:1/gone", "http://127.0.0.1:1/gone"),
    ("http://ada@127.0.0.1:1?at=@", "http://127.0.0.1:1?at=@"),
    ("http://127.0.0.1:1/@ada", "http://127.0.0.1:1/@ada"),
  ]) func `an error names the address without a password`(url: String, shown: String) {
    let error = #expect(throws: HTTPError.self) { try Client().get(url) }
    #expect(error?.url == shown)
  }

  @Test func `only HTTP is spoken, whatever the address says`() {
    #expect(throws: HTTPError.self) { try Client().get("file:///etc/hostname") }
  }
}
