package import Datasets
import Engine
import Random
package import Sweeps

/// Trains trials with the built-in engine.
package final class EngineTrainer: TrialTrainer {
  private let shelf: DataShelf

  package init(_ library: DatasetLibrary) { shelf = DataShelf(library) }

  /// What results depend on besides the spec and the data.
  package static let semantics = "engine \(semanticsVersion)"

  /// The class of kernels that trainings in this process use.
  package static var kernel: String { Processor.kernelClass }

  package func train(
    _ assignment: Assignment, report: (Measurement) -> Void
  ) throws(Failure) -> Sweeps.Outcome {
    let material = try shelf.material(for: assignment)
    let trainer: Engine.Trainer
    do {
      let recipe = try EngineRecipe(assignment.recipe, data: material.form)
      trainer = try Engine.Trainer(
        recipe.network, recipe.training, on: material.training,
        validation: material.validation, streams: Engine.Trainer.Streams(assignment))
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

extension Measurement {
  fileprivate init(_ epoch: EpochReport) {
    self.init(
      epoch: epoch.epoch,
      metrics: Dictionary(epoch.metrics.map { ($0.name, $0.value) }) { first, _ in first })
  }
}

extension Engine.Trainer.Streams {
  /// The trial's own streams, each a function of the sweep's seed, replicate and fold alone.
  fileprivate init(_ assignment: Assignment) {
    func stream(_ name: StreamName) -> RandomStream {
      RandomStream(
        sweepSeed: assignment.evaluation.seed, replicate: assignment.replicate,
        fold: assignment.fold, name: name)
    }
    self.init(
      initialisation: stream(.initialisation), order: stream(.order), dropout: stream(.dropout),
      noise: stream(.noise))
  }
}
