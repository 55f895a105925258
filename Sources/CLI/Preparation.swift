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
  ///
  /// - Parameters:
  ///   - overrides: what the command line says instead, which becomes part of the text.
  ///   - resultsPath: where trained networks are that the spec begins with.
  init(_ path: String, overrides: [Overriding], resultsPath: String) throws(UserError) {
    self.path = path
    let written: String
    do {
      written = try Spec.text(at: path)
    } catch {
      throw UserError("\([Overriding]().place(of: error, in: path)): \(error.message)")
    }
    text = try overrides.written(into: written, of: path)
    do {
      spec = try Spec(text)
      let dataset = try Preparation.dataset(spec.sweep.data)
      let facts = DataFacts(dataset)
      var networks = TrainedNetworks(for: spec.sweep, on: facts, resultsPath: resultsPath)
      let configurations = try networks.resolved()
      plan = try Plan(
        spec.sweep, data: facts, semantics: EngineTrainer.semantics,
        configurations: configurations, weights: networks.files)
      let examples = Examples(dataset)
      var parameterCount = 0
      for configuration in plan.configurations {
        let recipe = try EngineRecipe(configuration.recipe, for: examples)
        try recipe.check(spec.sweep.metric, writtenAs: spec.metricBlock)
        parameterCount = max(parameterCount, recipe.parameterCount)
      }
      self.parameterCount = parameterCount
    } catch {
      throw UserError("\(overrides.place(of: error, in: path)): \(error.message)")
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
