import Foundation
import Processes
import Testing

/// Races, run by the real coordinator.
struct RaceRunTests {
  /// A race of eight values; what a training comes to depends on its value and its seed alone.
  private func sweep(
    race: String = "race: { pace: 2 }", replicates: Int = 8, fails: Bool = false, extra: String = ""
  ) throws -> ProgramSweep {
    let sweep = try ProgramSweep(
      "",
      spec: """
        command: [sh, train.sh, $x]
        parameters: { x: [0, 0.02, 0.04, 0.3, 0.5, 0.7, 0.9, 1.1] }
        evaluate: { replicates: \(replicates), seed: 7 }
        \(race)
        \(extra)
        """)
    let failure = fails ? "[ $1 = 0.02 ] && [ $((SWEEP_SEED % 3)) = 0 ] && exit 3" : ""
    try sweep.sandbox.write(
      """
      \(failure)
      awk "BEGIN { print \\"val_accuracy=\\" 1 - $1 + (($SWEEP_SEED % 1009) * (7 + 13 * $1) % 1) / 10 }"
      """, to: "train.sh")
    return sweep
  }

  private func csv(_ sweep: ProgramSweep) throws -> String {
    try sweep.sandbox.run("table", "--format", "csv").output
  }

  @Test(arguments: [false, true])
  func `decides the same for any number of workers, also where trials fail`(fails: Bool) throws {
    var tables: [String] = []
    for slots in ["1", "3", "8"] {
      let sweep = try sweep(fails: fails)
      let run = try sweep.sandbox.run("run", "small.yaml", "-j", slots, "--keep-going")
      #expect(run.status == .exited(fails ? 1 : 0), "\(run)")
      #expect(try sweep.sandbox.run("doctor").status == .exited(0))
      tables.append(try csv(sweep))
    }
    #expect(Set(tables).count == 1)
    #expect(tables[0].split(separator: "\n").count == 9, "\(tables[0])")
    #expect(tables[0].contains("left_after_block"))
  }

  @Test func `that was killed goes on, and comes to the same`() throws {
    let whole = try sweep()
    _ = try whole.run()
    let killed = try sweep()
    try killed.sandbox.killCoordinators(after: [5, 17, 25])
    let last = try killed.run()
    #expect(last.status == .exited(0), "\(last)")
    #expect(!last.errors.contains("what was decided stands"), "\(last.errors)")
    #expect(try killed.sandbox.run("doctor").status == .exited(0))
    #expect(try csv(killed) == csv(whole))
  }

  @Test func `trains less than the full design, whose results it uses where it asks for them`()
    throws
  {
    let full = try sweep(race: "")
    _ = try full.run()
    #expect(try full.sandbox.run("status").output.contains("64 of 64 trials done"))
    let raced = try sweep()
    _ = try raced.run()
    let status = try raced.sandbox.run("status").output
    #expect(status.contains("race: "), "\(status)")
    #expect(!status.contains("64 trials"), "\(status)")
    // In the file of the full design the race finds all it asks for, and shows nothing else.
    try full.sandbox.write(
      String(contentsOfFile: raced.sandbox.path("small.yaml"), encoding: .utf8), to: "small.yaml")
    let again = try full.run()
    #expect(again.status == .exited(0), "\(again)")
    #expect(try csv(full) == csv(raced))
    let attempts = try full.sandbox.run("trials", "--json").output
    #expect(!attempts.contains("\"attempts\": 2"))
  }

