import Foundation
import Processes
import Testing

/// Readers that look on at a coordinator over the wire.
struct ReaderTests {
  let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try sandbox.write(SmallSpec.digits(replicates: 2, epochs: 400), to: "small.yaml")
  }

  /// A coordinator on loopback with keys for a worker, ada, and a reader, eve.
  private func serve() throws -> (coordinator: Running, endpoint: String) {
    try sandbox.run("keys", "new", "ada")
    try sandbox.run("keys", "new", "eve", "--role", "reader")
    let coordinator = try sandbox.start(
      "serve", "small.yaml", "--listen", "tcp://127.0.0.1:*", "--progress", "json")
    return (coordinator, try coordinator.endpoint())
  }

  @Test func `a reader sees from elsewhere what the coordinator shows, to the end`() throws {
    let (coordinator, endpoint) = try serve()
    let watch = try sandbox.start(
      "watch", "--connect", endpoint, "--key", "eve.key", "--progress", "json")
    _ = try watch.waitForLine { $0.contains("\"sweep\":\"small\"") && $0.contains("\"done\":0") }
    let worker = try sandbox.start("work", endpoint, "--slots", "1", "--key", "ada.key")
    let busy = try watch.waitForLine { $0.contains("\"running\":[{") }
    #expect(busy.contains("\"epochs\":400"))
    #expect(try coordinator.finish().status == .exited(0))
    #expect(try worker.finish().status == .exited(0))
    let seen = try watch.finish()
    #expect(seen.status == .exited(0), "\(seen.errors)")
    let last = try #require(seen.errors.split(separator: "\n").last)
    let picture = try JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: Any]
    let trials = try #require(picture?["trials"] as? [String: Int])
    #expect(trials["done"] == trials["total"])
    // The same best as the file has.
    let file = try JSONSerialization.jsonObject(
      with: Data(try sandbox.run("status", "--json").output.utf8))
    let best = (file as? [String: Any])?["best"] as? [String: Any]
    #expect(best != nil)
    #expect(
      NSDictionary(dictionary: best ?? [:]).isEqual(to: picture?["best"] as? [String: Any] ?? [:]))
  }

  @Test func `status asks once, and a worker's key will do`() throws {
    let (coordinator, endpoint) = try serve()
    let status = try sandbox.run("status", "--connect", endpoint, "--key", "ada.key")
    #expect(status.status == .exited(0), "\(status.errors)")
    #expect(status.output.hasPrefix("small: 0 of "))
    coordinator.child.send(.terminate)
    _ = try coordinator.finish()
  }

  @Test func `who watches hears that the coordinator has stopped before the end`() throws {
    let (coordinator, endpoint) = try serve()
    let watch = try sandbox.start(
      "watch", "--connect", endpoint, "--key", "eve.key", "--progress", "json")
    _ = try watch.waitForLine { $0.contains("\"sweep\"") }
    coordinator.child.send(.terminate)
    _ = try coordinator.finish()
    let seen = try watch.finish()
    #expect(seen.status == .exited(3))
    #expect(seen.errors.contains("the coordinator has stopped"), "\(seen.errors)")
  }

  @Test func `nobody looks in without a key, or where nobody is`() throws {
    let (coordinator, endpoint) = try serve()
    let without = try sandbox.run("status", "--connect", endpoint, "--patience", "2s")
    #expect(without.status == .exited(3))
    #expect(without.errors.contains("asks for a key"), "\(without.errors)")
    coordinator.child.send(.terminate)
    _ = try coordinator.finish()
    let alone = try sandbox.run(
      "status", "--connect", endpoint, "--key", "eve.key", "--patience", "1s")
    #expect(alone.status == .exited(3))
    #expect(alone.errors.contains("no coordinator answered"), "\(alone.errors)")
  }

  @Test(arguments: [
    (["watch", "--connect", "nowhere"], "'nowhere' is no address"),
    (
      ["status", "--connect", "tcp://127.0.0.1:1", "--results", "x.sqlite"],
      "leave out --results"
    ),
    (["watch", "--key", "ada.key"], "belong to --connect"),
  ]) func `what cannot be meant is refused`(words: [String], complaint: String) throws {
    let refusal = try sandbox.run(words)
    #expect(refusal.status == .exited(2))
    #expect(refusal.errors.contains(complaint), "\(refusal.errors)")
  }
}
