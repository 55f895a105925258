import Cluster
import Hashing
import Hosts
import Launching
import Planning
import Processes
import Random
import Reports
import Results
import Runtime
import Search
import Specs
import Store
import Sweeps
import Trials

/// Finished trials of a sweep that are trained once more, to compare their bits.
///
/// A coordinator hands them out as any run's does, over a file of its own that is thrown away: the
/// results file is only read.
struct Verification {
  let recorded: SweepReader
  let prepared: PlannedSweep
  /// The sweep's plan, with all that a search has decided.
  private let plan: OpenPlan
  /// The trials to train again, in the order of the plan.
  private let sample: [TrialRecord]

  /// The results of the second trainings, and how the run ended.
  struct Outcome {
    fileprivate(set) var trainings: [TrialID: VerificationReport.Again] = [:]
    fileprivate(set) var ending = CoordinatorLoop.Ending.complete
  }

  /// - Parameters:
  ///   - prepared: the sweep's spec as it is on record, worked out anew.
  ///   - count: how many trials to draw; fewer, if fewer have a result.
  ///   - seed: which ones.
  /// - Throws: where no result of the sweep can be trained again.
  init(_ recorded: SweepReader, _ prepared: PlannedSweep, count: Int, seed: UInt64) throws {
    self.recorded = recorded
    self.prepared = prepared
    var plan = OpenPlan(prepared.plan)
    if prepared.strategy != nil {
      _ = plan.follow(try recorded.file.decisions(of: recorded.sweep.id))
    }
    self.plan = plan
    let finished = try recorded.file.trials(of: recorded.sweep.id, metric: recorded.sweep.metric)
      .filter { $0.status == .completed || $0.status == .diverged }
    guard !finished.isEmpty else {
      throw UserError(
        "sweep '\(recorded.sweep.name)' has no result yet; \(hint("status", in: recorded.file.path)) tells"
          + " how far it is")
    }
    let known = finished.filter { plan.number(of: $0.id) != nil }
    guard !known.isEmpty else {
      throw UserError(
        "none of the \(counted(finished.count, "result")) of '\(recorded.sweep.name)' can be trained again:"
          + " the data, the program or this version of sweep is another than it was, and so each trial is"
          + " another, too")
    }
    sample = Self.drawn(known, count, seed)
    if known.count < finished.count {
      Output.note(
        "\(counted(finished.count - known.count, "result")) of other code or other data cannot be trained"
          + " again")
    }
  }

  /// Draws `count` of the trials, each as likely as any other; they keep their order.
  private static func drawn(_ trials: [TrialRecord], _ count: Int, _ seed: UInt64) -> [TrialRecord]
  {
    var random = RandomStream(seed: seed)
    var places = Array(trials.indices)
    random.shuffle(&places)
    return places.prefix(count).sorted().map { trials[$0] }
  }

  /// The place of the trainings.
  enum Place {
    /// Workers of this machine.
    case here(slots: Int)
    /// Workers on hosts, which are brought what lies beside the spec; the words name them.
    case hosts([RemoteHost], words: [String])
  }

  /// Has them trained.
  func run(at place: Place) throws -> Outcome {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let results = "\(folder.path)/verify.sqlite"
    switch place {
    case .here(let slots):
      return try run(listening: .privately, into: results) { endpoint in
        [
          SelfInvocation.worker(
            calling: endpoint, slots: slots, results: results, code: prepared.folder)
        ]
      }
    case .hosts(let hosts, let words):
      let delivery = try prepared.delivery(results: recorded.file.path)
      let door = try HostCredentials(results)
      try delivery.write(to: door.delivery)
      let address = HostCredentials.listeningAddress(for: hosts)
      return try run(listening: .at(address, keys: door.keys), into: results) { endpoint in
        [
          SelfInvocation.launcher(
            calling: endpoint, delivery: door.delivery, words: words, results: results,
            keys: door.keys)
        ]
      }
    }
  }

  private func run(
    listening: CoordinatorLoop.Listening, into results: String,
    workers: (_ endpoint: String) throws -> [Processes.Command]
  ) throws -> Outcome {
    // The file is a new one, and workers take longer to come up than it does.
    let listener = try CoordinatorListener(listening, workers: workers)
    let file = try ResultsFile(at: results)
    let sweep = try file.register(
      plan.plan, specText: prepared.text, semantics: prepared.semantics)
    let policy = RunPolicy(
      retries: prepared.spec.policy.retries, limits: prepared.spec.policy.limits)
    let wanted = Set(sample.map(\.id))
    let replay = Replay(
      histories: plan.trials.map { trial in
        wanted.contains(trial.id)
          ? .untried
          : TrialHistory(
            standing: .finished(Fingerprint(trial.id.digest)), attempts: 1, failures: 0)
      })
    var witness = Witness(plan, prepared.plan.sweep.metric)
    var loop = try CoordinatorLoop(
      plan, replay: replay, journal: try SQLiteJournal(plan, of: sweep, in: file), in: file,
      policy: policy, semantics: prepared.semantics, at: listener,
      data: try listening == .privately ? [] : prepared.servedFiles(),
      describe: { _ in "" },
      observe: { event in if case .recorded(let entry) = event { witness.take(entry) } })
    Output.note("trains \(counted(sample.count, "trial")) again")
    let ending = try loop.run()
    return Outcome(trainings: witness.trainings, ending: ending)
  }

  /// Both trainings of each trial beside each other.
  func report(_ outcome: Outcome) throws -> VerificationReport {
    let labels = try recorded.file.labels(of: recorded.sweep.id)
    let rows = try sample.compactMap { trial -> VerificationReport.Row? in
      guard let result = try recorded.file.result(of: trial.id) else { return nil }
      return VerificationReport.Row(
        id: trial.id, labels: labels[trial.configuration], replicate: trial.replicate,
        fold: trial.fold,
        recorded: VerificationReport.Training(
          host: result.worker.host, kernel: result.worker.kernel, digest: result.digest,
          value: trial.value),
        again: outcome.trainings[trial.id] ?? .open)
    }
    return VerificationReport(
      sweep: recorded.sweep.name, parameters: recorded.sweep.parameterNames,
      metric: recorded.sweep.metric.name, isOfProgram: prepared.kind == .program, rows: rows)
  }
}

/// Takes from the journal's entries what each trial came to, and where.
private struct Witness {
  private let plan: OpenPlan
  private let metric: Metric
  private var workers: [Session: WorkerFacts] = [:]
  private var holders: [NumberedAttempt: Session] = [:]
  private(set) var trainings: [TrialID: VerificationReport.Again] = [:]

  init(_ plan: OpenPlan, _ metric: Metric) {
    self.plan = plan
    self.metric = metric
  }

  mutating func take(_ entry: JournalEntry) {
    switch entry {
    case .joined(let session, let facts, _): workers[session] = facts
    case .leased(let attempt, let session), .adopted(let attempt, let session):
      holders[attempt] = session
    case .finished(let attempt, let outcome, _):
      guard let facts = holders[attempt].flatMap({ workers[$0] }) else { return }
      var value: Double?
      if case .result(let judged, _) = Settlement(outcome, judgedBy: metric) { value = judged }
      trainings[plan.trials[attempt.trial].id] = .trained(
        VerificationReport.Training(
          host: facts.host, kernel: facts.kernel, digest: outcome.digest, value: value))
    case .failed(let attempt, let failure, true):
      trainings[plan.trials[attempt.trial].id] = .failed(failure)
    default: break
    }
  }
}
