import Documents
import Foundation
import Hashing
import Processes
import Testing
import Trials
import ZeroMQ

@testable import Control

/// Requests to the coordinator of a results file.
struct ControlTests {
  private static let requests: [ControlRequest] = [
    .status(after: 0), .status(after: 1 << 40), .output(TrialID(digest: Digest(of: [3]))), .keys,
    .reloadKeys, .keep(configurations: [0, 7]),
    .retry(trials: [TrialID(digest: Digest(of: [1]))], hosts: ["ada", "a \"host\""]),
    .retry(trials: [], hosts: []),
    .extend(spec: "sweep: a\n# Bemerkung: größer\n"), .stop(atOnce: false), .stop(atOnce: true),
    .drain(hosts: ["ada", "bob"]), .pause(true), .pause(false),
    .annotate(Annotation(.note("größer, \"nie\"\nmehr"), on: Digest(of: [2]), configuration: 4)),
    .annotate(Annotation(.tags(added: ["keep"], removed: ["a b"]), on: Digest(of: [2]))),
    .submit(SubmittedSweep(spec: "sweep: a\n", path: "a.yaml", folder: nil, priority: -2)),
    .submit(SubmittedSweep(spec: "sweep: ä\n", path: "a b.yaml", folder: "/home/ä", priority: 0)),
    .queue, .of(sweep: "a", .stop(atOnce: true)), .of(sweep: "a", .status(after: 3)),
  ]

  @Test(arguments: requests)
  func `a request says the same where it arrives`(request: ControlRequest) throws {
    let document = try #require(Document(json: request.json.line))
    #expect(ControlRequest(document) == request)
  }

  @Test(arguments: [
    #"{"request": "status"}"#, #"{"request": "status", "after": -1}"#,
    #"{}"#, #"[]"#, #"{"request": "dance"}"#, #"{"request": "extend"}"#,
    #"{"request": "stop"}"#, #"{"request": "stop", "at_once": 1}"#,
    #"{"request": "retry", "trials": ["xyz"], "hosts": []}"#, #"{"request": "output"}"#,
    #"{"request": "output", "trial": "3f2a9c"}"#,
    #"{"request": "retry", "trials": [], "hosts": [1]}"#, #"{"request": "drain"}"#,
    #"{"request": "note", "sweep": "ab", "configuration": null, "text": "a"}"#,
    #"{"request": "submit", "spec": "a", "path": "b"}"#,
    #"{"request": "submit", "spec": "a", "path": "b", "folder": null, "priority": 9999999}"#,
    #"{"of": "a", "request": "queue"}"#,
    #"{"of": "a", "asked": {"of": "b", "asked": {"request": "queue"}}}"#,
  ])
  func `what is no request is none`(text: String) throws {
    #expect(ControlRequest(try #require(Document(json: text))) == nil)
  }

  @Test(arguments: [
    ("null", #""text": " ""#), ("-1", #""text": "a""#), ("\"l2=1\"", #""text": "a""#),
    ("null", #""add": [], "remove": []"#), ("null", #""add": ["a,b"], "remove": []"#),
    ("null", #""add": [" a"], "remove": []"#), ("0", #""add": ["a"]"#),
    ("null", #""add": ["\u001b[31m"], "remove": []"#), ("null", #""add": [""], "remove": []"#),
    ("null", #""text": 7"#),
  ])
  func `an annotation that is none is refused`(configuration: String, rest: String) throws {
    let text =
      #"{"request": "note", "sweep": "\#(Digest(of: [2]))", "configuration": \#(configuration), "#
      + rest + "}"
    #expect(ControlRequest(try #require(Document(json: text))) == nil)
  }

  @Test(arguments: [
    ControlAnswer.granted, .refused("no, \"never\""), .ending,
    .status(ControlStatus(picture: #"{"sweep": "a"}"#, open: 3, position: 1 << 40, isLast: true)),
    .queue(QueueStatus(sweeps: [], idleSlots: 4)),
    .queue(
      QueueStatus(
        sweeps: QueuedSweepStatus.State.allCases.map { state in
          QueuedSweepStatus(
            name: "a", state: state, priority: -1, slots: 3,
            counts: QueuedCounts(done: 1, failed: 2, total: 1 << 40),
            reason: state == .failed ? "größer, \"nie\"" : nil)
        }, idleSlots: 0)),
    .keys([]), .keys([KeyPresence(key: "ada", isThere: false)]),
    .output(TrialOutput(trial: TrialID(digest: Digest(of: [3])))),
    .output(
      TrialOutput(
        of: Attempt(trial: TrialID(digest: Digest(of: [3])), number: 2),
        PrintedOutput(size: 1 << 40, last: Array("größer\u{1b}[31m\r\n".utf8)))),
  ])
  func `an answer says the same where it arrives`(answer: ControlAnswer) throws {
    let document = try #require(Document(json: answer.json.line))
    #expect(ControlAnswer(document) == answer)
  }

  /// All requests by all roles: only operators change anything.
  @Test(arguments: requests, ControlRole.allCases)
  func `what may be asked follows from the role`(request: ControlRequest, role: ControlRole) {
    let refusal = request.refusal(for: role)
    switch request {
    case .status, .output, .queue, .of(_, .status): return #expect(refusal == nil)
    default: break
    }
    #expect((refusal == nil) == (role == .operator))
    let words =
      role == .keyless ? "was started without keys" : "yours is a \(role.rawValue)'s;"
    if let refusal { #expect(refusal.contains(words), "\(refusal)") }
  }

  @Test func `who asks before there is a coordinator is answered when there is one`() throws {
    let folder = try TemporaryFolder()
    let results = "\(folder.path)/sweep.sqlite"
    let client = try ControlClient(beside: results)
    try client.ask(.extend(spec: "a"))
    let socket = try ControlSocket(Context(), beside: results)
    let deadline = ContinuousClock.now + .seconds(30)
    var found: (request: ControlRequest, asker: ControlAsker)?
    while found == nil, ContinuousClock.now < deadline {
      var poller = Poller()
      socket.add(to: &poller)
      _ = try poller.wait(upTo: .milliseconds(100))
      found = try socket.receive()
    }
    let (request, asker) = try #require(found)
    #expect(request == .extend(spec: "a"))
    try socket.answer(.refused("not now"), to: asker)
    #expect(try client.answer(within: .seconds(30)) == .refused("not now"))
  }

  @Test func `only the owner of the file can connect, and nothing is left behind`() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/sweep.sqlite-control"
    do {
      let socket = try ControlSocket(Context(), beside: "\(folder.path)/sweep.sqlite")
      let facts = try FileManager.default.attributesOfItem(atPath: path)
      #expect(facts[.posixPermissions] as? Int == 0o600)
      _ = consume socket
    }
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func `a socket that was left behind is in nobody's way`() throws {
    let folder = try TemporaryFolder()
    let results = "\(folder.path)/sweep.sqlite"
    let first = try ControlSocket(Context(), beside: results)
    let second = try ControlSocket(Context(), beside: results)
    withExtendedLifetime((first, second)) {}
  }

  @Test func `too long a path is told of in a sentence`() throws {
    let results = "/" + String(repeating: "a", count: 100)
    let error = try #require(throws: ControlError.self) { _ = try ControlClient(beside: results) }
    #expect(error.description.contains("too long a path"))
    #expect(error.description.contains("--results"))
  }
}
