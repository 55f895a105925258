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
  }

  /// Where a worker is.
  private struct Place {
    /// The sweep that it serves; nil while it is idle.
    let sweep: String?
    let process: ProcessName
    let peer: Peer?
    let since: Duration
    /// Its hello, until the sweep's coordinator has welcomed it.
    var hello: Envelope?
    /// Whether it is to go to another sweep as soon as it has been welcomed.
    var isReleased = false
  }

  let folder: QueueFolder
  let actions: QueueActions
  private let term: Int
  private let transport: any CoordinatorTransport
  private let signals: any SignalSource
  let control: (any ControlChannel)?
  private let clock: any Clock
  private let timing: Timing
  /// Signalled by coordinators that have something for the queue.
  private let news: Wakeup
  private let ended: EndedSweeps

  /// The sweeps that have not ended, by their names.
  var entries: [String: Entry] = [:]
  /// All sweeps, in the order in which they were submitted.
  var order: [QueuedSweep]
  private(set) var shares = SlotShares()
  private var idle: IdleWorkers
  private var places: [Session: Place] = [:]
  /// The sweeps to which workers go back that say hello anew.
  private var homes: [ProcessName: String] = [:]
  /// The workers that are about to say hello again, and since when: a queue that ends sends them home, too.
  private var returning: [ProcessName: Duration] = [:]
  /// The sessions whose lines are forgotten at the next tick: something may still be on its way to them.
  private var departed: [Session] = []
  private var told: Signal?
  private var isStopping = false
  private var endsAt: Duration?
  private var lastTick = Duration.zero
  private var knownKeys: Set<String> = []

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
    let signals = try ProcessSignals([.interrupt, .terminate] + (keys == nil ? [] : [.hangup]))
    try CurrentProcess.raiseDescriptorLimit()
    let context = Context()
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
    guard idle.isEmpty && returning.isEmpty || endsAt.map({ clock.now >= $0 }) ?? false else {
      return nil
    }
    return .drained(by: told)
  }

  // MARK: - Sweeps

  /// Goes on with the sweeps that have not ended. Workers that call meanwhile wait: it has to be known what each
  /// of them was training.
  mutating func resume() throws {
    for sweep in order where sweep.end == nil {
      switch actions.plan(sweep.spec, sweep.path, sweep.folder) {
      case .ready(let plan): try take(sweep, plan)
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
  private mutating func begin(_ name: String) throws {
    guard let entry = entries[name], entry.line == nil else { return }
    let line = try SweepLine(term: term, endpoint: transport.endpoint, waking: news)
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
    if told != nil { endsAt = clock.now + timing.suspicion }
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

  /// Has all workers say hello again that the coordinator of a sweep knew when it ended.
  private mutating func recall(from name: String) throws {
    let sessions = places.filter { $0.value.sweep == name && $0.value.hello == nil }.map(\.key)
    try transport.send(sessions.map { idle.reject($0, .unknownSession) })
    for session in sessions { leave(session) }
  }

  /// Takes in anew the workers that a sweep has not welcomed before it ended: they wait for an answer.
  private mutating func readmit(from name: String) throws {
    homes = homes.filter { $0.value != name }
    shares.note(demand: 0, of: name)
    for (session, place) in places where place.sweep == name {
      leave(session)
      guard let envelope = place.hello, case .hello(let hello) = envelope.message,
        let sweep = try welcome(hello, envelope, from: place.peer)
      else { continue }
      deliver([envelope], to: sweep, from: place.peer)
    }
  }

  private func deliver(_ envelopes: [Envelope], to sweep: String, from peer: Peer?) {
    entries[sweep]?.line?.deliver(envelopes, from: peer, as: transport.role(of: peer))
  }

  // MARK: - Messages

  private mutating func takeInMessages() throws {
    var room = 1024
    while room > 0, let (envelopes, peer) = try transport.receive() {
      room -= max(envelopes.count, 1)
      var delivered: [(sweep: String, envelopes: [Envelope])] = []
      for envelope in envelopes {
        guard let sweep = try sweep(for: envelope, from: peer) else { continue }
        if delivered.last?.sweep == sweep {
          delivered[delivered.count - 1].envelopes.append(envelope)
        } else {
          delivered.append((sweep, [envelope]))
        }
      }
      for (sweep, envelopes) in delivered { deliver(envelopes, to: sweep, from: peer) }
    }
    for version in transport.takeOtherVersions().sorted() {
      actions.note(Envelope.complaint(ofVersion: version))
    }
  }

  /// The sweep whose coordinator is to have a message; nil where the queue has seen to it.
  private mutating func sweep(for envelope: Envelope, from peer: Peer?) throws -> String? {
    let session = envelope.session
    switch envelope.message {
    case .hello(let hello): return try welcome(hello, envelope, from: peer)
    case .request(let number, let text):
      try take(
        text, from: .remote(session, number: number), peer, as: transport.role(of: peer))
      return nil
    case .ask, .checkpoint:
      // Runners ask on their worker's connection.
      if let worker = transport.neighbours(of: session).first(where: { places[$0] != nil }),
        let sweep = places[worker]?.sweep
      {
        return sweep
      }
      if case .ask(let question) = envelope.message {
        try transport.send([
          Envelope(
            term: term, session: session, sequence: envelope.sequence,
            message: .tell(answer(question)))
        ])
      }
      return nil
    default:
      if let sweep = places[session]?.sweep { return sweep }
      try transport.send(idle.receive(envelope, at: clock.now))
      if places[session] != nil, !idle.has(session) { leave(session) }
      return nil
    }
  }

  /// Takes in a worker, and gives the sweep that it is to serve; nil where it waits for one.
  private mutating func welcome(
    _ hello: Hello, _ envelope: Envelope, from peer: Peer?
  ) throws -> String? {
    let (session, process) = (envelope.session, hello.worker.processName)
    if let place = places[session] {
      guard place.sweep == nil else { return place.sweep }
      try transport.send(idle.receive(envelope, at: clock.now))
      return nil
    }
    // The idle worker that it was is nobody any more, nor the one that no coordinator has welcomed.
    for (former, place) in places
    where session.replaces(former) && (place.sweep == nil || place.hello != nil) {
      _ = idle.call(former)
      leave(former)
    }
    returning[process] = nil
    let isBack = places.keys.contains { session.replaces($0) }
    guard isBack || hasRoom(for: peer) else {
      try transport.send([idle.reject(session, .full)])
      return nil
    }
    let home = homes[process].flatMap { entries[$0] == nil ? nil : $0 }
    // A queue that ends begins nothing.
    var sweep = shares.join(session, hello.worker, home: home)
    if told != nil, let name = sweep, entries[name]?.line == nil || home == nil { sweep = nil }
    places[session] = Place(
      sweep: sweep, process: process, peer: peer, since: clock.now,
      hello: sweep == nil ? nil : envelope)
    if let peer { knownKeys.insert(peer.name) }
    guard let sweep else {
      transport.keep(session)
      try transport.send(idle.receive(envelope, at: clock.now))
      return nil
    }
    homes[process] = sweep
    try begin(sweep)
    return sweep
  }

  /// Whether one more worker may come in.
  private func hasRoom(for peer: Peer?) -> Bool {
    guard places.count < WireLimit.workers else { return false }
    guard let peer else { return true }
    return places.values.count { $0.peer == peer } < WireLimit.workersOfKey
  }

  /// The files that workers bring before they come: those of all sweeps.
  private func answer(_ question: FileQuestion) -> FileAnswer {
    guard question != .results else {
      return .refusal(
        "this is a queue of sweeps, each with a results file of its own in '\(folder.path)' there; copy"
          + " the one that you want, or use --results with it there")
    }
    let data = entries.values.flatMap(\.plan.data)
    var known: Set<String> = []
    let files = data.filter { known.insert("\($0.offer.digest)\($0.offer.place)").inserted }
    return FileServer(data: files, results: "").answer(question, mayRead: false)
  }

  private mutating func leave(_ session: Session) {
    guard let place = places.removeValue(forKey: session) else { return }
    if place.sweep != nil { returning[place.process] = clock.now }
    shares.leave(session)
    departed.append(session)
  }

  private mutating func close(_ session: Session) {
    guard let place = places[session] else { return }
    if let sweep = place.sweep {
      entries[sweep]?.line?.tell(.disconnected(session))
    } else {
      _ = idle.call(session)
      leave(session)
    }
  }

  // MARK: - Coordinators

  private mutating func takeInNews() throws {
    for name in order.map(\.name) {
      guard let line = entries[name]?.line else { continue }
      for news in line.takeNews() { try take(news, from: name) }
    }
  }

  private mutating func take(_ news: SweepLine.News, from name: String) throws {
    switch news {
    case .sent(let envelopes): try transport.send(envelopes)
    case .kept(let session):
      places[session]?.hello = nil
      transport.keep(session)
      if places[session]?.isReleased == true { release([session], from: name) }
    case .forgot(let session): forget(session, by: name)
    case .unfit(let sessions):
      for session in sessions { shares.refuse(session, by: name) }
      release(sessions, from: name)
    case .trusted(let host): shares.trust(host: host, by: name)
    case .demand(let demand): shares.note(demand: demand, of: name)
    case .counts(let counts): entries[name]?.counts = counts
    case .partEnded:
      shares.note(demand: 0, of: name)
      try recall(from: name)
    }
  }

  /// A coordinator has let a worker go.
  private mutating func forget(_ session: Session, by name: String) {
    guard let place = places[session], place.sweep == name else {
      return departed.append(session)
    }
    leave(session)
    // One that has said hello anew goes on there.
    let isBack = places.values.contains { $0.process == place.process && $0.sweep == name }
    if !isBack, homes[place.process] == name { homes[place.process] = nil }
  }

  /// Has workers leave a sweep; its coordinator lets go of none that it does not know yet.
  private mutating func release(_ sessions: [Session], from name: String) {
    for session in sessions {
      guard let place = places[session] else { continue }
      homes[place.process] = nil
      places[session]?.isReleased = true
    }
    let known = sessions.filter { places[$0]?.hello == nil }
    if !known.isEmpty { entries[name]?.line?.tell(.released(known)) }
  }

  /// Has workers go where they are wanted.
  private mutating func move() throws {
    guard told == nil else { return }
    var released: [String: [Session]] = [:]
    for session in shares.moves() {
      if let sweep = places[session]?.sweep {
        released[sweep, default: []].append(session)
      } else {
        try transport.send(idle.call(session))
        if let process = places[session]?.process { returning[process] = clock.now }
        // It counts for the sweep that wants it until it says hello.
        places[session] = nil
      }
    }
    for (sweep, sessions) in released { release(sessions, from: sweep) }
  }

  // MARK: - Time, and the end

  private mutating func tick() throws {
    lastTick = clock.now
    for session in departed where places[session] == nil { transport.forget(session) }
    departed = []
    for session in idle.expire(at: lastTick) { leave(session) }
    returning = returning.filter { lastTick - $0.value < timing.suspicion }
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
    endsAt = clock.now + timing.suspicion
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
