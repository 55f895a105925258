import Foundation
import Processes
import SQLite
import Testing

/// Workers that come in with keys: the right one, a wrong one, none, a revoked one, a stolen one.
struct KeyTests {
  let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try sandbox.write(SmallSpec.digits(), to: "small.yaml")
  }

  /// As README's "On several machines" has it, with loopback for the network.
  static let twoMachines = (
    coordinator: ["sweep keys new ada", "sweep serve small.yaml --listen 'tcp://*:5555'"],
    worker: "sweep work tcp://10.0.0.5:5555 --key ada.key"
  )

  @Test func `two machines need three lines and one file that is carried over`() throws {
    let (prepare, serve) = (Self.twoMachines.coordinator[0], Self.twoMachines.coordinator[1])
    #expect(try sandbox.shell(prepare).finish().status == .exited(0))
    let coordinator = try sandbox.shell(serve.replacing("tcp://*:5555", with: "tcp://127.0.0.1:*"))
    let endpoint = try coordinator.endpoint()

    let other = try Sandbox()
    try FileManager.default.moveItem(
      atPath: sandbox.path("ada.key"), toPath: other.path("ada.key"))
    let worker = try other.shell(
      Self.twoMachines.worker.replacing("tcp://10.0.0.5:5555", with: endpoint))
    let finished = try coordinator.finish()
    #expect(finished.status == .exited(0))
    #expect(try worker.finish().status == .exited(0))

    let local = try Sandbox()
    try local.write(SmallSpec.digits(), to: "small.yaml")
    #expect(try local.run("run", "small.yaml").output == finished.output)
  }

  /// A coordinator reads of it within a second.
  @Test func `a key that was made just now comes in`() throws {
    #expect(try sandbox.shell("sweep keys new ada").finish().status == .exited(0))
    let coordinator = try sandbox.shell("sweep serve small.yaml --listen 'tcp://127.0.0.1:*'")
    let endpoint = try coordinator.endpoint()
    #expect(try sandbox.shell("sweep keys new rita --role reader").finish().status == .exited(0))
    let look = try sandbox.shell("sweep status --connect \(endpoint) --key rita.key").finish()
    #expect(look.status == .exited(0), "\(look.errors)")
    #expect(look.output.contains("0 of "), "\(look.output)")
    coordinator.child.send(.terminate)
    _ = try coordinator.finish()
  }

  @Test(arguments: [
    ["list", "--slots", "3"], ["limit", "ada", "--role", "operator"],
    ["revoke", "ada", "--out", "x"],
  ]) func `an option that does nothing is refused`(words: [String]) throws {
    #expect(try sandbox.shell("sweep keys new ada").finish().status == .exited(0))
    let refusal = try sandbox.run(["keys"] + words)
    #expect(refusal.status == .exited(2))
    #expect(
      refusal.errors.contains("does nothing with 'sweep keys \(words[0])'"), "\(refusal.errors)")
  }

  @Test func `an address that others can reach is not served without keys`() throws {
    for address in ["tcp://127.0.0.1:*", "tcp://*:*"] {
      let serve = try sandbox.run("serve", "small.yaml", "--listen", address)
      #expect(serve.status == .exited(2))
      #expect(serve.errors.contains("sweep keys new NAME"), "\(serve.errors)")
      #expect(!sandbox.exists("sweep.sqlite"))
    }
  }

  @Test func `who is not let in is told why, and goes home with exit code 3`() throws {
    let coordinator = try serve(keysFor: "ada")
    let endpoint = try coordinator.endpoint()
    let server = try serverKey()
    // Another coordinator's worker, an unknown one, and one that has been told nothing.
    try sandbox.run("keys", "new", "bob", "--keys", sandbox.path("elsewhere"))
    let wrongServer = try sandbox.run(
      "work", endpoint, "--slots", "1", "--key", "bob.key", "--patience", "1s")
    #expect(wrongServer.status == .exited(3))
    #expect(wrongServer.errors.contains("its public key is another"), "\(wrongServer.errors)")

    let unknown = try sandbox.run(
      "work", endpoint, "--slots", "1", "--key", "bob.key", "--server-key", server)
    #expect(unknown.status == .exited(3))
    #expect(unknown.errors.contains("does not let in the key 'bob'"), "\(unknown.errors)")

    let without = try sandbox.run("work", endpoint, "--slots", "1")
    #expect(without.status == .exited(3))
    #expect(without.errors.contains("asks for a key"), "\(without.errors)")

    // The coordinator tells which key it turned away, and lets it in when it is told to.
    let line = try coordinator.waitForLine { $0.contains("turned away") }
    let key = try #require(line.split(separator: " ").last.map(String.init))
    #expect(try sandbox.run("keys", "allow", "bob", key).status == .exited(0))
    _ = try coordinator.waitForLine { $0.contains("read the list of keys again: 2 on it") }
    let bob = try sandbox.run(
      "work", endpoint, "--slots", "1", "--key", "bob.key", "--server-key", server)
    #expect(bob.status == .exited(0), "\(bob.errors)")
    #expect(try coordinator.finish().status == .exited(0))
  }

  @Test func `a worker with a key does not talk to a coordinator in the clear`() throws {
    let coordinator = try sandbox.start(
      "serve", "small.yaml", "--listen", "tcp://127.0.0.1:*", "--insecure")
    try sandbox.run("keys", "new", "ada")
    let worker = try sandbox.run(
      "work", try coordinator.endpoint(), "--slots", "1", "--key", "ada.key")
    #expect(worker.status == .exited(3))
    #expect(worker.errors.contains("speaks in the clear"), "\(worker.errors)")
    coordinator.child.send(.terminate)
    #expect(try coordinator.finish().status == .exited(143))
  }

  @Test func `a reader's key does not train`() throws {
    let coordinator = try serve(keysFor: "ada")
    try sandbox.run("keys", "new", "eve", "--role", "reader")
    _ = try coordinator.waitForLine { $0.contains("2 on it") }
    let eve = try sandbox.run("work", try coordinator.endpoint(), "--key", "eve.key")
    #expect(eve.status == .exited(2))
    #expect(eve.errors.contains("is the key of a reader"), "\(eve.errors)")

    // Nor does one that is passed off as a worker's: the coordinator knows better.
    let key = try String(contentsOfFile: sandbox.path("eve.key"), encoding: .utf8)
    try sandbox.run("keys", "new", "disguise")
    try key.replacing("role reader", with: "role worker").write(
      toFile: sandbox.path("disguise.key"), atomically: false, encoding: .utf8)
    let disguised = try sandbox.run(
      "work", try coordinator.endpoint(), "--key", "disguise.key", "--patience", "2s")
    #expect(disguised.status == .exited(3))
    #expect(try query("SELECT count(*) FROM workers") == 0)
    coordinator.child.send(.terminate)
    _ = try coordinator.finish()
  }

  @Test func `a key file that others can read is refused`() throws {
    try sandbox.run("keys", "new", "ada")
    for path in ["ada.key", ".config/sweep/coordinator.key", ".config/sweep/allowed"] {
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o644], ofItemAtPath: sandbox.path(path))
      let refused =
        path == "ada.key"
        ? try sandbox.run("work", "tcp://127.0.0.1:1", "--key", path)
        : try sandbox.run("serve", "small.yaml", "--listen", "tcp://127.0.0.1:*")
      #expect(refused.status == .exited(2))
      #expect(refused.errors.contains("is open to others (mode 644)"), "\(refused.errors)")
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o600], ofItemAtPath: sandbox.path(path))
    }
  }

  @Test func `a revoked key ends a live session, and others do its work`() throws {
    try sandbox.write(SmallSpec.digits(epochs: 60), to: "small.yaml")
    let coordinator = try serve(keysFor: "ada", "bob")
    let endpoint = try coordinator.endpoint()
    let ada = try sandbox.start("work", endpoint, "--slots", "1", "--key", "ada.key")
    try coordinator.wait { try query("SELECT count(*) FROM attempts") > 0 }
    #expect(try sandbox.run("keys", "revoke", "ada").status == .exited(0))
    let sent = try ada.finish()
    #expect(sent.status == .exited(3))
    #expect(sent.errors.contains("does not let in the key 'ada', or no longer"), "\(sent.errors)")
    _ = try coordinator.waitForLine { $0.contains("1 on it, and no more ada") }

    let bob = try sandbox.start("work", endpoint, "--slots", "2", "--key", "bob.key")
    #expect(try coordinator.finish().status == .exited(0))
    #expect(try bob.finish().status == .exited(0))
    #expect(try attempts("lost") > 0)
  }

  @Test func `others stay when a key is revoked`() throws {
    try sandbox.write(SmallSpec.digits(epochs: 60), to: "small.yaml")
    let coordinator = try serve(keysFor: "ada", "bob")
    let bob = try sandbox.start(
      "work", try coordinator.endpoint(), "--slots", "1", "--key", "bob.key")
    try coordinator.wait { try query("SELECT count(*) FROM attempts") > 0 }
    try sandbox.run("keys", "revoke", "ada")
    coordinator.child.send(.hangup)
    _ = try coordinator.waitForLine { $0.contains("no more ada") }
    #expect(try coordinator.finish().status == .exited(0))
    #expect(try bob.finish().status == .exited(0))
    #expect(try attempts("lost") == 0)
    // A worker that is slowed down may have called more often.
    let calls = try query("SELECT count(*) FROM workers WHERE key = 'bob'")
    #expect(calls == 1 || Sanitizer.isOn)
  }

  @Test func `a hangup before it listens does not end a coordinator`() throws {
    try sandbox.run("keys", "new", "ada")
    for _ in 0..<3 {
      let coordinator = try sandbox.start(
        "serve", "small.yaml", "--listen", "tcp://127.0.0.1:*", "--progress", "json")
      // From the moment in which it has begun to work, whatever it works on; a process that is only
      // being started holds back all signals.
      try coordinator.wait {
        let held = try heldSignals(of: coordinator.child.id)
        return held & 1 != 0 && held >> 31 == 0
      }
      coordinator.child.send(.hangup)
      _ = try coordinator.endpoint()
      coordinator.child.send(.terminate)
      #expect(try coordinator.finish().status == .exited(143))
    }
  }

  /// The signals that a process holds back, as bits, SIGHUP the lowest.
  private func heldSignals(of process: Int32) throws -> UInt64 {
    let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("SigBlk:") })
    return try #require(UInt64(line.split(separator: "\t").last ?? "", radix: 16))
  }

  @Test func `a list that cannot be read changes nothing`() throws {
    let coordinator = try serve(keysFor: "ada")
    try sandbox.write("ada worker\n", to: ".config/sweep/allowed")
    let line = try coordinator.waitForLine { $0.contains("stays as it was") }
    #expect(line.contains("line 1: a line is 'name role key'"))
    let ada = try sandbox.run("work", try coordinator.endpoint(), "--key", "ada.key")
    #expect(ada.status == .exited(0), "\(ada.errors)")
    #expect(try coordinator.finish().status == .exited(0))
  }

  @Test func `two workers with one key are two workers`() throws {
    // Long enough for both to come before it is over.
    try sandbox.write(SmallSpec.digits(epochs: 40), to: "small.yaml")
    let coordinator = try serve(keysFor: "ada")
    let endpoint = try coordinator.endpoint()
    let workers = try (0..<2).map { _ in
      try sandbox.start("work", endpoint, "--slots", "1", "--key", "ada.key")
    }
    #expect(try coordinator.finish().status == .exited(0))
    for worker in workers { #expect(try worker.finish().status == .exited(0)) }
    #expect(try query("SELECT count(*) FROM results") == 9)
    #expect(try query("SELECT count(DISTINCT process) FROM workers WHERE key = 'ada'") == 2)
  }

  @Test func `a killed worker is missed within five beats`() throws {
    try sandbox.write(SmallSpec.digits(replicates: 1, epochs: 4000, factors: 2), to: "small.yaml")
    let coordinator = try serve(keysFor: "ada")
    let endpoint = try coordinator.endpoint()
    let ada = try sandbox.start("work", endpoint, "--slots", "1", "--key", "ada.key")
    try coordinator.wait { try query("SELECT count(*) FROM attempts") > 0 }
    ada.child.send(.kill)
    _ = try ada.finish()
    // Its lease would have been good for thirty.
    try coordinator.wait(within: .seconds(29)) { try attempts("lost") > 0 }
    coordinator.child.send(.kill)
    _ = try coordinator.finish()
  }

  @Test func `keys are made where they are used, if somebody wants it so`() throws {
    let server = try sandbox.run("keys", "new").output
    let made = try sandbox.run(
      "keys", "new", "ada", "--server-key", server.trimmingCharacters(in: .newlines))
    #expect(made.status == .exited(0), "\(made.errors)")
    #expect(made.output.hasPrefix("sweep keys allow ada "))
    #expect(
      try sandbox.shell(made.output.trimmingCharacters(in: .newlines)).finish().status == .exited(0)
    )
    let list = try sandbox.run("keys", "list").output.split(separator: "\n")
    #expect(list.count == 3)
    #expect(list.last?.hasPrefix("ada   worker") == true)
    #expect(try sandbox.run("keys", "new", "ada").status == .exited(2))
    #expect(try sandbox.run("keys", "revoke", "bob").status == .exited(2))
    #expect(try sandbox.run("keys", "list", "--json").output.contains("\"coordinator\""))
  }

  /// A coordinator on loopback that lets in keys by these names.
  func serve(keysFor names: String...) throws -> Running {
    for name in names { try sandbox.run("keys", "new", name) }
    let coordinator = try sandbox.start(
      "serve", "small.yaml", "--listen", "tcp://127.0.0.1:*", "--progress", "json")
    _ = try coordinator.endpoint()
    return coordinator
  }

  func serverKey() throws -> String {
    let list = try sandbox.run("keys", "list").output
    return try #require(
      list.split(separator: "\n").first { $0.contains("coordinator") }?.split(separator: " ").last
        .map(String.init))
  }

  func attempts(_ ending: String) throws -> Int {
    try query("SELECT count(*) FROM attempts WHERE ending = '\(ending)'")
  }

  func query(_ sql: String) throws -> Int {
    let database = try Database(at: sandbox.path("sweep.sqlite"), mode: .readOnly)
    return try database.prepare(sql).first { $0.int(0) } ?? 0
  }
}

extension Running {
  /// Waits until something has come true that this process is to bring about.
  func wait(within limit: Duration = .seconds(60), until isTrue: () throws -> Bool) throws {
    let deadline = ContinuousClock.now + limit * Sanitizer.patience
    while try !isTrue() {
      try #require(ContinuousClock.now < deadline)
      _ = try child.ending.waitUntilReadable(upTo: .milliseconds(20))
    }
  }

  /// Where a coordinator that listens on loopback does so.
  func endpoint() throws -> String {
    let line = try waitForLine { $0.contains("listening at") }
    let words = line.split(whereSeparator: { " ;".contains($0) })
    return try #require(words.first { $0.hasPrefix("tcp://") }.map(String.init))
  }
}
