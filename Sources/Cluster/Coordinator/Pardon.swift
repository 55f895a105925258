import Sweeps

extension Coordinator {
  /// Has trials tried again that were given up, and hosts trusted again that were not.
  mutating func pardon(
    _ trials: [TrialID], _ hosts: [String], _ actions: inout [Action]
  ) {
    for trial in trials where ledger.reopen(trial) {
      actions.append(.record(.reopened(trial)))
    }
    for host in hosts {
      blame.forgive(host: host)
      actions.append(.record(.forgiven(host: host)))
    }
  }
}
