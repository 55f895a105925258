import Foundation
import Glibc
import Processes
import SQLite
import Testing

/// The best of a sweep, trained again with fresh seeds, by the real coordinator.
struct ConfirmationRunTests {
  /// The result of a training depends on its value and its seed alone; the best values are 0.3 and near.
  private static let program = """
    awk "BEGIN { exit !($1 > 0.8) }" && exit 3
    awk "BEGIN { print \\"val_accuracy=\\" 1 - ($1 - 0.3)^2 + ($SWEEP_SEED % 100) / 1000 }"
    """

  private func sweep(
    _ confirm: String = "confirm: { top: 2, replicates: 3 }",
    method: String = "method: { search: tpe, configurations: 8 }",
    parameters: String = "{ x: uniform(0, 1) }", extra: String = ""
  ) throws -> ProgramSweep {
    try ProgramSweep(
      Self.program,
      spec: """
        command: [sh, train.sh, $x]
        parameters: \(parameters)
        evaluate: { replicates: 2, seed: 7 }
        \(method)
        \(confirm)
        \(extra)
        """)
  }

  private func csv(_ sweep: ProgramSweep) throws -> String {
    try sweep.sandbox.run("table", "--format", "csv").output
  }

  /// The configurations that were confirmed, from which evidence, and how often each was trained.
  private func record(_ sweep: ProgramSweep) throws -> [String] {
    let database = try Database(at: sweep.sandbox.path("sweep.sqlite"), mode: .readOnly)
    return try database.prepare(
      """
      SELECT c.label, hex(d.evidence), count(r.trial) FROM decisions d
      JOIN sweeps s ON s.id = d.sweep AND s.name = 'small+confirmed'
      JOIN configurations c ON c.sweep = s.id
      JOIN sweep_trials p ON p.sweep = s.id AND p.configuration = c.number
      LEFT JOIN results r ON r.trial = p.trial
      WHERE d.kind = 'confirmed' AND s.used = (SELECT max(used) FROM sweeps WHERE name = s.name)
      GROUP BY c.number ORDER BY c.number
      """
    ).map { row in "\(row.text(0)) \(row.text(1)) \(row.int(2))" }
  }

  @Test func `leads the table, the pick and the page`() throws {
    let sweep = try sweep()
    let run = try sweep.run("--keep-going")
    #expect(run.status == .exited(1), "\(run)")
    #expect(try record(sweep).count == 2)
    #expect(try record(sweep).allSatisfy { $0.hasSuffix(" 3") })
    let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
    let lead = try #require(lines.firstIndex { $0.contains("small+confirmed") })
    let own = try #require(lines.firstIndex { $0.contains("small: ") })
    #expect(lead < own, "\(run.output)")
    #expect(run.output.contains("when chosen") && run.output.contains("optimism"))
    #expect(run.output.contains("confirmed on the rows that chose"))
    let best = try sweep.sandbox.run("best").output
    #expect(best.contains("small+confirmed") && best.contains("optimism"), "\(best)")
    let status = try sweep.sandbox.run("status").output
    #expect(status.contains("confirmed the best 2: 6 of 6 trials done"), "\(status)")
    let header = try csv(sweep).split(separator: "\n")[0]
    #expect(header.hasSuffix("confirmed_sem,confirmed_low,confirmed_high,optimism"), "\(header)")
    let json = try sweep.sandbox.run("table", "--format", "json").output
    #expect(json.contains("\"chosen_mean\""), "\(json)")
    _ = try sweep.sandbox.run("report")
    #expect(try sweep.sandbox.run("doctor").status == .exited(0))
    #expect(try sweep.sandbox.run("export", "out").status == .exited(0))
    let summary = try String(contentsOfFile: sweep.sandbox.path("out/summary.csv"), encoding: .utf8)
    #expect(summary == (try csv(sweep)))
  }

