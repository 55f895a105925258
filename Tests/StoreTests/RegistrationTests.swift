import Documents
import Hashing
import Records
import Store
import Sweeps
import Testing
import Trials

struct RegistrationTests {
  let place: Workplace
  let file: ResultsFile

  init() throws {
    place = try Workplace()
    file = try ResultsFile(at: place.path())
  }

  @Test func `the file alone tells what a sweep asks for`() throws {
    let plan = try plan(metric: Metric(name: "loss", goal: .minimize, moment: .epoch(7)))
    let id = try file.register(plan, specText: "# why\nsweep: small\n", semantics: "engine 1")
    let reader = try ResultsReader(at: place.path())
    let sweep = try #require(try reader.latestSweep())
    #expect(sweep.id == id)
    #expect(sweep.name == "small")
    #expect(sweep.specText == "# why\nsweep: small\n")
    #expect(sweep.data == "toy")
    #expect(sweep.dataDigest == plan.data.digest)
    #expect(sweep.semantics == "engine 1")
    #expect(sweep.metric == plan.sweep.metric)
    #expect(sweep.evaluation == plan.sweep.evaluation)
    #expect(sweep.parameterNames == ["l2", "layers"])
    #expect(sweep.configurationCount == 4)
    #expect(try reader.labels(of: id) == plan.configurations.map(\.labels))
    #expect(try reader.splits(of: id) == plan.splits)
    #expect(try reader.trials(of: id, metric: sweep.metric).map(\.id) == plan.trials.map(\.id))
    for configuration in plan.configurations {
      let recipe = try reader.recipe(of: id, configuration: configuration.index)
      #expect(recipe?.item == configuration.recipe.item)
    }
    #expect(try reader.recipe(of: id, configuration: 4) == nil)
  }

  @Test(arguments: [
    Evaluation.Scheme.test, .holdout(fraction: 0.25), .folds(k: 2, kind: .kfold, repeats: 3),
  ])
  func `every way to evaluate is told again`(scheme: Evaluation.Scheme) throws {
    let small = try plan()
    let evaluation = Evaluation(scheme: scheme, replicates: 2, seed: 1)
    let sweep = Sweep(
      name: "small", data: small.sweep.data, recipe: small.sweep.recipe, parameters: [],
      evaluation: evaluation, metric: small.sweep.metric)
    let plan = try Plan(sweep, data: small.data, semantics: "engine 1")
    let id = try file.register(plan, specText: "", semantics: "engine 1")
    let reader = try ResultsReader(at: place.path())
    #expect(try reader.latestSweep()?.evaluation == evaluation)
    #expect(try reader.labels(of: id) == [[]])
    #expect(try reader.splits(of: id) == plan.splits)
  }

  @Test func `the same spec again is the same sweep`() throws {
    let plan = try plan()
    let first = try file.register(plan, specText: "x", semantics: "engine 1")
    #expect(try file.register(plan, specText: "x", semantics: "engine 1") == first)
    #expect(try file.register(plan, specText: "x # edited", semantics: "engine 1") != first)
    #expect(try ResultsReader(at: place.path()).sweeps().count == 2)
  }

  /// The text may be the same and yet mean another thing: its data set can have changed.
  @Test func `the same spec over other data is another sweep`() throws {
    let before = try plan()
    let data = DataFacts(
      digest: Digest(of: [2]), rowCount: 8, testCount: 2, classes: before.data.classes)
    let after = try Plan(before.sweep, data: data, semantics: "engine 1")
    let first = try file.begin(before)
    try file.finish(before, before.trials.map { ($0, outcome(0.5)) })
    let second = try file.begin(after)
    #expect(first != second)
    #expect(try file.histories(after, of: second).values.allSatisfy { $0.standing == .open })
  }

  @Test func `more replicates leave only the new ones to train`() throws {
    let before = try plan(replicates: 3)
    let after = try plan(replicates: 5)
    _ = try file.begin(before)
    try file.finish(before, before.trials.map { ($0, outcome(0.5)) })

    let sweep = try file.begin(after)
    let states = try file.histories(after, of: sweep)
    let open = after.trials.filter { states[$0.id]?.standing == .open }
    #expect(open == after.trials.filter { $0.replicate >= 3 })
    #expect(open.count == 2 * 2 * 4)

    let reader = try ResultsReader(at: place.path())
    #expect(
      try reader.progress(of: sweep)
        == Progress(trials: 40, completed: 24, diverged: 0, failed: 0, running: 0))
    #expect(try reader.finished(among: after.trials.map(\.id)) == Set(before.trials.map(\.id)))
  }

  @Test func `another value of a parameter leaves only its trials to train`() throws {
    let before = try plan(l2: [0, 0.001])
    let after = try plan(l2: [0, 0.0001, 0.001])
    _ = try file.begin(before)
    try file.finish(before, before.trials.map { ($0, outcome(0.5)) })
    let states = try file.histories(after, of: try file.begin(after))
    let open = after.trials.filter { states[$0.id]?.standing == .open }
    #expect(Set(open.map { after.configurations[$0.configuration].labels[0] }) == ["0.0001"])
    #expect(open.count == 3 * 2 * 2)
  }

  @Test func `the latest sweep is the one that was run last`() throws {
    let digits = try plan(name: "digits")
    let letters = try plan(name: "letters", replicates: 1)
    let first = try file.register(digits, specText: "1", semantics: "engine 1")
    let second = try file.register(letters, specText: "2", semantics: "engine 1")
    #expect(try ResultsReader(at: place.path()).latestSweep()?.id == second)
    _ = try file.beginTerm(digits, of: first)
    let reader = try ResultsReader(at: place.path())
    #expect(try reader.latestSweep()?.id == first)
    #expect(try reader.latestSweep(named: "letters")?.id == second)
    #expect(try reader.latestSweep(named: "numbers") == nil)
    #expect(try reader.sweeps().map(\.name) == ["digits", "letters"])
  }
}
