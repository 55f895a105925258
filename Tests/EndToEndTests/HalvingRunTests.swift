import Foundation
import Processes
import SQLite
import Testing

/// Halving, run by the real coordinator.
struct HalvingRunTests {
  /// A program of 27 epochs that knows nothing of halving: how good it is follows from its value, its epoch
  /// and its seed alone.
  private func sweep(
    _ halving: String = "halving: { from: 1, factor: 3, to: 27 }", looks: Bool = false,
    fails: Bool = false, method: String = "", replicates: Int = 1, extra: String = ""
  ) throws -> ProgramSweep {
    let values = (0..<12).map { "\(Double($0) / 12)" }.joined(separator: ", ")
    let sweep = try ProgramSweep(
      "",
      spec: """
        command: [sh, train.sh, $x]
        parameters: { x: \(method.isEmpty ? "[\(values)]" : "\"uniform(0, 1)\"") }
        evaluate: { replicates: \(replicates), seed: 7 }
        \(method)
        \(halving)
        \(extra)
        """)
    let failure = fails ? "[ ${1#0.5} != $1 ] && exit 3" : ""
    let end = looks ? "${SWEEP_UNTIL:-27}" : "27"
    try sweep.sandbox.write(
      """
      \(failure)
      epoch=0
      while [ $epoch -lt \(end) ]; do
        epoch=$((epoch + 1))
        awk "BEGIN { print \\"epoch=$epoch val_accuracy=\\" 1 - $1 * $1 - 1 / (1 + $epoch * (2 - $1)) + ($SWEEP_SEED % 7) / 1e4 }"
        \(looks ? "" : "if [ $epoch = \"$SWEEP_UNTIL\" ]; then sleep 60; fi")
      done
      """, to: "train.sh")
    return sweep
  }

  private func csv(_ sweep: ProgramSweep) throws -> String {
    try sweep.sandbox.run("table", "--format", "csv").output
  }

  @Test(arguments: ["", "method: { search: random, configurations: 12 }"], [false, true])
  func `decides the same for any number of workers, also where trials fail`(
    method: String, fails: Bool
  ) throws {
    var tables: [String] = []
    for slots in ["1", "3", "8"] {
      let sweep = try sweep(looks: true, fails: fails, method: method)
      let run = try sweep.sandbox.run("run", "small.yaml", "-j", slots, "--keep-going")
      #expect(run.status == .exited(0) || fails, "\(run)")
      #expect(try sweep.sandbox.run("doctor").status == .exited(0))
      tables.append(try csv(sweep))
    }
    #expect(Set(tables).count == 1, "\(tables)")
    #expect(tables[0].split(separator: "\n").count == 13, "\(tables[0])")
    #expect(tables[0].contains("trained_until"))
  }

  @Test func `a search that learns decides the same, too`() throws {
    var tables: [String] = []
    for slots in ["1", "4"] {
      let sweep = try sweep(
        looks: true, method: "method: { search: tpe, configurations: 15, pace: 4 }", replicates: 2)
      let run = try sweep.sandbox.run("run", "small.yaml", "-j", slots)
      #expect(run.status == .exited(0), "\(run)")
      tables.append(try csv(sweep))
    }
    #expect(Set(tables).count == 1, "\(tables)")
    // A configuration that reaches the end is trained in all replicates; the search learns from one.
    #expect(tables[0].contains(",2,2,"), "\(tables[0])")
  }

  @Test func `draws are compared in as many replicates as the method says, and end in all`() throws
  {
    let sweep = try sweep(
      looks: true, method: "method: { search: random, configurations: 12, replicates: 1 }",
      replicates: 3)
    let run = try sweep.sandbox.run("run", "small.yaml", "-j", "3")
    #expect(run.status == .exited(0), "\(run)")
    let counts = try rows(
      sweep.sandbox, "sweep.sqlite",
      """
      SELECT p.until || '', count(DISTINCT p.replicate) FROM sweep_trials p
      JOIN results r ON r.trial = p.trial GROUP BY p.until ORDER BY p.until
      """)
    #expect(counts.map(\.name) == ["0", "1", "3", "9"])
    #expect(counts.map(\.value) == [3, 1, 1, 1])
  }

  @Test func `ends a program that does not look, and counts that as success`() throws {
    let one = try sweep()
    let run = try one.run()
    #expect(run.status == .exited(0), "\(run)")
    // It would sleep for a minute after each rung; the same comes of one that ends by itself.
    let other = try sweep(looks: true)
    _ = try other.run()
    #expect(try csv(one) == csv(other))
    let curves = try one.sandbox.run("status").output
    #expect(curves.contains("halving: of 12 configurations 12 until epoch 1"), "\(curves)")
  }

