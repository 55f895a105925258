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

  /// libzmq, which gets no descriptor or thread, ends the process.
  @Test(arguments: [4, 9, 23, 60])
  func `75: too few descriptors to begin with, and what to do`(limit: Int) throws {
    let run = try sandbox.start(
      ["-c", "ulimit -n \(limit); exec '\(Sandbox.program)' run small.yaml -j 1"], as: "/bin/sh"
    ).finish()
    #expect(run.status == .exited(75), "\(run.errors)")
    #expect(run.errors.hasSuffix("Too many open files; raise 'ulimit -n'\n"), "\(run.errors)")
    #expect(!sandbox.exists("sweep.sqlite"))
  }

  @Test func `75: too few descriptors for a request`() throws {
    try sandbox.run("run", "small.yaml")
    let request = try sandbox.start(
      ["-c", "ulimit -n 9; exec '\(Sandbox.program)' status --connect tcp://127.0.0.1:1"],
      as: "/bin/sh"
    ).finish()
    #expect(request.status == .exited(75), "\(request.errors)")
    #expect(request.errors.hasSuffix("raise 'ulimit -n'\n"), "\(request.errors)")
  }

  /// The limit holds for who is not root, whose processes are counted together: so for a user of this test's own.
  @Test(.enabled(if: geteuid() == 0, "needs root, to be another user"), arguments: [1, 3, 5, 7])
  func `75: too few processes to begin with, and what to do`(limit: Int) throws {
    let user = "\(4_000_000 + limit)"
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o777], ofItemAtPath: sandbox.directory)
    let run = try sandbox.start(
      [
        "--reuid", user, "--clear-groups", "prlimit", "--nproc=\(limit)", Sandbox.program, "run",
        "small.yaml", "-j", "2",
      ], as: "setpriv"
    ).finish()
    #expect(run.status == .exited(75), "\(run.errors)")
    #expect(
      run.errors
        == "sweep: pthread_create for 8 threads: Resource temporarily unavailable; raise 'ulimit -u', or the"
        + " container's limit of processes\n")
    #expect(!sandbox.exists("sweep.sqlite"))
  }

  /// Nothing on it, room for a part of the tables, and room for them and for no sweep.
  @Test(
    .enabled(if: Effort.canMount, "needs root, to mount a small disk"), arguments: [0, 100, 290])
  func `75: a disk without room for a new results file, which is not left half made`(
    kilobytes: Int
  ) throws {
    let disk = try SmallDisk(in: sandbox)
    try sandbox.write(String(repeating: "x", count: kilobytes << 10), to: "disk/room")
    try disk.fill(true)
    try FileManager.default.removeItem(atPath: sandbox.path("disk/room"))
    let run = try sandbox.run("run", "small.yaml", "-j", "1", "--results", "disk/sweep.sqlite")
    #expect(run.status == .exited(75), "\(run.errors)")
    #expect(run.errors.hasSuffix("is full; free some space\n"), "\(run.errors)")
    let names = try FileManager.default.contentsOfDirectory(atPath: sandbox.path("disk"))
    #expect(names == ["filler"])
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
