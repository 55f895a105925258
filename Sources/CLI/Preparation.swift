import Datasets
import Engine
import Processes
import Specs
import Sweeps
import Training

/// A spec that has been read, checked against its data, and worked out.
struct Preparation {
  let path: String
  let text: String
  let spec: Spec
  let plan: Plan
  /// The most numbers that a network of the sweep has.
  let parameterCount: Int

  /// Reads a spec file and opens its data set; whatever is wrong is said before anything is written.
  init(_ path: String) throws(UserError) {
    self.path = path
    do {
      text = try Spec.text(at: path)
      spec = try Spec(text)
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
