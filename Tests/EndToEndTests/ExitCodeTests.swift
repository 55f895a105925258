import Foundation
import Processes
import Testing

/// Exit codes that programs go by: a scheduler that starts a coordinator again after 75 must not after 2.
struct ExitCodeTests {
  let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try sandbox.write(SmallSpec.digits(replicates: 1, epochs: 1, factors: 2), to: "small.yaml")
  }

  @Test func `2: what somebody wrote`() throws {
    try sandbox.write("sweep: small\n", to: "bad.yaml")
    for words in [
      ["rnu"], ["run"], ["run", "bad.yaml"], ["run", "none.yaml"], ["table", "--digits", "x"],
      ["table", "--results", "none.sqlite"], ["plot", "curves", "-o", "no/such/place.svg"],
      ["work", "nowhere"], ["work", "tcp://127.0.0.1:1", "--key", "none.key"],
      ["run", "small.yaml", "--hosts", "none.yaml", "--host", "ada"],
    ] {
      let run = try sandbox.run(words)
      #expect(run.status == .exited(2), "\(words): \(run.errors)")
      #expect(run.errors.split(separator: "\n").count == 1, "\(words): \(run.errors)")
    }
  }

  @Test func `4: a results file that cannot be read, also where it is only asked for names`() throws
  {
    try sandbox.run("run", "small.yaml")
    try sandbox.write("notes, and no results file", to: "sweep.sqlite")
    for words in [
      ["table"], ["table", "small"], ["table", "small", "other"], ["plan", "small.yaml"],
      ["compare", "small:l2=1e-05", "small:l2=0.001"], ["status"],
    ] {
      let run = try sandbox.run(words)
      #expect(run.status == .exited(4), "\(words): \(run.errors)")
      #expect(
        run.errors
          == "sweep: 'sweep.sqlite' is not a results file; name another one with --results\n",
        "\(words)")
    }
  }

  @Test func `69: a program that is not here`() throws {
    let launch = try sandbox.start(
      ["launch", "kubernetes", "small.yaml", "--image", "x", "--apply"],
      environment: ["PATH": sandbox.directory]
    ).finish()
    #expect(launch.status == .exited(69), "\(launch.errors)")
  }

  /// Another would be refused as well, for ever.
  @Test func `69: a worker that cannot keep its results`() throws {
    try sandbox.write("", to: "sweep.sqlite-spool")
    let run = try sandbox.run("run", "small.yaml")
    #expect(run.status == .exited(69), "\(run.errors)")
    #expect(run.errors.contains("no trial can be trained on this machine: "), "\(run.errors)")
    #expect(run.errors.contains("Not a directory"), "\(run.errors)")
  }

  @Test func `75: what another has in use`() throws {
    let first = try sandbox.start(
      "serve", "small.yaml", "--listen", "ipc://first.socket", "--progress", "plain")
    _ = try first.waitForLine { $0.contains("ipc://") }
    let second = try sandbox.run("run", "small.yaml")
    #expect(second.status == .exited(75), "\(second.errors)")
    first.child.send(.terminate)
    #expect(try first.finish().status == .exited(143))
  }

  /// No wrong spec and no damaged file: with a coordinator's log beside it, the file takes three.
  @Test func `75: no more descriptors`() throws {
    let coordinator = try sandbox.start(
      "serve", "small.yaml", "--listen", "ipc://first.socket", "--progress", "plain")
    _ = try coordinator.waitForLine { $0.contains("ipc://") }
    let run = try sandbox.start(
      ["-c", "ulimit -n 4; exec '\(Sandbox.program)' status"], as: "/bin/sh"
    ).finish()
    #expect(run.status == .exited(75), "\(run.errors)")
    #expect(run.errors.contains("Too many open files"), "\(run.errors)")
    coordinator.child.send(.terminate)
    _ = try coordinator.finish()
  }

  @Test func `75: too few descriptors to begin with, and what to do`() throws {
    let run = try sandbox.start(
      ["-c", "ulimit -n 6; exec '\(Sandbox.program)' run small.yaml --results new.sqlite"],
      as: "/bin/sh"
    ).finish()
    #expect(run.status == .exited(75), "\(run.errors)")
    #expect(run.errors.hasSuffix("Too many open files; raise 'ulimit -n'\n"), "\(run.errors)")
    #expect(!sandbox.exists("new.sqlite"))
  }

  @Test(.enabled(if: Effort.canMount, "needs root, to mount a small disk"))
  func `75: a full disk`() throws {
    let disk = try SmallDisk(in: sandbox)
    try sandbox.run("run", "small.yaml")
    try disk.fill(true)
    let plot = try sandbox.run("plot", "factor", "-o", "disk/a.svg")
    #expect(plot.status == .exited(75), "\(plot.errors)")
    #expect(!sandbox.exists("disk/a.svg"))
    let names = try FileManager.default.contentsOfDirectory(atPath: sandbox.path("disk"))
    #expect(!names.contains { $0.hasSuffix(".draft") })
  }
}
