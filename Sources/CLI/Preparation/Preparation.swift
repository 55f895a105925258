import Commands
import Datasets
import Documents
import Engine
import Hashing
import Processes
import Search
import Specs
import Store
import Sweeps
import Training
import Trials

/// A spec that has been read, checked against its data, and worked out.
struct Preparation {
  let path: String
  let text: String
  let spec: Spec
  private(set) var plan: Plan
  /// The trials of others whose results count, by those of the spec.
  private(set) var kept: [TrialID: TrialID] = [:]
  /// The most numbers that a network of the sweep has; 0 of a program.
  let parameterCount: Int
  /// What a training of a proposal costs, in units of any size; nil where nobody can say.
  let predictedCost: (@Sendable (Proposal) -> Int)?
  /// Who trains.
  var kind: RecipeKind { plan.sweep.recipe.recipeKind }
  /// What is promised about the numbers.
  var semantics: String { kind.semantics }
  /// What the code of a program is; nil of the built-in engine.
  var code: ProgramCode? {
    guard kind == .program else { return nil }
    let revision = Revision(of: folder)
    return ProgramCode(
      digest: plan.sweep.code.flatMap { Digest(hexadecimal: $0) }, revision: revision?.name,
      isChanged: revision?.isChanged ?? false)
  }
  /// The folder of the spec, or of its program.
  let folder: String
  /// What on a command line without parameters looks like several values, and what would make them so.
  private var unvaried: (word: String, remedy: String)?

  /// Works out the spec that a command line names, or makes.
  init(_ arguments: Arguments) throws(UserError) {
    let overrides = try arguments.overrides()
    if let draft = try arguments.draft() {
      try self.init(
        "the command line", text: draft.text, folder: ".", overrides: overrides,
        former: arguments.text(.warmStart), resultsPath: arguments.resultsPath)
      unvaried = draft.unvaried
      return
    }
    guard arguments.operands.count == 1 else {
      throw UserError(
        "one spec file is expected, not \(arguments.operands.count); a command line goes after '--', as in"
          + " sweep run -- python3 train.py")
    }
    try self.init(
      arguments.operands[0], overrides: overrides, former: arguments.text(.warmStart),
      resultsPath: arguments.resultsPath)
  }

  /// Reads a spec file and opens its data set; whatever is wrong is said before anything is written.
  ///
  /// - Parameters:
  ///   - overrides: what the command line says instead, which becomes part of the text.
  ///   - resultsPath: where trained networks are that the spec begins with.
  init(
    _ path: String, overrides: [Overriding], former: String? = nil, resultsPath: String
  ) throws(UserError) {
    let endings = [".py": "python3", ".R": "Rscript", ".jl": "julia", ".sh": "sh", ".js": "node"]
    if let (_, interpreter) = endings.first(where: { path.hasSuffix($0.key) }) {
      throw UserError(
        "'\(path)' is a program and no spec; to run it without one: sweep run -- \(interpreter) \(path)"
          + " --lr {lr} lr=0.1,0.01 (with its own options), and 'sweep init' in place of run writes a spec"
      )
    }
    let text: String
    do throws(DocumentError) {
      text = try Spec.text(at: path)
    } catch {
      throw UserError(error, in: path)
    }
    try self.init(
      path, text: text, folder: Path.parent(of: path), overrides: overrides, former: former,
      resultsPath: resultsPath)
  }

