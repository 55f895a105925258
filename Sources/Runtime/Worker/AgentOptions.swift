package import Keys
package import Processes
package import Trials

/// How to be a worker.
package struct AgentOptions: Sendable {
  /// Where the coordinator listens, such as `tcp://host:5555`.
  package var endpoint: String
  /// Trainings at a time, each in a runner of its own.
  package var slots: Int
  /// How long to call a coordinator that does not answer.
  package var patience: Duration
  /// How long a training may still take once a signal asks the worker home; nil for as long as it
  /// likes.
  package var grace: Duration?
  /// When its own time is up, counted from its start; nil for never.
  package var end: Duration?
  /// The folder that keeps results until the coordinator has them; nil keeps them in memory only.
  package var spool: String?
  /// Starts a runner; the three streams are the agent's to set.
  package var runner: Command
  /// The worker's key, where the coordinator asks for one; nil where it asks for none.
  package var key: WorkerKey?
  /// The resources that trainings may be given besides slots.
  package var resources: AgentResources
  /// Ends what runners that were killed have left running.
  package var cleanUp: @Sendable () -> Void
  /// The end of what an attempt in training has printed so far; nil where nothing is known of it.
  package var output: @Sendable (Attempt) -> PrintedOutput?

  /// - Parameters:
  ///   - key: nil where the coordinator asks for none.
  ///   - patience: how long to call a coordinator that does not answer.
  ///   - grace: how long a training may take once a signal asks the worker home; nil for as long as it likes.
  ///   - end: when the worker's own time is up, counted from its start; nil for never.
  ///   - spool: nil keeps results in memory only.
  package init(
    endpoint: String, key: WorkerKey? = nil, slots: Int, patience: Duration,
    grace: Duration? = nil, end: Duration? = nil, spool: String? = nil, runner: Command,
    resources: AgentResources = AgentResources(), cleanUp: @escaping @Sendable () -> Void = {},
    output: @escaping @Sendable (Attempt) -> PrintedOutput? = { _ in nil }
  ) {
    self.output = output
    self.resources = resources
    self.cleanUp = cleanUp
    self.endpoint = endpoint
    self.key = key
    self.slots = slots
    self.patience = patience
    self.grace = grace
    self.end = end
    self.spool = spool
    self.runner = runner
  }
}

/// The resources of a worker besides slots.
package struct AgentResources: Sendable {
  /// The GPUs, by their names on this host; each is given to one training at a time.
  package var gpus: [String]
  /// Bytes; 0 where nobody counts.
  package var memory: Int
  /// The other things that the worker has, in words of the person who started it.
  package var tags: [String]

  /// - Parameters:
  ///   - gpus: their names on this host.
  ///   - memory: bytes; 0 where nobody counts.
  package init(gpus: [String] = [], memory: Int = 0, tags: [String] = []) {
    self.gpus = gpus
    self.memory = memory
    self.tags = tags
  }
}
