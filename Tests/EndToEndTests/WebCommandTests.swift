import Documents
import Foundation
import Processes
import RawHTTP
import Schemas
import Testing

/// `sweep web`, asked as programs and browsers ask it.
struct WebCommandTests {
  /// Pages that are served, and what their address says.
  private struct Pages {
    let running: Running
    let port: Int
    let token: String

    init(_ sandbox: Sandbox, _ words: String...) throws {
      running = try sandbox.start(["web", "--listen", "0"] + words)
      let address = try running.firstLine()
      let parts = try #require(
        address.wholeMatch(of: ##/http://127\.0\.0\.1:(\d+)/#token=(\w{32})/##))
      port = try #require(Int(parts.1))
      token = String(parts.2)
    }

    func get(_ target: String, _ headers: [String] = []) throws -> RawConnection.Answer {
      let connection = try RawConnection(port: port)
      try connection.ask("GET \(target)", headers)
      return try connection.answer()
    }

    func post(
      _ target: String, _ body: String, token: String? = nil
    ) throws -> RawConnection.Answer {
      let connection = try RawConnection(port: port)
      let authorization = token.map { ["Authorization: Bearer \($0)"] } ?? []
      try connection.ask(
        "POST \(target)",
        ["Origin: http://localhost", "Content-Type: application/json"] + authorization, body: body)
      return try connection.answer()
    }

    func end() throws {
      running.child.send(.terminate)
      _ = try running.finish()
    }
  }

  /// Two configurations of a program, of which one fails until there is a file `mended`.
  private func sandbox() throws -> Sandbox {
    let sweep = try ProgramSweep(
      "", spec: "command: [sh, train.sh, $x]\nparameters: { x: [1, 2] }\n")
    try sweep.sandbox.write(
      """
      if [ $1 = 2 ] && [ ! -e \(sweep.sandbox.path("mended")) ]; then
        echo '<b>no such luck</b>' >&2
        exit 3
      fi
      echo val_accuracy=0.$1
      """, to: "train.sh")
    return sweep.sandbox
  }

