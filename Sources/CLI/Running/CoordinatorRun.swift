import Cluster
import Planning
import Processes
import Reports
import Results
import Runtime
import Search
import Store
import Sweeps
import Trials
import Views

/// What all coordinators of one command line have in common.
struct RunSettings {
  let resultsPath: String
  let trustsNetwork: Bool
  let grace: Duration?
  let progress: ProgressMode
  let log: LogFormat?
  /// Whether the sweep is one of a queue: then its table is looked up and not printed, and nobody is asked.
  let isQueued: Bool
}

/// One run of a coordinator: it opens the file, goes on where the record stands, and has all open trials trained.
struct CoordinatorRun {
  let prepared: PlannedSweep
  let settings: RunSettings
  let policy: RunPolicy
  /// When a search ends to ask, or a race to deal; nil for never.
  let budget: TimeBudget?

  /// What decides on trials, where its record stands.
  private struct Deciders {
    var search: SearchDriver?
    var race: Race?
    /// The configurations that somebody has brought back into halving.
    var kept: Set<Int> = []
    /// Whether nothing more is decided or to be trained.
    var areSettled: Bool
  }

  /// Has all open trials trained. The file is at rest when this returns, so that readers find it
  /// as it will be.
  ///
  /// - Parameters:
  ///   - isFollowed: whether workers are to stay, for what follows.
  ///   - sendsHome: whether workers wait to be sent home, even if there is nothing to train.
  /// - Returns: also where it listened, should something follow there.
  func train(
    listening: CoordinatorLoop.Listening, isFollowed: Bool, sendsHome: Bool,
    workers: (_ endpoint: String) throws -> [Processes.Command]
  ) throws -> (CoordinatorLoop.Ending, CoordinatorLoop.Listening) {
    // A second signal to stop must not hit the process while it closes the file.
    let signals = settings.isQueued ? nil : try Signals([.hangup, .interrupt, .terminate])
    defer { withExtendedLifetime(signals) {} }
    var policy = policy
    policy.searchTime = budget?.rest
    let resultsPath = settings.resultsPath
    // What a file lacks that is not there yet is trained for certain, and workers take longer to come up.
    let early =
      try listening == .privately && !Folder.exists(at: resultsPath)
      ? CoordinatorListener(listening, workers: workers) : nil
    let file = try ResultsFile(at: resultsPath, trustsNetwork: settings.trustsNetwork)
    let sweep = try register(in: file)
    var open = OpenPlan(prepared.plan)
    let decisions = prepared.strategy == nil ? [] : try file.decisions(of: sweep)
    _ = open.follow(decisions)
    let journal = try SQLiteJournal(open, of: sweep, in: file)
    let replay = try journal.replay()
    let deciders = try resume(open, decisions, replay, journal, of: sweep, in: file)
    if deciders.areSettled, !sendsHome {
      if open.plan.sweep.halving != nil {
        CheckpointFolder.removeAll(of: open, beside: resultsPath)
      }
      return (.complete, listening)
    }
    let picture = try picture(open, journal, replay)
    let (begin, observe, end) = onlookers(picture)
    let prepared = prepared
    var loop = try CoordinatorLoop(
      open, replay: replay, journal: journal, in: file, policy: policy,
      semantics: prepared.semantics,
      at: try early ?? CoordinatorListener(listening, workers: workers),
      data: try listening == .privately ? [] : prepared.servedFiles(), grace: settings.grace,
      search: deciders.search, race: deciders.race, kept: deciders.kept, isFollowed: isFollowed,
      lingers: sendsHome,
      extend: { prepared.extended(by: $0, resultsPath: resultsPath) },
      describe: picture.text, observe: observe)
    if listening != .privately, !settings.isQueued { begin(loop.endpoint, listening.keys != nil) }
    defer { end() }
    let ending = try loop.run()
    if ending == .complete, let time = budget?.total { try noteTimeLimit(time, in: file) }
    if case .at(_, let keys) = listening { return (ending, .at(loop.endpoint, keys: keys)) }
    return (ending, listening)
  }

  // MARK: - What is on record

  private func register(in file: ResultsFile) throws -> SweepID {
    let sweep = try file.register(
      prepared.plan, specText: prepared.text, semantics: prepared.semantics)
    if let code = prepared.code { try file.note(code, of: sweep) }
    if policy.keep != nil { try noteMissingWeights(of: sweep) }
    return sweep
  }