  @Test func `that was killed goes on, and comes to the same`() throws {
    let whole = try sweep(looks: true)
    _ = try whole.run()
    let killed = try sweep(looks: true)
    try killed.sandbox.killCoordinators(after: [5, 13, 16])
    let last = try killed.run()
    #expect(last.status == .exited(0), "\(last)")
    #expect(!last.errors.contains("what was decided stands"), "\(last.errors)")
    #expect(try killed.sandbox.run("doctor").status == .exited(0))
    #expect(try csv(killed) == csv(whole))
  }

  @Test(arguments: [
    ("", ["x=0.01,0.02"]), ("", ["--replicates", "2"]),
    ("method: { search: random, configurations: 12 }", ["--configurations", "18"]),
  ])
  func `that runs is extended, and all is as if it had begun so`(
    method: String, words: [String]
  ) throws {
    let sweep = try sweep(looks: true, method: method)
    let sandbox = sweep.sandbox
    let training = try String(contentsOfFile: sandbox.path("train.sh"), encoding: .utf8)
    // A training that goes on waits until the sweep has been extended.
    try sandbox.write(
      """
      while [ "$SWEEP_UNTIL" = 3 ] && [ ! -e \(sandbox.path("go")) ]; do sleep 0.05; done
      \(training)
      """, to: "train.sh")
    let run = try sandbox.start("run", "small.yaml", "-j", "2", "--progress", "json")
    _ = try run.waitForLine { tells($0, done: 3) }
    let extended = try sandbox.run(["extend"] + words)
    #expect(extended.status == .exited(0), "\(extended)")
    try sandbox.write("", to: "go")
    let finished = try run.finish()
    #expect(finished.status == .exited(0), "\(finished)")
    #expect(try sandbox.run("doctor").status == .exited(0))

    let values = (0..<12).map { "\(Double($0) / 12)" }.joined(separator: ", ")
    let settings =
      switch words[0] {
      case "--replicates": ["--set", "evaluate.replicates=2"]
      case "--configurations": ["--set", "method.configurations=\(words[1])"]
      default: ["--set", "parameters.x=[\(values), 0.01, 0.02]"]
      }
    let whole = try self.sweep(looks: true, method: method)
    _ = try whole.sandbox.run(["run", "small.yaml"] + settings)
    #expect(try csv(sweep) == csv(whole))
    let again = try sandbox.run(["run", "small.yaml"] + settings)
    #expect(again.status == .exited(0) && !again.errors.contains("stands"), "\(again)")
    #expect(try csv(sweep) == csv(whole))
  }

