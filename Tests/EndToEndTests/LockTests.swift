import Foundation
import Processes
import SQLite
import Testing

/// Files that several programs want to change at once.
struct LockTests {
  let sandbox: Sandbox

  init() throws { sandbox = try Sandbox() }

  // MARK: - The list of keys

  @Test func `keys that are made at once are all on the list`() throws {
    let names = (1...24).map { "ada\($0)" }
    let running = try names.map { try sandbox.start("keys", "new", $0, "--keys", "k") }
    for each in running {
      let finished = try each.finish()
      #expect(finished.succeeded, "\(finished.errors)")
    }
    let list = try sandbox.run("keys", "list", "--keys", "k").output
    for name in names { #expect(list.contains("\(name) "), "\(list)") }
  }

  @Test func `a key that is revoked while others are made stays revoked`() throws {
    for round in 1...10 {
      #expect(try sandbox.run("keys", "new", "old\(round)", "--keys", "k").succeeded)
      let revoking = try sandbox.start("keys", "revoke", "old\(round)", "--keys", "k")
      let making = try sandbox.start("keys", "new", "new\(round)", "--keys", "k")
      #expect(try revoking.finish().succeeded)
      #expect(try making.finish().succeeded)
    }
    let list = try sandbox.run("keys", "list", "--keys", "k").output
    #expect(!list.contains("old"), "\(list)")
    for round in 1...10 { #expect(list.contains("new\(round) "), "\(list)") }
  }

  // MARK: - The results file

  /// Workers come up while a new file is made.
  @Test func `a run whose file cannot be made leaves nothing of its workers behind`() throws {
    try sandbox.write(SmallSpec.digits(), to: "small.yaml")
    try FileManager.default.createDirectory(
      atPath: sandbox.path("sweep.sqlite-lock"), withIntermediateDirectories: false)
    let run = try sandbox.run("run", "small.yaml", "-j", "2")
    #expect(run.errors.contains("sweep.sqlite") && !run.succeeded, "\(run.errors)")
    #expect(try Folder.names(in: sandbox.directory) == ["small.yaml", "sweep.sqlite-lock"])
    // Runners end with the worker, a moment later.
    try waitUntil {
      ProcessTree.processes(with: "TMPDIR").allSatisfy { $0.value != sandbox.directory }
    }
  }

  /// A sweep of a program that waits until a file is there.
  private func startWaiting() throws -> Running {
    try sandbox.write(
      """
      sweep: waiting
      command: [/bin/sh, -c, ': > "$0.started"; until [ -e "$0" ]; do sleep 0.05; done; echo accuracy=0.$1', \
      \(sandbox.path("go")), $x]
      parameters: { x: [1, 2, 3] }
      metric: { name: accuracy, goal: maximize }
      evaluate: { replicates: 1 }
      """, to: "waiting.yaml")
    let running = try sandbox.start(
      "run", "waiting.yaml", "-j", "1", "--results", "r.sqlite", "--progress", "plain")
    let deadline = ContinuousClock.now + .seconds(60) * Sanitizer.patience
    while !sandbox.exists("go.started"), .now < deadline { usleep(20_000) }
    return running
  }

  private func go() throws { try sandbox.write("", to: "go") }

  @Test(arguments: ["symbolic", "hard"])
  func
    `a file is written by one coordinator, also where another knows it by another name`(
      link: String
    )
    throws
  {
    let first = try startWaiting()
    try FileManager.default.createDirectory(
      atPath: sandbox.path("other"), withIntermediateDirectories: false)
    if link == "hard" {
      try FileManager.default.linkItem(
        atPath: sandbox.path("r.sqlite"), toPath: sandbox.path("other/r.sqlite"))
    } else {
      try FileManager.default.createSymbolicLink(
        atPath: sandbox.path("other/r.sqlite"), withDestinationPath: "../r.sqlite")
    }
    let second = try sandbox.run("run", "waiting.yaml", "--results", "other/r.sqlite", "-j", "1")
    #expect(second.status == .exited(75), "\(second.errors)")
    #expect(
      second.errors.contains("is being written by process \(first.child.id)"), "\(second.errors)")
    if link == "hard" { #expect(second.errors.contains("under another name of the same file")) }
    #expect(!sandbox.exists("other/r.sqlite-lock"))
    try go()
    #expect(try first.finish().succeeded)
    #expect(try sandbox.run("doctor", "--results", "r.sqlite").succeeded)
  }

  @Test func `a coordinator waits for a file that another program keeps locked, and says who does`()
    throws
  {
    let running = try startWaiting()
    let other = try Database(at: sandbox.path("r.sqlite"))
    try other.execute("BEGIN IMMEDIATE")
    try go()
    let line = try running.waitForLine { $0.contains("kept locked by") }
    let process = ProcessInfo.processInfo.processIdentifier
    #expect(line.contains("nothing is lost, and all goes on by itself"), "\(line)")
    #expect(line.contains("kept locked by process \(process) ("), "\(line)")
    try other.execute("ROLLBACK")
    _ = try running.waitForLine { $0.contains("results are recorded again") }
    let finished = try running.finish()
    #expect(finished.succeeded, "\(finished.errors)")
    #expect(finished.output.contains("0.3"))
  }
}
