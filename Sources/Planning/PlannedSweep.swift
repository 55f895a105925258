import Commands
import Datasets
import Documents
import Engine
import Hashing
package import Processes
package import Search
package import Specs
package import Store
package import Sweeps
import Training
package import Trials

/// A spec that has been read, checked against its data, and worked out.
package struct PlannedSweep {
  /// The spec's path as it was given; for a text alone a name for messages, such as `sweep 'mnist'`.
  package let path: String
  /// The spec's text, with the command line's changes, a listed file's rows and a warm start's list in it.
  package let text: String
  /// The spec that `text` holds, before code, data and trained networks are looked up for `plan`.
  package let spec: Spec
  /// The trials that the spec asks for on the data found here; results that are kept stand in for theirs.
  package private(set) var plan: Plan
  /// The trials of others whose results count, by those of the spec.
  package private(set) var kept: [TrialID: TrialID] = [:]
  /// The most numbers that a network of the sweep has; 0 of a program.
  package let parameterCount: Int
  /// Which layers are convolved how, where configurations do it otherwise than directly; nil where none does.
  package let convolution: String?
  /// Whether the spec has convolutions computed by Winograd's algorithm, and whether some gain from it.
  let winograd: (isAskedFor: Bool, isOfUse: Bool)
  /// The numbers that networks multiply, where they are others than float32; nil where none are.
  package let precision: String?
  /// The predicted cost of training a proposal, in units of any size; nil where it cannot be predicted.
  package let predictedCost: (@Sendable (Proposal) -> Int)?
  /// The kind of trainer.
  package var kind: RecipeKind { plan.sweep.recipe.recipeKind }
  /// The promise about the numbers.
  package var semantics: String { kind.semantics }
  /// The code of a program; nil of the built-in engine.
  package var code: ProgramCode? {
    guard kind == .program else { return nil }
    let revision = Revision(of: folder)
    return ProgramCode(
      digest: plan.sweep.code.flatMap { Digest(hexadecimal: $0) }, revision: revision?.name,
      isChanged: revision?.isChanged ?? false)
  }
  /// The folder of the spec, or of its program.
  package let folder: String
  /// The configurations that a search begins with, in a sentence; nil where it begins with nothing new.
  var warmStartNote: String?
  /// The sentence on convolutions that stay as they were; nil where nothing is to be said.
  var convolutionNote: String?
  /// A word that looks like several values, on a command line without parameters, and its remedy.
  package var unvaried: (word: String, remedy: String)?

  /// Reads a spec file and opens its data set; all errors are told before anything is written.
  ///
  /// - Parameters:
  ///   - overrides: the changes by the command line, which become part of the text.
  ///   - resultsPath: where trained networks are that the spec begins with.
  package init(
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
    try chooseConvolution(resultsPath: resultsPath, overrides: overrides)
  }

  /// Works out a spec's text.
  ///
  /// - Parameters:
  ///   - path: the name of the text in messages.
  ///   - folder: where its program and its data are looked for.
  ///   - former: the sweep whose results a search begins with; nil for none.
  package init(
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
    if let former {
      (text, warmStartNote) = try WarmStart(from: former, in: resultsPath).written(into: text)
    }
    self.text = text
    do {
      spec = try Spec(self.text)
      // W&B looks for the program where its agent is started, wherever the file lies.
      let folder = spec.isOfWandb ? spec.sweep.home(among: [folder, "."]) : folder
      self.folder = folder
      if spec.sweep.recipe.recipeKind == .program {
        parameterCount = 0
        convolution = nil
        winograd = (false, false)
        precision = nil
        predictedCost = nil
        plan = try PlannedSweep.plan(ofProgram: spec, in: folder)
        return
      }
      let data = try SweepData(of: spec.sweep, in: folder)
      var networks = TrainedNetworks(for: data.sweep, on: data.facts, resultsPath: resultsPath)
      let configurations = try networks.resolved()
      plan = try Plan(
        data.sweep, data: data.facts, semantics: RecipeKind.engine.semantics,
        configurations: configurations, weights: networks.files)
      let examples = data.examples(plan.splits)
      var parameterCount = 0
      var (convolutions, precisions): ([String?], [String?]) = ([], [])
      var winograd = (isAskedFor: false, isOfUse: false)
      for configuration in try plan.configurations + spec.sweep.probes() {
        let recipe = try EngineRecipe(configuration.recipe, for: examples)
        try recipe.check(spec.sweep.metric, writtenAs: spec.metricBlock)
        parameterCount = max(parameterCount, recipe.parameterCount)
        convolutions.append(recipe.convolution)
        precisions.append(recipe.precision)
        if recipe.training.convolution == .winograd { winograd.isAskedFor = true }
        if recipe.gainsFromWinograd { winograd.isOfUse = true }
      }
      self.parameterCount = parameterCount
      self.winograd = winograd
      convolution = PlannedSweep.phrase(convolutions, usual: "direct")
      precision = PlannedSweep.phrase(precisions, usual: "float32")
      predictedCost = data.predictedCost(examples)
      try spec.refuseUnknownGoal()
    } catch {
      throw UserError(error, in: path, with: overrides)
    }
  }

  /// The ways of all configurations, each once; nil where all have the usual one.
  private static func phrase(_ ways: [String?], usual: String) -> String? {
    var phrases: [String] = []
    for phrase in ways.map({ $0 ?? usual }) where !phrases.contains(phrase) {
      phrases.append(phrase)
    }
    return phrases.allSatisfy { $0 == usual } ? nil : phrases.joined(separator: ", or ")
  }

  /// The strategy that decides on configurations from results; nil where the plan lists them all.
  package var strategy: (any Strategy)? {
    let sweep = plan.sweep
    if let halving = sweep.halving { return strategy(halving) }
    guard let design = sweep.search, design.method.learns else { return nil }
    let predicted = predictedCost
    return PacedSearch(
      design, seed: sweep.evaluation.seed,
      isMaximised: sweep.metric.goal == .maximize,
      trials: design.method.replicates * plan.splits.count,
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
      trials: plan.comparedReplicates * plan.splits.count,
      slack: predicted == nil ? .unpredicted : .predicted,
      predictedCost: { proposal in predicted.map { $0(proposal) / max(1, end(proposal)) } ?? 1 },
      end: end)
  }

  /// Counts trials as done by the results of others, which other code has trained.
  package mutating func keep(_ results: [TrialID: TrialID]) {
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
}
