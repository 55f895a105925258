import Foundation
import Processes
import Testing

/// Requests to a coordinator from elsewhere, and the keys that allow them.
struct RemoteControlTests {
  let sandbox: Sandbox

  init() throws {
    let sweep = try ProgramSweep(
      "", spec: "command: [sh, train.sh, $x]\nparameters: { x: [1, 2, 3, 4] }\n")
    sandbox = sweep.sandbox
    try sandbox.write(
      """
      for i in $(seq 600); do test -e \(sandbox.path("go")) && break; sleep 0.1; done
      echo val_accuracy=0.$1
      """, to: "train.sh")
  }

  /// A coordinator with keys, and a worker in training.
  private func begin() throws -> (coordinator: Running, worker: Running, endpoint: String) {
    for (name, role) in [("ada", "worker"), ("eve", "reader"), ("olga", "operator")] {
      #expect(try sandbox.run("keys", "new", name, "--role", role).status == .exited(0))
    }
    let coordinator = try sandbox.start(
      "serve", "small.yaml", "--listen", "tcp://127.0.0.1:*", "--progress", "plain")
    let endpoint = try coordinator.endpoint()
    let worker = try sandbox.start(
      "work", endpoint, "--slots", "2", "--key", "ada.key", "--code", ".")
    _ = try coordinator.waitForLine { $0.contains("2 running") }
    return (coordinator, worker, endpoint)
  }