  @Test func `is trained once, and no more when it is run again`() throws {
    let sweep = try sweep()
    _ = try sweep.run("--keep-going")
    let (table, record) = (try csv(sweep), try record(sweep))
    let again = try sweep.run("--keep-going")
    #expect(again.status == .exited(1), "\(again)")
    #expect(try csv(sweep) == table)
    #expect(try self.record(sweep) == record)
    #expect(!again.errors.contains("what was chosen stands"), "\(again.errors)")
  }

  @Test(arguments: ["1", "3", "8"])
  func `that was killed and extended comes to what a calm one comes to`(slots: String) throws {
    let longer = [
      "--set", "confirm.replicates=5", "--set", "confirm.top=3",
      "--set", "method.configurations=12", "--keep-going",
    ]
    let calm = try sweep()
    _ = try calm.sandbox.run(["run", "small.yaml", "-j", "2"] + longer)
    let killed = try sweep(extra: "# other words, the same sweep")
    for (options, count) in [([], 4), ([], 12), ([], 17), (longer, 3), (longer, 6)] {
      let run = try killed.sandbox.start(
        ["run", "small.yaml", "-j", slots, "--keep-going", "--progress", "json"] + options)
      let done = #""done":\#(count)"#
      _ = try? run.waitForLine { $0.contains(done) }
      run.child.send(.kill)
      _ = try run.finish()
    }
    let last = try killed.sandbox.run(["run", "small.yaml", "-j", slots] + longer)
    #expect(last.status == .exited(1), "\(last)")
    #expect(!last.errors.contains("stands"), "\(last.errors)")
    #expect(try killed.sandbox.run("doctor").status == .exited(0))
    #expect(try csv(killed) == csv(calm))
    #expect(try record(killed).count == 3)
    #expect(try record(killed) == record(calm))
  }

  @Test func `added later trains nothing anew but the fresh ones`() throws {
    let sweep = try sweep("")
    _ = try sweep.run("--keep-going")
    let before = try sweep.sandbox.run("status").output
    #expect(!before.contains("confirm"), "\(before)")
    let run = try sweep.run("--set", "confirm.replicates=4", "--keep-going")
    #expect(run.status == .exited(1), "\(run)")
    // All that can be: of 8 configurations some fail, and five are taken at most.
    #expect(try record(sweep).count == 5)
    #expect(try record(sweep).allSatisfy { $0.hasSuffix(" 4") })
    let trials = try sweep.sandbox.run("trials", "--json").output
    #expect(!trials.contains("\"attempts\": 2"), "\(trials)")
  }

  @Test func `stands, also where a trial that had failed has a result later`() throws {
    let sweep = try ProgramSweep(
      """
      awk "BEGIN { exit !($1 > 0.8) }" && [ ! -e mended ] && exit 3
      echo val_accuracy=$1
      """,
      spec: """
        command: [sh, train.sh, $x]
        parameters: { x: [0.1, 0.31, 0.95] }
        evaluate: { replicates: 2, seed: 7 }
        confirm: { top: 1, replicates: 2 }
        directory: code
        """)
    _ = try sweep.run("--keep-going")
    let record = try record(sweep)
    #expect(record.count == 1 && record[0].hasPrefix("x=0.31 "), "\(record)")
    try sweep.sandbox.write("", to: "mended")
    #expect(try sweep.sandbox.run("retry", "--failed").status == .exited(0))
    let again = try sweep.run()
    #expect(again.status == .exited(0), "\(again)")
    #expect(again.errors.contains("what was chosen stands"), "\(again.errors)")
    #expect(try self.record(sweep) == record)
  }

  @Test func `says that nobody can be confirmed where every configuration failed somewhere`() throws
  {
    let sweep = try sweep(method: "", parameters: "{ x: [0.95, 0.97] }")
    let run = try sweep.run("--keep-going")
    #expect(run.errors.contains("nothing is confirmed"), "\(run.errors)")
    #expect(try record(sweep).isEmpty)
  }

