package import Cluster
import Glibc
package import Keys
package import Processes
package import Store
package import Sweeps
import ZeroMQ

extension CoordinatorLoop {
  /// Where the coordinator listens.
  package enum Listening: Hashable, Sendable {
    /// At a socket file that only this user's processes on this machine can reach.
    case privately
    /// At an address such as `tcp://127.0.0.1:5555`; port `*` takes any that is free.
    /// With keys, only those on their list come in; it is read again when it changes, and on SIGHUP.
    case at(String, keys: KeyFolder? = nil)

    package var keys: KeyFolder? { if case .at(_, let keys) = self { keys } else { nil } }
  }

  /// A coordinator for a registered sweep, ready to work.
  ///
  /// Call it on the main thread, before anything has started another: signals are taken in here.
  ///
  /// - Parameters:
  ///   - sweep: the plan's row in the file.
  ///   - data: what trainings read, for workers that have it not.
  ///   - grace: how long trainings may still take once a signal asks to stop; nil for as long as they
  ///     like.
  ///   - workers: start what works or launches workers on this machine, given the endpoint.
  ///   - describe: words a picture for those who look on from elsewhere, on this thread.
  ///   - observe: is told what happens, on this thread.
  package init(
    _ plan: Plan, in file: ResultsFile, as sweep: SweepID, policy: RunPolicy, semantics: String,
    listening: Listening, data: [ShelvedFile] = [], grace: Duration? = nil,
    workers: (_ endpoint: String) throws -> [Command],
    timing: Timing = Timing(),
    describe: @escaping (Coordinator.Progress) -> String,
    observe: @escaping (Event) -> Void
  ) throws {
    Signal.pipe.ignore()
    // Without keys, SIGHUP means that the terminal is gone, as ever.
    let signals = try Signals([.interrupt, .terminate] + (listening.keys == nil ? [] : [.hangup]))
    // A connection is a descriptor, and a thousand of them is what many systems start with.
    try CurrentProcess.raiseDescriptorLimit()
    let clock = Clock()
    let context = Context()
    let directory = try listening == .privately ? CoordinatorLoop.privateFolder() : nil
    let endpoint =
      switch listening {
      case .privately: "ipc://\(directory?.path ?? "")/coordinator"
      case .at(let endpoint, _): endpoint
      }
    // The address is taken before the epoch is: a coordinator that cannot listen never lived.
    let switchboard = try Switchboard(context, endpoint: endpoint, keys: listening.keys)
    let epoch = try file.beginEpoch(for: sweep)
    let coordinator = Coordinator(
      plan, histories: try file.trialStates(of: sweep).mapValues(TrialHistory.init),
      issued: Dictionary(
        try file.issuedAttempts(of: sweep).map { issued in
          (Attempt(trial: issued.trial, number: issued.number), Peer(name: issued.key))
        }, uniquingKeysWith: { first, _ in first }),
      quarantined: Set(
        try file.quarantined(in: sweep).map { ProcessName(host: $0.host, process: $0.process) }),
      policy: policy, semantics: semantics, epoch: epoch, timing: timing,
      // Whoever worked for a private coordinator has ended with it.
      grace: listening == .privately ? .zero : nil, at: clock.now)
    let workers = try LocalWorkers(workers(switchboard.endpoint))
    self.init(
      coordinator, logbook: Logbook(file), pardons: try PardonPlace(beside: file.path),
      switchboard: switchboard, directory: directory, grace: grace, localWorkers: workers,
      readers: Readers(describe: describe),
      shelf: Shelf(data: data, results: file.path), signals: signals, clock: clock, timing: timing,
      observe: observe)
  }

  private static func privateFolder() throws(PrivateFolderRefused) -> TemporaryFolder {
    do {
      return try TemporaryFolder()
    } catch {
      throw PrivateFolderRefused(cause: error)
    }
  }
}

/// There is no place for the socket of a private coordinator.
package struct PrivateFolderRefused: Error, CustomStringConvertible {
  package let cause: SystemError

  package var description: String {
    "no directory can be made \(cause.subject) (\(cause.message)); set TMPDIR to one that can be"
      + " written to"
  }
}