  @Test(arguments: [false, true])
  func `trains to its end what somebody brings back, and lets nobody else on for it`(
    isRunning: Bool
  ) throws {
    let name = "x=0.9166666666666666"
    let calm = try sweep(looks: true)
    _ = try calm.run()
    let sweep = try sweep(looks: true)
    let sandbox = sweep.sandbox
    if isRunning {
      let training = try String(contentsOfFile: sandbox.path("train.sh"), encoding: .utf8)
      // A training that reaches the end waits there.
      try sandbox.write(
        """
        while [ -z "$SWEEP_UNTIL" ] && [ ! -e \(sandbox.path("go")) ]; do sleep 0.05; done
        \(training)
        """, to: "train.sh")
      let run = try sandbox.start("run", "small.yaml", "-j", "2", "--progress", "json")
      _ = try run.waitForLine {
        $0.contains("\"counts\":[12") && !$0.contains(",0],\"configurations\"")
      }
      let back = try sandbox.run("retry", "--configuration", name)
      #expect(back.output == "\(name) is trained to its end\n", "\(back)")
      try sandbox.write("", to: "go")
      let finished = try run.finish()
      #expect(finished.status == .exited(0), "\(finished)")
    } else {
      _ = try sweep.run()
      let back = try sandbox.run("retry", "--configuration", name)
      #expect(back.output.contains("\(name) is trained to its end by the next"), "\(back)")
      #expect(
        try sandbox.run("show", name).output.contains("is to be trained to the end"))
      #expect(try sweep.run().status == .exited(0))
    }
    let story = try sandbox.run("show", name).output
    #expect(story.contains("was brought back: it was trained to the end"), "\(story)")
    #expect(try sandbox.run("doctor").status == .exited(0))
    func others(_ sweep: ProgramSweep) throws -> Set<Substring> {
      Set(try csv(sweep).split(separator: "\n").filter { !$0.hasPrefix("0.9166666666666666") })
    }
    #expect(try others(sweep) == others(calm))
    let again = try sandbox.run("retry", "--configuration", name)
    #expect(again.status == .exited(2) && again.errors.contains("goes on to the end already"))
    // A longer form of the sweep trains it to its end, too.
    #expect(try sweep.run("--set", "evaluate.replicates=2").status == .exited(0))
    #expect(
      try sandbox.run("show", name).output.contains("was brought back: it was trained to the end"))
  }

  @Test func `shows below the line what was not trained to the end`() throws {
    let sweep = try sweep(looks: true)
    let run = try sweep.run()
    #expect(run.output.contains("trained until"), "\(run.output)")
    #expect(run.output.contains("halving has not trained to the end"), "\(run.output)")
    let story = try sweep.sandbox.run("show", "x=0.9166666666666666").output
    #expect(story.contains("was trained until epoch 1 of 27"), "\(story)")
    #expect(try sweep.sandbox.run("show", "x=0.0").output.contains("was trained to the end"))
    let plan = try sweep.sandbox.run("plan", "small.yaml").output
    #expect(plan.contains("compared at epoch 1, 3, 9 of 27"), "\(plan)")
    #expect(plan.contains("that is few to choose from"), "\(plan)")
    // The same again has nothing to do; more values go on from what is there.
    let again = try sweep.run()
    #expect(again.status == .exited(0))
    let before = try csv(sweep)
    let text = try String(contentsOfFile: sweep.sandbox.path("small.yaml"), encoding: .utf8)
    try sweep.sandbox.write(
      text.replacing("0.9166666666666666]", with: "0.9166666666666666, 0.01]"), to: "small.yaml")
    #expect(try sweep.run().status == .exited(0))
    #expect(try csv(sweep) != before)
  }

  @Test(arguments: [
    ("halving: { from: 1 }", "until which epoch does the program train?"),
    ("halving: { from: 9, to: 9 }", "halving compares configurations before their end"),
    ("halving: { to: 9, factor: 1 }", "halving.factor must be"),
    (
      "halving: { to: 9 }\nrace: paired\nlimits: { trial: 1h }",
      "a race spares replicates and folds, and halving epochs"
    ),
  ]) func `what makes no sense is refused`(lines: String, words: String) throws {
    let sweep = try sweep(lines, replicates: 5)
    let run = try sweep.run()
    #expect(run.status == .exited(2), "\(run)")
    #expect(run.errors.contains(words), "\(run.errors)")
  }

  /// The engine's trainings until an epoch have the numbers of whole ones, and schedules stretch over all
  /// epochs.
  @Test func `of the engine has the curves of whole trainings`() throws {
    let sandbox = try Sandbox()
    func spec(_ halving: String) -> String {
      """
      sweep: small
      data: digits
      network: [{ dense: { units: 8, activation: relu } }, { dense: { units: 10, activation: softmax } }]
      training: { loss: categorical_crossentropy, optimizer: { sgd: { learning_rate: $lr } }, batch_size: 64, epochs: 6, schedule: cosine }
      parameters: { lr: [0.001, 0.01, 0.1, 0.3, 0.5, 0.7] }
      evaluate: { holdout: 0.3, replicates: 2, seed: 3 }
      \(halving)
      """
    }
    try sandbox.write(spec(""), to: "full.yaml")
    try sandbox.write(spec("halving: { from: 2, factor: 3 }"), to: "halved.yaml")
    #expect(
      try sandbox.run("run", "halved.yaml", "--results", "h.sqlite").status == .exited(0))
    #expect(try sandbox.run("run", "full.yaml", "--results", "f.sqlite").status == .exited(0))
    func measurements(_ file: String, _ condition: String) throws -> [String: Double] {
      let rows = try rows(
        sandbox, file,
        """
        SELECT c.label || ' ' || p.replicate || ' ' || n.name || ' ' || m.epoch, m.value
        FROM sweep_trials p JOIN configurations c ON c.sweep = p.sweep AND c.number = p.configuration
        JOIN measurements m ON m.trial = p.trial JOIN metrics n ON n.id = m.metric
        WHERE \(condition)
        """)
      return Dictionary(uniqueKeysWithValues: rows.map { ($0.name, $0.value) })
    }
    let full = try measurements("f.sqlite", "p.until = 0")
    let partial = try measurements("h.sqlite", "p.until = 2")
    // Each metric of two epochs, of six values in two replicates.
    #expect(partial.keys.count { $0.contains(" val_accuracy ") } == 6 * 2 * 2)
    for (name, value) in partial { #expect(full[name] == value, "\(name)") }
    // The views show whole trials only, and those are the same as of the full design.
    let whole = try measurements("h.sqlite", "p.until = 0")
    #expect(!whole.isEmpty)
    for (name, value) in whole { #expect(full[name] == value, "\(name)") }
    let views = try rows(sandbox, "h.sqlite", "SELECT 'trials', count(*) FROM trial_results")
    #expect(views.map(\.value).allSatisfy { $0 > 0 && $0 < 12 }, "\(views)")
  }

  /// The rows of a query: a text and a number each.
  private func rows(
    _ sandbox: Sandbox, _ file: String, _ sql: String
  ) throws -> [(name: String, value: Double)] {
    let database = try Database(at: sandbox.path(file), mode: .readOnly)
    return try database.prepare(sql).map { ($0.text(0), $0.double(1)) }
  }
}
