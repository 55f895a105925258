import Cluster
import Glibc
import Keys
import Planning
import Processes
import Reports
import Results
import Runtime
import Search
import Specs
import Store
import Sweeps
import Training
import Trials
import Views
import Web

/// One run of a coordinator, from the spec to the table.
struct Coordination {
  private(set) var prepared: PlannedSweep
  let policy: RunPolicy
  /// When a search ends to ask, or a race to deal; nil for never.
  private let budget: TimeBudget?
  private let keepsGoing: Bool
  /// The choice for trials that other code has done, as the command line or a person has made it.
  private let stale: StaleTrials.Choice
  let resultsPath: String
  let progress: ProgressMode
  let log: LogFormat?
  let trustsNetwork: Bool
  let grace: Duration?
  /// Where pages about the run are served; nil for nowhere.
  private let pages: WebAddress?
  private let endCommands: EndCommands
  /// Whether the sweep is one of a queue: then its table is looked up and not printed, and nobody is asked.
  private let isQueued: Bool
  let format: SummaryTable.Format

  /// - Parameter planned: a sweep of a queue; nil for the one that the command line names.
  init(_ arguments: Arguments, of planned: PlannedSweep? = nil) throws {
    isQueued = planned != nil
    resultsPath = arguments.resultsPath
    log = try arguments.logFormat()
    // Either a picture for people who watch, or a log for those who look later.
    progress = log == nil ? try arguments.progressMode() : .none
    trustsNetwork = arguments.has(.networkDisk)
    grace = try arguments.duration(RunOptions.grace)
    pages = try arguments.webAddress(RunOptions.web)
    endCommands = EndCommands(arguments)
    format = arguments.has(.json) ? .json : .text
    var prepared = try planned ?? PlannedSweep(arguments)
    for note in prepared.oddities { Output.note(note) }
    budget = try TimeBudget(arguments, of: &prepared, resultsPath: resultsPath)
    _ = try prepared.probedConfirmation(resultsPath: resultsPath)
    try prepared.probeNesting(resultsPath: resultsPath)
    try Coordination.makeReadable(resultsPath, trustsNetwork: trustsNetwork)
    let stale = try StaleTrials(prepared, in: resultsPath)
    self.stale = try stale.choice(arguments, mayAsk: !isQueued)
    if self.stale == .keep { prepared.keep(stale.results) }
    let carried = try CarriedTrials(prepared, arguments)
    if let sentence = carried.sentence { Output.note(sentence) }
    prepared.keep(carried.results)
    // A race with an open end goes on to its longer forms by itself.
    if budget?.isOpenEnded != true, let left = try LeftOut(prepared, in: resultsPath) {
      Output.note(left.sentence)
    }
    self.prepared = prepared
    var policy = try arguments.policy(of: prepared)
    // Only where somebody waits for it: a coordinator for workers elsewhere goes on.
    keepsGoing = arguments.has(RunOptions.keepGoing) || !arguments.knows(RunOptions.keepGoing)
    if !keepsGoing { policy.alikeLimit = Coordination.alikeLimit }
    self.policy = policy
  }

  /// The number of trials that fail alike, before any has a result, that are a mistake and no bad luck.
  private static let alikeLimit = 3

  /// Refuses to wait for ever for what this machine does not have.
  func checkNeeds(_ arguments: Arguments, slots: Int) throws {
    // A worker has four descriptors a runner. Beside the runners there are three more threads here, the worker, and
    // two more of its threads.
    try CurrentProcess.raiseDescriptorLimit()
    try CurrentProcess.tryOut(descriptors: 64 + 4 * slots)
    try Threads.tryOut(6 + slots)
    guard let shortfall = try arguments.shortfall(of: policy.limits.needs, slots: slots) else {
      return
    }
    throw UserError(
      "\(prepared.path): no trial can be trained on this machine: \(shortfall)",
      exitCode: .unavailable)
  }