  @Test func `shows who left below the line, tells why, and takes it back`() throws {
    let sweep = try sweep()
    let run = try sweep.run()
    let rows = run.output.split(separator: "\n").map(String.init)
    let line = try #require(rows.firstIndex { $0.hasPrefix("───") }, "\(run.output)")
    #expect(rows[..<line].contains { $0.hasPrefix("0 ") || $0.hasPrefix("0.0") })
    #expect(rows[(line + 1)...].contains { $0.contains("block ") }, "\(run.output)")
    #expect(run.output.contains("left the race"))
    let shown = try sweep.sandbox.run("show", "x=1.1").output
    #expect(shown.contains("left the race after block "), "\(shown)")
    #expect(shown.contains(" behind x=0") && shown.contains("standard error"), "\(shown)")
    #expect(shown.contains("retry --configuration x=1.1"), "\(shown)")
    let kept = try sweep.sandbox.run("show", "x=0").output
    #expect(kept.contains("is in; race: "), "\(kept)")

    let back = try sweep.sandbox.run("retry", "--configuration", "x=1.1")
    #expect(back.status == .exited(0), "\(back)")
    #expect(back.output.contains("x=1.1 is back in the race for good"), "\(back.output)")
    let longer = try sweep.run()
    #expect(longer.status == .exited(0), "\(longer)")
    #expect(!longer.errors.contains("what was decided stands"), "\(longer.errors)")
    let again = try sweep.sandbox.run("show", "x=1.1").output
    #expect(again.contains("was brought back, and stays in"), "\(again)")
    #expect(try sweep.sandbox.run("doctor").status == .exited(0))
    let refused = try sweep.sandbox.run("retry", "--configuration", "x=1.1")
    #expect(refused.status == .exited(2) && refused.errors.contains("has not left the race"))
  }

  @Test func `is taken back while it runs`() throws {
    let sweep = try sweep(replicates: 12)
    try sweep.sandbox.write(
      """
      while [ $1 = 0 ] && [ $SWEEP_REPLICATE = 6 ] && [ ! -e \(sweep.sandbox.path("go")) ]
      do sleep 0.05; done
      awk "BEGIN { print \\"val_accuracy=\\" 1 - $1 + (($SWEEP_SEED % 1009) * (7 + 13 * $1) % 1) / 10 }"
      """, to: "train.sh")
    let run = try sweep.sandbox.start("run", "small.yaml", "-j", "4", "--progress", "json")
    // The best is held in its seventh block, so the race cannot be over.
    _ = try run.waitForLine { $0.contains("\"decided_blocks\":6") }
    let back = try sweep.sandbox.run("retry", "--configuration", "x=1.1")
    #expect(back.status == .exited(0) && !back.output.contains("the next"), "\(back)")
    try sweep.sandbox.write("", to: "go")
    let finished = try run.finish()
    #expect(finished.status == .exited(0), "\(finished)")
    let shown = try sweep.sandbox.run("show", "x=1.1").output
    #expect(shown.contains("was brought back, and stays in"), "\(shown)")
    #expect(try sweep.sandbox.run("doctor").status == .exited(0))
  }

  @Test func `is planned, plotted, reported and exported`() throws {
    let sweep = try sweep()
    let plan = try sweep.sandbox.run("plan", "small.yaml").output
    #expect(plan.contains("paired at level 0.05 over 8 blocks"), "\(plan)")
    _ = try sweep.run()
    let plot = try sweep.sandbox.run("plot", "race", "-o", "race.svg")
    #expect(plot.status == .exited(0), "\(plot)")
    #expect(plot.output.contains("of the full design was not trained"), "\(plot.output)")
    #expect(FileManager.default.fileExists(atPath: sweep.sandbox.path("race.svg")))
    let report = try sweep.sandbox.run("report", "report.html")
    #expect(report.status == .exited(0), "\(report)")
    let export = try sweep.sandbox.run("export", "out", "--optuna", "study.db")
    #expect(export.status == .exited(0), "\(export)")
    let document = try String(
      contentsOfFile: sweep.sandbox.path("out/sweep.json"), encoding: .utf8)
    #expect(document.contains("left_after_block"))
    let json = try sweep.sandbox.run("table", "--format", "json").output
    #expect(json.contains("\"left_after_block\""), "\(json)")
    for format in ["markdown", "latex", "html"] {
      let table = try sweep.sandbox.run("table", "--format", format)
      #expect(table.status == .exited(0) && table.output.contains("block "), "\(table)")
    }
    let compare = try sweep.sandbox.run("compare", "x=0", "x=1.1")
    #expect(compare.status == .exited(2) && compare.errors.contains("left the race"), "\(compare)")
  }

