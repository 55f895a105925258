import Documents
import Specs
import Sweeps
import Testing
import Trials

/// Variables in the words of a program's command line.
struct CommandWordTests {
  @Test(arguments: [
    ("--seed=$sweep.seed", "{joined: [--seed=, {variable: SWEEP_SEED}]}"),
    ("${sweep.fold}", "{variable: SWEEP_FOLD}"),
    ("$SWEEP_SEED", "{variable: SWEEP_SEED}"),
    ("${envvar:HOME}/x", "{joined: [{variable: HOME}, /x]}"),
    ("$lr-$sweep.replicate.$lr", "{joined: [$lr-, {variable: SWEEP_REPLICATE}, .$lr]}"),
    (
      "$sweep.dir/$sweep.checkpoint",
      "{joined: [{variable: SWEEP_DIR}, /, {variable: SWEEP_CHECKPOINT}]}"
    ),
    ("$$SWEEP_SEED", "$$SWEEP_SEED"), ("--lr=$lr", "--lr=$lr"), ("", ""),
  ]) func `a trial's own words are filled in where it is trained`(word: String, recipe: String)
    throws
  {
    #expect(try words([word]) == [recipe])
  }

  @Test func `rows are there with data only`() throws {
    #expect(
      throws: DocumentError.self, performing: { try words(["$sweep.train_index"]) })
    #expect(
      try words(["$sweep.train_index"], "data: { rows: 10 }\nevaluate: { folds: { k: 2 } }")
        == ["{variable: SWEEP_TRAIN_INDEX}"])
  }

  @Test(arguments: [
    ("$lrr", "no parameter is named 'lrr'; did you mean $lr?"),
    ("$sweep.sead", "nothing of a trial is named 'sweep.sead'; did you mean $sweep.seed?"),
    ("$SWEEP_SEDE", "nothing of a trial is named 'SWEEP_SEDE'; did you mean $SWEEP_SEED?"),
    ("$sweep.test_index", "$sweep.test_index is a file of row numbers"),
    ("{seed}", "{seed} is how a command line writes it; in a spec write $sweep.seed"),
  ]) func `a name that is nobody's is refused`(word: String, message: String) throws {
    let error = try #require(throws: DocumentError.self) { try words([word]) }
    #expect(error.message.hasPrefix(message), "\(error.message)")
  }

  @Test func `a parameter in braces alone is refused, as it would reach the program`() throws {
    let error = try #require(throws: DocumentError.self) {
      try Spec("sweep: s\ncommand: [a, '--lr={lr}']\nparameters: { lr: [1] }")
    }
    #expect(error.message == "{lr} is how a command line writes a parameter; in a spec write ${lr}")
  }

  @Test func `lists and blocks reach a program as JSON`() throws {
    let sweep = try Spec(
      """
      sweep: s
      command: [a, --layers, $layers, "--opt=$opt"]
      parameters:
        layers: [[500, 500], [100]]
        opt: { options: { a: { name: sgd, lr: 0.1 }, b: { name: adam } } }
      """
    ).sweep
    let words = try #require(sweep.configurations[0].recipe["command"]).list("command")
    #expect(
      words.map(\.argument) == [
        "a", "--layers", "[500, 500]", #"--opt={"name": "sgd", "lr": 0.1}"#,
      ])
  }

  @Test func `a parameter that only some options speak of is tried with those alone`() throws {
    let sweep = try Spec(
      """
      sweep: c
      command: [sh, -c, "python3 a.py $opt"]
      parameters:
        opt: { options: { adam: "--optimizer=adam", sgd: "--optimizer=sgd --momentum=$momentum" } }
        momentum: [0, 0.9]
      """
    ).sweep
    #expect(sweep.configurations.map(\.labels) == [["adam", ""], ["sgd", "0"], ["sgd", "0.9"]])
    #expect(
      sweep.configurations.map { $0.recipe["parameters"]?.label } == [
        "{opt: --optimizer=adam}", "{opt: --optimizer=sgd --momentum=0, momentum: 0}",
        "{opt: --optimizer=sgd --momentum=0.9, momentum: 0.9}",
      ])
    // Where the command says it too, no two of its lines are the same.
    let both = try Spec(
      """
      sweep: c
      command: [a, $opt, "--m=$momentum"]
      parameters: { opt: { options: { x: "-x", y: "-y $momentum" } }, momentum: [0, 0.9] }
      """)
    #expect(both.sweep.configurations.count == 4)
  }

  private func words(_ words: [String], _ more: String = "") throws -> [String] {
    let list = Document(.list(words.map { Document(.text($0)) })).json
    let spec = try Spec(
      "sweep: s\ncommand: [a, \"$lr\", \(list.dropFirst())\nparameters: { lr: [1] }\n\(more)")
    return try #require(spec.sweep.recipe["command"]).list("command").dropFirst(2).map(\.label)
  }
}

