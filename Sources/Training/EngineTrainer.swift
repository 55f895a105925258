package import Datasets
import Documents
import Engine
import Hashing
import Random
package import Sweeps
package import Trials

/// Trains trials with the built-in engine.
package final class EngineTrainer: TrialTrainer {
  private let cache: DataCache

  /// - Parameter library: finds and opens the data sets; each is opened once.
  package init(_ library: DatasetLibrary) { cache = DataCache(library) }

  /// The semantics that results depend on besides the spec and the data.
  package static let semantics = "engine \(semanticsVersion)"

  /// The class of kernels that trainings in this process use.
  package static var kernel: String { Processor.kernelClass }

  /// Trains to the same bits wherever kernels and semantics are the same.
  ///
  /// - Throws: `invalid` where the recipe does not fit the data, `unavailable` where the data is not to be
  ///   had.
  package func train(
    _ assignment: Assignment, attempt: Int = 1, within limits: TrialLimits = .none,
    checkpoints: any CheckpointExchange = NoCheckpoints(), report: (Measurement) -> Void
  ) throws(Failure) -> Trials.Outcome {
    var material = try cache.material(for: assignment)
    let trainer: Engine.Trainer
    let recipe: EngineRecipe
    do {
      recipe = try EngineRecipe(assignment.recipe, for: material.examples)
      if recipe.standardizes { material = material.standardized() }
      trainer = try Engine.Trainer(
        recipe.network, recipe.training, on: material.training,
        validation: material.validation, streams: Engine.Trainer.Streams(assignment))
      try trainer.network.begin(with: recipe.trained, from: assignment.weights)
    } catch let error as DocumentError {
      throw Failure(cause: .invalid, message: error.message)
    } catch {
      throw Failure(cause: .invalid, message: "\(error)")
    }
    let earlier = trainer.resume(assignment, from: checkpoints)
    var keeper = WeightsKeeper(
      assignment, trainer.training, layers: recipe.layers, material.dataset, best: earlier?.weights)
    var rows = RowsKeeper(
      assignment, material.split, goesBack: trainer.training.restoresBestWeights,
      kept: earlier?.rows ?? [])
    var measurements = earlier?.measurements ?? []
    trainer.train { epoch in
      let measurement = Measurement(epoch)
      measurements.append(measurement)
      report(measurement)
      keeper.consider(trainer.network, after: measurement)
      rows.consider(trainer.recognised, after: measurement)
      return measurement.epoch == assignment.until ? .stop : .continue
    }
    if assignment.until != nil {
      let checkpoint = TrialCheckpoint(
        origin: assignment.origin(of: assignment.trial), training: trainer.checkpoint,
        measurements: measurements, weights: keeper.best, rows: rows.kept)
      checkpoints.keep(checkpoint.bytes)
    }
    let outcome = trainer.conclude()
    let notes = earlier.map { Notes(output: "", program: "", resumedAfter: $0.epoch) }
    // The last step's weights are seen by the validation rows alone. Of a network whose numbers ran
    // away there is nothing to keep or to count.
    guard outcome.ending != .diverged,
      let kept = assignment.until == nil ? outcome.kept : outcome.last,
      kept["val_loss"]?.isFinite == true
    else {
      return Trials.Outcome(status: .diverged, measurements: measurements, notes: notes)
    }
    // All epochs of a training until an epoch count, in the order in which they were: what is measured at its
    // end alone, or chosen then, belongs to whole ones.
    if assignment.until != nil {
      return Trials.Outcome(status: .completed, measurements: measurements, notes: notes)
    }
    // With `best_weights` the result is the best epoch, and what came after is no part of it.
    measurements.removeAll { $0.epoch > kept.epoch }
    if let last = measurements.popLast() {
      let stream = RandomStream(assignment, .evaluationNoise)
      let noisy = trainer.metrics(under: recipe.noise, from: stream)
      measurements.append(
        last.adding(noisy).adding(try recipe.inspected(trainer.network, on: material.validation)))
    }
    return Trials.Outcome(
      status: .completed, measurements: measurements,
      attachments: outcome.confusion.map {
        ["confusion": Document($0, names: material.dataset.form.classNames ?? [])]
      } ?? [:],
      weights: keeper.weights(of: trainer.network, after: kept.epoch), notes: notes,
      rows: rows.rows(upTo: kept.epoch))
  }
}

