import Documents
import HTTPServer
import Reports
import Testing

@testable import Web

/// The answers of pages, without a socket.
struct SiteTests {
  /// A source that says what it was asked.
  private final class Source: PageSource {
    var now = 0
    /// Whether results come in all the time.
    var isLive = false
    var asked: [PageQuestion] = []
    var changed: [PageChange] = []

    struct Trouble: Error {}

    func prepare() {}

    func stamp() -> AnyHashable {
      if isLive { now += 1 }
      return AnyHashable(now)
    }

    func answer(_ question: PageQuestion) throws -> PageAnswer {
      asked.append(question)
      if case .status(let sweep) = question, sweep == "broken" { throw Trouble() }
      return PageAnswer(.object(["number": .integer(asked.count)]))
    }

    func carryOut(_ change: PageChange) throws -> JSON {
      changed.append(change)
      return .object([:])
    }

    func refusal(for error: any Error) -> PageRefusal { PageRefusal(status: 503, "try again") }
  }

  private let source = Source()
  private let token: AccessToken
  private let site: Site

  init() {
    var generator = SystemRandomNumberGenerator()
    token = AccessToken(using: &generator)
    site = Site(AccessRules(.standard, names: [], token: token), source)
  }

  private func get(
    _ target: String, _ headers: [String: String] = [:],
    arrived: ContinuousClock.Instant = .now
  ) throws -> Response {
    let target = try #require(Target(target))
    return site.response(
      to: Request(
        "GET", target, headers: ["host": "localhost"].merging(headers) { _, new in new }),
      arrived: arrived)
  }

  private func post(
    _ target: String, _ body: String, isOperator: Bool = true
  ) throws -> Response {
    var headers = [
      "host": "localhost", "origin": "http://localhost", "content-type": "application/json",
    ]
    if isOperator { headers["authorization"] = "Bearer \(token.text)" }
    let target = try #require(Target(target))
    return site.response(
      to: Request("POST", target, headers: headers, body: Array(body.utf8)))
  }

