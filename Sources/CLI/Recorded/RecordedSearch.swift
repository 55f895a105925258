import Documents
import Hashing
import Reports
import Search
import Specs
import Store
import Sweeps
import Trials

extension Recorded {
  /// How far a search is that decides as it goes; nil of any other sweep.
  ///
  /// What the next decision waits for is told of programs, whose trainings all count alike; what the
  /// engine's cost depends on the data, which may be elsewhere.
  func searchProgress() throws -> SearchProgress? {
    guard let spec = try? Spec(sweep.specText), let search = spec.sweep.search,
      search.method.learns
    else { return nil }
    let decided = sweep.configurationCount
    if spec.sweep.halving != nil {
      return SearchProgress(
        decided: decided, asked: search.method.configurations, waiting: nil, target: nil,
        isOutOfTime: try file.timeLimit(of: sweep.id) == decided)
    }
    let isMaximised = sweep.metric.goal == .maximize
    // Only when it may know what matters here, and not what it makes of it.
    let method = SearchMethod(
      sampler: .random, configurations: search.method.configurations, pace: search.method.pace,
      replicates: search.method.replicates, target: search.method.target)
    var driver = SearchDriver(
      PacedSearch(
        method, in: search.space, seed: sweep.evaluation.seed, isMaximised: isMaximised,
        slots: search.method.replicates * sweep.evaluation.foldCount),
      replicates: search.method.replicates, folds: sweep.evaluation.foldCount)
    for decision in try file.decisions(of: sweep.id) { driver.follow(decision) }
    for trial in try file.values(of: sweep.id, metric: sweep.metric) {
      let slot = Slot(
        configuration: trial.configuration, replicate: trial.replicate, fold: trial.fold)
      switch trial.status {
      case .completed, .diverged: driver.settle(slot, as: .result(trial.value, Digest(of: [])))
      case .failed: driver.settle(slot, as: .failed)
      default: break
      }
    }
    _ = driver.advance()
    let isProgram = spec.sweep.recipe.recipeKind == .program
    return SearchProgress(
      decided: decided, asked: search.method.configurations,
      waiting: isProgram && !driver.isFree ? driver.needs.count : nil,
      target: driver.end == .reached ? search.method.target : nil,
      isOutOfTime: try file.timeLimit(of: sweep.id) == decided)
  }
}
