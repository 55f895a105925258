import Foundation
import Processes
import Testing

/// A sweep that grows, at rest and while it runs.
struct ExtendTests {
  /// A sweep of a program that measures once there is a file 'go'.
  private func sweep(_ spec: String) throws -> ProgramSweep {
    let sweep = try ProgramSweep(
      "", spec: "command: [sh, train.sh, $x]\nparameters: { x: [1, 2] }\n" + spec)
    try sweep.sandbox.write(
      """
      : > \(sweep.sandbox.path("begun")).$1.$SWEEP_REPLICATE
      for i in $(seq 600); do test -e \(sweep.sandbox.path("go")) && break; sleep 0.1; done
      echo val_accuracy=0.$1$SWEEP_REPLICATE
      """, to: "train.sh")
    return sweep
  }

  @Test
  func `a sweep that runs takes more replicates and values, and all is as if it had begun so`()
    throws
  {
    let sweep = try sweep("evaluate: { replicates: 2, seed: 1 }")
    let sandbox = sweep.sandbox
    let run = try sandbox.start("run", "small.yaml", "-j", "2")
    _ = try run.waitForLine { $0.contains("2 running") }
    let extended = try sandbox.run("extend", "--replicates", "3", "x=3")
    #expect(extended.status == .exited(0), "\(extended)")
    #expect(extended.output == "sweep 'small' has 9 trials now, 9 of them to be trained\n")
    let again = try sandbox.run("extend", "--replicates", "3")
    #expect(again.status == .exited(2))
    try sandbox.write("", to: "go")
    let finished = try run.finish()
    #expect(finished.status == .exited(0), "\(finished)")
    #expect(finished.errors.contains("the sweep was extended to 9 trials"))
    #expect(!sandbox.exists("sweep.sqlite-control"))
    let table = try sandbox.run("table", "--format", "csv").output
    #expect(try sandbox.run("doctor").status == .exited(0))

    let other = try self.sweep("evaluate: { replicates: 3, seed: 1 }")
    try other.sandbox.write("", to: "go")
    _ = try other.run("--set", "parameters.x=[1, 2, 3]")
    #expect(try other.sandbox.run("table", "--format", "csv").output == table)
  }

  @Test func `what the shorter spec leaves out is told, and how to go on with it`() throws {
    let sweep = try sweep("evaluate: { replicates: 2, seed: 1 }")
    let sandbox = sweep.sandbox
    try sandbox.write("", to: "go")
    _ = try sweep.run()
    let extended = try sandbox.run("extend", "small.yaml", "--replicates", "3")
    #expect(
      extended.output == """
        sweep 'small' has 6 trials now, 2 of them to be trained
        to train them: sweep run small.yaml --set evaluate.replicates=3

        """, "\(extended)")
    let more = try sandbox.run("extend", "small.yaml", "x=3", "--json")
    #expect(
      more.output == """
        {"sweep":"small","trials":9,"open":5,"running":false,"changes":["parameters.x=[1, 2, 3]"]}

        """, "\(more)")

    let short = try sweep.run()
    #expect(short.status == .exited(0))
    #expect(
      short.errors.contains(
        "5 trials of it are left out, 0 of them done; to go on with it add"
          + " --set evaluate.replicates=3 --set 'parameters.x=[1, 2, 3]'"), "\(short.errors)")
    let long = try sweep.run(
      "--set", "evaluate.replicates=3", "--set", "parameters.x=[1, 2, 3]")
    #expect(long.status == .exited(0))
    #expect(!long.errors.contains("left out"))
    #expect(try sweep.run().errors.contains("5 trials of it are left out, 5 of them done"))
  }

  @Test func `a program that has changed since the run began is not mixed with what it was`() throws
  {
    let sweep = try sweep("evaluate: { replicates: 2, seed: 1 }")
    let sandbox = sweep.sandbox
    let run = try sandbox.start("run", "small.yaml", "-j", "2")
    // An attempt that is handed out may not have been started yet.
    try waitUntil {
      try FileManager.default.contentsOfDirectory(atPath: sandbox.directory)
        .count { $0.hasPrefix("begun.") } == 2
    }
    // A program that runs goes on to read the file that it was started with.
    try FileManager.default.removeItem(atPath: sandbox.path("train.sh"))
    try sandbox.write("echo val_accuracy=1", to: "train.sh")
    let extended = try sandbox.run("extend", "--replicates", "3")
    #expect(extended.status == .exited(2))
    #expect(
      extended.errors.contains(
        "4 trials of the sweep that runs would be others, as its program or its data has changed"),
      "\(extended.errors)")
    try sandbox.write("", to: "go")
    // Nor does a worker train what is now another program.
    #expect(try run.finish().status == .exited(69))
  }

  @Test func `a path too long for a socket is told of, where a coordinator would have to be asked`()
    throws
  {
    let sweep = try sweep("evaluate: { replicates: 2, seed: 1 }")
    let sandbox = sweep.sandbox
    let results = String(repeating: "r", count: 110) + ".sqlite"
    let run = try sandbox.start("run", "small.yaml", "-j", "2", "--results", results)
    _ = try run.waitForLine { $0.contains("2 running") }
    let extended = try sandbox.run("extend", "--replicates", "3", "--results", results)
    #expect(extended.status == .exited(2), "\(extended)")
    #expect(extended.errors.contains("too long a path for the socket beside it"))
    let stopped = try sandbox.run("stop", "--results", results)
    #expect(stopped.status == .exited(2))
    #expect(stopped.errors.contains("; 'kill "), "\(stopped.errors)")
    try sandbox.write("", to: "go")
    #expect(try run.finish().status == .exited(0))
    let atRest = try sandbox.run("extend", "--replicates", "3", "--results", results)
    #expect(atRest.status == .exited(0), "\(atRest)")
  }

  @Test func `a file that a full disk has left empty is filled by the next run`() throws {
    let sweep = try ProgramSweep("echo val_accuracy=0.5")
    try sweep.sandbox.write("", to: "sweep.sqlite")
    #expect(try sweep.sandbox.run("plan", "small.yaml").output.contains("0 done, 1 to run"))
    #expect(try sweep.run().status == .exited(0))
  }

  @Test func `a coordinator that stands still is waited for, and that is said`() throws {
    let sweep = try sweep("evaluate: { replicates: 2, seed: 1 }")
    let sandbox = sweep.sandbox
    let run = try sandbox.start("run", "small.yaml", "-j", "2")
    _ = try run.waitForLine { $0.contains("2 running") }
    run.child.send(Signal(rawValue: SIGSTOP))
    let extend = try sandbox.start("extend", "--replicates", "3")
    _ = try extend.waitForLine { $0.contains("which has not answered yet") }
    run.child.send(Signal(rawValue: SIGCONT))
    #expect(try extend.finish().status == .exited(0))
    try sandbox.write("", to: "go")
    #expect(try run.finish().status == .exited(0))
    #expect(try sandbox.run("table").output.contains("over n = 3 replicates"))
  }
}
