import Glibc
import Planning
import Processes
import Reports
import Results
import Runtime
import Store
import Sweeps
import Web

/// A sweep coordinated from the spec to the table: itself, the longer forms of a race with an open end, then the
/// confirmation of its best and its nested evaluation, where it asks for these. Each is a `CoordinatorRun`.
struct Coordination {
  private(set) var prepared: PlannedSweep
  private let settings: RunSettings
  private let policy: RunPolicy
  /// When a search ends to ask, or a race to deal; nil for never.
  private let budget: TimeBudget?
  private let keepsGoing: Bool
  /// The choice for trials that other code has done, as the command line or a person has made it.
  private let stale: StaleTrials.Choice
  /// Where pages about the run are served; nil for nowhere.
  private let pages: WebAddress?
  private let endCommands: EndCommands
  private let format: SummaryTable.Format

  private var resultsPath: String { settings.resultsPath }

  /// - Parameter planned: a sweep of a queue; nil for the one that the command line names.
  init(_ arguments: Arguments, of planned: PlannedSweep? = nil) throws {
    let log = try arguments.logFormat()
    // Either a picture for people who watch, or a log for those who look later.
    let progress = log == nil ? try arguments.progressMode() : .none
    settings = RunSettings(
      resultsPath: arguments.resultsPath, trustsNetwork: arguments.has(.networkDisk),
      grace: try arguments.duration(RunOptions.grace), progress: progress, log: log,
      isQueued: planned != nil)
    let resultsPath = settings.resultsPath
    pages = try arguments.webAddress(RunOptions.web)
    endCommands = EndCommands(arguments)
    format = arguments.has(.json) ? .json : .text
    var prepared = try planned ?? PlannedSweep(arguments)
    for note in prepared.oddities { Output.note(note) }
    budget = try TimeBudget(arguments, of: &prepared, resultsPath: resultsPath)
    _ = try prepared.probedConfirmation(resultsPath: resultsPath)
    try prepared.probeNesting(resultsPath: resultsPath)
    try Coordination.makeReadable(resultsPath, trustsNetwork: settings.trustsNetwork)
    let stale = try StaleTrials(prepared, in: resultsPath)
    self.stale = try stale.choice(arguments, mayAsk: !settings.isQueued)
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
      let url = try PageService.start(
        of: resultsPath, at: pages, trustsNetwork: settings.trustsNetwork)
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
    return try budget.next(
      after: prepared, remaining: remaining ?? 0, resultsPath: resultsPath
    ).map(of)
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
    let conclusion = try RunConclusion(
      of: prepared.plan.sweep.name, in: resultsPath, withConfirmation: confirmation != nil,
      withNesting: nested != nil)
    if !settings.isQueued { try conclusion.printTable(as: format) }
    return try conclusion.tell(
      ending, failsAlike: ending == .halted && !keepsGoing && failsAlike(),
      isQueued: settings.isQueued)
  }

  /// The confirmation of the sweep, which is at its end; nil where there is none. Readers hold the file, so
  /// none is left when this returns.
  private func confirmation() throws -> Coordination? {
    let recorded = try SweepReader(path: resultsPath, name: prepared.plan.sweep.name)
    let (confirmation, note) = try ConfirmationRun.next(of: prepared, recorded)
    if let note { Output.note(note) }
    return try confirmation.map { try of($0.prepared(resultsPath: resultsPath)) }
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
      let choice = try of(nested.choosing(withoutFold: fold, resultsPath: resultsPath))
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
      (ending, listening) = try of(measuring).train(
        listening: listening, isFollowed: isFollowed && !isLast, workers: workers)
      guard ending == .complete else { return ending }
    }
    return ending
  }

  /// The same for what belongs to the sweep: a longer form, its confirmation, or a part of its nested evaluation.
  private func of(_ prepared: PlannedSweep) throws -> Coordination {
    var other = self
    other.prepared = prepared
    if stale == .keep { other.prepared.keep(try StaleTrials(prepared, in: resultsPath).results) }
    return other
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
    func train(
      _ policy: RunPolicy, listening: CoordinatorLoop.Listening
    ) throws -> (CoordinatorLoop.Ending, CoordinatorLoop.Listening) {
      try CoordinatorRun(prepared: prepared, settings: settings, policy: policy, budget: budget)
        .train(
          listening: listening, isFollowed: isFollowed, sendsHome: sendsHome, workers: workers)
    }
    let first = try train(policy, listening: listening)
    guard case .halted = first.0, !keepsGoing, try failsAlike(), asksToGoOn() else { return first }
    var policy = policy
    policy.alikeLimit = nil
    return try train(policy, listening: first.1)
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
}
