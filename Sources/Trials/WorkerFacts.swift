/// A worker's facts, which are recorded with its attempts.
package struct WorkerFacts: Hashable, Sendable {
  package let host: String
  package let process: Int
  /// Trainings at a time; at least 1.
  package let slots: Int
  /// The promises of its trainers about their numbers, one a kind of recipe, such as `engine 3`. The
  /// coordinator's must be among them.
  package let semantics: [String]
  /// The kernel class that its numbers come from, such as `x86-64-v4`.
  package let kernel: String
  /// GPUs that trainings may be given; 0 unless the worker was told of some.
  package let gpus: Int
  /// Bytes of the host's memory; 0 where nobody counts.
  package let memory: Int
  /// The other things that the worker has, in words of the person who started it.
  package let tags: [String]

  package init(
    host: String, process: Int, slots: Int, semantics: [String], kernel: String, gpus: Int = 0,
    memory: Int = 0, tags: [String] = []
  ) {
    self.host = host
    self.process = process
    self.slots = slots
    self.semantics = semantics
    self.kernel = kernel
    self.gpus = gpus
    self.memory = memory
    self.tags = tags
  }
}

/// A process among those of all hosts, as far as hosts have names of their own.
package struct ProcessName: Hashable, Sendable {
  package let host: String
  package let process: Int

  package init(host: String, process: Int) {
    self.host = host
    self.process = process
  }
}

extension WorkerFacts {
  package var processName: ProcessName { ProcessName(host: host, process: process) }
}

/// The owner of the key that a worker came in with, by the name that the coordinator's list gives it.
package struct Peer: Hashable, Sendable {
  package let name: String

  package init(name: String) { self.name = name }
}