  private func text(_ response: Response) -> String {
    guard case .bytes(let bytes) = response.body else { return "" }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(
    arguments: [
      ("/", .sweeps),
      ("/sweeps/a", .table(sweep: "a", format: .json)),
      ("/sweeps/a%2Fb%402?format=latex", .table(sweep: "a/b@2", format: .latex)),
      ("/sweeps/a/status", .status(sweep: "a")),
      ("/sweeps/a/trials", .trials(sweep: "a", TrialWindow(count: 100))),
      (
        "/sweeps/a/trials?status=failed&configuration=l2%3D0.1&first=20&count=10",
        .trials(
          sweep: "a",
          TrialWindow(status: "failed", configuration: "l2=0.1", first: 20, count: 10))
      ),
      ("/sweeps/a/rows", .rows(sweep: "a", RowWindow())),
      (
        "/sweeps/a/rows?first=200&count=50&sort=parameter%20l2&down=true&where=%7B%22tags%22%3A%22x%22%7D",
        .rows(
          sweep: "a",
          RowWindow(
            first: 200, count: 50, sort: "parameter l2", isDown: true, conditions: ["tags": "x"]))
      ),
      ("/sweeps/a/notes", .notes(sweep: "a", configuration: nil)),
      ("/sweeps/a/notes?configuration=l2%3D0.1", .notes(sweep: "a", configuration: "l2=0.1")),
      ("/sweeps/a/trials/3f2a/curves", .curves(sweep: "a", trial: "3f2a")),
      ("/sweeps/a/trials/3f2a", .trial(sweep: "a", trial: "3f2a")),
      ("/sweeps/a/failures", .failures(sweep: "a")),
      ("/sweeps/a/workers", .workers(sweep: "a")),
      ("/sweeps/a/compare", .comparison(sweep: "a", ComparisonQuestion())),
      (
        "/sweeps/a/compare?a=l2%3D0.1,x=2&b=l2=0.2&format=text",
        .comparison(sweep: "a", ComparisonQuestion(pair: ["l2=0.1,x=2", "l2=0.2"], isText: true))
      ),
      ("/sweeps/a/spec", .spec(sweep: "a")),
      ("/sweeps/a/plots", .plots(sweep: "a")),
      ("/sweeps/a/plots/spread", .plot(sweep: "a", PlotQuestion(kind: "spread"))),
      (
        "/sweeps/a/plots/factor?width=120&scheme=dark&parameter=l2&metric=val_loss",
        .plot(
          sweep: "a",
          PlotQuestion(
            kind: "factor", width: 120, isDark: true, parameter: "l2", metric: "val_loss"))
      ),
    ] as [(String, PageQuestion)])
  func `each address asks one question`(address: String, question: PageQuestion) throws {
    let response = try get(address)
    #expect(response.status == 200)
    #expect(source.asked == [question])
  }

  @Test(arguments: [
    "/", "/sweeps/a", "/sweeps/a/compare", "/sweeps/a/spec", "/sweeps/a/plots", "/sweeps/a/trials",
    "/sweeps/a/trials/3f2a",
    "/sweeps/a/workers",
  ])
  func `people get the page at the same address`(address: String) throws {
    let response = try get(address, ["accept": "text/html,application/xhtml+xml"])
    #expect(text(response).hasPrefix("<!doctype html>"))
    #expect(source.asked.isEmpty)
  }

  @Test(arguments: [
    ("/nothing", 404), ("/sweeps", 404), ("/sweeps/a/b", 404), ("/sweeps/a/trials/b/c", 404),
    ("/assets/nothing.js", 404), ("/sweeps/a?format=xml", 400),
    ("/sweeps/a/trials?first=-1", 400), ("/sweeps/a/trials?count=1001", 400),
    ("/sweeps/a/trials?count=x", 400), ("/sweeps/a/plots/spread?width=5000", 400),
    ("/sweeps/a/plots/spread?scheme=pink", 400), ("/sweeps/a/plots/spread/x", 404),
    ("/sweeps/a/rows?count=1001", 400), ("/sweeps/a/rows?where=x", 400),
    ("/sweeps/a/rows?where=%7B%22a%22%3A1%7D", 400),
    ("/sweeps/a/compare?a=x", 400), ("/sweeps/a/compare?format=csv", 400),
  ])
  func `what is nowhere or asked wrongly is refused in a sentence`(
    address: String, status: Int
  ) throws {
    let response = try get(address)
    #expect(response.status == status)
    #expect(Document(json: text(response))?["error"] != nil)
    #expect(source.asked.isEmpty)
  }

  @Test func `the page loads only files that are there, and has no script of its own`() throws {
    let page = text(try get("/", ["accept": "text/html"]))
    #expect(!page.contains("<script>") && !page.contains("style=") && !page.contains("onclick"))
    var wanted = page.split(separator: "\"").filter { $0.hasPrefix("/assets/") }.map(String.init)
    var seen: Set<String> = []
    while let address = wanted.popLast() {
      guard seen.insert(address).inserted else { continue }
      let response = try get(address)
      #expect(response.status == 200, "\(address)")
      wanted += text(response).split(separator: "\"")
        .filter { $0.hasPrefix("./") && $0.hasSuffix(".js") }.map { "/assets/\($0.dropFirst(2))" }
    }
    #expect(seen.contains("/assets/grid.js"))
  }

  @Test func `every answer has browsers load nothing from elsewhere and keep nothing`() throws {
    for response in [
      try get("/"), try get("/nothing"), try get("/", ["accept": "text/html"]),
      try get("/events?sweep=a"), try get("/", ["host": "elsewhere.example"]),
    ] {
      let headers = Dictionary(response.headers.map { ($0.name, $0.value) }) { one, _ in one }
      #expect(headers["Content-Security-Policy"]?.contains("default-src 'none'") == true)
      #expect(headers["Content-Security-Policy"]?.contains("unsafe") == false)
      #expect(headers["Cache-Control"] == "no-store")
      #expect(headers["X-Content-Type-Options"] == "nosniff")
    }
  }

  @Test func `answers are kept as long as nothing is recorded`() throws {
    #expect(try text(get("/sweeps/a")) == text(get("/sweeps/a")))
    #expect(source.asked.count == 1)
    source.now += 1
    _ = try get("/sweeps/a")
    #expect(source.asked.count == 2)
    // How it stands has the time in it.
    _ = try get("/sweeps/a/status")
    _ = try get("/sweeps/a/status")
    #expect(source.asked.count == 4)
  }

  @Test(arguments: ["/sweeps/a/compare", "/sweeps/a/status", "/sweeps/broken/status"])
  func `requests that wait together have one answer, though results come in`(address: String) throws
  {
    source.isLive = true
    let before = ContinuousClock.now
    let answers = try (0..<30).map { number in
      try text(get(address, ["user-agent": "\(number)"], arrived: before))
    }
    #expect(Set(answers).count == 1)
    #expect(source.asked.count == 1)
    // One that comes later may want what was recorded since.
    _ = try get(address)
    #expect(source.asked.count == 2)
    // The right to look is each request's own.
    #expect(try get(address, ["authorization": "Bearer x"], arrived: before).status == 401)
  }

  @Test(
    arguments: [
      ("/", .prompt), ("/nothing", .prompt), ("/assets/main.js", .prompt), ("/session", .prompt),
      ("/events?sweep=a", .prompt), ("/sweeps/a/status", .prompt), ("/sweeps/a", .slow),
      ("/sweeps/a/rows", .slow), ("/sweeps/a/trials", .slow), ("/sweeps/a/compare", .slow),
      ("/sweeps/a/plots/spread", .slow),
    ] as [(String, RequestQueue)])
  func `what costs little does not wait behind what takes a while`(
    address: String, queue: RequestQueue
  ) throws {
    #expect(Site.queue(of: Request("GET", try #require(Target(address)))) == queue)
  }

  @Test(
    arguments: [
      ("/stop", #"{"at_once": true}"#, .prompt), ("/pause", #"{"paused": true}"#, .prompt),
      ("/drain", #"{"hosts": ["ada"]}"#, .prompt), ("/stop", "[", .prompt),
      ("/sweeps/a/note", #"{"text": "odd"}"#, .slow),
      ("/sweeps/a/extend", #"{"replicates": 10}"#, .slow),
    ] as [(String, String, RequestQueue)])
  func `changes of a run wait for nobody, those of the file for its readers`(
    address: String, body: String, queue: RequestQueue
  ) throws {
    let target = try #require(Target(address))
    #expect(Site.queue(of: Request("POST", target, body: Array(body.utf8))) == queue)
  }

  @Test func `events have the topic of their sweep`() throws {
    #expect(try get("/events?sweep=a%20b").body == .events(topic: "a b"))
    #expect(try get("/events").body == .events(topic: ""))
  }

  @Test func `a page learns what it may do`() throws {
    #expect(try text(get("/session")) == "{\"role\":\"reader\"}\n")
    let headers = ["authorization": "Bearer \(token.text)"]
    #expect(try text(get("/session", headers)) == "{\"role\":\"operator\"}\n")
  }

  @Test func `changes are carried out for an operator, and for nobody else`() throws {
    let retry = #"{"trials": ["ab"], "hosts": []}"#
    #expect(try post("/sweeps/a/retry", retry, isOperator: false).status == 403)
    #expect(source.changed.isEmpty)
    #expect(try post("/sweeps/a/retry", retry).status == 200)
    #expect(try post("/sweeps/a/retry", #"{"hosts": ["ada"]}"#).status == 200)
    #expect(try post("/sweeps/a/extend", #"{"replicates": 10}"#).status == 200)
    #expect(try post("/stop", #"{"at_once": true}"#).status == 200)
    #expect(try post("/pause", #"{"paused": true}"#).status == 200)
    #expect(try post("/drain", #"{"hosts": ["ada"]}"#).status == 200)
    #expect(try post("/sweeps/a/note", #"{"text": "odd"}"#).status == 200)
    let tags = #"{"add": ["keep"], "remove": [], "configuration": "l2=0.1"}"#
    #expect(try post("/sweeps/a/tag", tags).status == 200)
    #expect(try post("/sweeps/a/tag", tags, isOperator: false).status == 403)
    #expect(
      source.changed == [
        .retry(sweep: "a", trials: ["ab"], hosts: []),
        .retry(sweep: "a", trials: [], hosts: ["ada"]),
        .extend(sweep: "a", replicates: 10, configurations: nil), .stop(atOnce: true),
        .pause(true), .drain(hosts: ["ada"]), .note(sweep: "a", configuration: nil, text: "odd"),
        .tag(sweep: "a", configuration: "l2=0.1", added: ["keep"], removed: []),
      ])
  }

  @Test(arguments: [
    ("/sweeps/a/retry", "{}"), ("/sweeps/a/retry", #"{"trials": [1]}"#),
    ("/sweeps/a/retry", #"{"trials": "ab"}"#), ("/sweeps/a/retry", "["), ("/stop", "{}"),
    ("/stop", #"{"at_once": 1}"#), ("/stop", ""), ("/pause", "{}"),
    ("/drain", "{}"), ("/drain", #"{"hosts": []}"#), ("/sweeps/a/note", "{}"),
    ("/sweeps/a/note", #"{"text": "a", "configuration": 1}"#), ("/sweeps/a/tag", #"{"add": "x"}"#),
    ("/sweeps/a/extend", "{}"), ("/sweeps/a/extend", #"{"replicates": 0}"#),
    ("/sweeps/a/extend", #"{"replicates": 2, "configurations": 3}"#),
  ])
  func `a change that is none is refused`(address: String, body: String) throws {
    #expect(try post(address, body).status == 400)
    // A stranger hears of the token alone.
    #expect(try post(address, body, isOperator: false).status == 403)
    #expect(source.changed.isEmpty)
  }

  @Test func `other methods are refused, and a failure of the source is told`() throws {
    let target = Target(path: [])
    let response = site.response(to: Request("DELETE", target, headers: ["host": "localhost"]))
    #expect(response.status == 405)
    let broken = try get("/sweeps/broken/status")
    #expect(broken.status == 503)
    #expect(text(broken).contains("try again"))
  }
}
