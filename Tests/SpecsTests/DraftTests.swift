import Documents
import Specs
import Sweeps
import Testing

/// Specs that are written down for people: what they say is what was meant.
struct DraftTests {
  @Test func `a line becomes the spec of it`() throws {
    var draft = try SpecDraft([
      "python3", "src/train.py", "--lr={lr}", "$$HOME", "--batch-size", "{batch-size}",
      "trainer.epochs=3", "lr=logspace(1e-4,1e-1,4)", "batch-size=16,32", "kind=a b,true,1e-3",
    ])
    draft.replicates = 2
    draft.folds = 5
    draft.seed = 7
    draft.metric = "val/acc"
    let sweep = try Spec(draft.text).sweep
    #expect(sweep.name == "train")
    #expect(sweep.configurations.count == 4 * 2 * 3)
    #expect(
      sweep.configurations[0].recipe["command"]?.label
        == "[python3, src/train.py, --lr=0.0001, $HOME, --batch-size, 16, trainer.epochs=3]")
    #expect(sweep.parameters[2].options.map(\.label) == ["a b", "true", "0.001"])
    #expect(sweep.evaluation.foldCount == 5 && sweep.evaluation.replicates == 2)
    #expect(sweep.metric.name == "val/acc")
  }

  @Test(arguments: [
    (["lr=1"], "there is no command"), ([], "there is no command"),
    (["true", "lr=1", "lr=2"], "lr is given values twice"),
    (
      ["t", "lr=0.1,", "0.2"],
      "the values 'lr=0.1, 0.2' are two words; write them without blanks, as in lr=0.1,0.2"
    ),
    (["t", "lr", "=", "1,2"], "'lr = 1,2' is three words; write lr=1,2 without blanks"),
    (["t", "lr="], "'lr=' gives lr no values"), (["t", "lr=1,"], "'lr=1,' has an empty value"),
    (["t", "lr=1,,2"], "'lr=1,,2' has an empty value"),
    (
      ["t", "{sead}"],
      "{sead} is no parameter: no last word says sead=VALUES, and nothing of a trial is"
        + " called so; did you mean {seed}?"
    ),
    (
      ["t", "{y}", "lr=1"],
      "{y} is no parameter: no last word says y=VALUES, and nothing of a trial is"
        + " called so; for the text itself write {{y}}"
    ),
    (["t", "--lr", "$lrr", "lr=1"], "$lrr is no parameter"),
    (
      ["t", "{lr}", "lr=1,2", "--epochs", "5"],
      "--epochs stands behind the values lr=...: options of sweep"
    ),
    (["t", "lr=1,2", "-r", "3"], "-r stands behind the values lr=...: options of sweep"),
    (
      ["t", "{lr}", "lr=1", "data.csv"],
      "{lr} has values in 'lr=1', which is not among the last words"
    ),
  ]) func `a line that is none is refused`(words: [String], message: String) {
    let error = #expect(throws: DocumentError.self) { try SpecDraft(words) }
    #expect(error?.message.hasPrefix(message) == true)
  }

  @Test(arguments: [
    (["t", "--lr", "0.1,0.2"], "--lr {lr} and, as the last word, lr=0.1,0.2"),
    (["t", "-x", "--lr=1e-3,2"], "--lr {lr} and, as the last word, lr=1e-3,2"),
    (["t", "--sizes", "64,32", "lr=1"], nil), (["t", "--names", "a,b"], nil), (["t", "1,2"], nil),
  ]) func `what looks like values where nothing is varied is known`(
    words: [String], remedy: String?
  ) throws {
    #expect(try SpecDraft(words).unvaried?.remedy == remedy)
  }

  @Test(arguments: [("1,1", false), ("1,2", true), ("1", false), ("a,b", false), ("-1,2", false)])
  func `several different whole numbers are seeds`(values: String, areSeeds: Bool) throws {
    var draft = try SpecDraft(["t", "--seed", "{seed}", "seed=\(values)"])
    draft.takesSeeds = true
    #expect(draft.text.contains("replicates: { seeds: [") == areSeeds)
  }

  @Test func `a trial's own words, and those that are meant as they stand`() throws {
    let draft = try SpecDraft([
      "python3", "t.py", "--seed={seed}", "{fold}", "{{lr}}", "{}", "{\"a\": 1}", "$5",
      "$SWEEP_DIR",
      "sh", "-c", "echo $HOME $lr {replicate}", "lr=1,2",
    ])
    let text = draft.text.replacing(", \"{lr}\",", with: ", \"{Lr}\",")
    let recipe = try Spec(text).sweep.recipe
    #expect(
      recipe["command"]?.label
        == "[python3, t.py, {joined: [--seed=, {variable: SWEEP_SEED}]}, {variable: SWEEP_FOLD}, {Lr}, {},"
        + " {\"a\": 1}, $$5, {variable: SWEEP_DIR}, sh, -c, {joined: [echo $$HOME ${lr} ,"
        + " {variable: SWEEP_REPLICATE}]}]")
  }

  @Test func `seeds on a command line are those of replicates`() throws {
    var draft = try SpecDraft(["t", "{seed}", "lr=1,2"])
    draft.seeds = [3, 1, 4]
    draft.metric = "fid:minimize"
    let sweep = try Spec(draft.text).sweep
    #expect(sweep.evaluation.replicates == 3 && sweep.configurations.count == 2)
    #expect(sweep.metric == Metric(name: "fid", goal: .minimize, moment: .last))
    var written = try SpecDraft(["t", "{seed}", "lr=1,2", "seed=3,1,4"])
    #expect(try Spec(written.text).sweep.configurations.count == 6)
    written.takesSeeds = true
    let spec = try Spec(written.text).sweep
    #expect(spec.evaluation.replicates == 3 && spec.configurations.count == 2)
  }

  @Test func `a metric whose direction nobody knows needs a goal`() throws {
    var draft = try SpecDraft(["t"])
    draft.metric = "fidelity"
    let error = try #require(throws: DocumentError.self) { try Spec(draft.text) }
    #expect(
      error.message
        == "whether more or less of 'fidelity' is better is not known; say goal: maximize or goal: minimize"
        + " beside it (on a command line, fidelity:maximize or fidelity:minimize)")
  }

  @Test func `rows that are dealt reach a command line as files`() throws {
    var draft = try SpecDraft(["t", "{train_index}", "lr=1,2"])
    #expect(throws: DocumentError.self) { try Spec(draft.text) }
    draft.data = "{ rows: 20 }"
    draft.folds = 4
    #expect(
      try Spec(draft.text).sweep.recipe["command"]?.label == "[t, {variable: SWEEP_TRAIN_INDEX}]")
  }

  @Test func `a file of W&B becomes a grid, also where it searches`() throws {
    let draft = try WandbDraft(
      """
      program: train.py
      method: bayes
      run_cap: 50
      metric: { name: val loss, goal: minimize, target: 0 }
      early_terminate: { type: hyperband }
      command: [ "${env}", "${interpreter}", "${program}", "${args_no_equals}", "$x", "--s=${seed}" ]
      parameters:
        trainer.lr: { distribution: log_uniform_values, min: 1e-4, max: 1e-2 }
        units: { min: 8, max: 64 }
        batch: { distribution: q_uniform, min: 10, max: 30, q: 10 }
        momentum: { distribution: normal, mu: 0.9, sigma: 0.05 }
        seed: { values: [1, 2] }
      """)
    let sweep = try Spec(draft.text).sweep
    #expect(
      sweep.parameters.map { $0.options.map(\.label) } == [
        ["0.0001", "0.001", "0.01"], ["8", "36", "64"], ["10", "20", "30"],
        ["0.85", "0.9", "0.95"],
      ])
    // How people of W&B replicate.
    #expect(draft.text.contains("evaluate: { replicates: { seeds: [1, 2], as: seed } }"))
    #expect(sweep.evaluation.replicates == 2)
    #expect(sweep.metric == Metric(name: "val loss", goal: .minimize, moment: .last))
    #expect(
      sweep.configurations[0].recipe["command"]?.label
        == "[/usr/bin/env, python3, train.py, {arguments: args_no_equals}, $x,"
        + " {joined: [--s=, {variable: SWEEP_SEED}]}]")
    #expect(draft.text.contains("# Left out: early_terminate, run_cap, metric.target."))
  }

  @Test func `a space too wide for a grid is its middle`() throws {
    let ranges = (0..<27).map { "  p\($0): { min: 0.0, max: 1.0 }" }.joined(separator: "\n")
    let draft = try WandbDraft("program: t.py\nmethod: bayes\nparameters:\n\(ranges)\n")
    #expect(
      try Spec(draft.text).sweep.configurations.map(\.labels) == [
        Array(repeating: "0.5", count: 27)
      ])
  }

  @Test(arguments: [
    ("sweep: a\n", "this is no sweep.yaml of W&B"),
    (
      "program: t.py\nmethod: grid\nparameters: { a: { parameters: { b: { value: 1 } } } }",
      "parameters.a.b is within another"
    ),
    (
      "method: grid\ncommand: [a, \"${envvar:X}\"]\nparameters: { a: { value: 1 } }",
      "a variable of the environment"
    ),
  ]) func `what only the file itself can say is refused`(text: String, message: String) {
    let error = #expect(throws: DocumentError.self) { try WandbDraft(text) }
    #expect(error?.message.hasPrefix(message) == true)
  }
}