  /// Has a file be one that can be read: of today's version, beside a copy of what it was, and without a
  /// change that a crash has left half done.
  private static func makeReadable(_ path: String, trustsNetwork: Bool) throws {
    guard Folder.exists(at: path) else { return }
    do throws(StoreError) {
      _ = try ResultsReader(at: path)
    } catch {
      guard [.older, .interrupted].contains(error.reason) else { return }
      _ = try ResultsFile(at: path, trustsNetwork: trustsNetwork)
    }
  }

  /// Coordinates to the end, prints the table, and says how it went.
  ///
  /// - Parameter areElsewhere: whether all workers are others' to start, so that they have to stay between a
  ///   sweep and its confirmation.
  func run(
    listening: CoordinatorLoop.Listening, areElsewhere: Bool = false,
    workers: (_ endpoint: String) throws -> [Processes.Command]
  ) throws -> ExitCode {
    let name = prepared.plan.sweep.name
    do {
      let code = try carryOut(listening: listening, areElsewhere: areElsewhere, workers: workers)
      endCommands.run(after: code, of: name, in: resultsPath)
      return code
    } catch {
      endCommands.run(
        after: ExitCode(for: error), because: Main.sentence(for: error), of: name, in: resultsPath)
      throw error
    }
  }

  private func carryOut(
    listening: CoordinatorLoop.Listening, areElsewhere: Bool,
    workers: (_ endpoint: String) throws -> [Processes.Command]
  ) throws -> ExitCode {
    if let pages {
      let url = try PageService.start(of: resultsPath, at: pages, trustsNetwork: trustsNetwork)
      Output.note("pages at \(url)")
    }
    let isFollowed =
      areElsewhere
      && (prepared.plan.sweep.confirmation != nil && budget == nil || budget?.isOpenEnded == true
        || prepared.plan.sweep.nesting != nil)
    var (ending, listening) = try train(
      listening: listening, isFollowed: isFollowed, workers: workers)
    var form = self
    while ending == .complete, let longer = try form.longerForm() {
      form = longer
      (ending, listening) = try form.train(
        listening: listening, isFollowed: isFollowed, workers: workers)
    }
    return try form.finish(
      ending, listening: listening, isFollowed: isFollowed, workers: workers)
  }

  /// The next form of a race with an open end; nil where it is at its end.
  private func longerForm() throws -> Coordination? {
    guard let budget, budget.isOpenEnded else { return nil }
    let remaining = try SweepReader(path: resultsPath, name: prepared.plan.sweep.name).race?
      .remaining
    guard
      var next = try budget.next(
        after: prepared, remaining: remaining ?? 0, resultsPath: resultsPath)
    else { return nil }
    if stale == .keep { next.keep(try StaleTrials(next, in: resultsPath).results) }
    var longer = self
    longer.prepared = next
    return longer
  }

