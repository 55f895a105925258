package import Cluster
import Control
package import Keys
package import Search
package import Store
package import Sweeps
package import Trials

extension CoordinatorLoop {
  /// Where the coordinator listens.
  package enum Listening: Hashable, Sendable {
    /// At a socket file that only this user's processes on this machine can reach.
    case privately
    /// At an address such as `tcp://127.0.0.1:5555`; port `*` takes any that is free.
    /// With keys, only those on their list come in; it is read again when it changes, and on SIGHUP.
    case at(String, keys: KeyFolder? = nil)
    /// Where a queue of sweeps does, which hands on what is this one's.
    case queued(SweepLine)

    /// The folder of the keys that are asked for; nil where nobody needs one.
    package var keys: KeyFolder? { if case .at(_, let keys) = self { keys } else { nil } }
  }

  /// A coordinator for a registered sweep, ready to work.
  ///
  /// - Parameters:
  ///   - replay: the journal's knowledge of the plan's trials.
  ///   - file: the journal's; its thread has both to itself from now on.
  ///   - listener: the address that it listens at, which is its own.
  ///   - data: the data that trainings read, for workers that lack it.
  ///   - grace: how long trainings may still take once a signal asks to stop; nil for as long as they
  ///     like.
  ///   - search: the search that decides which configurations there are, as far as on record; nil where the
  ///     plan lists them all.
  ///   - race: the race that decides which of them get a further block, as far as it is on record.
  ///   - kept: the configurations that somebody has brought back into halving.
  ///   - isFollowed: whether another sweep follows at this address, for which workers stay.
  ///   - lingers: whether workers that stayed so are to be sent home, even if there is nothing to train.
  ///   - extend: works out a longer form of the sweep from a spec's text, on a thread of its own.
  ///   - describe: words a picture for people who look on from elsewhere, on this thread.
  ///   - observe: is told what happens, on this thread.
  package init(
    _ plan: OpenPlan, replay: Replay, journal: SQLiteJournal, in file: ResultsFile,
    policy: RunPolicy, semantics: String, at listener: CoordinatorListener, data: [ServedFile] = [],
    grace: Duration? = nil, search: SearchDriver? = nil, race: Race? = nil,
    kept: Set<Int> = [], isFollowed: Bool = false, lingers: Bool = false,
    extend: @escaping @Sendable (_ specText: String) -> PlannedExtension = { _ in
      .refused("this sweep cannot be extended while it runs; stop it first")
    },
    timing: Timing = Timing(),
    describe: @escaping (SweepProgress) -> String,
    observe: @escaping (Event) -> Void
  ) throws {
    let clock = SystemClock()
    let (listening, line) = (listener.listening, listener.listening.line)
    // The address was taken before the term is: a coordinator that cannot listen never lived.
    let life = try journal.beginTerm()
    // Workers go from sweep to sweep of a queue, and each file counts terms of its own.
    let term = line?.term ?? life
    let kernel = search == nil && race == nil ? nil : try journal.kernel()
    let coordinator = Coordinator(
      plan, replay: replay, policy: policy, semantics: semantics, term: term,
      timing: timing,
      // Workers of a private coordinator have ended with it.
      grace: listening == .privately ? .zero : nil, search: search, race: race,
      kept: kept, kernel: kernel, isFollowed: isFollowed, lingers: lingers,
      isQueued: line != nil, at: clock.now)
    // The sweep runs without the socket all the same: a client that asks is told why nobody answers.
    let control = try? ControlSocket(listener.context, beside: file.path)
    let results = file.path
    let sweep = plan.plan.sweep
    var checkpoints: CheckpointFolder?
    if sweep.halving != nil, policy.checkpointBytes > 0 {
      let folder = CheckpointFolder(beside: results, limit: policy.checkpointBytes)
      folder.drop { coordinator.has($0) && coordinator.worth(ofCheckpointOf: $0) == nil }
      checkpoints = folder
    }
    self.init(
      coordinator, journal: try JournalThread(journal, in: file), control: control,
      planner: ExtensionPlanner(extend), transport: listener.transport, line: line,
      directory: listener.directory, isAlone: listening == .privately, isFollowed: isFollowed,
      grace: grace, localWorkers: listener.localWorkers,
      subscribers: Subscribers(describe: describe), term: term, life: life,
      files: FileServer(data: data, results: results), checkpoints: checkpoints,
      signals: listener.signals, clock: clock, timing: timing, observe: observe)
  }
}
