import Foundation
import Processes
import Testing

/// Searches that learn, run by the real coordinator.
struct SearchRunTests {
  /// A search over two parameters; what a training comes to depends on them and its seed alone.
  private func sweep(
    _ configurations: Int, search: String = "tpe", fails: Bool = false
  ) throws -> ProgramSweep {
    let sweep = try ProgramSweep(
      "",
      spec: """
        command: [sh, train.sh, $x, $y]
        parameters: { x: uniform(0, 1), y: "loguniform(1e-4, 1)" }
        evaluate: { replicates: 2, seed: 7 }
        method: { search: \(search), configurations: \(configurations), pace: 4, replicates: 2 }
        """)
    let failure = fails ? "awk \"BEGIN { exit !($1 > 0.6) }\" && exit 3" : ""
    try sweep.sandbox.write(
      """
      \(failure)
      awk "BEGIN { print \\"val_accuracy=\\" 1 - ($1 - 0.3)^2 - $2 + ($SWEEP_SEED % 100) / 10000 }"
      """, to: "train.sh")
    return sweep
  }

  @Test func `a search is planned by what it may ask for`() throws {
    let sweep = try sweep(12)
    let plan = try sweep.sandbox.run("plan", "small.yaml").output
    #expect(plan.hasPrefix("small: 12 configurations × 2 replicates = 24 trials\n"), "\(plan)")
    #expect(plan.contains("tree-structured Parzen estimators\n"), "\(plan)")
    #expect(plan.contains("0 done, 24 to run"), "\(plan)")
    _ = try sweep.run()
    #expect(try sweep.sandbox.run("plan", "small.yaml").output.contains("nothing to run"))
  }

  private func table(_ sweep: ProgramSweep) throws -> String {
    try sweep.sandbox.run("table", "--format", "csv").output
  }

  @Test(arguments: ["tpe", "gp"])
  func `the proposals are the same for any number of workers`(search: String) throws {
    var tables: [String] = []
    for slots in ["1", "3", "8"] {
      let sweep = try sweep(12, search: search)
      let run = try sweep.sandbox.run("run", "small.yaml", "-j", slots)
      #expect(run.status == .exited(0), "\(run)")
      #expect(try sweep.sandbox.run("doctor").status == .exited(0))
      tables.append(try table(sweep))
    }
    #expect(tables[0].split(separator: "\n").count == 13, "\(tables[0])")
    #expect(Set(tables).count == 1)
  }

  @Test func `trials that fail for good are evidence, too`() throws {
    var tables: [String] = []
    for slots in ["1", "4"] {
      let sweep = try sweep(10, fails: true)
      let run = try sweep.sandbox.run("run", "small.yaml", "-j", slots, "--keep-going")
      #expect(run.status == .exited(1), "\(run)")
      tables.append(try table(sweep))
    }
    #expect(Set(tables).count == 1)
  }

  @Test func `a search that was killed goes on, and comes to the same`() throws {
    let whole = try sweep(12)
    _ = try whole.run()
    let killed = try sweep(12)
    try killed.sandbox.killCoordinators(after: [3, 9, 16])
    let last = try killed.run()
    #expect(last.status == .exited(0), "\(last)")
    #expect(!last.errors.contains("what was decided stands"))
    #expect(try killed.sandbox.run("doctor").status == .exited(0))
    #expect(try table(killed) == table(whole))
  }

  @Test(arguments: ["tpe", "gp"])
  func `a search that runs is extended, and all is as if it had begun so`(search: String) throws {
    let sweep = try sweep(8, search: search)
    let sandbox = sweep.sandbox
    // Some trainings end; the others wait until the search has been extended.
    try sandbox.write(
      """
      echo >> \(sandbox.path("started"))
      if [ $(wc -l < \(sandbox.path("started"))) -gt 11 ]; then
        for i in $(seq 600); do test -e \(sandbox.path("go")) && break; sleep 0.1; done
      fi
      \(try String(contentsOfFile: sandbox.path("train.sh"), encoding: .utf8))
      """, to: "train.sh")
    let run = try sandbox.start("run", "small.yaml", "-j", "2", "--progress", "json")
    // Two trials that begin together may both count the other.
    _ = try run.waitForLine { $0.contains("\"done\":10,") || $0.contains("\"done\":11,") }
    let extended = try sandbox.run("extend", "--configurations", "12", "--replicates", "3")
    #expect(extended.status == .exited(0), "\(extended)")
    #expect(extended.output == "sweep 'small' decides its further configurations as it runs\n")
    try sandbox.write("", to: "go")
    let finished = try run.finish()
    #expect(finished.status == .exited(0), "\(finished)")
    #expect(try sandbox.run("doctor").status == .exited(0))

    let whole = try self.sweep(12, search: search)
    try whole.sandbox.write(
      String(contentsOfFile: sandbox.path("train.sh"), encoding: .utf8), to: "train.sh")
    _ = try whole.run("--set", "evaluate.replicates=3")
    #expect(try table(sweep) == table(whole))
    // A run after it finds nothing to do, and the same decisions.
    let longer = ["--set", "method.configurations=12", "--set", "evaluate.replicates=3"]
    let again = try sandbox.run(["run", "small.yaml"] + longer)
    #expect(again.status == .exited(0) && !again.errors.contains("stands"), "\(again)")
  }

  @Test func `a search is extended at rest, and its table begins with the best`() throws {
    let sweep = try sweep(8)
    _ = try sweep.run()
    let extended = try sweep.sandbox.run("extend", "small.yaml", "--configurations", "10")
    #expect(
      extended.output == """
        sweep 'small' decides its further configurations when it is run
        to train them: sweep run small.yaml --set method.configurations=10

        """, "\(extended)")
    let run = try sweep.run("--set", "method.configurations=10")
    let lines = run.output.split(separator: "\n").dropFirst(2).prefix(10)
    let means = lines.compactMap { line in
      line.split(separator: "±")[0].split(separator: " ").last.flatMap { Double($0) }
    }
    #expect(means.count == 10 && means == means.sorted(by: >), "\(run.output)")
  }

  @Test func `more configurations go on with the same search`() throws {
    let whole = try sweep(12)
    _ = try whole.run()
    let longer = try sweep(8)
    _ = try longer.run()
    let run = try longer.run("--set", "method.configurations=12")
    #expect(run.status == .exited(0), "\(run)")
    #expect(try table(longer) == table(whole))
    // Only the difference was trained.
    let attempts = try longer.sandbox.run("trials", "--json").output
    #expect(attempts.components(separatedBy: "\"attempts\": 1").count - 1 == 24)
    #expect(try longer.run().errors.contains("8 trials of it are left out, 8 of them done"))
  }
}
