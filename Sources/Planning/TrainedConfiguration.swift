package import Documents
package import Engine
import Hashing
import Processes
package import Results
package import Store
import Sweeps
import Training
import Trials

/// The trained networks of one configuration: one a replicate and fold.
///
/// ```swift
/// let trained = try TrainedConfiguration(recorded, "l2=0.001")
/// for member in try trained.networks() { member.network.predictions(for: rows) }
/// ```
package struct TrainedConfiguration {
  /// The sweep that it belongs to, in its results file.
  package let recorded: SweepReader
  /// The configuration's number among all of the sweep.
  package let number: Int
  /// The name for people: `mnist-l2, l2=0.001`, or the sweep's name where nothing varies.
  package let name: String
  /// How it is trained.
  package let recipe: Document
  /// The trials of the configuration, in the order of replicates, each with its folds.
  package let trials: [TrialRecord]

  /// - Parameter text: the configuration by its parameters, `l2=0.001`; empty for the best, and for the
  ///   only one.
  /// - Throws: `UserError` for a configuration that is not there, and for one of a program.
  package init(_ recorded: SweepReader, _ text: String = "") throws {
    if text.isEmpty, recorded.sweep.configurationCount > 1 {
      guard let best = try recorded.best else {
        throw UserError(
          "'\(recorded.sweep.name)' has no best configuration yet; name one, such as"
            + " \(try recorded.configurationName(0)), or see \(recorded.ownHint("status"))")
      }
      try self.init(recorded, number: best)
    } else {
      try self.init(recorded, number: ConfigurationName(text, in: recorded).number())
    }
  }

  /// - Parameter number: among all configurations of the sweep.
  package init(_ recorded: SweepReader, number: Int) throws {
    (self.recorded, self.number) = (recorded, number)
    let sweep = recorded.sweep
    let values = try recorded.configurationName(number)
    name = [sweep.name, values].filter { !$0.isEmpty }.joined(separator: ", ")
    guard let recipe = try recorded.file.recipe(of: sweep.id, configuration: number),
      recipe.recipeKind == .engine
    else {
      throw UserError(
        "'\(sweep.name)' is of a program, whose networks sweep cannot read; this is for sweeps that the"
          + " built-in engine trains")
    }
    self.recipe = recipe
    trials = try recorded.file.trials(of: sweep.id, metric: sweep.metric, .configurations([number]))
      .sorted { ($0.replicate, $0.fold) < ($1.replicate, $1.fold) }
  }

  /// All networks; none may be missing.
  ///
  /// - Parameters:
  ///   - capacity: the most samples that a pass takes.
  ///   - file: the spec's, beside which data lie; nil for the working directory. Data are opened only
  ///     where a network depends on them.
  /// - Throws: `UserError` for the first that is not there, and why.
  package func networks(capacity: Int = 64, besides file: String? = nil) throws -> [TrainedNetwork]
  {
    var data: TrainedData?
    return try trials.map { trial in
      let bytes = try weights(of: trial)
      guard var description = try NetworkDescription(ofWeights: bytes) else {
        throw UserError("the weights of \(subject(trial)) do not say which layers they are of")
      }
      if description.seesCategories {
        if data == nil { data = try self.data(besides: file) }
        let categories = data?.trial(trial).examples.categories ?? []
        description =
          try NetworkDescription(ofWeights: bytes, categories: categories) ?? description
      }
      return try TrainedNetwork(trial, description, weights: bytes, capacity: capacity)
    }
  }

  /// The layers of the networks: by what a network says of itself that was kept, else by the recipe on
  /// the data.
  ///
  /// - Parameter file: the spec's, beside which data lie; nil for the working directory.
  package func description(besides file: String? = nil) throws -> NetworkDescription {
    for trial in trials where try recorded.file.weightsDigest(of: trial.id) != nil {
      if let network = try NetworkDescription(ofWeights: weights(of: trial)),
        !network.seesCategories
      {
        return network
      }
    }
    let examples = try data(besides: file).trial(trials[0]).examples
    do throws(DocumentError) {
      return try EngineRecipe(recipe, for: examples).network
    } catch {
      throw UserError("the recipe of '\(name)' cannot be read: \(error.message)", cause: error)
    }
  }

  /// The rows that the networks were trained and validated on.
  ///
  /// - Parameter file: the spec's, beside which data lie; nil for the working directory.
  /// - Throws: `UserError` where the data are not here, or are others.
  package func data(besides file: String? = nil) throws -> TrainedData {
    try TrainedData(
      of: recorded, standardizes: recipe.standardizesInputs,
      in: file.map(Path.parent(of:)) ?? ".")
  }

  /// The network of a trial as it was before its first step.
  ///
  /// - Throws: `UserError` where layers began with the weights of another training.
  package func initialNetwork(of member: TrainedNetwork) throws -> Network {
    guard recipe.trainedParts.isEmpty else {
      throw UserError("'\(name)' began with networks of another sweep; look at those instead")
    }
    return try member.initial(seed: recorded.sweep.evaluation.seed)
  }

  /// The file of the network that a trial has left.
  package func weights(of trial: TrialRecord) throws -> [UInt8] {
    let file = recorded.file
    switch trial.status {
    case .completed: break
    case .diverged:
      throw UserError(
        "\(subject(trial)) diverged and has no network; name another configuration")
    case .open, .running, .failed:
      throw UserError(
        "\(subject(trial)) is not trained yet (it is \(trial.status.rawValue)); run it first")
    }
    guard let digest = try file.weightsDigest(of: trial.id) else {
      throw UserError(
        "\(subject(trial)) was trained without keeping its network; train it with --keep weights=last"
          + " into another results file, and name that")
    }
    let path = WeightsFolder(of: file.path).path(of: trial.id)
    let bytes = try WeightsFolder(of: file.path).file(of: trial.id)
    guard Digest(of: bytes) == digest else {
      throw UserError("'\(path)' is damaged: it is not the network that was kept; restore a copy")
    }
    return bytes
  }

  /// `replicate 1, fold 2 of 'mnist-l2, l2=0.001'`.
  private func subject(_ trial: TrialRecord) -> String {
    "replicate \(trial.replicate)"
      + (recorded.sweep.evaluation.foldCount > 1 ? ", fold \(trial.fold)" : "") + " of '\(name)'"
  }
}
