import Foundation
import Processes
import Testing

/// A queue of sweeps for one pool of workers.
struct QueueTests {
  private let sandbox: Sandbox
  private static let names = ["ada", "bob", "eve"]

  init() throws {
    sandbox = try Sandbox()
    for (index, name) in Self.names.enumerated() {
      let spec = SmallSpec.digits(replicates: 3, epochs: 8 + index)
      try sandbox.write(spec.replacing("sweep: small", with: "sweep: \(name)"), to: "\(name).yaml")
    }
  }

  private func serve(at address: String = "tcp://127.0.0.1:*") throws -> (Running, String) {
    let queue = try sandbox.start(
      "serve", "--queue", "lab", "--listen", address, "--insecure")
    return (queue, try queue.endpoint())
  }

  private func workers(_ count: Int, at endpoint: String) throws -> [Running] {
    try (0..<count).map { _ in try sandbox.start("work", endpoint, "--slots", "1") }
  }

  /// Waits until the list of the queue fits.
  private func waitForSweeps(
    _ words: [String] = ["--queue", "lab"], _ fits: ([(name: String, state: String)]) -> Bool
  ) throws {
    let deadline = ContinuousClock.now + .seconds(120) * Sanitizer.patience
    var last = ""
    while ContinuousClock.now < deadline {
      let list = try sandbox.run(["list", "--json"] + words)
      last = list.output + list.errors
      if list.succeeded,
        let json = try JSONSerialization.jsonObject(with: Data(list.output.utf8))
          as? [String: Any],
        let sweeps = json["sweeps"] as? [[String: Any]]
      {
        let states = sweeps.map { sweep in
          (name: sweep["sweep"] as? String ?? "", state: sweep["state"] as? String ?? "")
        }
        if fits(states) { return }
      }
      usleep(500_000)
    }
    Issue.record("\(last)")
  }

  private func expectTables() throws {
    for name in Self.names {
      let alone = try sandbox.run("run", "\(name).yaml", "-j", "2", "--results", "\(name).sqlite")
      #expect(alone.succeeded, "\(alone.errors)")
      func table(_ results: String) throws -> String {
        let table = try sandbox.run("table", "--format", "csv", "--results", results)
        #expect(table.succeeded, "\(table.errors)")
        return table.output
      }
      #expect(try table("lab/\(name).sqlite") == table("\(name).sqlite"))
    }
  }