  /// Confirms the best of a sweep that is at its end where its spec asks for that, prints the table, and says how
  /// it went.
  private func finish(
    _ ending: CoordinatorLoop.Ending, listening: CoordinatorLoop.Listening, isFollowed: Bool,
    workers: (_ endpoint: String) throws -> [Processes.Command]
  ) throws -> ExitCode {
    var (ending, listening) = (ending, listening)
    let confirmation = ending == .complete ? try confirmation() : nil
    let nested = ending == .complete ? try nested() : nil
    if ending == .complete, isFollowed, confirmation == nil, nested == nil {
      (ending, listening) = try train(listening: listening, sendsHome: true, workers: workers)
    }
    if let confirmation {
      (ending, listening) = try confirmation.train(
        listening: listening, isFollowed: isFollowed && nested != nil, workers: workers)
    }
    if ending == .complete, let nested {
      ending = try train(nested, listening: listening, isFollowed: isFollowed, workers: workers)
    }
    let recorded = try SweepReader(path: resultsPath, name: prepared.plan.sweep.name)
    var counts = try recorded.counts
    if confirmation != nil, let fresh = try recorded.confirmation?.counts { counts.add(fresh) }
    if nested != nil, let parts = try recorded.nesting?.counts { counts.add(parts) }
    if !isQueued, counts.ended > 0 || format != .text {
      var table = try (recorded.levelTable() ?? recorded.table()).arranged()
      if format == .text, try recorded.isSearch { table = table.sorted(by: .best) }
      if [.csv, .json].contains(format) { try recorded.noteHidden() }
      try table.confirm(by: recorded.confirmation?.table())
      Output.print(table.formatted(as: format, width: Output.width, style: Output.style))
      try recorded.noteEqualReplicates()
    }
    let failed = counted(counts.failed, "trial")
    let reasons = hint("trials --failed", in: resultsPath)
    let again =
      "\(hint("retry --failed", in: resultsPath)) has \(counts.failed == 1 ? "it" : "them") tried again"
    switch ending {
    case .drained(let signal), .stopped(let signal):
      if !isQueued { Output.note("stopped; run the same command again to go on") }
      return .signalled(signal.rawValue)
    case .unable(let sentence):
      throw UserError(
        "no trial can be trained on this machine: \(sentence)", exitCode: .unavailable)
    case .halted where try !keepsGoing && failsAlike():
      Output.note(
        "stopped, as \(failed) failed for one cause\(try recorded.lastFailure) and none came to a result;"
          + " \(reasons) tells more, --keep-going goes on all the same, and \(again)")
      return .trialsFailed
    case .halted:
      Output.note(
        "stopped after \(failed) failed, more than limits.failures allows; \(reasons) tells why,"
          + " \(again)")
      return .trialsFailed
    case .complete where counts.failed > 0:
      Output.note("\(failed) failed; \(reasons) tells why, \(again)")
      return .trialsFailed
    case .complete:
      return .success
    }
  }

  /// The confirmation of the sweep, which is at its end; nil where there is none. Readers hold the file, so
  /// none is left when this returns.
  private func confirmation() throws -> Coordination? {
    let recorded = try SweepReader(path: resultsPath, name: prepared.plan.sweep.name)
    let (confirmation, note) = try ConfirmationRun.next(of: prepared, recorded)
    if let note { Output.note(note) }
    guard let confirmation else { return nil }
    var second = self
    second.prepared = try confirmation.prepared(resultsPath: resultsPath)
    guard stale == .keep else { return second }
    second.prepared.keep(try StaleTrials(second.prepared, in: resultsPath).results)
    return second
  }

  /// The nested evaluation of the sweep, which is at its end; nil where there is none.
  private func nested() throws -> NestedRun? {
    guard prepared.plan.sweep.nesting != nil else { return nil }
    return try NestedRun(
      of: prepared, SweepReader(path: resultsPath, name: prepared.plan.sweep.name))
  }

  /// Trains the parts of a nested evaluation, one after the other.
  ///
  /// - Parameter isFollowed: whether workers stay between them, and are to be sent home after the last.
  /// - Returns: how the last part that was trained ended.
  private func train(
    _ nested: NestedRun, listening: CoordinatorLoop.Listening, isFollowed: Bool,
    workers: (_ endpoint: String) throws -> [Processes.Command]
  ) throws -> CoordinatorLoop.Ending {
    var (ending, listening) = (CoordinatorLoop.Ending.complete, listening)
    for fold in 0..<nested.folds {
      let isLast = fold == nested.folds - 1
      let choice = try part(nested.choosing(withoutFold: fold, resultsPath: resultsPath))
      (ending, listening) = try choice.train(
        listening: listening, isFollowed: isFollowed, workers: workers)
      guard ending == .complete else { return ending }
      let (measuring, note) = try nested.measuring(choice.prepared, resultsPath: resultsPath)
      if let note { Output.note(note) }
      guard let measuring else {
        guard isLast, isFollowed else { continue }
        // Nothing is left to be trained, and workers wait for more.
        return try train(listening: listening, sendsHome: true, workers: workers).0
      }
      (ending, listening) = try part(measuring).train(
        listening: listening, isFollowed: isFollowed && !isLast, workers: workers)
      guard ending == .complete else { return ending }
    }
    return ending
  }