  @Test func `an operator ends a run on another machine, a reader or a worker does not`() throws {
    let (coordinator, worker, endpoint) = try begin()
    for (key, role) in [("eve.key", "reader"), ("ada.key", "worker")] {
      let refused = try sandbox.run("stop", "--now", "--connect", endpoint, "--key", key)
      #expect(refused.status == .exited(2))
      #expect(
        refused.errors.contains("takes an operator's key, and yours is a \(role)'s"),
        "\(refused.errors)")
    }
    let stop = try sandbox.run("stop", "--now", "--connect", endpoint, "--key", "olga.key")
    #expect(stop.status == .exited(0), "\(stop.errors)")
    #expect(try coordinator.finish().status == .exited(143))
    try sandbox.write("", to: "go")
    _ = try worker.finish()
  }

  @Test func `an operator asks for more from another machine, a reader does not`() throws {
    let (coordinator, worker, endpoint) = try begin()
    let words = ["extend", "x=5,6", "--connect", endpoint, "--key"]
    let refused = try sandbox.run(words + ["eve.key"])
    #expect(refused.status == .exited(2))
    #expect(refused.errors.contains("takes an operator's key"), "\(refused.errors)")
    let extended = try sandbox.run(words + ["olga.key"])
    #expect(extended.status == .exited(0), "\(extended.errors)")
    #expect(extended.output == "sweep 'small' has 6 trials now, 6 of them to be trained\n")
    try sandbox.write("", to: "go")
    #expect(try coordinator.finish().status == .exited(0))
    _ = try worker.finish()
    #expect(try sandbox.run("status").output.contains("6 of 6"))
  }

  @Test func `a paused run finishes what it trains, and goes on when it is resumed`() throws {
    let (coordinator, worker, endpoint) = try begin()
    let elsewhere = ["--connect", endpoint, "--key"]
    let refused = try sandbox.run(["pause"] + elsewhere + ["eve.key"])
    #expect(refused.status == .exited(2))
    #expect(refused.errors.contains("takes an operator's key"), "\(refused.errors)")
    #expect(try sandbox.run("pause").status == .exited(0))
    try sandbox.write("", to: "go")
    _ = try coordinator.waitForLine { $0.contains("2 of 4") && !$0.contains("running") }
    // The two that wait stay where they are, while the worker calls again and again.
    let status = try sandbox.run("status")
    #expect(status.output.contains("paused: no training begins until 'sweep resume'"))
    #expect(status.output.contains("2 waiting"), "\(status.output)")
    let resumed = try sandbox.run(["resume"] + elsewhere + ["olga.key"])
    #expect(resumed.status == .exited(0), "\(resumed.errors)")
    #expect(try coordinator.finish().status == .exited(0))
    _ = try worker.finish()
    let nobody = try sandbox.run("resume")
    #expect(nobody.status == .exited(2))
    #expect(nobody.errors.contains("'sweep run' goes on with its sweep"), "\(nobody.errors)")
  }

  @Test func `an operator has what failed tried again from another machine`() throws {
    try sandbox.write(
      """
      test $1 != 1 || test -e mended || exit 1
      for i in $(seq 600); do test -e \(sandbox.path("go")) && break; sleep 0.1; done
      echo val_accuracy=0.$1
      """, to: "train.sh")
    let (coordinator, worker, endpoint) = try begin()
    _ = try coordinator.waitForLine { $0.contains("1 failed") }
    let nothing = try sandbox.run(
      "retry", "--again", "--connect", endpoint, "--key", "olga.key")
    #expect(nothing.status == .exited(2))
    let missing = try sandbox.run(
      "retry", "zzz", "--connect", endpoint, "--key", "olga.key")
    #expect(missing.status == .exited(2))
    #expect(missing.errors.contains("'sweep fetch \(endpoint)' brings lists them"))
    try sandbox.write("", to: "mended")
    let retry = try sandbox.run(
      "retry", "--failed", "--connect", endpoint, "--key", "olga.key")
    #expect(retry.status == .exited(0), "\(retry.errors)")
    #expect(retry.output == "1 trial will be tried again\n")
    try sandbox.write("", to: "go")
    #expect(try coordinator.finish().status == .exited(0))
    _ = try worker.finish()
    #expect(try sandbox.run("status").output.contains("4 of 4"))
  }

  @Test func `an operator's request waits for a coordinator that stands still, and says so`() throws
  {
    let (coordinator, worker, endpoint) = try begin()
    coordinator.child.send(Signal(rawValue: SIGSTOP))
    let stop = try sandbox.start(
      "stop", "--connect", endpoint, "--key", "olga.key", "--patience", "2m")
    _ = try stop.waitForLine { $0.contains("which has not answered yet") }
    coordinator.child.send(Signal(rawValue: SIGCONT))
    _ = try stop.waitForLine { $0.contains("to stop; waiting for it") }
    try sandbox.write("", to: "go")
    #expect(try stop.finish().status == .exited(0))
    #expect(try coordinator.finish().status == .exited(143))
    _ = try worker.finish()
  }

  @Test func `nobody at an address is told in a sentence`() throws {
    let stop = try sandbox.run("stop", "--connect", "tcp://127.0.0.1:9", "--patience", "1s")
    #expect(stop.status == .exited(3))
    #expect(stop.errors.contains("no coordinator answered at tcp://127.0.0.1:9"), "\(stop.errors)")
    let both = try sandbox.run("stop", "--key", "olga.key")
    #expect(both.status == .exited(2))
  }

  @Test func `who watches beside a coordinator hears its news, and is told when it stands still`()
    throws
  {
    let (coordinator, worker, _) = try begin()
    let watch = try sandbox.start("watch", "--progress", "plain")
    _ = try watch.waitForLine { $0.contains("2 running") }
    coordinator.child.send(Signal(rawValue: SIGSTOP))
    _ = try watch.waitForLine { $0.contains("does not answer") }
    coordinator.child.send(Signal(rawValue: SIGCONT))
    try sandbox.write("", to: "go")
    #expect(try watch.finish().status == .exited(0))
    #expect(try coordinator.finish().status == .exited(0))
    _ = try worker.finish()
  }

  @Test func `the coordinator, the file and who asks from elsewhere say the same`() throws {
    let (coordinator, worker, endpoint) = try begin()
    func trials(_ words: [String]) throws -> String {
      let status = try sandbox.run(["status", "--json"] + words)
      #expect(status.status == .exited(0), "\(status.errors)")
      let json = try JSONSerialization.jsonObject(with: Data(status.output.utf8))
      let all = try #require(json as? [String: Any])
      let workers = try #require(all["workers"] as? [[String: Any]])
      let shown: [String: Any] = [
        "trials": all["trials"] ?? "", "failed": all["failed_attempts"] ?? "",
        "best": all["best"] ?? "", "workers": workers,
      ]
      let data = try JSONSerialization.data(withJSONObject: shown, options: [.sortedKeys])
      return String(decoding: data, as: UTF8.self)
    }
    #expect(try trials([]) == trials(["--connect", endpoint, "--key", "eve.key"]))
    try sandbox.write("", to: "go")
    #expect(try coordinator.finish().status == .exited(0))
    _ = try worker.finish()
  }
}
