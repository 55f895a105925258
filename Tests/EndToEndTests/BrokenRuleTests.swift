import Processes
import SQLite
import Testing

/// Files in which an earlier version recorded what no training comes to.
struct BrokenRuleTests {
  let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
    try sandbox.write(SmallSpec.digits(), to: "small.yaml")
    #expect(try sandbox.run("run", "small.yaml", "-j", "1", "--progress", "none").succeeded)
  }

  /// Changes what is never to be changed, and puts the file's own rules back.
  private func change(_ statements: String...) throws {
    let database = try Database(at: sandbox.path("sweep.sqlite"))
    let triggers: [(String, String)] = try database.prepare(
      "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    ).map { row in (row.text(0), row.text(1)) }
    for (name, _) in triggers { try database.execute("DROP TRIGGER \(name)") }
    for statement in statements { try database.execute(statement) }
    for (_, sql) in triggers { try database.execute(sql) }
  }

  static let readers = [
    ["table"], ["table", "--format", "json"], ["trials"], ["trials", "--json"],
    ["report", "r.html"],
    ["export", "tables", "--force"], ["export", "--tensorboard", "logs", "--force"],
    ["export", "--optuna", "study.db", "--force"], ["plot", "curves", "-o", "c.svg"],
    ["plot", "spread", "-o", "s.svg"], ["plot", "parallel", "-o", "p.svg"], ["best"],
    ["compare"], ["variance"], ["status"], ["status", "--json"], ["plan", "small.yaml"],
  ]

  @Test func `every command reads what no training comes to, and none traps`() throws {
    // Changes by trial: times, epochs, and a result without the metric that the sweep is judged by.
    try change(
      "UPDATE results SET seconds = 1e30 WHERE trial = 1",
      "UPDATE results SET seconds = -1e30 WHERE trial = 2",
      "UPDATE results SET seconds = 9e999 WHERE trial = 3",
      "UPDATE measurements SET epoch = 9223372036854775807 WHERE trial = 4 AND epoch = 3",
      "UPDATE results SET epochs = 9223372036854775807 WHERE trial = 4",
      "UPDATE measurements SET epoch = -9223372036854775807 WHERE trial = 5 AND epoch = 1",
      """
      DELETE FROM measurements WHERE trial = 6
        AND metric = (SELECT id FROM metrics WHERE name = 'val_accuracy')
      """)
    for words in Self.readers {
      let finished = try sandbox.run(words)
      #expect(finished.status == .exited(0), "\(words): \(finished.status) \(finished.errors)")
    }
    let database = try Database(at: sandbox.path("sweep.sqlite"), mode: .readOnly)
    let hashes: [String] = try database.prepare("SELECT lower(hex(hash)) FROM trials")
      .map { row in row.text(0) }
    for hash in hashes {
      #expect(try sandbox.run("show", hash).succeeded)
      #expect(try sandbox.run("show", hash, "--json").succeeded)
    }
    let ill = try sandbox.run("doctor")
    #expect(ill.status == .exited(4))
    let named = ill.output.split(separator: "\n").filter { $0.contains("I11") }
    #expect(named.count == 6, "\(ill.output)")
    #expect(named.count { $0.contains("took a time that no training takes") } == 3)
    #expect(named.count { $0.contains("measures epochs that are none") } == 2)
    #expect(named.count { $0.contains("does not measure what its sweep is judged by") } == 1)

    let repaired = try sandbox.run("doctor", "--repair")
    #expect(repaired.succeeded, "\(repaired.output)\(repaired.errors)")
    #expect(repaired.errors.contains("set aside 3 results: each took a time"))
    // The trials whose results were set aside are trained again, to the same table as without the fault.
    let again = try sandbox.run("run", "small.yaml", "-j", "1", "--progress", "none")
    #expect(again.succeeded)
    let whole = try Sandbox()
    try whole.write(SmallSpec.digits(), to: "small.yaml")
    #expect(
      try whole.run("run", "small.yaml", "-j", "1", "--progress", "none").output == again.output)
    #expect(try sandbox.run("doctor", "--repair").errors.contains("nothing to repair"))
  }
}