/// Seeds of replicates that a spec lists.
struct ListedSeedsTests {
  private let spec = """
    sweep: s
    command: [a, "--seed=$seed"]
    parameters: { lr: [1, 2] }
    evaluate: { folds: { k: 2 }, replicates: { seeds: [7, 8, 9], as: seed } }
    """

  @Test func `each is a replicate, under the name that the program knows`() throws {
    let sweep = try Spec(spec).sweep
    #expect(sweep.evaluation.replicates == 3 && sweep.evaluation.foldCount == 2)
    #expect(sweep.recipe["command"]?.label == "[a, {joined: [--seed=, {variable: SWEEP_SEED}]}]")
    let plan = try Plan(sweep, data: .none, semantics: "program")
    let seeds = plan.trials.filter { $0.configuration == 0 }.map { trial in
      ListedSeeds(recipe: plan.recipe(of: trial))?.seeds
    }
    #expect(seeds == [[7], [7], [8], [8], [9], [9]])
    #expect(Set(plan.trials.map(\.id)).count == 12)
  }

  @Test func `another seed in the list trains the difference only`() throws {
    let before = try Plan(Spec(spec).sweep, data: .none, semantics: "program")
    let longer = spec.replacing("[7, 8, 9]", with: "[7, 8, 9, 10]")
    let after = try Plan(Spec(longer).sweep, data: .none, semantics: "program")
    #expect(Set(before.trials.map(\.id)).isSubset(of: after.trials.map(\.id)))
    #expect(after.trials.count - before.trials.count == 4)
  }

  @Test(arguments: [
    ("{ seeds: [] }", "evaluate.replicates.seeds must be a list of seeds"),
    ("{ seeds: [1, 1] }", "evaluate.replicates.seeds has 1 twice"),
    ("{ seeds: [x] }", "each seed must be a whole number"),
    ("{ seeds: [1, 2], as: lr }", "'lr' is a parameter and the name of the replicate's seed"),
    ("{ seeds: [1, 2], as: '0' }", "evaluate.replicates.as must be a name"),
    ("{ as: seed }", "evaluate.replicates needs the key 'seeds'"),
  ]) func `what is no list of seeds is refused`(block: String, message: String) throws {
    let text = spec.replacing("{ seeds: [7, 8, 9], as: seed }", with: block)
    let error = try #require(throws: DocumentError.self) { try Spec(text) }
    #expect(error.message.hasPrefix(message), "\(error.message)")
  }

  @Test func `the engine draws its own`() throws {
    let error = try #require(throws: DocumentError.self) {
      try Spec(text("evaluate: {on: test, replicates: {seeds: [1, 2]}}"))
    }
    #expect(error.message.hasPrefix("seeds are listed for programs"))
  }

  @Test func `a parameter called seed is offered as replicates`() throws {
    let wandb = try Spec(
      """
      program: t.py
      method: grid
      metric: { name: val_accuracy, goal: maximize }
      parameters: { lr: { values: [0.1, 0.2] }, seed: { values: [1, 2, 3, 4] } }
      """)
    let offer = try #require(wandb.seedLikeParameter)
    #expect(offer.name == "seed")
    #expect(offer.remedy == "evaluate: { replicates: { seeds: [1, 2, 3, 4], as: seed } }")
    let single = try Spec("sweep: s\ncommand: [a]\nparameters: { seed: [1] }")
    #expect(single.seedLikeParameter == nil)
  }

  @Test func `a file of W&B takes them, its macros too`() throws {
    let sweep = try Spec(
      """
      program: t.py
      method: grid
      metric: { name: val_accuracy, goal: maximize }
      parameters: { lr: { values: [0.1, 0.2] } }
      command: [python3, "${program}", "--seed=${seed}", "${args}"]
      evaluate: { replicates: { seeds: [1, 2], as: seed } }
      """
    ).sweep
    #expect(sweep.evaluation.replicates == 2)
    #expect(
      sweep.recipe["command"]?.label
        == "[python3, t.py, {joined: [--seed=, {variable: SWEEP_SEED}]}, {arguments: args}]")
  }
}
