import Foundation
import Processes
import Testing

/// Workers that a run starts on hosts over ssh, and what it brings there.
struct HostLaunchTests: LaunchSuite {
  let sandbox: Sandbox

  init() throws { sandbox = try Self.makeSandbox() }

  /// Each host is a home here, and a command for it is run there, also when ssh is killed.
  ///
  /// - Parameter first: the commands to run before.
  private func standInForSSH(first: String = "") throws {
    try standIn(
      "ssh",
      """
      for word; do host=$command command=$word; done
      home="\(sandbox.directory)/${host##*@}"
      mkdir -p "$home" && cd "$home" && unset XDG_CACHE_HOME SWEEP_DATA
      export HOME="$home" SSH_CONNECTION="127.0.0.1 1022 127.0.0.1 22"
      \(first)
      exec setsid --wait sh -c "$command"
      """)
  }

  /// The processes of a host that come from what was brought there.
  private func processes(on host: String) throws -> [String] {
    let brought = sandbox.path("\(host)/.cache/sweep/")
    return try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { name in
      let words = FileManager.default.contents(atPath: "/proc/\(name)/cmdline") ?? Data()
      return Int(name) != nil && String(decoding: words, as: UTF8.self).contains(brought)
    }
  }

  /// Whether nothing runs on a host any more, or stops within a while.
  private func isQuiet(_ host: String) throws -> Bool {
    let deadline = ContinuousClock.now + .seconds(30)
    while try !processes(on: host).isEmpty {
      guard ContinuousClock.now < deadline else { return false }
      usleep(50_000)
    }
    return true
  }

