package import Cluster
package import Control
package import Hashing
package import Trials

/// What a queue knows of a sweep that it has not begun.
package struct QueuedPlan: Sendable {
  package let name: String
  /// Two specs of the same identity ask for the same trainings.
  package let identity: Digest
  package let needs: QueuedNeeds
  /// How many trainings there could be at a time; 0 where nothing is left to train.
  package let demand: Int
  package let counts: QueuedCounts
  /// The files of data that its trainings read.
  package let data: [ServedFile]
  /// The workers that were training its trials when its coordinator was last heard of.
  package let workers: [ProcessName]

  package init(
    name: String, identity: Digest, needs: QueuedNeeds, demand: Int, counts: QueuedCounts,
    data: [ServedFile], workers: [ProcessName]
  ) {
    self.name = name
    self.identity = identity
    self.needs = needs
    self.demand = demand
    self.counts = counts
    self.data = data
    self.workers = workers
  }
}

/// What a queue has others do: it knows neither specs nor results.
package struct QueueActions: Sendable {
  /// The result of working out a sweep.
  package enum Planned: Sendable {
    case ready(QueuedPlan)
    /// The sweep cannot be worked out, as this sentence tells.
    case refused(String)
  }

  /// Works out a spec's text.
  ///
  /// - Parameters:
  ///   - path: the name of the spec's file, for messages.
  ///   - folder: in which its program and its data are looked for.
  let plan: @Sendable (_ spec: String, _ path: String, _ folder: String) -> Planned
  /// Coordinates a sweep to its end, on a thread of its own.
  let run: @Sendable (_ sweep: QueuedSweep, _ line: SweepLine) -> QueuedSweep.End
  /// Tells people what has happened.
  let note: @Sendable (String) -> Void

  package init(
    plan: @escaping @Sendable (_ spec: String, _ path: String, _ folder: String) -> Planned,
    run: @escaping @Sendable (_ sweep: QueuedSweep, _ line: SweepLine) -> QueuedSweep.End,
    note: @escaping @Sendable (String) -> Void
  ) {
    self.plan = plan
    self.run = run
    self.note = note
  }
}