  /// Works out a spec's text.
  ///
  /// - Parameters:
  ///   - path: what it is called where something is wrong with it.
  ///   - folder: where its program and its data are looked for.
  ///   - former: the sweep whose results a search begins with; nil for none.
  init(
    _ path: String, text: String, folder: String, overrides: [Overriding] = [],
    former: String? = nil, resultsPath: String
  ) throws(UserError) {
    self.path = path
    var text = try overrides.written(into: text, of: path)
    do throws(DocumentError) {
      text = try ListedFile.written(into: text, in: folder)
    } catch {
      throw UserError(error, in: path, with: overrides)
    }
    if let former { text = try WarmStart(from: former, in: resultsPath).written(into: text) }
    self.text = text
    do {
      spec = try Spec(self.text)
      // W&B looks for the program where its agent is started, wherever the file lies.
      let folder = spec.isOfWandb ? spec.sweep.home(among: [folder, "."]) : folder
      self.folder = folder
      if spec.sweep.recipe.recipeKind == .program {
        parameterCount = 0
        predictedCost = nil
        plan = try Preparation.plan(ofProgram: spec, in: folder)
        return
      }
      let home = Preparation.fromHere(folder)
      let sweep = spec.sweep.reading(
        DatasetReference.located(spec.sweep.data, in: home) { Folder.exists(at: $0) })
      let dataset = try Preparation.dataset(sweep.data)
      let facts = DataFacts(dataset)
      var networks = TrainedNetworks(for: sweep, on: facts, resultsPath: resultsPath)
      let configurations = try networks.resolved()
      plan = try Plan(
        sweep, data: facts, semantics: RecipeKind.engine.semantics,
        configurations: configurations, weights: networks.files)
      // Of a table, what a network sees follows from training rows: those of the first split stand for
      // all.
      let examples = Material(dataset: dataset, split: plan.splits[0]).examples
      var parameterCount = 0
      for configuration in plan.configurations {
        let recipe = try EngineRecipe(configuration.recipe, for: examples)
        try recipe.check(spec.sweep.metric, writtenAs: spec.metricBlock)
        parameterCount = max(parameterCount, recipe.parameterCount)
      }
      if spec.sweep.search?.method.learns == true {
        for configuration in try spec.sweep.probes() {
          let recipe = try EngineRecipe(configuration.recipe, for: examples)
          try recipe.check(spec.sweep.metric, writtenAs: spec.metricBlock)
          parameterCount = max(parameterCount, recipe.parameterCount)
        }
      }
      self.parameterCount = parameterCount
      predictedCost = { proposal in
        let recipe = try? EngineRecipe(
          sweep.configuration(0, proposal.options).recipe, for: examples)
        return recipe?.cost ?? 1
      }
      try spec.refuseUnknownGoal()
    } catch {
      throw UserError(error, in: path, with: overrides)
    }
  }

  /// What decides which configurations there are, from results; nil where the plan lists them all.
  var strategy: (any Strategy)? {
    let sweep = plan.sweep
    if let halving = sweep.halving { return strategy(halving) }
    guard let design = sweep.search, design.method.learns else { return nil }
    let predicted = predictedCost
    return PacedSearch(
      design, seed: sweep.evaluation.seed,
      isMaximised: sweep.metric.goal == .maximize,
      slots: design.method.replicates * plan.splits.count,
      slack: predicted == nil ? .unpredicted : .predicted, predictedCost: predicted ?? { _ in 1 })
  }

  /// The same of halving: a list, or a search that learns.
  private func strategy(_ halving: HalvingMethod) -> any Strategy {
    let sweep = plan.sweep
    let isMaximised = sweep.metric.goal == .maximize
    guard let design = sweep.search, design.method.learns else {
      return ListHalving(
        halving, ends: plan.configurations.map { halving.end(of: $0.recipe) },
        kind: sweep.search?.method.sampler.kind ?? .grid, isMaximised: isMaximised)
    }
    let end = { @Sendable (proposal: Proposal) in
      halving.end(of: sweep.configuration(0, proposal.options).recipe)
    }
    let predicted = predictedCost
    return PacedHalving(
      design, halving, seed: sweep.evaluation.seed, isMaximised: isMaximised,
      slots: plan.comparedReplicates * plan.splits.count,
      slack: predicted == nil ? .unpredicted : .predicted,
      predictedCost: { proposal in predicted.map { $0(proposal) / max(1, end(proposal)) } ?? 1 },
      end: end)
  }

