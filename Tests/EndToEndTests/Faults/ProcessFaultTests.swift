import Foundation
import Glibc
import Processes
import Testing

/// Processes that die, stand still and are asked to go, at any moment.
@Suite(.serialized) struct ProcessFaultTests {
  /// `SWEEP_FAULTS=long`: 2,000 trials, 200 runners and agents and 100 coordinators.
  @Test func `killed runners, agents and coordinators change no bit of the results`() throws {
    let spec = SmallSpec.sturdy(
      trials: Effort.choose(quick: 60, long: 2000), epochs: Effort.choose(quick: 20, long: 60))
    let calm = try Sandbox.calm(spec)
    let sandbox = try Sandbox()
    try sandbox.write(spec, to: "small.yaml")
    var coordinators = Effort.choose(quick: 3, long: 100)
    var others = Effort.choose(quick: 6, long: 200)
    var killed = (coordinators: 0, others: 0)
    var random = SystemRandomNumberGenerator()
    while coordinators + others > 0 {
      let run = try sandbox.start("run", "small.yaml", "-j", "2", "--progress", "none")
      defer { _ = run }
      // So many of its relatives, and then the coordinator itself.
      let share = coordinators == 0 ? others : others / coordinators
      for _ in 0..<share {
        try run.pause(.milliseconds(Int.random(in: 20..<200, using: &random)))
        let agents = children(of: run.child.id)
        let runners = agents.flatMap(children)
        guard let victim = (agents + runners).randomElement(using: &random) else { continue }
        guard kill(victim, SIGKILL) == 0 else { continue }
        killed.others += 1
        others -= 1
      }
      try run.pause(.milliseconds(Int.random(in: 0..<300, using: &random)))
      guard try run.child.poll() == nil else { break }
      run.child.send(.kill)
      _ = try run.finish()
      coordinators = max(0, coordinators - 1)
      killed.coordinators += 1
    }
    try sandbox.goOn()
    #expect(try sandbox.evidence() == calm)
    if Effort.isLong {
      print("killed \(killed.coordinators) coordinators, \(killed.others) others")
    }
    #expect(killed.coordinators > 0)
  }