  @Test func `one line has two hosts work that have nothing installed`() throws {
    try standInForSSH()
    let done = try run(try line("sweep run") + " -j 0")
    #expect(done.status == .exited(0), "\(done.errors)")
    #expect(try digest() == localDigest())

    let table = try run(try line("sweep hosts\n".trimmingCharacters(in: .newlines)))
    let rows = table.output.split(separator: "\n")
    #expect(rows.count == 3, "\(table.output)\(table.errors)")
    // Neither host may have had the time to say what it did; a failure, it would have said.
    #expect(!table.output.contains("failed"), "\(table.output)")
    #expect(rows[0].hasPrefix("host      slots  kernel"))
    #expect(try run(line("sweep hosts drain")).status == .exited(0))
    #expect(try run(line("sweep hosts clean")).status == .exited(0))
    #expect(
      try FileManager.default.subpathsOfDirectory(atPath: sandbox.path("ada")).allSatisfy {
        !$0.hasSuffix("sweep")
      })
  }

  @Test func `a run that ends before its worker has come leaves none on the host`() throws {
    // The way to bob is so long that the run is over when its worker starts.
    try standInForSSH(
      first: """
        case "$host $command" in
        *bob*host.sh*start*)
          touch "\(sandbox.path("waits"))"
          until [ -e "\(sandbox.path("ended"))" ]; do sleep 0.02; done
          setsid --wait sh -c "$command"
          exec touch "\(sandbox.path("started"))" ;;
        *ada*host.sh*start*) until [ -e "\(sandbox.path("waits"))" ]; do sleep 0.02; done ;;
        esac
        """)
    let done = try run(try line("sweep run") + " -j 0")
    try sandbox.write("", to: "ended")
    #expect(done.status == .exited(0), "\(done.errors)")
    let deadline = ContinuousClock.now + .seconds(120)
    while !sandbox.exists("started"), ContinuousClock.now < deadline { usleep(20_000) }
    #expect(sandbox.exists("started"))
    #expect(try isQuiet("10.0.0.7") && isQuiet("ada"))
    #expect(try run("sweep hosts").output.contains("not started"))
  }

  @Test func `a run that is told twice to end leaves no worker on any host`() throws {
    try standInForSSH()
    try sandbox.write(SmallSpec.digits(epochs: 20_000), to: "sweeps/digits-l2.yaml")
    let run = try start("exec sweep run sweeps/digits-l2.yaml --host ada:1 -j 0")
    _ = try run.waitForLine(within: .seconds(300)) { $0.contains("ada: works with 1 slot") }
    run.child.send(.interrupt)
    _ = try run.waitForLine { $0.contains("Ctrl-C again") }
    run.child.send(.interrupt)
    #expect(try run.finish().status == .exited(130))
    #expect(try isQuiet("ada"))
  }

  /// A program beside its spec, which reads another file of its folder.
  private func writeProgram(_ sync: String) throws {
    for folder in ["lib", "work/lib"] {
      try FileManager.default.createDirectory(
        atPath: sandbox.path(folder), withIntermediateDirectories: true)
    }
    try sandbox.write(
      ". \"$SWEEP_CODE/lib/values.sh\"; echo val_accuracy=$value\n", to: "work/train.sh")
    try sandbox.write("value=0.$SWEEP_SEED\n", to: "work/lib/values.sh")
    try sandbox.write(
      """
      sweep: small
      command: [sh, train.sh]
      code: [train.sh, lib]
      \(sync)
      data: { csv: rows.csv, target: kind }
      parameters: { x: [1, 2] }
      evaluate: { folds: { k: 2 }, replicates: 2, seed: 5 }

      """, to: "work/small.yaml")
    let rows = (0..<12).map { "\($0),\($0 % 2)\n" }.joined()
    try sandbox.write("x,kind\n" + rows, to: "work/rows.csv")
  }

  @Test func `a program and its folder are brought to hosts, and trials stay what they are`() throws
  {
    try standInForSSH()
    try writeProgram("sync: .")
    let line = "cd work && sweep run small.yaml"
    let done = try run("\(line) --host ada --host bob -j 0")
    #expect(done.status == .exited(0), "\(done.errors)")
    #expect(!done.errors.contains(": it "), "\(done.errors)")
    // A trial that was trained there is not trained here again.
    let plan = try run("cd work && sweep plan small.yaml")
    #expect(plan.output.contains("all done"), "\(plan.output)\(plan.errors)")
    try run("\(line) -j 2 --results ../local.sqlite")
    let here = try digest("--results local.sqlite")
    #expect(try digest("--results work/sweep.sqlite") == here)
    // The results lie beside the program, and are no part of it. One host may have done all there was.
    let codes = ["ada", "bob"].map { "\($0)/.cache/sweep/codes" }.filter(sandbox.exists)
    #expect(!codes.isEmpty)
    for folder in codes {
      let paths = try FileManager.default.subpathsOfDirectory(atPath: sandbox.path(folder))
      #expect(paths.allSatisfy { !$0.contains("sqlite") }, "\(paths)")
    }
    #expect(try isQuiet("ada") && isQuiet("bob"))
  }

  @Test(arguments: [
    (
      "",
      "other hosts do not have 'lib'; say 'sync: .' in the spec to have its folder brought there,"
        + " or the name of a smaller one"
    ),
    (
      "sync: lib",
      "small.yaml: sync brings 'lib' to other hosts, and 'train.sh' is not in it; name a folder that"
        + " has all, such as '.'"
    ),
    ("sync: libs", "small.yaml: there is no folder 'libs' for sync in '.'"),
    (
      "sync: ../lib",
      "small.yaml:4:7: sync is a folder beside the spec or below, such as . or src, not '../lib'"
    ),
  ])
  func `a program that would be incomplete elsewhere is not brought there`(
    sync: String, sentence: String
  ) throws {
    try standInForSSH()
    try writeProgram(sync)
    let refused = try run("cd work && sweep run small.yaml --host ada")
    #expect(refused.errors == "sweep: \(sentence)\n")
    #expect(refused.status == .exited(2))
  }

  @Test func `a host without the interpreter says so`() throws {
    try standInForSSH()
    try writeProgram("sync: .")
    try standIn("python9", "exec sh \"$@\"")
    let spec = try String(contentsOfFile: sandbox.path("work/small.yaml"), encoding: .utf8)
    try sandbox.write(
      spec.replacing("[sh, train.sh]", with: "[python9, train.sh]"), to: "work/small.yaml")
    try standIn(
      "ssh",
      try String(contentsOfFile: sandbox.path("bin/ssh"), encoding: .utf8)
        .replacing("exec setsid", with: "PATH=/usr/bin:/bin exec setsid"))
    try run("sweep keys new")
    let started = try run("cd work && sweep hosts start small.yaml --host ada --connect tcp://h:5")
    #expect(
      started.errors
        == "ada: it has no python9, which the sweep's command starts; install it there, or leave this"
        + " host out\n")
    #expect(started.status == .exited(3))
    // With no slot of its own, a run waits; it says for what.
    let waiting = try start("cd work && exec sweep run small.yaml --host ada -j 0")
    _ = try waiting.waitForLine { $0.hasPrefix("no host works for this run") }
    waiting.child.send(.interrupt)
    #expect(try waiting.finish().status == .exited(130))
  }

  @Test func `machines with roots and sshds of their own`() throws {
    try ScriptedTest.run("machines", "outage, direct", "mistakes")
  }
}
