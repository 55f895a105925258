import Cluster
import Store
import Trials

extension TrialHistory {
  /// What the results file knows, as the coordinator wants to hear it.
  init(_ recorded: RecordedTrial) {
    var holder: ProcessName?
    let standing: Standing
    switch recorded.state {
    case .open: standing = .open
    case .running(_, let worker):
      standing = .running
      holder = ProcessName(host: worker.host, process: worker.process)
    case .lost: standing = .lost
    case .finished(let digest): standing = .finished(digest)
    case .failed: standing = .failed
    }
    self.init(
      attempts: recorded.lastAttempt, failures: recorded.failures, standing: standing,
      holder: holder)
  }
}