  /// The same for a part of a nested evaluation.
  private func part(_ prepared: PlannedSweep) throws -> Coordination {
    var part = self
    part.prepared = prepared
    if stale == .keep { part.prepared.keep(try StaleTrials(prepared, in: resultsPath).results) }
    return part
  }

  /// Has all open trials trained, asking once whether to go on where all fail alike.
  ///
  /// - Parameters:
  ///   - isFollowed: whether workers are to stay, for what follows.
  ///   - sendsHome: whether workers wait to be sent home, even if there is nothing to train.
  /// - Returns: also where it listened, should something follow there.
  private func train(
    listening: CoordinatorLoop.Listening, isFollowed: Bool = false, sendsHome: Bool = false,
    workers: (_ endpoint: String) throws -> [Processes.Command]
  ) throws -> (CoordinatorLoop.Ending, CoordinatorLoop.Listening) {
    let first = try coordinate(
      listening: listening, policy, isFollowed: isFollowed, sendsHome: sendsHome, workers: workers)
    guard case .halted = first.0, !keepsGoing, try failsAlike(), asksToGoOn() else { return first }
    var policy = policy
    policy.alikeLimit = nil
    return try coordinate(
      listening: first.1, policy, isFollowed: isFollowed, sendsHome: sendsHome, workers: workers)
  }

  /// Has all open trials trained. The file is at rest when this returns, so that readers find it
  /// as it will be.
  private func coordinate(
    listening: CoordinatorLoop.Listening, _ policy: RunPolicy, isFollowed: Bool, sendsHome: Bool,
    workers: (_ endpoint: String) throws -> [Processes.Command]
  ) throws -> (CoordinatorLoop.Ending, CoordinatorLoop.Listening) {
    // A second signal to stop must not hit the process while it closes the file.
    let signals = isQueued ? nil : try Signals([.hangup, .interrupt, .terminate])
    defer { withExtendedLifetime(signals) {} }
    var policy = policy
    policy.searchTime = budget?.rest
    // What a file lacks that is not there yet is trained for certain, and workers take longer to come up.
    let early =
      try listening == .privately && !Folder.exists(at: resultsPath)
      ? CoordinatorListener(listening, workers: workers) : nil
    let file = try ResultsFile(at: resultsPath, trustsNetwork: trustsNetwork)
    let plan = prepared.plan
    let sweep = try file.register(
      plan, specText: prepared.text, semantics: prepared.semantics)
    if let code = prepared.code { try file.note(code, of: sweep) }
    if policy.keep != nil { try noteMissingWeights(of: sweep) }
    var open = OpenPlan(plan)
    let strategy = prepared.strategy
    let decisions = strategy == nil ? [] : try file.decisions(of: sweep)
    let isRace = plan.sweep.race != nil
    let isHalved = plan.sweep.halving != nil
    _ = open.follow(decisions)
    let journal = try SQLiteJournal(open, of: sweep, in: file)
    let replay = try journal.replay()
    let settled = strategy == nil && !isRace ? [:] : try journal.settled()
    let search = strategy.map { resume($0, of: open, settled: settled, decisions: decisions) }
    let verdicts = isRace ? try file.verdicts(of: sweep) : []
    let race =
      isRace
      ? resume(open, settled: settled, verdicts: verdicts, kept: try file.kept(of: sweep)) : nil
    // Halving that has all that was asked for decides nothing more.
    let kept = isHalved ? Set(try file.kept(of: sweep).map(\.configuration)) : []
    let isSettled =
      isHalved
      ? open.isSettled(decisions, kept: kept, settled)
      : race.map { $0.isSettled && !verdicts.isEmpty } ?? replay.isSettled
    if isSettled, search?.isOver ?? true, !sendsHome {
      if isHalved { CheckpointFolder.removeAll(of: open, beside: resultsPath) }
      return (.complete, listening)
    }
    let picture = try picture(open, journal, replay)
    let (begin, observe, end) = onlookers(picture)
    let (prepared, resultsPath) = (prepared, resultsPath)
    var loop = try CoordinatorLoop(
      open, replay: replay, journal: journal, in: file, policy: policy,
      semantics: prepared.semantics,
      at: try early ?? CoordinatorListener(listening, workers: workers),
      data: try listening == .privately ? [] : prepared.servedFiles(), grace: grace,
      search: search, race: race, kept: kept, isFollowed: isFollowed, lingers: sendsHome,
      extend: { prepared.extended(by: $0, resultsPath: resultsPath) },
      describe: picture.text, observe: observe)
    if listening != .privately, !isQueued { begin(loop.endpoint, listening.keys != nil) }
    defer { end() }
    let ending = try loop.run()
    if ending == .complete, let time = budget?.total { try noteTimeLimit(time, in: file) }
    if case .at(_, let keys) = listening { return (ending, .at(loop.endpoint, keys: keys)) }
    return (ending, listening)
  }

