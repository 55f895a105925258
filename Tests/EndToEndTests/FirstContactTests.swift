import Foundation
import Processes
import Testing

/// The first steps of users with a program of their own.
struct FirstContactTests {
  /// Prints its arguments, and a metric that depends on the seed where it is told one.
  private static let program = """
    import argparse, random
    p = argparse.ArgumentParser()
    p.add_argument('--lr', type=float, default=0)
    p.add_argument('--seed', type=int, default=0)
    p.add_argument('--fold', type=int, default=0)
    a, rest = p.parse_known_args()
    random.seed(a.seed * 100 + a.fold)
    print('val_accuracy=%.6f seed=%d fold=%d' % (0.9 - a.lr + random.gauss(0, .01), a.seed, a.fold))
    print('rest', rest)
    """

  private func sandbox(_ text: String = program) throws -> Sandbox {
    let sandbox = try Sandbox()
    try sandbox.write(text, to: "t.py")
    return sandbox
  }

  private struct Row: Decodable {
    let status: String
    let value: Double?
  }

  private func values(_ sandbox: Sandbox) throws -> [Double?] {
    let text = try sandbox.run("trials", "--json").output
    return try JSONDecoder().decode([Row].self, from: Data(text.utf8)).map(\.value)
  }

  /// Whether the row of a table that begins so is marked as the best.
  private func isBest(_ label: String, in table: String) -> Bool {
    table.split(separator: "\n").contains { $0.hasPrefix("\(label) ") && $0.contains("*") }
  }

  // MARK: - Seeds

  @Test(arguments: [
    [
      "run", "-r", "2", "--folds", "3", "--", "python3", "t.py", "--seed", "{seed}",
      "--fold={fold}", "lr=0.1",
    ],
    ["run", "s.yaml"],
  ]) func `a seed and a fold are put on the command line`(words: [String]) throws {
    let sandbox = try sandbox()
    try sandbox.write(
      """
      sweep: s
      command: [python3, t.py, "--lr=$lr", "--seed=$SWEEP_SEED", "--fold=$sweep.fold"]
      parameters: { lr: [0.1] }
      evaluate: { folds: { k: 3 }, replicates: 2 }
      """, to: "s.yaml")
    let run = try sandbox.run(words)
    #expect(run.succeeded, "\(run.errors)")
    let values = try values(sandbox)
    #expect(values.count == 6 && Set(values).count == 6)
    #expect(!run.errors.contains("all replicates"))
  }

  @Test func `seeds that are listed are those that the program gets`() throws {
    let sandbox = try sandbox("import sys\nprint('val_accuracy=0.' + sys.argv[1])")
    let run = try sandbox.run(
      "run", "--seeds", "7,8,9", "--", "python3", "t.py", "{seed}", "lr=0.1,0.2")
    #expect(run.succeeded, "\(run.errors)")
    #expect(try Set(values(sandbox)) == [0.7, 0.8, 0.9])
    #expect(run.output.contains("n = 3") || run.output.contains(" 3"), "\(run.output)")
  }

