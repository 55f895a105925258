import Documents
import Hashing
package import Reports
import Search
import Specs
import Store
import Sweeps
import Training
import Trials

extension SweepReader {
  /// How far a search is that decides as it goes; nil of any other sweep.
  ///
  /// The trials that the next decision waits for follow from the costs of trainings. Trainings of programs
  /// all cost the same; the costs of the engine's depend on the data, and are told where the data are here.
  package func searchProgress() throws -> SearchProgress? {
    guard let spec = try? Spec(sweep.specText), let search = spec.sweep.search,
      search.method.learns
    else { return nil }
    let decided = sweep.configurationCount
    if spec.sweep.halving != nil {
      return SearchProgress(
        decided: decided, asked: search.method.configurations, waiting: nil, target: nil,
        isOutOfTime: try file.timeLimit(of: sweep.id) == decided)
    }
    let isProgram = spec.sweep.recipe.recipeKind == .program
    let cost = isProgram || decided >= search.method.configurations ? nil : predictedCost
    let isMaximised = sweep.metric.goal == .maximize
    // Only when it may know what matters here, and not what it makes of it.
    let method = SearchMethod(
      sampler: .random, configurations: search.method.configurations, pace: search.method.pace,
      replicates: search.method.replicates, target: search.method.target)
    var driver = SearchDriver(
      PacedSearch(
        method, in: search.space, seed: sweep.evaluation.seed, isMaximised: isMaximised,
        trials: search.method.replicates * sweep.evaluation.foldCount,
        slack: cost == nil ? .unpredicted : .predicted, predictedCost: cost ?? { _ in 1 }),
      replicates: search.method.replicates, folds: sweep.evaluation.foldCount)
    for decision in try file.decisions(of: sweep.id) { driver.follow(decision) }
    for trial in try file.values(of: sweep.id, metric: sweep.metric) {
      let index = TrialIndex(
        configuration: trial.configuration, replicate: trial.replicate, fold: trial.fold)
      switch trial.status {
      case .completed, .diverged: driver.settle(index, as: .result(trial.value, Digest(of: [])))
      case .failed: driver.settle(index, as: .failed)
      default: break
      }
    }
    // What may be decided already waits for a coordinator, and for no trial.
    let isDue = !driver.advance().isEmpty
    return SearchProgress(
      decided: decided, asked: search.method.configurations,
      waiting: (isProgram || cost != nil) && !isDue && !driver.isFree ? driver.needs.count : nil,
      target: driver.end == .reached ? search.method.target : nil,
      isOutOfTime: try file.timeLimit(of: sweep.id) == decided)
  }

  /// The cost of a training of the engine, by its proposal; nil where the data are not here, or have changed.
  private var predictedCost: (@Sendable (Proposal) -> Int)? {
    guard let spec = try? Spec(sweep.specText),
      let data = try? SweepData(of: spec.sweep, in: "."), data.facts.digest == sweep.dataDigest,
      let splits = try? data.sweep.evaluation.splits(of: data.facts)
    else { return nil }
    return data.predictedCost(data.examples(splits))
  }
}