  /// Puts on record that a search or a race has ended with its time, where it has.
  private func noteTimeLimit(_ time: Duration, in file: ResultsFile) throws {
    // It may have been extended meanwhile.
    let recorded = try SweepReader(path: resultsPath, name: prepared.plan.sweep.name)
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

  /// Whether what stopped it is that the first trials failed for one cause.
  private func failsAlike() throws -> Bool {
    guard policy.alikeLimit != nil else { return false }
    let recorded = try SweepReader(path: resultsPath, name: prepared.plan.sweep.name)
    return try recorded.counts.done == 0
  }

  /// Asks the person at the terminal; without one, the answer is no.
  private func asksToGoOn() -> Bool {
    guard isatty(STDIN_FILENO) == 1, Terminal.isThere else { return false }
    let reasons = hint("trials --failed", in: resultsPath)
    while true {
      Output.live(
        "the first trials failed for one cause (\(reasons) tells more). Go on with the others? [yes/no] "
      )
      guard let line = readLine()?.lowercased(), !line.isEmpty else { return false }
      if "yes".hasPrefix(line) { return true }
      if "no".hasPrefix(line) { return false }
    }
  }

  /// The log, or else the watcher, that is told what happens.
  private func onlookers(_ picture: LiveStatus) -> (
    begin: (_ endpoint: String, _ hasKeys: Bool) -> Void, observe: (CoordinatorLoop.Event) -> Void,
    end: () -> Void
  ) {
    if let log {
      let log = CoordinatorLog(log, picture: picture)
      return (log.begin, log.take, {})
    }
    let watcher = Watcher(
      picture, needs: policy.limits.needs, in: resultsPath, mode: progress)
    return (watcher.begin, watcher.take, watcher.end)
  }

  /// Says so when trials are done whose networks nobody kept.
  private func noteMissingWeights(of sweep: SweepID) throws {
    let count = try ResultsReader(at: resultsPath).completedWithoutWeights(in: sweep)
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
    let recorded = try SweepReader(path: resultsPath, name: prepared.plan.sweep.name)
    return LiveStatus(
      open, journal.standing ?? Standing(), try journal.activity(after: replay),
      from: LiveStatus.Start(
        race: recorded.race?.progress, halving: recorded.halving?.progress,
        confirmation: try recorded.confirmationProgress(), nesting: try recorded.nestedProgress(),
        left: Set(recorded.race?.left.keys.map { $0 } ?? []), kept: recorded.race?.kept ?? []))
  }
}

extension SweepReader {
  /// The failure that came last, in brackets; nothing where there is none.
  fileprivate var lastFailure: String {
    get throws {
      let latest = try file.failures(of: sweep.id, last: 1).first?.failure
      return latest.map { " (\($0.cause.rawValue): \($0.message.printable))" } ?? ""
    }
  }
}