  @Test func `a parameter called seed is offered as replicates`() throws {
    let sandbox = try sandbox()
    let plan = try sandbox.run(
      "plan", "--", "python3", "t.py", "--lr={lr}", "--seed={seed}", "lr=0.1,0.2", "seed=1,2,3")
    #expect(plan.output.contains("6 configurations"))
    #expect(
      plan.errors.contains("evaluate: { replicates: { seeds: [1, 2, 3], as: seed } }"),
      "\(plan.errors)")
    let draft = try sandbox.run(
      "init", "--", "python3", "t.py", "--lr={lr}", "--seed={seed}", "lr=0.1,0.2", "seed=1,2,3")
    #expect(draft.succeeded, "\(draft.errors)")
    let written = try sandbox.run("run", "sweep.yaml")
    #expect(written.succeeded, "\(written.errors)")
    #expect(
      try sandbox.run("plan", "sweep.yaml").output.contains("2 configurations × 3 replicates"))
  }

  @Test func `replicates that agree to the last digit are asked about`() throws {
    let sandbox = try sandbox("import sys; print('val_accuracy=%.4f' % (0.9 - float(sys.argv[1])))")
    let sentence = "all replicates of a configuration are equal: does the program use SWEEP_SEED?"
    let run = try sandbox.run("run", "-r", "3", "--", "python3", "t.py", "{lr}", "lr=0.1,0.2")
    #expect(run.errors.contains(sentence), "\(run.errors)")
    #expect(try sandbox.run("table").errors.contains(sentence))
    #expect(try sandbox.run("table", "--format", "csv").output.contains(sentence) == false)
  }

  // MARK: - Where a program starts

  @Test func `what lies beside the spec is found, and logs stay apart`() throws {
    let sandbox = try sandbox(
      """
      import sys
      with open('study.csv') as f: n = len(f.readlines())
      with open('log.csv', 'w') as f: f.write('epoch,val_accuracy\\n1,0.%s\\n' % sys.argv[1])
      assert n == 3
      """)
    try sandbox.write("a,b\n1,2\n3,4\n", to: "study.csv")
    let run = try sandbox.run("run", "-j", "2", "--", "python3", "t.py", "{x}", "x=1,2,3,4")
    #expect(run.succeeded, "\(run.errors)")
    #expect(try values(sandbox) == [0.1, 0.2, 0.3, 0.4])
    #expect(!sandbox.exists("log.csv"))
    #expect(!run.errors.contains("written to"))
  }

  @Test func `a write through a link is noticed, and is no metric's source`() throws {
    let sandbox = try sandbox(
      """
      print('val_accuracy=0.5')
      with open('log.csv', 'a') as f: f.write('epoch,val_accuracy\\n1,0.1\\n')
      """)
    try sandbox.write("", to: "log.csv")
    let run = try sandbox.run("run", "-j", "1", "--", "python3", "t.py")
    #expect(run.succeeded, "\(run.errors)")
    #expect(try values(sandbox) == [0.5])
    #expect(run.errors.contains("'log.csv' beside the spec was written to while the program ran"))
  }

  @Test func `what sweep prints into a file beside the spec is no write of the program's`() throws {
    let sandbox = try sandbox()
    let run = try sandbox.shell(
      "sweep run -j 1 --progress plain -- python3 t.py 'lr=0.1,0.2' >log.csv 2>&1"
    ).finish()
    #expect(run.succeeded)
    let log = try String(contentsOfFile: sandbox.path("log.csv"), encoding: .utf8)
    #expect(log.contains("2 of 2 trials done") && !log.contains("was written to"), "\(log)")
  }

  // MARK: - What cannot be

  @Test(arguments: [
    ("slots: 64", "each takes 64 slots (needs.slots)"),
    ("gpus: 3", "each takes 3 GPUs (needs.gpus)"),
    ("memory: 900000G", "each takes 900000 GiB of memory (needs.memory)"),
    ("tags: [avx9]", "each asks for 'avx9' (needs.tags)"),
  ]) func `needs that nobody can fill end a run at once`(needs: String, sentence: String) throws {
    let sandbox = try sandbox()
    try sandbox.write(
      "sweep: n\ncommand: [python3, t.py]\nneeds: { \(needs) }\n", to: "s.yaml")
    let plan = try sandbox.run("plan", "s.yaml")
    #expect(plan.succeeded && plan.errors.contains(sentence), "\(plan.errors)")
    let run = try sandbox.run("run", "s.yaml", "-j", "2", "--gpus", "none")
    #expect(run.status == .exited(69))
    #expect(
      run.errors.contains("no trial can be trained on this machine: \(sentence)"), "\(run.errors)")
  }

  @Test func `memory that a machine has is there without being named`() throws {
    let sandbox = try sandbox()
    try sandbox.write(
      "sweep: n\ncommand: [python3, t.py]\nneeds: { memory: 64MiB }\n", to: "s.yaml")
    #expect(try sandbox.run("run", "s.yaml", "-j", "1").succeeded)
  }

  @Test func `a worker in a wrong folder goes home, and another does its work`() throws {
    let sandbox = try sandbox()
    try sandbox.write(
      "sweep: s\ncommand: [python3, t.py, --lr=$x]\nparameters: { x: [1, 2, 3] }\nretry: { max: 0 }\n",
      to: "s.yaml")
    let address = "ipc://\(sandbox.path("socket"))"
    let server = try sandbox.start("serve", "s.yaml", "--listen", address)
    try FileManager.default.createDirectory(
      atPath: sandbox.path("empty"), withIntermediateDirectories: true)
    let lost = try sandbox.start(
      "work", address, "--slots", "2", "--code", sandbox.path("empty"), "--log-format", "none")
    let gone = try lost.finish()
    #expect(gone.status == .exited(69))
    #expect(gone.errors.split(separator: "\n").count == 1, "\(gone.errors)")
    #expect(try sandbox.run("work", address, "--code", sandbox.directory).succeeded)
    let served = try server.finish()
    #expect(served.succeeded, "\(served.errors)")
    #expect(try values(sandbox).count == 3)
  }

  @Test func `a worker that nobody answers says so within two seconds`() throws {
    let sandbox = try Sandbox()
    let start = ContinuousClock.now
    let worker = try sandbox.start("work", "tcp://127.0.0.1:9", "--patience", "30s")
    let line = try worker.waitForLine { $0.contains("no coordinator answers at tcp://127.0.0.1:9") }
    #expect(line.contains("--patience"))
    // Nothing else is timed: what is measured is what people wait for.
    #expect(ContinuousClock.now - start < .seconds(20))
    worker.child.send(.interrupt)
    _ = try worker.finish()
  }

  // MARK: - Mistakes

  @Test(arguments: [
    (
      ["run", "t.py"],
      "'t.py' is a program and no spec; to run it without one: sweep run -- python3 t.py"
    ),
    (
      ["run", "python3", "t.py"], "one spec file is expected, not 2; a command line goes after '--'"
    ),
    (
      ["run", "python3", "t.py", "--lr", "0.1,0.2"],
      "sweep run has no option --lr; a program's own options go after '--'"
    ),
    (
      ["run", "--", "python3", "tt.py"],
      "there is no 'tt.py' beside the spec, in '.'; did you mean t.py?"
    ),
    (["run", "--", "python3", "t.py", "{lrr}", "lr=1"], "did you mean {lr}?"),
    (["run", "--", "python3", "t.py", "lr=1,2", "-r", "3"], "-r stands behind the values lr=..."),
    (
      ["run", "--judge", "fidelity", "--", "python3", "t.py"],
      "fidelity:maximize or fidelity:minimize"
    ),
  ]) func `a first slip is told with what would be right`(words: [String], sentence: String) throws
  {
    let run = try sandbox().run(words)
    #expect(run.status == .exited(2))
    #expect(run.errors.contains(sentence), "\(run.errors)")
    #expect(run.errors.split(separator: "\n").count == 1)
  }

  @Test func `three trials of one cause end a run, unless it is to go on`() throws {
    let sandbox = try sandbox("print('val_acuracy=0.5')")
    let words = ["--results", "r.sqlite", "--", "python3", "t.py", "{x}", "x=1,2,3,4,5,6,7,8"]
    let run = try sandbox.run(["run", "-j", "1"] + words)
    #expect(run.status == .exited(1))
    #expect(
      run.errors.contains(
        " trials failed for one cause (no metric: the program ended well without measuring"),
      "\(run.errors)")
    #expect(
      run.errors.contains("'sweep trials --failed --results r.sqlite' tells more, --keep-going"))
    let going = try sandbox.run(["run", "-j", "1", "--keep-going"] + words)
    #expect(going.errors.contains("8 trials failed; "))
  }

  @Test func `a metric that the first epochs do not know is told while there is time`() throws {
    let sandbox = try sandbox(
      """
      import time
      print('epoch=1 val_acuracy=0.5', flush=True)
      for _ in range(600): time.sleep(0.1)
      """)
    let run = try sandbox.start(
      ["run", "-j", "1", "--progress", "plain", "--", "python3", "t.py"])
    let line = try run.waitForLine { $0.contains("the program measures") }
    #expect(
      line
        == "the program measures val_acuracy, and no 'val_accuracy', which the sweep is judged by; did"
        + " you mean val_acuracy?")
    run.child.send(.interrupt)
    run.child.send(.interrupt)
    _ = try run.finish()
  }

  @Test func `a changed program asks what becomes of old results, also where nobody answers`()
    throws
  {
    let sandbox = try sandbox()
    let words = ["run", "--", "python3", "t.py", "lr=0.1,0.2"]
    #expect(try sandbox.run(words).succeeded)
    try sandbox.write(Self.program + "# a comment\n", to: "t.py")
    let run = try sandbox.run(words)
    #expect(run.status == .exited(2))
    #expect(
      run.errors
        == "sweep: 2 trials of this sweep were done by code that has changed since; --stale keep counts"
        + " their results, --stale rerun trains them again\n")
    #expect(try sandbox.run(["run", "--stale", "keep"] + words.dropFirst()).succeeded)
  }

  @Test func `of a progress bar the last state is kept`() throws {
    let sandbox = try sandbox(
      """
      import sys
      for i in range(3000): sys.stderr.write(f'\\rEpoch 1: {i}/3000')
      sys.exit('\\nRuntimeError: device-side assert triggered')
      """)
    try sandbox.run("run", "--", "python3", "t.py", "x=1,2")
    let failed = try sandbox.run("trials", "--failed").output
    #expect(failed.utf8.count < 2000, "\(failed.utf8.count)")
    #expect(failed.contains("| Epoch 1: 2999/3000\n"))
    #expect(!failed.contains("Epoch 1: 2998/3000"))
  }

  @Test(arguments: ["val_mae", "wer", "perplexity", "val_nll", "brier", "mape", "val_rmse"])
  func `known errors are to be small`(metric: String) throws {
    let sandbox = try sandbox("import sys; print('\(metric)=' + sys.argv[1])")
    let run = try sandbox.run("run", "--judge", metric, "--", "python3", "t.py", "{x}", "x=0.1,0.5")
    #expect(isBest("0.1", in: run.output), "\(run.output)")
  }

  @Test func `a metric of a table takes a goal`() throws {
    let sandbox = try sandbox("import sys; print('val_accuracy=1 effort=' + sys.argv[1])")
    try sandbox.run("run", "--", "python3", "t.py", "{x}", "x=0.1,0.5")
    let plain = try sandbox.run("table", "--metric", "effort")
    #expect(plain.succeeded && !isBest("0.1", in: plain.output) && !isBest("0.5", in: plain.output))
    #expect(plain.errors.contains("write --metric effort:maximize or effort:minimize"))
    let refused = try sandbox.run("best", "--metric", "effort")
    #expect(refused.status == .exited(2))
    #expect(refused.errors.contains("write --metric effort:maximize or effort:minimize"))
    let small = try sandbox.run("table", "--metric", "effort:minimize").output
    let large = try sandbox.run("table", "--metric", "effort:maximize").output
    #expect(isBest("0.1", in: small) && isBest("0.5", in: large), "\(small)\(large)")
    #expect(try sandbox.run("best", "--metric", "effort:minimize").succeeded)
  }

  @Test func `a command in one text is split as a shell does`() throws {
    let sandbox = try sandbox()
    try sandbox.write(
      #"sweep: q"# + "\n"
        + #"command: "sh -c 'python3 $$SWEEP_CODE/t.py --lr=$lr \"$$0\"' 'two words'""#
        + "\nparameters: { lr: [0.1] }\n", to: "s.yaml")
    let run = try sandbox.run("run", "s.yaml")
    #expect(run.succeeded, "\(run.errors)")
    let trial = try sandbox.run("trials").output.split(separator: "\n")[1].prefix(12)
    #expect(try sandbox.run("show", String(trial)).output.contains("rest ['two words']"))
  }
}
