/// A worker's facts, which are recorded with its attempts.
package struct WorkerFacts: Hashable, Sendable {
  /// The name that the worker's machine gives itself (`gethostname`); `imported` for results of another
  /// program.
  package let host: String
  /// The id of the worker's process on that machine; 0 for imported results.
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

  /// - Parameters:
  ///   - slots: trainings at a time; at least 1.
  ///   - semantics: the promises of its trainers, one a kind of recipe.
  ///   - gpus: how many trainings may be given.
  ///   - memory: bytes of the host's memory; 0 where nobody counts.
  ///   - tags: the other things that it has, in words of the person who started it.
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
  /// The name that the machine gives itself (`gethostname`).
  package let host: String
  /// The id of the process on that machine.
  package let process: Int

  /// - Parameters:
  ///   - host: the name that the machine gives itself.
  ///   - process: the id of the process there.
  package init(host: String, process: Int) {
    self.host = host
    self.process = process
  }
}

extension WorkerFacts {
  /// The host and the process id, by which a worker is known from one session to the next.
  package var processName: ProcessName { ProcessName(host: host, process: process) }
}

/// A worker as blame knows it: its host and its process are what it says itself, its key is what it has shown.
package struct WorkerIdentity: Hashable, Sendable {
  /// The process, by the worker's own word.
  package let process: ProcessName
  /// The peer whose key the worker came in with; nil where no keys are asked for.
  package let peer: Peer?

  /// - Parameters:
  ///   - process: the process, by the worker's own word.
  ///   - peer: the peer whose key the worker came in with.
  package init(_ process: ProcessName, peer: Peer? = nil) {
    self.process = process
    self.peer = peer
  }

  /// Whether both are of one host and came in with one key.
  package func isOfHost(of other: WorkerIdentity) -> Bool {
    process.host == other.process.host && peer == other.peer
  }
}

/// The owner of the key that a worker came in with, by the name that the coordinator's list gives it.
package struct Peer: Hashable, Sendable {
  /// The name as it stands in the coordinator's list of keys.
  package let name: String

  /// - Parameter name: as it stands in the coordinator's list of keys.
  package init(name: String) { self.name = name }
}
