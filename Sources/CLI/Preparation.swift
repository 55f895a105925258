import Commands
import Datasets
import Engine
import Hashing
import Processes
import Specs
import Store
import Sweeps
import Training

/// A spec that has been read, checked against its data, and worked out.
struct Preparation {
  let path: String
  let text: String
  let spec: Spec
  let plan: Plan
  /// The most numbers that a network of the sweep has; 0 of a program.
  let parameterCount: Int
  /// What is promised about the numbers.
  let semantics: String
  /// What the code of a program is; nil of the built-in engine.
  var code: ProgramCode? {
    guard semantics == ProgramTrainer.semantics else { return nil }
    let revision = Revision(of: folder)
    return ProgramCode(
      digest: plan.sweep.code.flatMap { Digest(hexadecimal: $0) }, revision: revision?.name,
      isChanged: revision?.isChanged ?? false)
  }
  /// The folder of the spec.
  let folder: String

  /// Reads a spec file and opens its data set; whatever is wrong is said before anything is written.
  init(_ path: String) throws(UserError) {
    self.path = path
    do {
      text = try Spec.text(at: path)
      spec = try Spec(text)
      folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
      if ProgramRecipe.isOne(spec.sweep.recipe) {
        semantics = ProgramTrainer.semantics
        parameterCount = 0
        plan = try Preparation.plan(ofProgram: spec, in: folder)
        return
      }
      semantics = EngineTrainer.semantics
      let dataset = try Preparation.dataset(spec.sweep.data)
      plan = try Plan(spec.sweep, data: DataFacts(dataset), semantics: EngineTrainer.semantics)
      let examples = Examples(dataset)
      var parameterCount = 0
      for configuration in plan.configurations {
        let recipe = try EngineRecipe(configuration.recipe, for: examples)
        try recipe.check(spec.sweep.metric, writtenAs: spec.metricBlock)
        parameterCount = max(parameterCount, recipe.parameterCount)
      }
      self.parameterCount = parameterCount
    } catch {
      let place = error.mark.map { ":\($0.line):\($0.column)" } ?? ""
      throw UserError("\(path)\(place): \(error.message)")
    }
  }

  /// Works out the sweep of a program: its code and the rows of its data are read, and no more.
  private static func plan(ofProgram spec: Spec, in folder: String) throws(DocumentError) -> Plan {
    let sweep = try spec.sweep.grounded(code: spec.code, in: folder)
    let library = DatasetLibrary(environment: CurrentProcess.environment)
    let facts = try DataFacts(ofProgram: sweep.data, library: library, folder: folder)
    let plan = try Plan(sweep, data: facts, semantics: ProgramTrainer.semantics)
    for configuration in plan.configurations { _ = try ProgramRecipe(configuration.recipe) }
    return plan
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
      throw DocumentError("\(error)", at: data.mark)
    }
  }
}
