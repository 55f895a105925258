package import Documents
package import Reports
import Statistics
import Store
import Sweeps
import Trials
import Views

extension SweepReader {
  /// The best of what is shown; nil while nothing has a result.
  package var bestSoFar: BestSoFar? {
    get throws { try snapshot(of: file.standing(of: sweep), nil).best }
  }

  private func snapshot(
    of standing: Standing, _ activity: Activity?, kernel: String? = nil,
    failures: [RecordedFailure] = []
  ) throws -> ProgressSnapshot {
    try ProgressSnapshot(
      of: sweep.name, standing, activity, kernel: kernel, failures: failures,
      names: SweepNames(
        parameters: sweep.parameterNames, metric: sweep.metric, evaluation: sweep.evaluation
      ) {
        try file.labels(of: sweep.id, configuration: $0)
      } epochs: {
        try file.recipe(of: sweep.id, configuration: $0)?.epochs
      })
  }

  /// The kernels that all trials are trained with, where the sweep decides by results; nil for any.
  private var comparedKernel: String? {
    get throws {
      guard !sweep.semantics.hasPrefix("program") else { return nil }
      let decides = try race != nil || halving != nil || searchProgress() != nil
      return decides ? try file.kernel(of: sweep.id) : nil
    }
  }

  /// How the sweep stands, as its file tells it: also while somebody else runs it.
  package func snapshot() throws -> ProgressSnapshot {
    let activity = try file.activity(of: sweep.id)
    let standing = try file.standing(of: sweep)
    var snapshot = try snapshot(
      of: standing, activity, kernel: activity == nil ? nil : comparedKernel,
      failures: standing.failedAttempts == 0
        ? [] : file.failures(of: sweep.id, last: ActivityFold.failureLimit))
    snapshot.search = try searchProgress()
    snapshot.race = race?.progress
    snapshot.halving = halving?.progress
    snapshot.confirmation = try confirmationProgress()
    let nesting = try nesting
    snapshot.nesting = try nesting?.progress
    guard activity == nil else { return snapshot }
    if let confirming = try confirmation?.recorded.snapshot(), confirming.elapsed != nil {
      snapshot.takeWork(of: confirming)
      return snapshot
    }
    if let part = try nesting?.running {
      snapshot.takeWork(of: part)
      return snapshot
    }
    if snapshot.counts.open > 0 || snapshot.isUnconfirmed {
      snapshot.remark = "nobody runs it: \(runHint) goes on"
    }
    return snapshot
  }
}

extension Document {
  /// How many epochs a recipe asks for, if it says so.
  package var epochs: Int? {
    guard case .integer(let count)? = self["training"]?["epochs"]?.content else { return nil }
    return Int(count)
  }
}