  /// Says what is allowed and yet may be a slip.
  func noteOddities() {
    if let remark = spec.remark { Output.note(remark) }
    if let (name, remedy) = spec.seedLikeParameter {
      Output.note(
        "every value of \(name) is a configuration of its own; for the mean over them remove the parameter"
          + " and write \(remedy), or before the '--' of a command line --seeds in its place; 'sweep init'"
          + " writes it so")
    }
    if let unvaried {
      Output.note(
        "'\(unvaried.word)' is one word of the program, and nothing is varied; if several values are meant,"
          + " write \(unvaried.remedy)")
    }
    for note in plan.classNotes { Output.note(note) }
    if let target = spec.sweep.data["target"]?.label, spec.sweep.data["kind"] == nil,
      plan.data.classes == nil
    {
      Output.note(
        "the target '\(target)' is taken as a number to be learned; if its values are classes, write"
          + " kind: classification, and if not, kind: regression, which says so")
      if kind == .program, spec.metricBlock?["name"] == nil {
        Output.note(
          "no metric is named, so \(plan.sweep.metric.name) is taken, which is of classes; name what the"
            + " program measures of a number, such as metric: { name: val_mse }")
      }
    }
    let metric = spec.sweep.metric
    if spec.isOfWandb, metric.goal == .minimize, Metric.Goal(metricNamed: metric.name) == .maximize
    {
      Output.note(
        "\(metric.name) is minimized, as W&B does where goal is left out; if more of it is better, write"
          + " goal: maximize")
    }
    let silent = spec.silentParameters
    guard !silent.isEmpty else { return }
    let name = silent[0]
    Output.note(
      "\(silent.joined(separator: ", ")): in no word of the command, only in the file SWEEP_PARAMS; write"
        + " --\(name)={\(name)} on a command line or \"--\(name)=${\(name)}\" in a spec if the program takes"
        + " it so")
  }

  /// Counts trials as done by the results of others, which other code has trained.
  mutating func keep(_ results: [TrialID: TrialID]) {
    plan = plan.taking(results)
    kept.merge(results) { first, _ in first }
  }

  /// Works out the sweep of a program: its code and the rows of its data are read, and no more.
  private static func plan(ofProgram spec: Spec, in folder: String) throws(DocumentError) -> Plan {
    try spec.sweep.refuseMissingScript(in: folder)
    let sweep = try spec.sweep.grounded(code: spec.code, in: folder)
    let library = DatasetLibrary(environment: CurrentProcess.environment)
    let facts = try DataFacts(ofProgram: sweep.data, library: library, folder: folder)
    let plan = try Plan(sweep, data: facts, semantics: RecipeKind.program.semantics)
    for configuration in try plan.configurations + sweep.probes() {
      _ = try ProgramRecipe(configuration.recipe)
    }
    return plan
  }

  /// A folder as other hosts have it, too: by its path from the working directory, where it lies there.
  private static func fromHere(_ folder: String) -> String {
    guard folder.hasPrefix("/"), let here = Folder.absolute("."),
      let there = Folder.absolute(folder)
    else { return folder }
    if there == here { return "." }
    return there.hasPrefix(here + "/") ? String(there.dropFirst(here.count + 1)) : folder
  }

  /// Opens the data set; what is wrong with it is said of the place that names it.
  private static func dataset(_ data: Document) throws(DocumentError) -> Dataset {
    let reference = try DatasetReference(data)
    do {
      return try DatasetLibrary(environment: CurrentProcess.environment).open(reference)
    } catch .unknown(let name, let known) {
      throw DocumentError(
        "there is no data set '\(name)'" + suggestion(for: name, among: known)
          + " (known by name are \(known.joined(separator: ", ")))", at: data.mark)
    } catch {
      throw DocumentError("\(error)", at: data.mark, systemCode: error.systemCode)
    }
  }
}