  @Test func `a coordinator that is killed and comes back finds its workers at work`() throws {
    let spec = SmallSpec.sturdy(trials: 12, epochs: Effort.choose(quick: 60, long: 400))
    let calm = try Sandbox.calm(spec)
    let sandbox = try Sandbox()
    try sandbox.write(spec, to: "small.yaml")
    var coordinator = try sandbox.serve("tcp://127.0.0.1:*")
    let listening = try coordinator.waitForLine { $0.contains("listening") }
    let endpoint = try #require(
      listening.split(separator: " ").first { $0.hasPrefix("endpoint=") }?.dropFirst(9))
    let workers = try (0..<2).map { _ in
      try sandbox.start("work", String(endpoint), "--slots", "1")
    }
    for _ in 0..<Effort.choose(quick: 1, long: 5) {
      _ = try coordinator.waitForLine { $0.contains(" finished ") }
      coordinator.child.send(.kill)
      _ = try coordinator.finish()
      coordinator = try sandbox.serve(String(endpoint))
    }
    #expect(try coordinator.finish().status == .exited(0))
    var trained: [Substring] = []
    for worker in workers {
      let end = try worker.finish()
      #expect(end.status == .exited(0))
      trained += end.errors.split(separator: "\n").filter { $0.contains(" trained ") }
        .map { $0.split(separator: " ").first { $0.hasPrefix("trial=") } ?? "" }
    }
    #expect(try sandbox.evidence() == calm)
    // Nothing was trained twice: no worker ever noticed more than a silence.
    #expect(trained.count == 12 && Set(trained).count == 12, "\(trained)")
  }

  @Test func `processes that stand still for a while are waited for`() throws {
    let spec = SmallSpec.sturdy(trials: 12, epochs: 100)
    let calm = try Sandbox.calm(spec)
    let sandbox = try Sandbox()
    try sandbox.write(spec, to: "small.yaml")
    let run = try sandbox.start("run", "small.yaml", "-j", "2", "--progress", "json")
    _ = try run.waitForLine { $0.contains("\"running\":2,") }
    let agent = try #require(children(of: run.child.id).first)
    let runner = try #require(children(of: agent).first)
    for (process, pause) in [(runner, 300), (agent, Effort.isLong ? 40_000 : 300)] {
      kill(process, SIGSTOP)
      try run.pause(.milliseconds(pause))
      kill(process, SIGCONT)
    }
    kill(run.child.id, SIGSTOP)
    try run.pause(.milliseconds(Effort.isLong ? 10_000 : 300))
    kill(run.child.id, SIGCONT)
    #expect(try run.finish().status == .exited(0))
    #expect(try sandbox.evidence() == calm)
  }

  @Test func `asked to end at any moment, it ends in good order and goes on later`() throws {
    let spec = SmallSpec.sturdy(trials: 12, epochs: 10)
    let calm = try Sandbox.calm(spec)
    let rounds = Effort.choose(quick: 4, long: 100)
    for round in 0..<rounds {
      let sandbox = try Sandbox()
      try sandbox.write(spec, to: "small.yaml")
      let run = try sandbox.start("run", "small.yaml", "-j", "2", "--progress", "none")
      try run.pause(.milliseconds(400 * round / rounds))
      run.child.send(round % 2 == 0 ? .terminate : .interrupt)
      if round % 4 == 3 { run.child.send(.terminate) }
      let status = try run.finish().status
      // Before it has begun to listen to signals, a signal ends it as it ends any program.
      let isInOrder: [Processes.ExitStatus] = [
        .exited(0), .exited(130), .exited(143), .signalled(.terminate), .signalled(.interrupt),
      ]
      #expect(isInOrder.contains(status), "\(status)")
      try sandbox.goOn()
      #expect(try sandbox.evidence() == calm)
    }
  }

  @Test func `a worker that is asked to go finishes its training and says why it ends`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(SmallSpec.sturdy(trials: 40, epochs: 60), to: "small.yaml")
    let coordinator = try sandbox.serve("tcp://127.0.0.1:*")
    let listening = try coordinator.waitForLine { $0.contains("listening") }
    let endpoint = try #require(
      listening.split(separator: " ").first { $0.hasPrefix("endpoint=") }?.dropFirst(9))
    let worker = try sandbox.start("work", String(endpoint), "--slots", "1")
    _ = try coordinator.waitForLine { $0.contains(" finished ") }
    worker.child.send(.terminate)
    #expect(try worker.finish().status == .exited(143))
    coordinator.child.send(.terminate)
    #expect(try coordinator.finish().status == .exited(143))
    let trials = try sandbox.run("trials", "--json").output
    #expect(!trials.contains("\"failed\"") && !trials.contains("\"running\""), "\(trials)")
  }

  @Test func `asked to stop within a time, it takes back what is still in training`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(SmallSpec.sturdy(trials: 4, epochs: 1_000_000), to: "small.yaml")
    let run = try sandbox.start(
      "run", "small.yaml", "-j", "2", "--progress", "json", "--grace", "100ms")
    _ = try run.waitForLine { $0.contains("\"running\": 2") || $0.contains("\"running\":2") }
    run.child.send(.terminate)
    #expect(try run.finish().status == .exited(143))
    let trials = try sandbox.run("trials", "--json").output
    #expect(!trials.contains("\"running\"") && !trials.contains("\"failed\""), "\(trials)")
  }

  @Test(.enabled(if: Effort.has("strace"), "needs strace"))
  func `asked again while it closes its file, it closes it all the same`() throws {
    let sandbox = try Sandbox()
    try sandbox.write(SmallSpec.sturdy(trials: 2), to: "small.yaml")
    // The last thing that is done to the file is to delete its log, and that takes a while.
    let run = try sandbox.start(
      ["serve", "small.yaml", "--listen", "tcp://127.0.0.1:*", "--insecure"],
      under: [
        "strace", "-qq", "-o", sandbox.path("trace"), "-e", "trace=unlink", "-e",
        "inject=unlink:delay_enter=500000",
      ])
    _ = try run.waitForLine { $0.contains("listening at") }
    let coordinator = try #require(children(of: run.child.id).first)
    for _ in 0..<3 {
      kill(coordinator, SIGTERM)
      try run.pause(.milliseconds(150))
    }
    #expect(try run.finish().status == .exited(143))
    #expect(try sandbox.run("doctor").status == .exited(0))
  }

  @Test func `a second coordinator for one file is refused, and the first not disturbed`() throws {
    let spec = SmallSpec.sturdy(trials: 12, epochs: 20)
    let calm = try Sandbox.calm(spec)
    let sandbox = try Sandbox()
    try sandbox.write(spec, to: "small.yaml")
    let first = try sandbox.start("run", "small.yaml", "-j", "1", "--progress", "json")
    _ = try first.waitForLine { $0.contains("\"running\":") }
    let second = try sandbox.run("run", "small.yaml")
    #expect(second.status == .exited(75))
    #expect(second.errors.contains("is being written by process \(first.child.id)"))
    #expect(try first.finish().status == .exited(0))
    #expect(try sandbox.evidence() == calm)
  }

  @Test(
    .enabled(if: Effort.has("faketime"), "needs faketime"),
    .disabled(if: Sanitizer.isOn, "its allocator asks for the time, and faketime for memory"))
  func `a clock that jumps changes nothing`() throws {
    let spec = SmallSpec.sturdy(trials: 12, epochs: 30)
    let calm = try Sandbox.calm(spec)
    let sandbox = try Sandbox()
    try sandbox.write(spec, to: "small.yaml")
    try sandbox.write("+0d", to: "clock")
    let library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1"
    let run = try sandbox.start(
      ["run", "small.yaml", "-j", "2", "--progress", "json"],
      environment: [
        "LD_PRELOAD": library, "FAKETIME_TIMESTAMP_FILE": sandbox.path("clock"),
        "FAKETIME_NO_CACHE": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
      ])
    _ = try run.waitForLine { $0.contains("\"running\":") }
    for jump in ["+1000d", "-1000d", "+3h", "+0d"] {
      try sandbox.write(jump, to: "clock")
      try run.pause(.milliseconds(50))
    }
    let finished = try run.finish()
    #expect(finished.status == .exited(0), "\(finished.errors)")
    #expect(try sandbox.evidence() == calm)
  }
}

extension Sandbox {
  /// Starts a coordinator that logs, a line an event.
  fileprivate func serve(_ endpoint: String) throws -> Running {
    try start("serve", "small.yaml", "--listen", endpoint, "--insecure", "--log-format", "text")
  }
}

extension Running {
  /// Lets time go by, or the process come to its end.
  func pause(_ duration: Duration) throws {
    _ = try child.ending.waitUntilReadable(upTo: duration)
  }
}
