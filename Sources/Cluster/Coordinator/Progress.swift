package import Sweeps

extension Coordinator {
  /// A picture of the sweep at one moment.
  package struct Progress: Hashable, Sendable {
    package struct Training: Hashable, Sendable {
      package let trial: Trial
      package let epoch: Int
    }

    package struct Worker: Hashable, Sendable {
      package let facts: WorkerFacts
      /// What it holds, in training or ready, in the order given.
      package let training: [Training]
    }

    package let total: Int
    package let finished: Int
    package let failed: Int
    package let workers: [Worker]
  }

  /// How far the sweep is.
  package var progress: Progress {
    Progress(
      total: ledger.count, finished: ledger.finishedCount, failed: ledger.failedCount,
      workers: roster.sessions.compactMap { session in
        roster[session].map { worker in
          Progress.Worker(
            facts: worker.facts,
            training: worker.leases.compactMap { lease in
              trials[lease.attempt.trial].map { .init(trial: $0, epoch: lease.trained) }
            })
        }
      })
  }
}