  @Test func `a queue that is killed goes on, and its tables are those of single runs`() throws {
    let (first, endpoint) = try serve()
    let workers = try workers(2, at: endpoint)
    for (name, priority) in zip(Self.names, ["0", "0", "5"]) {
      let submit = try sandbox.run(
        "submit", "\(name).yaml", "--queue", "lab", "--priority", priority)
      #expect(submit.succeeded, "\(submit.errors)")
      #expect(submit.output == "sweep '\(name)' is in the queue: 9 trials, priority \(priority)\n")
    }
    let again = try sandbox.run("submit", "ada.yaml", "--queue", "lab")
    #expect(again.output == "sweep 'ada' is in the queue already: 9 trials, priority 0\n")
    let second = try sandbox.run(
      "serve", "--queue", "lab", "--listen", "tcp://127.0.0.1:*", "--insecure")
    #expect(second.status == .exited(75))
    #expect(second.errors.contains("another process runs the queue in 'lab'"), "\(second.errors)")

    first.child.send(.kill)
    _ = try first.finish()
    let gone = try sandbox.run("submit", "ada.yaml", "--queue", "lab")
    #expect(gone.status == .exited(3))
    #expect(gone.errors.contains("nobody runs the queue in 'lab'"), "\(gone.errors)")
    #expect(try sandbox.run("list", "--queue", "lab").output.contains("ada"))

    let (queue, _) = try serve(at: endpoint)
    try waitForSweeps { $0.count == 3 && $0.allSatisfy { $0.state == "complete" } }
    #expect(try sandbox.run("stop", "--queue", "lab").succeeded)
    #expect(try queue.finish().status == .exited(143))
    for worker in workers { #expect(try worker.finish().status == .exited(0)) }
    try expectTables()
    let status = try sandbox.run("status", "--queue", "lab")
    #expect(status.output.contains("eve    complete  5"), "\(status.output)")
  }

  @Test func `what cannot be planned is refused with its line, and nothing of it stays`() throws {
    let (queue, _) = try serve()
    let odd = SmallSpec.digits().replacing("sweep: small", with: "sweep: odd")
    try sandbox.write(odd.replacing("data: digits", with: "data: nosuchset"), to: "odd.yaml")
    try sandbox.write("sweep: odd\ndata: digits\nnetwrk: []\n", to: "odder.yaml")
    for (file, word) in [("odd.yaml", "odd.yaml:2"), ("odder.yaml", "odder.yaml:3")] {
      let refused = try sandbox.run("submit", file, "--queue", "lab")
      #expect(refused.status == .exited(2))
      #expect(refused.errors.contains(word), "\(refused.errors)")
    }
    #expect(try sandbox.run("list", "--queue", "lab").output == "the queue is empty\n")
    let names = try FileManager.default.contentsOfDirectory(atPath: sandbox.path("lab"))
    #expect(names.allSatisfy { $0.hasPrefix("queue") }, "\(names)")
    queue.child.send(.interrupt)
    #expect(try queue.finish().status == .exited(130))
  }

  @Test func `an operator submits from elsewhere, and stops one sweep of several`() throws {
    for (name, role) in [("w", "worker"), ("r", "reader"), ("o", "operator")] {
      #expect(try sandbox.run("keys", "new", name, "--role", role).succeeded)
    }
    let queue = try sandbox.start("serve", "--queue", "lab", "--listen", "tcp://127.0.0.1:*")
    let endpoint = try queue.endpoint()
    let long = SmallSpec.digits(replicates: 100, epochs: 20)
      .replacing("sweep: small", with: "sweep: long")
    try sandbox.write(long, to: "long.yaml")
    func elsewhere(_ key: String) -> [String] { ["--connect", endpoint, "--key", "\(key).key"] }
    let refused = try sandbox.run(["submit", "long.yaml"] + elsewhere("r"))
    #expect(refused.status == .exited(2))
    #expect(refused.errors.contains("this takes an operator's key"), "\(refused.errors)")
    let submit = try sandbox.run(["submit", "long.yaml"] + elsewhere("o"))
    #expect(submit.succeeded, "\(submit.errors)")
    #expect(try sandbox.run(["submit", "ada.yaml"] + elsewhere("o")).succeeded)

    let worker = try sandbox.start("work", endpoint, "--slots", "1", "--key", "w.key")
    try waitForSweeps(elsewhere("r")) { $0.contains { $0.name == "long" && $0.state == "running" } }
    let unnamed = try sandbox.run(["status"] + elsewhere("r"))
    #expect(unnamed.errors.contains("name one with --sweep (long, ada)"), "\(unnamed.errors)")
    let status = try sandbox.run(["status", "--sweep", "long"] + elsewhere("r"))
    #expect(status.output.contains("long"), "\(status.errors)")
    let fetch = try sandbox.run(["fetch", endpoint, "--key", "r.key"])
    #expect(fetch.errors.contains("a results file of its own"), "\(fetch.errors)")

    // Beside its results file, as of any run.
    #expect(try sandbox.run("stop", "--now", "--results", "lab/long.sqlite").succeeded)
    try waitForSweeps(elsewhere("r")) {
      $0.map { $0.state } == ["stopped", "complete"]
    }
    let stop = try sandbox.run(["stop"] + elsewhere("o"))
    #expect(stop.succeeded, "\(stop.errors)")
    #expect(try queue.finish().status == .exited(143))
    #expect(try worker.finish().status == .exited(0))
  }

  @Test func `a worker is brought the data of a sweep that was not there when it came`() throws {
    let there = try Sandbox()
    let (queue, endpoint) = try serve()
    let worker = try there.start("work", endpoint, "--slots", "2")
    _ = try worker.waitForLine { $0.contains("calling") }
    let rows = (0..<40).map { "\($0),\($0 % 2 == 0 ? "a" : "b")" }
    try sandbox.write("x,label\n" + rows.joined(separator: "\n") + "\n", to: "d.csv")
    try sandbox.write(
      """
      sweep: late
      data: { csv: d.csv, target: label }
      network: [{ dense: { units: 2, activation: softmax } }]
      training:
        loss: categorical_crossentropy
        optimizer: { sgd: { learning_rate: 0.1 } }
        batch_size: 8
        epochs: 2
      evaluate: { holdout: 0.25, replicates: 4, seed: 3 }
      """, to: "late.yaml")
    let submit = try sandbox.run("submit", "late.yaml", "--queue", "lab")
    #expect(submit.succeeded, "\(submit.errors)")
    _ = try queue.waitForLine { $0.contains("'late' is complete: 4 of 4 trials") }
    #expect(there.exists("d.csv"))
    queue.child.send(.interrupt)
    #expect(try queue.finish().status == .exited(130))
    #expect(try worker.finish().status == .exited(0))
  }

  @Test func `options of a single sweep are refused, and no address is one too`() throws {
    let stray = try sandbox.run("serve", "--queue", "lab", "--listen", "ipc://x", "--epochs", "3")
    #expect(stray.status == .exited(2))
    #expect(stray.errors.contains("--epochs is for a single sweep"), "\(stray.errors)")
    let file = try sandbox.run("serve", "ada.yaml", "--queue", "lab", "--listen", "ipc://x")
    #expect(file.errors.contains("'sweep submit FILE --queue lab'"), "\(file.errors)")
    let nothing = try sandbox.run("serve", "--listen", "ipc://x")
    #expect(nothing.errors.contains("--queue DIR for a queue of sweeps"), "\(nothing.errors)")
    #expect(try sandbox.run("submit", "ada.yaml").errors.contains("name the queue"))
    #expect(!sandbox.exists("lab"))
  }
}