  @Test(arguments: [
    (["--replicates", "12"], ["evaluate.replicates=12"]),
    (
      ["--replicates", "10", "x=0.01,0.6"],
      [
        "evaluate.replicates=10",
        "parameters.x=[0, 0.02, 0.04, 0.3, 0.5, 0.7, 0.9, 1.1, 0.01, 0.6]",
      ]
    ),
  ])
  func `that runs is extended, and all is as if it had begun so`(
    words: [String], settings: [String]
  ) throws {
    let sweep = try sweep(replicates: 6)
    let sandbox = sweep.sandbox
    let training = try String(contentsOfFile: sandbox.path("train.sh"), encoding: .utf8)
    // The best is held in its fourth block, so the race cannot be over.
    try sandbox.write(
      """
      while [ $1 = 0 ] && [ $SWEEP_REPLICATE = 3 ] && [ ! -e \(sandbox.path("go")) ]
      do sleep 0.05; done
      \(training)
      """, to: "train.sh")
    let run = try sandbox.start("run", "small.yaml", "-j", "4", "--progress", "json")
    _ = try run.waitForLine { $0.contains("\"decided_blocks\":3") }
    let extended = try sandbox.run(["extend"] + words)
    #expect(extended.status == .exited(0), "\(extended)")
    #expect(extended.output == "sweep 'small' deals its further trials as it runs\n")
    try sandbox.write("", to: "go")
    let finished = try run.finish()
    #expect(finished.status == .exited(0), "\(finished)")
    #expect(try sandbox.run("doctor").status == .exited(0))

    let options = settings.flatMap { ["--set", $0] }
    let whole = try self.sweep(replicates: 6)
    _ = try whole.sandbox.run(["run", "small.yaml"] + options)
    #expect(try csv(sweep) == csv(whole))
    // A run after it finds nothing to do, and the same verdicts.
    let again = try sandbox.run(["run", "small.yaml"] + options)
    #expect(again.status == .exited(0) && !again.errors.contains("stands"), "\(again)")
    #expect(try csv(sweep) == csv(whole))
  }

  @Test func `is what a time makes of a grid, with replicates until one is left`() throws {
    var tables: [String] = []
    for slots in ["1", "4"] {
      let sweep = try sweep(race: "", replicates: 2)
      let sandbox = sweep.sandbox
      let short = try sandbox.run("run", "small.yaml", "-j", slots, "--budget", "1ms")
      #expect(short.status == .exited(0), "\(short)")
      #expect(short.errors.contains("the race has ended with its time of "), "\(short)")
      #expect(try sandbox.run("status").output.contains("its limit was time"))
      let run = try sandbox.run("run", "small.yaml", "-j", slots, "--budget", "1h")
      #expect(run.status == .exited(0), "\(run)")
      let status = try sandbox.run("status").output
      #expect(status.contains("race: 1 of 8 configurations is in after block "), "\(status)")
      #expect(!status.contains("time"), "\(status)")
      #expect(try sandbox.run("doctor").status == .exited(0))
      tables.append(try csv(sweep))
      // The same again finds each form at its end.
      let again = try sandbox.run("run", "small.yaml", "-j", slots, "--budget", "1h")
      #expect(again.status == .exited(0) && !again.errors.contains("stands"), "\(again)")
      #expect(try csv(sweep) == tables.last)
    }
    #expect(Set(tables).count == 1)
    // More replicates than were asked for tell the best, and each has its own left-over row.
    #expect(tables[0].contains("left_after_block"))
  }

  @Test func `with an open end has its workers stay from form to form, and sends them home`() throws
  {
    let sweep = try sweep(race: "", replicates: 2)
    let serve = try sweep.sandbox.start(
      "serve", "small.yaml", "--insecure", "--listen", "tcp://127.0.0.1:*", "--progress", "plain",
      "--budget", "1h")
    let work = try sweep.sandbox.run("work", try serve.endpoint(), "--slots", "4")
    #expect(work.status == .exited(0), "\(work)")
    let served = try serve.finish()
    #expect(served.status == .exited(0), "\(served)")
    let status = try sweep.sandbox.run("status").output
    #expect(status.contains("race: 1 of 8 configurations is in after block "), "\(status)")
  }

  @Test func `is ended by a time, and goes on when it is asked again`() throws {
    let calm = try sweep()
    _ = try calm.run()
    let sweep = try sweep()
    let short = try sweep.run("--budget", "1ms")
    #expect(short.status == .exited(0), "\(short)")
    #expect(try sweep.sandbox.run("status").output.contains("its limit was time"))
    #expect(try sweep.run().status == .exited(0))
    #expect(try !sweep.sandbox.run("status").output.contains("time"))
    #expect(try csv(sweep) == csv(calm))
  }

