import Cluster
import Control
package import Keys
package import Processes
import Synchronization
import Trials
import ZeroMQ

/// A queue of sweeps at work: one address, one list of keys and one pool of workers for all of them.
///
/// One thread owns the socket and hands each message on to the coordinator whose sweep its worker serves; each
/// of these has a thread, a results file and a journal of its own. `SlotShares` decides who serves what.
package struct QueueLoop: ~Copyable {
  /// How a queue ended.
  package enum Ending: Hashable, Sendable {
    /// Somebody asked; what was in training has been finished.
    case drained(by: Signal)
    /// Somebody asked twice; what was in training is lost.
    case stopped(by: Signal)
  }

  /// A sweep that has not ended, and what the queue knows of it.
  struct Entry {
    var sweep: QueuedSweep
    let plan: QueuedPlan
    var counts: QueuedCounts
    /// The way to its coordinator; nil while it waits.
    var line: SweepLine?
    /// Whether it was asked to stop, and what is under way is waited for.
    var isStopping = false
  }

  /// Where a worker is.
  struct Place {
    /// The sweep that it serves; nil while it is idle.
    let sweep: String?
    let process: ProcessName
    let peer: Peer?
    let since: Duration
    /// The worker's hello, until the sweep's coordinator has welcomed it.
    var hello: Envelope?
    /// Whether it is to go to another sweep as soon as it has been welcomed.
    var isReleased = false
  }

  let folder: QueueFolder
  let actions: QueueActions
  let term: Int
  let transport: any CoordinatorTransport
  private let signals: any SignalSource
  let control: (any ControlChannel)?
  let clock: any Clock
  let timing: Timing
  /// Signalled by coordinators that have something for the queue.
  private let news: Wakeup
  private let ended: EndedSweeps

  /// The sweeps that have not ended, by their names.
  var entries: [String: Entry] = [:]
  /// All sweeps, in the order in which they were submitted.
  var order: [QueuedSweep]
  var shares = SlotShares()
  var idle: IdleWorkers
  var places: [Session: Place] = [:]
  /// The sweeps to which workers go back that say hello anew.
  var homes: [ProcessName: String] = [:]
  /// The workers that are about to say hello again, and since when: a queue that ends sends them home, too.
  var returning: [ProcessName: Duration] = [:]
  /// The sessions whose lines are forgotten at the next tick: something may still be on its way to them.
  var departed: [Session] = []
  var told: Signal?
  private var isStopping = false
  private var endsAt: Duration?
  /// Until when workers of a life before this one may call that no sweep knows of, to be sent home.
  private let lingersUntil: Duration
  private var lastTick = Duration.zero
  var knownKeys: Set<String> = []

  // What is asked: see QueueLoop+Requests.
  var requests: RemoteRequests
  var waiting: [(sweep: SubmittedSweep, asker: ControlAsker)] = []
  var planning: (sweep: SubmittedSweep, asker: ControlAsker)?
  let planner: Planner<SubmittedSweep, QueueActions.Planned>
  /// Where sweeps look for programs and data whose submitter names no folder.
  let workingFolder: String

  /// Takes the address, and goes on with the sweeps that are in the folder.
  ///
  /// Call it on the main thread, before anything has started another: signals are taken in here.
  ///
  /// - Parameters:
  ///   - workingFolder: the folder for programs and data of sweeps whose submitter names none.
  ///   - keys: the keys that workers and people need to come in; nil lets in everybody.
  package init(
    _ folder: QueueFolder, listening endpoint: String, keys: KeyFolder?, workingFolder: String,
    _ actions: QueueActions
  ) throws {
    Signal.pipe.ignore()
    let signals = try ProcessSignals(haveKeys: keys != nil)
    try CurrentProcess.raiseDescriptorLimit()
    let context = try Context()
    let socket = try CoordinatorSocket(context, endpoint: endpoint, keys: keys)
    try self.init(
      folder, transport: socket, signals: signals,
      control: ControlSocket(context, beside: QueueFolder.control(in: folder.path)),
      clock: SystemClock(), workingFolder: workingFolder, actions)
  }

  init(
    _ folder: QueueFolder, transport: any CoordinatorTransport, signals: any SignalSource,
    control: (any ControlChannel)?, clock: any Clock, timing: Timing = Timing(),
    workingFolder: String, _ actions: QueueActions
  ) throws {
    let (order, term, news) = (try folder.sweeps(), try folder.beginTerm(), try Wakeup())
    self.order = order
    self.term = term
    self.news = news
    self.folder = folder
    self.transport = transport
    self.signals = signals
    self.control = control
    self.clock = clock
    self.timing = timing
    self.actions = actions
    self.workingFolder = workingFolder
    // Workers that find their queue silent call within the first half.
    lingersUntil = term > 1 ? clock.now + timing.suspicion * 2 : clock.now
    ended = EndedSweeps()
    idle = IdleWorkers(term: term, timing: timing)
    requests = RemoteRequests(term: term)
    planner = Planner { [actions] in actions.plan($0.spec, $0.path, $0.folder ?? workingFolder) }
  }

  /// Where workers can connect to.
  package var endpoint: String { transport.endpoint }

  /// How many sweeps have not ended.
  package var openCount: Int { order.count { $0.end == nil } }

  /// Works until somebody asks to stop. All results files are at rest then.
  package mutating func run() throws -> Ending {
    try resume()
    while true {
      if let ending = try turn() { return ending }
      try wait()
    }
  }

  private func wait() throws {
    var poller = Poller()
    transport.add(to: &poller)
    control?.add(to: &poller)
    signals.add(to: &poller)
    _ = poller.add(descriptor: news.number)
    _ = try poller.wait(
      upTo: planning != nil
        ? timing.beat / 10 : places.isEmpty && told == nil ? .seconds(1) : timing.beat / 4)
  }

  /// Takes in all that has happened, and does what is to be done about it.
  mutating func turn() throws -> Ending? {
    news.take()
    for event in try transport.authenticationEvents() { actions.note("\(event)") }
    for session in try transport.closedSessions() { close(session) }
    try takeInMessages()
    while let signal = signals.nextSignal() {
      if signal == .hangup { try reloadKeys() } else { try stop(by: signal) }
    }
    try takeInRequests()
    try takeInNews()
    for (name, end) in ended.take() { try finish(name, end) }
    if clock.now - lastTick >= timing.beat / 4 { try tick() }
    return ending
  }

  private var ending: Ending? {
    guard let told, entries.values.allSatisfy({ $0.line == nil }) else { return nil }
    if isStopping { return .stopped(by: told) }
    guard clock.now >= lingersUntil,
      idle.isEmpty && returning.isEmpty || endsAt.map({ clock.now >= $0 }) ?? false
    else { return nil }
    return .drained(by: told)
  }

  // MARK: - Sweeps

  /// Goes on with the sweeps that have not ended. Workers that call meanwhile wait: it has to be known what each
  /// of them was training.
  mutating func resume() throws {
    for sweep in order where sweep.end == nil {
      switch actions.plan(sweep.spec, sweep.path, sweep.folder) {
      case .ready(let plan):
        try take(sweep, plan)
        // They call anew, and are sent home even if all is done by then.
        for process in plan.workers { returning[process] = clock.now }
      case .refused(let sentence): end(sweep, .failed(sentence), sweep.counts)
      }
    }
  }

  /// Takes in a sweep that is on the disk.
  mutating func take(_ sweep: QueuedSweep, _ plan: QueuedPlan) throws {
    order.removeAll { $0.name == sweep.name }
    order.append(sweep)
    entries[sweep.name] = Entry(sweep: sweep, plan: plan, counts: plan.counts)
    shares.add(sweep.name, plan.needs, priority: sweep.priority, demand: plan.demand)
    for process in plan.workers { homes[process] = sweep.name }
    // Nobody has to come for it.
    if plan.demand == 0 { try begin(sweep.name) }
  }

  /// Has a sweep coordinated, on a thread of its own.
  mutating func begin(_ name: String) throws {
    guard let entry = entries[name], entry.line == nil else { return }
    let line = try SweepLine(
      term: term, endpoint: transport.endpoint, slotLimits: transport.slotLimits, waking: news)
    entries[name]?.line = line
    let (sweep, run, ended, news) = (entry.sweep, actions.run, ended, news)
    try Threads.start {
      let end = run(sweep, line)
      ended.note(name, end)
      news.signal()
    }
  }

  /// Takes a sweep out whose coordinator has ended.
  private mutating func finish(_ name: String, _ end: QueuedSweep.End) throws {
    guard let entry = entries[name] else { return }
    try takeInNews()
    try recall(from: name)
    entries[name]?.line = nil
    try readmit(from: name)
    // One that the queue has stopped goes on when the queue does.
    if told != nil { endsAt = clock.now + timing.lease }
    guard told == nil || end == .complete else {
      return write(entry.sweep, nil, entries[name]?.counts ?? entry.counts)
    }
    self.end(entry.sweep, end, entries[name]?.counts ?? entry.counts)
  }

  /// Writes down that a sweep has ended, and how.
  mutating func end(
    _ sweep: QueuedSweep, _ end: QueuedSweep.End, _ counts: QueuedCounts
  ) {
    write(sweep, end, counts)
    entries[sweep.name] = nil
    shares.remove(sweep.name)
    homes = homes.filter { $0.value != sweep.name }
    if let ended = order.first(where: { $0.name == sweep.name }) { actions.note(ended.words) }
  }

  /// Writes down how a sweep stands. Where that cannot be written, the queue goes on all the same: when it is
  /// started again, the sweep is found at its end in its results.
  private mutating func write(
    _ sweep: QueuedSweep, _ end: QueuedSweep.End?, _ counts: QueuedCounts
  ) {
    var sweep = sweep
    sweep.end = end
    sweep.counts = counts
    if let place = order.firstIndex(where: { $0.name == sweep.name }) { order[place] = sweep }
    do throws(SystemError) {
      try folder.write(sweep)
    } catch {
      actions.note(
        "how '\(sweep.name)' stands cannot be written to '\(folder.path)': \(error.message)")
    }
  }

  // MARK: - Time, and the end

  private mutating func tick() throws {
    lastTick = clock.now
    for session in departed where places[session] == nil { transport.forget(session) }
    departed = []
    for session in idle.expire(at: lastTick) { leave(session) }
    returning = returning.filter { lastTick - $0.value < timing.lease }
    // Sessions that no coordinator has welcomed may well be noise.
    for (session, place) in places
    where place.hello != nil && lastTick - place.since > timing.lease {
      leave(session)
    }
    if transport.haveKeysChanged { try reloadKeys() }
    try move()
  }

  mutating func reloadKeys() throws {
    guard let (event, revoked) = try transport.reloadKeys() else { return }
    actions.note("\(event)")
    for entry in entries.values { entry.line?.limit(slots: transport.slotLimits) }
    for session in revoked {
      if let sweep = places[session]?.sweep {
        entries[sweep]?.line?.tell(.revoked([session]))
      } else {
        close(session)
      }
    }
  }

  /// Ends the queue: what is in training is finished first, or is lost where it is asked twice.
  mutating func stop(by signal: Signal, atOnce: Bool = false) throws {
    isStopping = atOnce || told != nil
    if told == nil {
      actions.note(
        "finishing what is in training; sweeps that are not done go on when the queue does")
    }
    told = signal
    endsAt = clock.now + timing.lease
    for entry in entries.values {
      entry.line?.send(signal)
      if isStopping { entry.line?.send(signal) }
    }
    try transport.send(idle.drain())
  }

  /// Whether the queue takes up nothing more.
  var isEnding: Bool { told != nil }

  /// The keys of workers that are there, or were.
  var keys: [KeyPresence] {
    let present = Set(places.values.compactMap(\.peer?.name))
    return knownKeys.sorted().map { KeyPresence(key: $0, isThere: present.contains($0)) }
  }

  /// How many slots serve no sweep.
  var idleSlots: Int { idle.slots }

  func send(_ envelopes: [Envelope]) throws { try transport.send(envelopes) }
}

/// The sweeps whose threads have ended, and how.
private final class EndedSweeps: Sendable {
  private let all = Mutex<[(String, QueuedSweep.End)]>([])

  func note(_ name: String, _ end: QueuedSweep.End) { all.withLock { $0.append((name, end)) } }

  func take() -> [(String, QueuedSweep.End)] {
    all.withLock { all in
      defer { all = [] }
      return all
    }
  }
}

extension QueuedSweep {
  /// A line for people.
  fileprivate var words: String {
    let done = "\(counts.done) of \(counts.total) trials"
    switch end {
    case nil: return "'\(name)' waits"
    case .complete: return "'\(name)' is complete: \(done)"
    case .failed(let reason?): return "'\(name)' ended: \(reason)"
    case .failed(nil): return "'\(name)' ended: \(done), \(counts.failed) failed"
    case .stopped: return "'\(name)' was stopped: \(done); 'sweep submit' again goes on"
    }
  }
}