  private func resume(
    _ open: OpenPlan, _ decisions: [Decision], _ replay: Replay, _ journal: SQLiteJournal,
    of sweep: SweepID, in file: ResultsFile
  ) throws -> Deciders {
    let isRace = open.plan.sweep.race != nil
    let settled = prepared.strategy == nil && !isRace ? [:] : try journal.settled()
    var deciders = Deciders(areSettled: replay.isSettled)
    deciders.search = prepared.strategy.map {
      resume($0, of: open, settled: settled, decisions: decisions)
    }
    if isRace {
      let verdicts = try file.verdicts(of: sweep)
      deciders.race = resume(
        open, settled: settled, verdicts: verdicts, kept: try file.kept(of: sweep))
      if let race = deciders.race { deciders.areSettled = race.isSettled && !verdicts.isEmpty }
    }
    if open.plan.sweep.halving != nil {
      deciders.kept = Set(try file.kept(of: sweep).map(\.configuration))
      // Halving that has all that was asked for decides nothing more.
      deciders.areSettled = open.isSettled(decisions, kept: deciders.kept, settled)
    }
    if let search = deciders.search, !search.isOver { deciders.areSettled = false }
    return deciders
  }

  /// The search where its record stands; says so where it would decide otherwise today.
  private func resume(
    _ strategy: any Strategy, of plan: OpenPlan, settled: [Int: Settlement],
    decisions: [Decision]
  ) -> SearchDriver {
    let (search, others) = SearchDriver.resumed(
      strategy, of: plan, settled: settled, decisions: decisions)
    if let first = others.first {
      let noun = plan.plan.sweep.halving == nil ? "configuration" : "decision"
      Output.note(
        "\(counted(others.count, noun)) of the search, from number \(first + 1) on, would be"
          + " \(others.count == 1 ? "another" : "others") from what is known today, as where a trial that was"
          + " given up has a result now, or an earlier build decided; what was decided stands")
    }
    return search
  }

  /// The race where its record stands; says so where it would decide otherwise today.
  private func resume(
    _ plan: OpenPlan, settled: [Int: Settlement], verdicts: [RaceVerdict], kept: [Kept]
  ) -> Race? {
    guard
      let (race, others) = Race.resumed(plan, settled: settled, verdicts: verdicts, kept: kept)
    else { return nil }
    if let first = others.first {
      Output.note(
        "\(counted(others.count, "verdict")) of the race, from block \(first) on, would be"
          + " \(others.count == 1 ? "another" : "others") from what is known today, as where a trial that was"
          + " given up has a result now; what was decided stands")
    }
    return race
  }

  /// Puts on record that a search or a race has ended with its time, where it has.
  private func noteTimeLimit(_ time: Duration, in file: ResultsFile) throws {
    // It may have been extended meanwhile.
    let recorded = try SweepReader(path: settings.resultsPath, name: prepared.plan.sweep.name)
    let sweep = recorded.sweep.id
    guard let search = try recorded.searchProgress() else {
      guard let race = recorded.race, race.remaining > 1, !race.hasDealtAll else { return }
      try file.noteTimeLimit(of: sweep, after: race.verdicts.count)
      Output.note(
        "the race has ended with its time of \(time.text), with"
          + " \(counted(race.remaining, "configuration")) in after"
          + " \(counted(race.verdicts.count, "block")); the same line again goes on")
      return
    }
    let (decided, asked) = (search.decided, search.asked)
    guard decided < asked, search.target == nil else { return }
    try file.noteTimeLimit(of: sweep, after: decided)
    Output.note(
      "the search has asked for \(decided) of \(asked) configurations in its \(time.text); "
        + (prepared.plan.sweep.race == nil
          ? "the same line again goes on" : "the race is among these"))
  }

  // MARK: - For people

  /// The log, or else the watcher, that is told what happens.
  private func onlookers(_ picture: LiveStatus) -> (
    begin: (_ endpoint: String, _ hasKeys: Bool) -> Void, observe: (CoordinatorLoop.Event) -> Void,
    end: () -> Void
  ) {
    if let log = settings.log {
      let log = CoordinatorLog(log, picture: picture)
      return (log.begin, log.take, {})
    }
    let watcher = Watcher(
      picture, needs: policy.limits.needs, in: settings.resultsPath, mode: settings.progress)
    return (watcher.begin, watcher.take, watcher.end)
  }

  /// Says so when trials are done whose networks nobody kept.
  private func noteMissingWeights(of sweep: SweepID) throws {
    let count = try ResultsReader(at: settings.resultsPath).completedWithoutWeights(in: sweep)
    guard count > 0 else { return }
    Output.note(
      "\(counted(count, "trial")) \(count == 1 ? "was" : "were") done before without keeping"
        + " \(count == 1 ? "its network and is" : "their networks and are") not trained again;"
        + " use another --results file to have them all")
  }

  /// How the run stands: what is done already, as the file tells it.
  private func picture(
    _ open: OpenPlan, _ journal: SQLiteJournal, _ replay: Replay
  ) throws -> LiveStatus {
    let recorded = try SweepReader(path: settings.resultsPath, name: prepared.plan.sweep.name)
    return LiveStatus(
      open, journal.standing ?? Standing(), try journal.activity(after: replay),
      from: LiveStatus.Start(
        race: recorded.race?.progress, halving: recorded.halving?.progress,
        confirmation: try recorded.confirmationProgress(), nesting: try recorded.nestedProgress(),
        left: Set(recorded.race?.left.keys.map { $0 } ?? []), kept: recorded.race?.kept ?? []))
  }
}