  @Test func `addresses answer what the commands print`() throws {
    let sandbox = try sandbox()
    try sandbox.run("run", "small.yaml", "-j", "1")
    let pages = try Pages(sandbox)
    defer { try? pages.end() }
    func json(_ text: String) throws -> Document { try #require(Document(json: text)) }
    #expect(
      try json(pages.get("/").body) == json(sandbox.run("list", "--json").output))
    #expect(
      try json(pages.get("/sweeps/small").body)
        == json(sandbox.run("table", "--format", "json").output))
    #expect(
      try pages.get("/sweeps/small?format=csv").body
        == sandbox.run("table", "--format", "csv").output)
    for format in ["markdown", "latex", "text"] {
      #expect(
        try pages.get("/sweeps/small?format=\(format)").body
          == sandbox.run("table", "--format", format).output)
    }
    let failed = try json(pages.get("/sweeps/small/trials?status=failed").body)
    #expect(failed["total"]?.content == .integer(1))
    let second = try json(pages.get("/sweeps/small/trials?configuration=x=2").body)
    #expect(second == failed)
    #expect(try pages.get("/sweeps/small/trials?configuration=x=3").status == 404)
    let groups = try json(pages.get("/sweeps/small/failures").body)
    guard case .list(let list) = groups.content, let group = list.first,
      case .list(let trials)? = group["trials"]?.content,
      case .text(let hash)? = trials.first?.content,
      case .text(let output)? = group["output"]?.content
    else {
      Issue.record("these are no failures: \(groups)")
      return
    }
    #expect(list.count == 1 && trials.count == 1)
    #expect(output.contains("<b>no such luck</b>"))
    #expect(
      try json(pages.get("/sweeps/small/trials/\(hash)").body)
        == json(sandbox.run("show", hash, "--json", "--sweep", "small").output))
    #expect(try pages.get("/sweeps/small/workers").status == 200)
    let plot = try pages.get("/sweeps/small/plots/spread?width=100&scheme=dark")
    #expect(plot.headers["content-type"] == "image/svg+xml")
    #expect(plot.body.hasPrefix("<svg "))
    // A name leads to no other file.
    #expect(try pages.get("/sweeps/small/compare?a=sweep.sqlite:small:x=1&b=x=2").status == 404)
    #expect(try pages.get("/sweeps/other").status == 404)
    #expect(try pages.get("/sweeps/small/trials/zz").status == 404)
    #expect(try pages.get("/sweeps/small/plots/dance").status == 404)
    #expect(!sandbox.exists("page.svg"))
  }

  @Test func `what the networks of the best have learned is among the pictures`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(
      """
      sweep: seen
      data: digits
      network:
        - conv2d: { filters: 2, kernel_size: 3, activation: relu }
        - flatten
        - dense: { units: 10, activation: softmax }
      training:
        loss: categorical_crossentropy
        optimizer: adam
        batch_size: 64
        epochs: 1
      evaluate: { on: test, replicates: 2, seed: 7 }
      """, to: "seen.yaml")
    func kinds(_ words: String...) throws -> (listed: [String], reason: String, drawn: Bool) {
      _ = try sandbox.run(["run", "seen.yaml"] + words)
      let pages = try Pages(sandbox, words[words.count - 1])
      defer { try? pages.end() }
      let answer = try #require(Document(json: pages.get("/sweeps/seen/plots").body))
      guard case .list(let plots)? = answer["plots"]?.content else { return ([], "", false) }
      let listed = plots.compactMap { plot -> String? in
        if case .text(let kind)? = plot["kind"]?.content { kind } else { nil }
      }
      var reason = ""
      if case .text(let text)? = answer["no_networks"]?.content { reason = text }
      let picture = try pages.get("/sweeps/seen/plots/saliency?width=120&scheme=light")
      return (listed, reason, picture.body.hasPrefix("<svg "))
    }
    let kept = try kinds("--keep", "weights=last", "--results", "kept.sqlite")
    let wanted = ["filters", "activations", "occlusion", "saliency"]
    #expect(Set(wanted).isSubset(of: kept.listed) && !kept.listed.contains("weights"))
    #expect(kept.drawn && kept.reason.isEmpty)
    let other = try kinds("--results", "other.sqlite")
    #expect(Set(wanted).isDisjoint(with: other.listed) && !other.drawn)
    #expect(other.reason.contains("--keep weights=last"))
    // A page that stands alone has them, too.
    #expect(try sandbox.run("report", "seen.html", "--results", "kept.sqlite").succeeded)
    let page = try String(contentsOfFile: sandbox.path("seen.html"), encoding: .utf8)
    #expect(page.contains("<h3>Saliency of the best</h3>") && page.contains("<h2>Workers</h2>"))
  }

  /// The answer of each address is as `pages.schema.json` says, member by member.
  @Test func `answers are as the schema describes them`() throws {
    let sandbox = try sandbox()
    try sandbox.run("run", "small.yaml", "-j", "1")
    let pages = try Pages(sandbox)
    defer { try? pages.end() }
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/Web/pages.schema.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    func check(_ answer: RawConnection.Answer, is name: String, status: Int = 200) throws {
      #expect(answer.status == status)
      let document = try #require(Document(json: answer.body))
      let schema = try JSONSchema(
        text.replacing("\"$defs\": {", with: "\"$ref\": \"#/$defs/\(name)\", \"$defs\": {"))
      #expect(schema.complaints(about: document) == [], "\(name): \(answer.body)")
    }
    func post(_ path: String, _ body: String, is name: String, status: Int = 200) throws {
      try check(pages.post(path, body, token: pages.token), is: name, status: status)
    }
    try post("/sweeps/small/note", #"{"text": "odd"}"#, is: "annotated")
    let tag = #"{"add": ["keep"], "remove": [], "configuration": "x=1"}"#
    try post("/sweeps/small/tag", tag, is: "annotated")
    func hash(_ words: String...) throws -> Substring {
      let listing = try sandbox.run(["trials", "--json"] + words).output
      return try #require(listing.firstMatch(of: #/"trial": "(\w+)"/#)).1
    }
    let (trial, failed) = (try hash(), try hash("--failed"))
    for (path, name) in [
      ("/", "sweeps"), ("/session", "session"), ("/sweeps/small", "table"),
      ("/sweeps/small/rows", "rows"), ("/sweeps/small/status", "status"),
      ("/sweeps/small/trials", "trials"), ("/sweeps/small/trials/\(trial)", "trial"),
      ("/sweeps/small/trials/\(failed)", "trial"),
      ("/sweeps/small/trials/\(trial)/curves", "curves"),
      ("/sweeps/small/trials/\(trial)/output", "output"),
      ("/sweeps/small/failures", "failures"), ("/sweeps/small/workers", "workers"),
      ("/sweeps/small/spec", "spec"), ("/sweeps/small/notes", "notes"),
      ("/sweeps/small/notes?configuration=x=1", "notes"), ("/sweeps/small/plots", "plots"),
    ] {
      try check(pages.get(path), is: name)
    }
    try check(pages.get("/sweeps/small/compare?a=x=1&b=x=2"), is: "error", status: 404)
    try check(pages.get("/sweeps/other"), is: "error", status: 404)
    try post("/drain", #"{"hosts": ["nobody"]}"#, is: "error", status: 409)
    try post("/sweeps/small/tag", #"{"add": ["a,b"], "remove": []}"#, is: "error", status: 409)
    try post("/sweeps/small/retry", "{\"trials\": [\"\(failed)\"]}", is: "retried")
    try sandbox.write("", to: "mended")
    #expect(try sandbox.run("run", "small.yaml", "-j", "1").succeeded)
    try check(pages.get("/sweeps/small/compare"), is: "compare")
    try check(pages.get("/sweeps/small/compare?a=x=1&b=x=2"), is: "compare")
    try post("/sweeps/small/extend", #"{"replicates": 3}"#, is: "extended")
  }

  @Test func `rows come a part at a time, sorted and filtered, with notes and tags`() throws {
    let sweep = try ProgramSweep(
      "echo val_accuracy=0.$1", spec: "command: [sh, train.sh, $x]\nparameters: { x: [3, 1, 2] }\n")
    try sweep.sandbox.run("run", "small.yaml", "-j", "1")
    let pages = try Pages(sweep.sandbox)
    defer { try? pages.end() }
    func rows(_ query: String) throws -> (values: [Document?], matching: Document?) {
      let answer = try #require(Document(json: pages.get("/sweeps/small/rows?\(query)").body))
      guard case .list(let rows)? = answer["rows"]?.content else { return ([], nil) }
      return (rows.map { $0["parameters"]?["x"] }, answer["matching"])
    }
    func numbers(_ numbers: Int64...) -> [Document?] { numbers.map { Document(.integer($0)) } }
    #expect(try rows("").values == numbers(3, 1, 2))
    #expect(try rows("sort=parameter%20x").values == numbers(1, 2, 3))
    #expect(
      try rows("sort=val_accuracy%20mean&down=true&first=1&count=1").values == numbers(2))
    let filtered = try rows("where=%7B%22parameter%20x%22%3A%22%3E%3D2%22%7D")
    #expect(filtered.values == numbers(3, 2) && filtered.matching?.content == .integer(2))
    for (filter, word) in [
      ("%22parameter%20x%22%3A%22%3E%3D%22", "says nothing"),
      ("%22y%22%3A%221%22", "no column 'y'"),
    ] {
      let refused = try pages.get("/sweeps/small/rows?where=%7B\(filter)%7D")
      #expect(refused.status == 400 && refused.body.contains(word))
    }
    // Notes and tags that are written while nobody coordinates are seen soon, here and in tables.
    let tag = #"{"add": ["keep"], "remove": [], "configuration": "x=1"}"#
    #expect(try pages.post("/sweeps/small/tag", tag, token: pages.token).status == 200)
    try waitUntil { try rows("where=%7B%22tags%22%3A%22KEEP%22%7D").values == numbers(1) }
    #expect(try sweep.sandbox.run("note", "odd", "--configuration", "x=2").succeeded)
    let csv = try sweep.sandbox.run("table", "--format", "csv").output.split(separator: "\n")
    let written = csv.map {
      $0.split(separator: ",", omittingEmptySubsequences: false).suffix(2).joined(separator: "|")
    }
    #expect(written == ["tags|notes", "|", "keep|", "|odd"])
    #expect(try sweep.sandbox.run("tag", "--remove", "keep", "--configuration", "x=1").succeeded)
    #expect(try sweep.sandbox.run("tag").output == "")
    #expect(try sweep.sandbox.run("tag", "a,b").status == .exited(2))
  }

  @Test func `a note is written into a run, and a host is drained`() throws {
    let sweep = try ProgramSweep(
      "", spec: "command: [sh, train.sh, $x]\nparameters: { x: [1, 2, 3, 4] }\n")
    let sandbox = sweep.sandbox
    // All wait for a file of their own.
    try sandbox.write(
      """
      for i in $(seq 600); do
        test -e \(sandbox.path("go"))$1 && break
        sleep 0.1
      done
      echo val_accuracy=0.$1
      """, to: "train.sh")
    let run = try sandbox.start("run", "small.yaml", "-j", "1")
    // Pages are served once there is a file.
    try waitUntil { try sandbox.run("list").output.contains("small") }
    let pages = try Pages(sandbox)
    defer { try? pages.end() }
    func status() throws -> Document {
      try #require(Document(json: pages.get("/sweeps/small/status").body))
    }
    func workers() throws -> [Document] {
      guard case .list(let workers)? = try status()["workers"]?.content else { return [] }
      return workers
    }
    try waitUntil { try workers().count == 1 }
    #expect(
      try pages.post("/sweeps/small/note", #"{"text": "live"}"#, token: pages.token).body
        == "{\"running\":true}\n")
    #expect(try sandbox.run("tag", "live", "--configuration", "x=2").succeeded)
    #expect(try sandbox.run("note", "--json").output.contains("\"live\""))
    #expect(try sandbox.run("tag").output == "x=2: live\n")
    let stranger = try sandbox.run("stop", "--host", "nobody")
    #expect(stranger.status == .exited(2))
    guard case .text(let name)? = try workers().first?["name"]?.content else { return }
    let host = String(name[..<(try #require(name.lastIndex(of: "/")))])
    let drained = try pages.post("/drain", "{\"hosts\": [\"\(host)\"]}", token: pages.token)
    #expect(drained.status == 200)
    try waitUntil { try workers().first?["draining"]?.content == .boolean(true) }
    // It finishes what it trains, and goes; the run waits for another.
    for x in 1...4 { try sandbox.write("", to: "go\(x)") }
    try waitUntil { try workers().isEmpty }
    #expect(try status()["trials"]?["done"]?.content == .integer(1))
    #expect(try sandbox.run("stop", "--now").succeeded)
    _ = try run.finish()
  }

  @Test func `what a trial prints is seen while it trains, on a page and at a shell`() throws {
    let sweep = try ProgramSweep("", spec: "command: [sh, train.sh]\n")
    let sandbox = sweep.sandbox
    try sandbox.write(
      """
      echo 'one <b>bold</b>'
      for step in two three; do
        for i in $(seq 600); do
          test -e \(sandbox.path("go"))$step && break
          sleep 0.1
        done
        printf "$step\\033[31m half\\r$step\\n"
      done
      echo val_accuracy=0.5
      """, to: "train.sh")
    let run = try sandbox.start("run", "small.yaml", "-j", "1")
    try waitUntil { try sandbox.run("trials", "--json").output.contains("\"running\"") }
    let pages = try Pages(sandbox)
    defer { try? pages.end() }
    let listing = try sandbox.run("trials", "--json").output
    let hash = try #require(listing.firstMatch(of: #/"trial": "(\w+)"/#)).1
    func printed() throws -> (text: String, attempt: Int64)? {
      let output = try pages.get("/sweeps/small/trials/\(hash)/output")
      guard let document = Document(json: output.body),
        case .text(let text)? = document["text"]?.content,
        case .integer(let attempt)? = document["attempt"]?.content
      else { return nil }
      return (text, attempt)
    }
    try waitUntil { try printed()?.text == "one <b>bold</b>\n" }
    #expect(try printed()?.attempt == 1)
    #expect(try sandbox.run("show", "\(hash)").output.contains("  | one <b>bold</b>\n"))
    let follow = try sandbox.start("show", "\(hash)", "--follow")
    _ = try follow.waitForLine { $0.contains("attempt 1") }
    try sandbox.write("", to: "gotwo")
    // As a terminal would show it.
    try waitUntil { try printed()?.text == "one <b>bold</b>\ntwo\n" }
    try sandbox.write("", to: "gothree")
    #expect(try run.finish().succeeded)
    let followed = try follow.finish()
    #expect(followed.status == .exited(0))
    #expect(followed.output == "one <b>bold</b>\ntwo\nthree\nval_accuracy=0.5\n")
    // A trial that has ended is on record.
    #expect(try printed() == nil)
    #expect(try sandbox.run("show", "\(hash)", "--follow").status == .exited(0))
    #expect(try sandbox.run("show", "x=1", "--follow").status == .exited(2))
  }

  @Test func `strangers get nothing, and who has no token changes nothing`() throws {
    let sandbox = try sandbox()
    try sandbox.run("run", "small.yaml", "-j", "1")
    let pages = try Pages(sandbox)
    defer { try? pages.end() }
    let elsewhere = try RawConnection(port: pages.port)
    try elsewhere.ask("GET /", host: "elsewhere.example")
    #expect(try elsewhere.answer().status == 421)
    let nowhere = try RawConnection(port: pages.port)
    try nowhere.ask("GET /", host: nil)
    #expect(try nowhere.answer().status == 400)
    #expect(try pages.get("/", ["Authorization: Bearer 0"]).status == 401)
    #expect(try pages.get("/", ["Sec-Fetch-Site: cross-site"]).status == 403)
    let failed = try sandbox.run("trials", "--failed", "--json").output
    let hash = try #require(failed.firstMatch(of: #/"trial": "(\w+)"/#)).1
    let retry = "{\"trials\": [\"\(hash)\"]}"
    #expect(try pages.post("/sweeps/small/retry", retry).status == 403)
    #expect(try pages.post("/stop", "{\"at_once\": true}").status == 403)
    #expect(try sandbox.run("trials", "--failed", "--json").output == failed)
    // With the token, it is done.
    let answer = try pages.post("/sweeps/small/retry", retry, token: pages.token)
    #expect(answer.status == 200)
    #expect(Document(json: answer.body)?["reopened"]?.content == .integer(1))
    #expect(try pages.post("/sweeps/small/retry", retry, token: pages.token).status == 409)
    #expect(try pages.post("/stop", "{\"at_once\": true}", token: pages.token).status == 409)
    try sandbox.write("", to: "mended")
    #expect(try sandbox.run("run", "small.yaml", "-j", "1").status == .exited(0))
    #expect(try pages.get("/sweeps/small/failures").body == "[]\n")
    // More replicates are planned, where nobody coordinates, and the next run trains them.
    let more = try pages.post("/sweeps/small/extend", "{\"replicates\": 3}", token: pages.token)
    #expect(more.body == "{\"trials\":6,\"open\":4,\"running\":false}\n")
    #expect(
      try pages.post("/sweeps/small/extend", "{\"replicates\": 3}", token: pages.token).status
        == 409)
    let spec = try #require(Document(json: pages.get("/sweeps/small/spec").body))
    #expect(spec["replicates"]?.content == .integer(3))
  }

  @Test func `a page follows a run, has a trial tried again in it, and sees it stopped`() throws {
    let sweep = try ProgramSweep(
      "", spec: "command: [sh, train.sh, $x]\nparameters: { x: [1, 2, 3] }\n")
    let sandbox = sweep.sandbox
    // The first fails until it is mended, the others wait for a file of their own.
    try sandbox.write(
      """
      if [ $1 = 1 ] && [ ! -e \(sandbox.path("mended")) ]; then exit 3; fi
      [ $1 = 1 ] || for i in $(seq 600); do
        test -e \(sandbox.path("go"))$1 && break
        sleep 0.1
      done
      echo val_accuracy=0.$1
      """, to: "train.sh")
    let run = try sandbox.start("run", "small.yaml", "-j", "2")
    _ = try run.waitForLine { $0.contains("1 failed") }
    let pages = try Pages(sandbox)
    defer { try? pages.end() }
    let events = try RawConnection(port: pages.port)
    try events.ask("GET /events?sweep=small")
    func status(where fits: (Document) -> Bool) throws -> Document {
      while true {
        _ = try events.read(until: "event: status\ndata: ")
        let line = try events.read(until: "\n\n")
        let status = try #require(Document(json: line))
        if fits(status) { return status }
      }
    }
    func count(_ status: Document, _ key: String) -> Int {
      guard case .integer(let count)? = status["trials"]?[key]?.content else { return -1 }
      return Int(count)
    }
    let first = try status { count($0, "failed") == 1 }
    #expect(first["sweep"]?.content == .text("small"))
    try sandbox.write("", to: "mended")
    let groups = try pages.get("/sweeps/small/failures").body
    let hash = try #require(groups.firstMatch(of: #/"trials":\["(\w+)"/#)).1
    let answer = try pages.post(
      "/sweeps/small/retry", "{\"trials\": [\"\(hash)\"]}", token: pages.token)
    #expect(answer.body == "{\"reopened\":1,\"hosts\":[],\"running\":true}\n")
    // A pause is seen by all who look, and keeps nothing that has begun from its end.
    let pause = try pages.post("/pause", #"{"paused": true}"#, token: pages.token)
    #expect(pause.body == "{\"paused\":true,\"running\":true}\n")
    _ = try status { $0["paused"]?.content == .boolean(true) }
    #expect(try pages.post("/pause", #"{"paused": false}"#, token: pages.token).status == 200)
    _ = try status { $0["paused"] == nil }
    try sandbox.write("", to: "go2")
    _ = try status { count($0, "failed") == 0 }
    _ = try status { count($0, "done") == 2 }
    // The training of this moment waits for ever, and is handed back.
    let stop = try pages.post("/stop", "{\"at_once\": true}", token: pages.token)
    #expect(stop.status == 200)
    #expect(try run.finish().status == .exited(143))
    _ = try status { $0["elapsed_seconds"]?.content == .null }
  }

  @Test func `a run serves its own pages`() throws {
    let sweep = try ProgramSweep("sleep 60\necho val_accuracy=0.5\n")
    let run = try sweep.sandbox.start("run", "small.yaml", "-j", "1", "--web", "127.0.0.1:0")
    let line = try run.waitForLine { $0.contains("pages at ") }
    let port = try #require(line.firstMatch(of: #/127\.0\.0\.1:(\d+)/#).flatMap { Int($0.1) })
    try waitUntil {
      let connection = try RawConnection(port: port)
      try connection.ask("GET /sweeps/small/status")
      let answer = try connection.answer()
      return answer.body.contains("\"running\":1")
    }
    run.child.send(.interrupt)
    _ = try run.waitForLine { $0.contains("finishing what is in training") }
    run.child.send(.interrupt)
    #expect(try run.finish().status == .exited(130))
    let detached = try sweep.sandbox.run(
      "serve", "small.yaml", "--listen", "ipc://x", "--web", "0", "--detach")
    #expect(detached.status == .exited(2))
    #expect(detached.errors.contains("sweep web"))
  }

  @Test func `what cannot be served is told at once`() throws {
    let sandbox = try Sandbox()
    let missing = try sandbox.run("web")
    #expect(missing.status == .exited(2))
    #expect(missing.errors.contains("there is no results file"))
    try sandbox.write("not a database", to: "sweep.sqlite")
    #expect(try sandbox.run("web").status == .exited(4))
    let other = try self.sandbox()
    try other.run("run", "small.yaml", "-j", "1")
    for address in ["x", "127.0.0.1:x", "a b:1"] {
      #expect(try other.run("web", "--listen", address).status == .exited(2))
    }
    let pages = try Pages(other)
    defer { try? pages.end() }
    let busy = try other.run("web", "--listen", "\(pages.port)")
    #expect(busy.status == .exited(75))
    #expect(busy.errors.contains("127.0.0.1:\(pages.port)"))
  }
}
