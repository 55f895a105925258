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
    _ assignment: Assignment, attempt: Int = 1, within limits: TrialLimits = .none,
    report: (Measurement) -> Void
  ) throws(Failure) -> Sweeps.Outcome {
    var material = try shelf.material(for: assignment)
    let trainer: Engine.Trainer
    do {
      let recipe = try EngineRecipe(assignment.recipe, for: material.examples)
      if recipe.standardizes { material = material.standardized() }
      trainer = try Engine.Trainer(
        recipe.network, recipe.training, on: material.training,
        validation: material.validation, streams: Engine.Trainer.Streams(assignment))
    } catch let error as DocumentError {
      throw Failure(cause: .invalid, message: error.message)
    } catch {
      throw Failure(cause: .invalid, message: "\(error)")
    }
    var keeper = WeightsKeeper(assignment, trainer.training, material.dataset)
    var measurements: [Measurement] = []
    let outcome = trainer.run { epoch in
      let measurement = Measurement(epoch)
      measurements.append(measurement)
      report(measurement)
      keeper.consider(trainer.network, after: measurement)
      return .continue
    }
    // The last step's weights are seen by the validation rows alone. Of a network whose numbers ran
    // away there is nothing to keep or to count.
    guard outcome.ending != .diverged, let kept = outcome.kept,
      kept["val_loss"]?.isFinite == true
    else {
      return Sweeps.Outcome(status: .diverged, measurements: measurements)
    }
    return Sweeps.Outcome(
      status: .completed,
      // With `best_weights` the result is the best epoch, and what came after is no part of it.
      measurements: measurements.filter { $0.epoch <= kept.epoch },
      attachments: outcome.confusion.map {
        ["confusion": Document($0, names: material.dataset.form.classNames ?? [])]
      } ?? [:],
      weights: keeper.weights(of: trainer.network, after: kept.epoch))
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
