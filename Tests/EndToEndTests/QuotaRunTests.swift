import Cluster
import Foundation
import Keys
import Processes
import SQLite
import Testing
import Trials
import ZeroMQ

/// Keys whose workers may have so many slots and no more, on a coordinator that runs.
struct QuotaRunTests {
  private let sandbox: Sandbox
  private let context: Context

  init() throws {
    context = try Context()
    sandbox = try Sandbox()
    try sandbox.write(SmallSpec.digits(replicates: 10), to: "small.yaml")
    try sandbox.run("keys", "new", "ada")
  }

  private func serve() throws -> (Running, endpoint: String) {
    let coordinator = try sandbox.start(
      "serve", "small.yaml", "--listen", "tcp://127.0.0.1:*", "--progress", "plain")
    return (coordinator, try coordinator.endpoint())
  }

  /// A worker that says it has 1,024 slots, takes what it is given, and only beats.
  private func takeAll(
    with name: String, at endpoint: String
  ) throws -> (assigned: Int, socket: Keeper) {
    let key = try WorkerKey(KeyFile(at: sandbox.path("\(name).key")), for: [.worker])
    let socket = try Socket(
      .dealer, in: context,
      [.curveClient(key.pair, serverKey: key.coordinator), .immediate, .linger(.zero)])
    try socket.connect(to: endpoint)
    let session = Session(number: 7 << 32)
    let database = try Database(at: sandbox.path("sweep.sqlite"), mode: .readOnly)
    let semantics = try database.prepare("SELECT semantics FROM sweeps").first { $0.text(0) } ?? ""
    let facts = WorkerFacts(
      host: "mallory", process: 1, slots: 1024, semantics: [semantics], kernel: "none")
    var assigned: Set<Attempt> = []
    var isWelcome = false
    var sequence = 0
    let deadline = ContinuousClock.now + .seconds(60) * Sanitizer.patience
    while true {
      sequence += 1
      let message: Cluster.Message =
        isWelcome
        ? .beat(Beat(seen: 1 << 40, holding: Array(assigned), isDraining: false))
        : .hello(Hello(worker: facts, term: 0, holding: []))
      _ = try socket.send([
        Envelope(term: 0, session: session, sequence: sequence, message: message).bytes
      ])
      var poller = Poller()
      _ = poller.add(socket)
      _ = try poller.wait(upTo: .milliseconds(300))
      while let message = try socket.receive() {
        for envelope in try Envelope.all(in: message.frames[0], from: .coordinator) {
          switch envelope.message {
          case .welcome: isWelcome = true
          case .assign(let attempt, _, _): assigned.insert(attempt)
          // The answer to a beat comes after all that was assigned before.
          case .beatAcknowledged where !assigned.isEmpty:
            return (assigned.count, Keeper(socket: socket))
          default: break
          }
        }
      }
      try #require(.now < deadline, "nothing is assigned")
    }
  }

  /// Keeps a socket, which would be closed otherwise.
  private final class Keeper {
    let socket: Socket
    init(socket: consuming Socket) { self.socket = socket }
  }

  @Test func `a key with a quota of slots takes no more of the trials, and others train the rest`()
    throws
  {
    #expect(try sandbox.run("keys", "new", "mallory", "--slots", "2").succeeded)
    let (coordinator, endpoint) = try serve()
    let (assigned, keeper) = try takeAll(with: "mallory", at: endpoint)
    // One in training and one ready for each slot; without the quota it were all 30.
    #expect(assigned == 4)
    let note = try coordinator.waitForLine { $0.contains("the key 'mallory'") }
    #expect(note.contains("sweep keys limit mallory --slots N"), "\(note)")

    // A further worker of the key is told why it waits, and goes home when its patience is over.
    let second = try sandbox.run(
      "work", endpoint, "--slots", "1", "--key", "mallory.key", "--patience", "2s")
    #expect(second.status == .exited(75), "\(second.errors)")
    #expect(second.errors.contains("no room for a further worker with this key"))
    #expect(second.errors.contains("this worker calls again"), "\(second.errors)")

    // With a larger quota it comes in, and nobody was sent away for the change.
    #expect(try sandbox.run("keys", "limit", "mallory", "--slots", "1100").succeeded)
    _ = try coordinator.waitForLine { $0.contains("read the list of keys again: 2 on it") }
    _ = keeper
    #expect(try sandbox.run("keys", "revoke", "mallory").succeeded)
    let ada = try sandbox.run("work", endpoint, "--slots", "2", "--key", "ada.key")
    #expect(ada.succeeded, "\(ada.errors)")
    #expect(try coordinator.finish().succeeded)
    #expect(try sandbox.run("doctor").succeeded)
  }

  @Test func `the quota of a key is set, listed, changed and taken away`() throws {
    #expect(try sandbox.run("keys", "new", "bob", "--slots", "64").succeeded)
    let listed = try sandbox.run("keys", "list")
    let bob = try #require(listed.output.split(separator: "\n").first { $0.hasPrefix("bob") })
    #expect(bob.split(separator: " ").prefix(3) == ["bob", "worker", "64"])
    #expect(try sandbox.run("keys", "list", "--json").output.contains(#""slots": 64"#))
    #expect(try sandbox.run("keys", "limit", "bob").errors.contains("as many slots as they bring"))
    #expect(try sandbox.run("keys", "list", "--json").output.contains(#""slots": null"#))

    let reader = try sandbox.run("keys", "new", "rita", "--role", "reader", "--slots", "4")
    #expect(reader.status == .exited(2))
    #expect(!sandbox.exists("rita.key"))
    let none = try sandbox.run("keys", "limit", "bob", "--slots", "0")
    #expect(none.status == .exited(2))
    #expect(none.errors.contains("--slots must be a whole number from 1"), "\(none.errors)")
    #expect(try sandbox.run("keys", "limit", "eve", "--slots", "1").status == .exited(2))
  }
}
