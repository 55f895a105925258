package import Datasets
import Engine
import Hashing
import Random
package import Sweeps

/// Trains trials with the built-in engine.
///
/// Keeps the data sets that it has opened and the splits that it has made: a runner trains many
/// trials of one sweep.
package final class EngineTrainer: TrialTrainer {
  private let library: DatasetLibrary
  private var opened: [Document: Opened] = [:]

  private struct Opened {
    let dataset: Dataset
    let facts: DataFacts
    let examples: Examples
    var splits: [Evaluation: [Split]] = [:]
  }

  package init(_ library: DatasetLibrary) { self.library = library }

  /// What results depend on besides the spec and the data.
  package static let semantics = "engine \(semanticsVersion)"

  /// The class of kernels that trainings in this process use.
  package static var kernel: String { Processor.kernelClass }

  package func train(
    _ assignment: Assignment, report: (Measurement) -> Void
  ) throws(Failure) -> Sweeps.Outcome {
    let examples = try examples(for: assignment)
    let split = try split(of: assignment)
    let trainer: Engine.Trainer
    do {
      let recipe = try EngineRecipe(assignment.recipe, data: opened[assignment.data]!.dataset.form)
      trainer = try Engine.Trainer(
        recipe.network, recipe.training, on: examples.selecting(split.training.map(Int32.init)),
        validation: examples.selecting(split.validation.map(Int32.init)),
        streams: Engine.Trainer.Streams(assignment))
    } catch let error as DocumentError {
      throw Failure(cause: .invalid, message: error.message)
    } catch {
      throw Failure(cause: .invalid, message: "\(error)")
    }
    var measurements: [Measurement] = []
    let outcome = trainer.run { epoch in
      let measurement = Measurement(epoch)
      measurements.append(measurement)
      report(measurement)
      return .continue
    }
    return Sweeps.Outcome(
      status: outcome.ending == .diverged ? .diverged : .completed, measurements: measurements)
  }
}