  @Test(arguments: [
    ("halving: { to: 9 }", [String](), "halving of listed configurations is over when it is"),
    ("", ["--set", "parameters.x=[1]"], "this sweep has a single one"),
  ])
  func `is not made of what it does not suit`(
    lines: String, options: [String], words: String
  ) throws {
    let sweep = try sweep(race: lines)
    let run = try sweep.sandbox.run(["run", "small.yaml", "--budget", "1h"] + options)
    #expect(run.status == .exited(2) && run.errors.contains(words), "\(run)")
  }

  @Test func `keeps in its longer form what was brought back`() throws {
    let sweep = try sweep()
    _ = try sweep.run()
    #expect(try sweep.sandbox.run("retry", "--configuration", "x=1.1").status == .exited(0))
    let run = try sweep.run("--set", "evaluate.replicates=10")
    #expect(run.status == .exited(0) && !run.errors.contains("stands"), "\(run)")
    let shown = try sweep.sandbox.run("show", "x=1.1").output
    #expect(shown.contains("was brought back, and stays in"), "\(shown)")
    #expect(shown.contains("10 trials: 10 completed"), "\(shown)")
    #expect(try sweep.sandbox.run("doctor").status == .exited(0))
  }

  @Test func `with more replicates goes on from where it was`() throws {
    let whole = try sweep(replicates: 12)
    _ = try whole.run()
    let longer = try sweep(replicates: 6)
    _ = try longer.run()
    let extended = try longer.sandbox.run("extend", "small.yaml", "--replicates", "12")
    #expect(extended.output.contains("deals its further trials when it is run"), "\(extended)")
    _ = try longer.run("--set", "evaluate.replicates=12")
    #expect(try csv(longer) == csv(whole))
  }

  @Test func `comes after a search, and cuts nothing short that the search learns from`() throws {
    var tables: [String] = []
    for slots in ["1", "4"] {
      let sweep = try ProgramSweep(
        "",
        spec: """
          command: [sh, train.sh, $x]
          parameters: { x: uniform(0, 1) }
          evaluate: { replicates: 6, seed: 7 }
          method: { search: tpe, configurations: 8, pace: 2, replicates: 2 }
          race: { from: 2 }
          """)
      try sweep.sandbox.write(
        """
        awk "BEGIN { print \\"val_accuracy=\\" 1 - $1 + (($SWEEP_SEED % 1009) * (7 + 13 * $1) % 1) / 50 }"
        """, to: "train.sh")
      let run = try sweep.sandbox.run("run", "small.yaml", "-j", slots)
      #expect(run.status == .exited(0), "\(run)")
      tables.append(try csv(sweep))
      let status = try sweep.sandbox.run("status").output
      #expect(status.contains("8 of 8 configurations"), "\(status)")
      #expect(status.contains("race: "), "\(status)")
      #expect(try sweep.run().status == .exited(0))
    }
    #expect(tables[0] == tables[1])
    let counts = tables[0].split(separator: "\n").dropFirst()
      .compactMap { Int($0.split(separator: ",")[3]) }
    #expect(counts.count == 8 && counts.allSatisfy { $0 >= 2 } && counts.contains { $0 < 6 })
  }

  @Test func `is refused where a search learns from all blocks`() throws {
    let sweep = try ProgramSweep(
      "",
      spec: """
        command: [sh, train.sh, $x]
        parameters: { x: uniform(0, 1) }
        evaluate: { replicates: 4 }
        method: { search: tpe, configurations: 8, replicates: 4 }
        race: paired
        """)
    let plan = try sweep.sandbox.run("plan", "small.yaml")
    #expect(plan.status == .exited(2) && plan.errors.contains("can spare none"), "\(plan)")
  }

  @Test func `is refused where it can decide nothing`() throws {
    for (race, replicates, words) in [
      ("race: 0.05", 8, "race must be paired, sure, or a block"),
      ("race: pared", 8, "did you mean paired?"),
      ("race: paired", 3, "drops nobody before 3 blocks"),
      ("race: { level: 1.5 }", 8, "race.level must be"),
      ("race: { for: rows }", 8, "there are none, so remove it"),
      ("race: { form: 3 }", 8, "race has no key 'form'"),
    ] {
      let sweep = try sweep(race: race, replicates: replicates)
      let plan = try sweep.sandbox.run("plan", "small.yaml")
      #expect(plan.status == .exited(2) && plan.errors.contains(words), "\(plan.errors)")
    }
  }
}