extension Assignment {
  /// Gives the origin of the checkpoint that a trial of this training leaves.
  fileprivate func origin(of trial: TrialID) -> TrialCheckpoint.Origin {
    TrialCheckpoint.Origin(
      trial: trial, kernel: EngineTrainer.kernel, semantics: EngineTrainer.semantics, keep: keep,
      keepsRows: keepsRows)
  }
}

extension TrialCheckpoint {
  /// The last epoch that was trained.
  fileprivate var epoch: Int { training.progress.epoch }
}

extension Engine.Trainer {
  /// Goes on from the checkpoint of the trial at the rung before, where there is one.
  ///
  /// - Returns: that checkpoint; nil where the training begins anew.
  fileprivate func resume(
    _ assignment: Assignment, from checkpoints: any CheckpointExchange
  ) -> TrialCheckpoint? {
    guard let earlier = assignment.earlier, let bytes = checkpoints.checkpoint(of: earlier),
      var checkpoint = TrialCheckpoint(bytes, of: assignment.origin(of: earlier)),
      checkpoint.epoch < assignment.until ?? .max
    else { return nil }
    do throws(WeightsError) {
      checkpoint.weights = try checkpoint.weights?.passed(on: assignment.trial)
    } catch {
      return nil
    }
    return resume(from: checkpoint.training) ? checkpoint : nil
  }
}

extension Network {
  /// Loads the weights of the layers that begin with some.
  fileprivate func begin(
    with parts: [(layers: Range<Int>, weights: Digest)], from files: [[UInt8]]
  ) throws {
    guard !parts.isEmpty else { return }
    let files = Dictionary(files.map { (Digest(of: $0), $0) }) { first, _ in first }
    for (layers, digest) in parts {
      guard let file = files[digest] else {
        throw DocumentError("the weights \(digest) did not come with the trial", at: nil)
      }
      try load(weights: file, into: layers)
    }
  }
}

extension EngineRecipe {
  /// Gives the metrics that are measured by looking into a trained network.
  fileprivate func inspected(
    _ network: Network, on validation: Selection
  ) throws(Failure) -> [String: Double] {
    do {
      return try inspection?.values(of: network, on: validation) ?? [:]
    } catch {
      throw Failure(cause: .invalid, message: "\(error)")
    }
  }
}

extension Engine.Trainer {
  /// Gives the metrics of the network as it is now under noise, by the metric's name at each level.
  ///
  /// - Parameter stream: the same for every level: so levels differ by what noise adds, and not by
  ///   where it falls.
  fileprivate func metrics(
    under noise: [(level: Double, noise: Noise)], from stream: RandomStream
  ) -> [String: Double] {
    var metrics: [String: Double] = [:]
    for (level, noise) in noise {
      for metric in evaluate(under: noise, from: stream) {
        metrics[NoiseLevels.name(metric.name, at: level)] = metric.value
      }
    }
    return metrics
  }
}

extension Measurement {
  /// The same epoch with more metrics.
  fileprivate func adding(_ more: [String: Double]) -> Measurement {
    Measurement(epoch: epoch, metrics: metrics.merging(more) { first, _ in first })
  }

  fileprivate init(_ epoch: EpochReport) {
    self.init(
      epoch: epoch.epoch,
      metrics: Dictionary(epoch.metrics.map { ($0.name, $0.value) }) { first, _ in first })
  }
}

extension Engine.Trainer.Streams {
  /// The trial's own streams, each a function of the sweep's seed, replicate and fold alone.
  fileprivate init(_ assignment: Assignment) {
    func stream(_ name: StreamName) -> RandomStream { RandomStream(assignment, name) }
    self.init(
      initialisation: stream(.initialisation), order: stream(.order), dropout: stream(.dropout),
      noise: stream(.noise))
  }
}

extension RandomStream {
  fileprivate init(_ assignment: Assignment, _ name: StreamName) {
    self.init(
      sweepSeed: assignment.evaluation.seed, replicate: assignment.replicate,
      fold: assignment.fold, name: name)
  }
}
