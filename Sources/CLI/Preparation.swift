import Datasets
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

  /// Reads a spec file and opens its data set; whatever is wrong is said before anything is written.
  init(_ path: String) throws {
    self.path = path
    text = try Spec.text(at: path)
    do {
      spec = try Spec(text)
      let reference = try DatasetReference(spec.sweep.data)
      let library = DatasetLibrary(environment: CurrentProcess.environment)
      let dataset = try library.open(reference)
      plan = try Plan(
        spec.sweep, data: DataFacts(dataset), semantics: EngineTrainer.semantics)
      for configuration in plan.configurations {
        _ = try EngineRecipe(configuration.recipe, data: dataset.form)
      }
    } catch let error as DocumentError {
      let place = error.mark.map { ":\($0.line):\($0.column)" } ?? ""
      throw UserError("\(path)\(place): \(error.message)")
    }
  }
}
