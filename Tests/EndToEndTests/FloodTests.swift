import Foundation
import Hashing
import Keys
import Processes
import Random
import SQLite
import Sweeps
import Testing
import Trials

/// A coordinator under nonsense of every kind from the network.
struct FloodTests {
  /// Pieces of nonsense; `SWEEP_FLOOD=1000000` for a long run.
  static let count =
    CurrentProcess.environment["SWEEP_FLOOD"].flatMap { Int($0) } ?? 20_000

  @Test func `a coordinator survives a flood, sends its author away and finishes the sweep`() throws
  {
    let sandbox = try Sandbox()
    try sandbox.write(SmallSpec.digits(), to: "small.yaml")
    for name in ["ada", "mallory"] { try sandbox.run("keys", "new", name) }
    let coordinator = try sandbox.start(
      "serve", "small.yaml", "--listen", "tcp://127.0.0.1:*", "--progress", "plain")
    let endpoint = try coordinator.endpoint()
    let port = try #require(endpoint.split(separator: ":").last.flatMap { UInt16($0) })

    var flood = try Flood(
      try WorkerKey(KeyFile(at: sandbox.path("mallory.key"))), at: endpoint,
      trials: try trials(sandbox), seed: 5)
    var random = RandomStream(seed: 6)
    while flood.sent < Self.count {
      try #require(try flood.pour(), "after \(flood.sent) pieces nothing more is taken")
      guard flood.sent % 100 == 0 else { continue }
      try #require(try coordinator.child.poll() == nil, "after \(flood.sent) pieces")
      let noise = (0..<random.integer(below: 300)).map { _ in
        UInt8(truncatingIfNeeded: random.next())
      }
      Knocking.knock(at: port, noise)
      Knocking.knock(at: port, Knocking.greeting + noise)
    }
    try flood.listen()
    #expect(flood.answers > 0, "nothing of it arrived")
    let memory = try peakMemory(of: coordinator.child.id)
    #expect(memory < 200 || Sanitizer.isOn, "MiB at the peak")

    try sandbox.run("keys", "revoke", "mallory")
    coordinator.child.send(.hangup)
    _ = try coordinator.waitForLine { $0.contains("no more mallory") }
    let ada = try sandbox.run("work", endpoint, "--slots", "2", "--key", "ada.key")
    #expect(ada.status == .exited(0), "\(ada.errors)")
    let finished = try coordinator.finish()
    #expect(finished.status == .exited(0))
    #expect(!finished.errors.contains("\u{1b}"))

    let calm = try Sandbox()
    try calm.write(SmallSpec.digits(), to: "small.yaml")
    #expect(try calm.run("run", "small.yaml").output == finished.output)
  }

  private func trials(_ sandbox: Sandbox) throws -> [TrialID] {
    let database = try Database(at: sandbox.path("sweep.sqlite"), mode: .readOnly)
    return try database.prepare("SELECT hash FROM trials").map { row in
      Digest(bytes: row.blob(0)).map(TrialID.init)
    }.compactMap(\.self)
  }

  /// The most memory that a process has had, in MiB.
  private func peakMemory(of process: Int32) throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
    return try #require(line.split(separator: " ").dropFirst().first.flatMap { Int($0) }) / 1024
  }
}
