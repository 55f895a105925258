import Cluster
import Store

extension TrialHistory {
  /// What the results file knows, as the coordinator wants to hear it.
  init(_ recorded: RecordedTrial) {
    let standing: Standing =
      switch recorded.state {
      case .open: .open
      case .running: .running
      case .finished(let digest): .finished(digest)
      case .failed: .failed
      }
    self.init(
      attempts: recorded.lastAttempt, failures: recorded.failures, standing: standing)
  }
}