  @Test func `of a race takes those that are in at its end`() throws {
    let sweep = try ProgramSweep(
      """
      awk "BEGIN { print \\"val_accuracy=\\" 1 - $1 + (($SWEEP_SEED % 1009) * (7 + 13 * $1) % 1) / 10 }"
      """,
      spec: """
        command: [sh, train.sh, $x]
        parameters: { x: [0, 0.02, 0.3, 0.7, 1.1] }
        evaluate: { replicates: 8, seed: 7 }
        race: { pace: 2 }
        confirm: { replicates: 2 }
        """)
    let run = try sweep.run()
    #expect(run.status == .exited(0), "\(run)")
    let record = try record(sweep)
    #expect(!record.isEmpty && record.count < 5, "\(record)")
    #expect(record.allSatisfy { $0.hasPrefix("x=0 ") || $0.hasPrefix("x=0.02 ") }, "\(record)")
  }

  @Test func `has its workers stay where they are others' to start`() throws {
    let sweep = try sweep()
    let serve = try sweep.sandbox.start(
      "serve", "small.yaml", "--insecure", "--listen", "tcp://127.0.0.1:*", "--progress", "plain")
    let work = try sweep.sandbox.run("work", try serve.endpoint(), "--slots", "2")
    #expect(work.status == .exited(0), "\(work)")
    let served = try serve.finish()
    #expect(served.status == .exited(1), "\(served)")
    #expect(try record(sweep).allSatisfy { $0.hasSuffix(" 3") })
    #expect(try record(sweep).count == 2)
  }

  @Test func `is hidden with its sweep`() throws {
    let sweep = try sweep()
    _ = try sweep.run("--keep-going")
    _ = try sweep.sandbox.run("remove", "small", "--reason", "a slip")
    #expect(try sweep.sandbox.run("list").errors.contains("holds no sweep"))
    _ = try sweep.sandbox.run("remove", "small", "--restore")
    #expect(try sweep.sandbox.run("list").output.contains("small+confirmed"))
  }

  @Test func `is told by plan before anything is trained`() throws {
    let sweep = try sweep("confirm: { top: 3, replicates: 4 }")
    let plan = try sweep.sandbox.run("plan", "small.yaml").output
    #expect(
      plan.contains("at the end the best 3 configurations × 4 fresh seeds = up to 12 trials more"),
      "\(plan)")
    let json = try sweep.sandbox.run("plan", "small.yaml", "--json").output
    #expect(json.contains("\"confirm\""), "\(json)")
  }

  @Test func `on the test part is measured on rows that had no say`() throws {
    let sweep = try ProgramSweep(
      """
      python3 - "$1" <<'END'
      import json, os, sys
      print("val_accuracy=%r" % (float(sys.argv[1]) / 10))
      END
      """,
      spec: """
        command: [sh, train.sh, $x]
        data: { csv: rows.csv, test: test.csv, target: y }
        parameters: { x: [1, 2, 3] }
        evaluate: { holdout: 0.5, replicates: 2, seed: 7 }
        confirm: { top: 2, replicates: 3, on: test }
        """)
    let rows = (0..<20).map { "\($0),\($0 % 2 == 0 ? "a" : "b")" }
    let (all, six) = (["x,y"] + rows, ["x,y"] + rows.prefix(6))
    try sweep.sandbox.write(all.joined(separator: "\n") + "\n", to: "rows.csv")
    try sweep.sandbox.write(six.joined(separator: "\n") + "\n", to: "test.csv")
    let run = try sweep.run()
    #expect(run.status == .exited(0), "\(run)")
    #expect(run.output.contains("confirmed on the test part, which had no say in the choice"))
    let database = try Database(at: sweep.sandbox.path("sweep.sqlite"), mode: .readOnly)
    let sets = try database.prepare(
      """
      SELECT s.name, d.rows, d.test_rows FROM sweeps s JOIN data_sets d ON d.id = s.data_set
      ORDER BY s.id
      """
    ).map { row in "\(row.text(0)) \(row.int(1)) \(row.int(2))" }
    #expect(sets == ["small 20 0", "small+confirmed 26 6"])
    let refused = try sweep.sandbox.run(
      "plan", "small.yaml", "--set", "evaluate={ on: test }")
    #expect(refused.status == .exited(2))
    #expect(refused.errors.contains("confirm its own choice"), "\(refused.errors)")
  }
}
