import Foundation
import Processes
import Testing

/// The end of a run, asked for from another terminal.
struct StopTests {
  /// Two trials in training, which measure once there is a file 'go', and two that wait.
  private func begin(
    after before: String = ""
  ) throws -> (sandbox: Sandbox, run: Running) {
    let sweep = try ProgramSweep(
      "", spec: "command: [sh, train.sh, $x]\nparameters: { x: [1, 2, 3, 4] }\n")
    let sandbox = sweep.sandbox
    try FileManager.default.createDirectory(
      atPath: sandbox.path("temporary"), withIntermediateDirectories: false)
    try sandbox.write(
      """
      for i in $(seq 600); do test -e \(sandbox.path("go")) && break; sleep 0.1; done
      echo val_accuracy=0.$1
      """, to: "train.sh")
    let run = try sandbox.start(
      ["-c", "\(before)exec '\(Sandbox.program)' run small.yaml -j 2"], as: "/bin/sh",
      environment: ["TMPDIR": sandbox.path("temporary")])
    _ = try run.waitForLine { $0.contains("2 running") }
    return (sandbox, run)
  }

  /// The trials that have come to something.
  private func statuses(_ sandbox: Sandbox) throws -> [String] {
    let trials = try sandbox.run("trials").output.split(separator: "\n").dropFirst()
    return trials.compactMap { line in ["completed", "failed"].first { line.contains($0) } }
  }

  @Test func `what is in training is finished, also where the coordinator stands still at first`()
    throws
  {
    let (sandbox, run) = try begin()
    run.child.send(Signal(rawValue: SIGSTOP))
    let stop = try sandbox.start("stop")
    _ = try stop.waitForLine { $0.contains("which has not answered yet") }
    run.child.send(Signal(rawValue: SIGCONT))
    _ = try stop.waitForLine { $0.contains("to stop; waiting for it") }
    // Another `sweep stop` ends nothing sooner.
    let other = try sandbox.start("stop")
    _ = try other.waitForLine { $0.contains("to stop; waiting for it") }
    try sandbox.write("", to: "go")
    #expect(try stop.finish().status == .exited(0))
    #expect(try other.finish().status == .exited(0))
    #expect(try run.finish().status == .exited(143))
    #expect(try statuses(sandbox) == ["completed", "completed"])
  }

  @Test func `what is in training is handed back where it is to end now`() throws {
    let (sandbox, run) = try begin()
    let stop = try sandbox.run("stop", "--now")
    #expect(stop.status == .exited(0), "\(stop.errors)")
    #expect(try run.finish().status == .exited(143))
    #expect(try statuses(sandbox).isEmpty)
    try sandbox.write("", to: "go")
    #expect(try sandbox.run("run", "small.yaml", "-j", "2").status == .exited(0))
    #expect(!sandbox.exists("sweep.sqlite-control"))
  }

  /// A terminal that is closed sends the signal by the shell, and by the system.
  @Test func `what is in training is finished where the terminal is closed`() throws {
    let (sandbox, run) = try begin()
    run.child.send(.hangup)
    _ = try run.waitForLine { $0.hasPrefix("finishing what is in training") }
    run.child.send(.hangup)
    try sandbox.write("", to: "go")
    #expect(try run.finish().status == .exited(143))
    #expect(try statuses(sandbox) == ["completed", "completed"])
    let names = try FileManager.default.contentsOfDirectory(atPath: sandbox.path("temporary"))
    #expect(names == [])
  }

  @Test func `a run behind nohup goes on where the terminal is closed`() throws {
    let (sandbox, run) = try begin(after: "trap '' HUP; ")
    run.child.send(.hangup)
    try sandbox.write("", to: "go")
    #expect(try run.finish().status == .exited(0))
  }
}
