package import Cluster
package import Processes
import Store
import ZeroMQ

/// The coordinator at work: owns the socket, the results file and the local workers, on one thread.
package struct CoordinatorLoop: ~Copyable {
  /// How a run ended.
  package enum Ending: Hashable, Sendable {
    /// Every trial has a result or has failed for good.
    case complete
    /// More trials failed than the spec allows.
    case halted
    /// Somebody asked; what was in training has been finished.
    case drained(by: Signal)
    /// Somebody asked twice; what was in training is lost.
    case stopped(by: Signal)
    /// There are only workers of this machine, and none of them can train here, as this says.
    case unable(String)
  }

  /// What whoever watches is told.
  package enum Event: Sendable {
    /// A picture of the sweep, ten times a second at most.
    case progress(Coordinator.Progress)
    case recorded(Coordinator.Record)
    /// A line that a local worker printed.
    case line(String)
    /// Somebody was turned away, or the list of keys was read again.
    case door(DoorEvent)
    case draining
    /// The disk is full, says this sentence; all waits until there is room.
    case full(String)
    case hasRoom
  }

  private var coordinator: Coordinator
  private var logbook: Logbook
  private let pardons: PardonPlace
  private var switchboard: Switchboard
  private var localWorkers: LocalWorkers
  private var readers: Readers
  private let shelf: Shelf
  /// Holds the socket file of a private endpoint.
  private let directory: TemporaryFolder?
  private let listening: Listening
  private let signals: Signals
  private let clock: Clock
  private let tick: Duration
  private let grace: Duration?
  private let observe: (Event) -> Void
  private var told: Signal?
  private var lastTick = Duration.zero
  private var lastPicture: Duration?
  /// What the disk had no room for, and when to try again.
  private var held: (actions: [Coordinator.Action], again: Duration)?

  init(
    _ coordinator: Coordinator, logbook: Logbook, pardons: PardonPlace,
    switchboard: consuming Switchboard, directory: TemporaryFolder?, listening: Listening,
    grace: Duration?,
    localWorkers: LocalWorkers, readers: Readers, shelf: Shelf, signals: consuming Signals,
    clock: Clock, timing: Timing,
    observe: @escaping (Event) -> Void
  ) {
    self.coordinator = coordinator
    self.logbook = logbook
    self.pardons = pardons
    self.grace = grace
    self.switchboard = switchboard
    self.directory = directory
    self.listening = listening
    self.localWorkers = localWorkers
    self.readers = readers
    self.shelf = shelf
    self.signals = signals
    self.clock = clock
    self.observe = observe
    tick = timing.beat / 4
  }

  /// Where workers can connect to.
  package var endpoint: String { switchboard.endpoint }

  /// Works until the sweep is at its end or somebody asks to stop.
  package mutating func run() throws -> Ending {
    while true {
      try wait()
      var actions = try lookAfterConnections()
      actions += try takeInMessages()
      let pardon = clock.now - lastTick >= tick ? try takeInTime(&actions) : nil
      let stop = try takeInSignals(&actions)
      let hasEnded = try perform(actions)
      if listening == .privately, held == nil, let inability = localWorkers.inability {
        return .unable(inability)
      }
      // Granted, once it is on the disk; until then it stays where it is.
      if pardon != nil, held == nil { pardons.clear() }
      if hasEnded || stop != nil {
        try takeLeave()
        return stop.map(Ending.stopped) ?? ending
      }
      showProgress()
    }
  }

  private func wait() throws {
    var poller = Poller()
    switchboard.add(to: &poller)
    _ = poller.add(descriptor: signals.descriptor.number)
    localWorkers.add(to: &poller)
    _ = try poller.wait(upTo: min(tick, .milliseconds(100)))
  }

  // MARK: - What comes in

  private mutating func lookAfterConnections() throws -> [Coordinator.Action] {
    for event in try switchboard.answerDoor(at: clock.now) { observe(.door(event)) }
    return try switchboard.closedSessions().flatMap { session in
      coordinator.handle(.disconnected(session), at: clock.now)
    }
  }

  /// Takes in what has arrived together, so that it is committed together: a commit costs the same for
  /// one or many. Who only looks on or wants files is answered at once.
  private mutating func takeInMessages() throws -> [Coordinator.Action] {
    var actions: [Coordinator.Action] = []
    var room = 1024
    while room > 0, let (envelope, peer) = try switchboard.receive() {
      room -= 1
      switch envelope.message {
      case .look:
        guard let sight = readers.answer(envelope, about: coordinator, at: clock.now) else { break }
        try switchboard.send(sight)
      case .ask(let question):
        let answer = shelf.answer(question, mayRead: switchboard.mayRead(peer))
        try switchboard.send(
          Envelope(
            epoch: envelope.epoch, session: envelope.session, sequence: envelope.sequence,
            message: .tell(answer)))
      default:
        actions += coordinator.handle(.received(envelope, from: peer), at: clock.now)
      }
    }
    return actions
  }

  /// Looks after all that nobody calls for; gives the pardon that was taken up.
  private mutating func takeInTime(_ actions: inout [Coordinator.Action]) throws -> Pardon? {
    lastTick = clock.now
    try logbook.look(at: lastTick)
    actions += coordinator.handle(.ticked, at: lastTick)
    if switchboard.haveKeysChanged() { actions += try reloadKeys() }
    // While the disk is full there is no granting anything, and whoever goes home takes nothing up.
    let pardon = held == nil && !coordinator.endsSoon ? try Pardon(waitingAt: pardons) : nil
    if let pardon {
      let event = Coordinator.Event.pardoned(trials: pardon.trials, hosts: pardon.hosts)
      actions += coordinator.handle(event, at: lastTick)
    }
    for dead in try localWorkers.lookAfter(at: lastTick, line: { observe(.line($0)) }) {
      actions += coordinator.handle(.ended(process: dead, host: Host.name), at: lastTick)
    }
    return pardon
  }

  /// Gives the signal that asks to stop at once, which is the second of those that ask to stop.
  private mutating func takeInSignals(_ actions: inout [Coordinator.Action]) throws -> Signal? {
    while let signal = signals.nextSignal() {
      if signal == .hangup {
        actions += try reloadKeys()
        continue
      }
      let isSecond = told != nil
      if !isSecond { observe(.draining) }
      told = signal
      // Workers elsewhere go home too; told twice, nobody waits for them.
      actions += coordinator.handle(.drained(within: isSecond ? .zero : grace), at: clock.now)
      if isSecond { return signal }
    }
    return nil
  }

  /// Tells those who look on that it was the last time.
  private mutating func takeLeave() throws {
    for envelope in readers.farewell(of: coordinator, at: clock.now) {
      try switchboard.send(envelope)
    }
  }

  private mutating func reloadKeys() throws -> [Coordinator.Action] {
    guard let (event, ended) = try switchboard.reloadKeys() else { return [] }
    observe(.door(event))
    return coordinator.handle(.revoked(ended), at: clock.now)
  }

  private var ending: Ending {
    if coordinator.isComplete { return .complete }
    return told.map(Ending.drained) ?? .halted
  }

  // MARK: - What is done about it

  /// Records first and in one commit, then the messages; true when there is nothing left to do.
  ///
  /// While the disk is full, what had to be recorded is held back with all that was to be said about
  /// it; nothing is handed out or acknowledged until it is written.
  private mutating func perform(_ actions: [Coordinator.Action]) throws -> Bool {
    if let held, clock.now >= held.again, try record(held.actions) {
      self.held = nil
      observe(.hasRoom)
      if try carryOut(held.actions) { return true }
      return try perform(actions + coordinator.handle(.recordIsFull(false), at: clock.now))
    }
    guard try record(actions) else { return false }
    return try carryOut(actions)
  }

  private mutating func carryOut(_ actions: [Coordinator.Action]) throws -> Bool {
    for action in actions {
      switch action {
      case .record(let record):
        if case .joined(let session, _, _) = record { switchboard.keep(session) }
        if case .left(let session) = record { switchboard.forget(session) }
        observe(.recorded(record))
      case .send(let envelope):
        try switchboard.send(envelope)
      case .end:
        return true
      }
    }
    return false
  }

  /// Writes down what is to be recorded; false when the disk has no room for it.
  private mutating func record(_ actions: [Coordinator.Action]) throws -> Bool {
    let records = actions.compactMap { if case .record(let record) = $0 { record } else { nil } }
    guard !records.isEmpty else { return true }
    do throws(StoreError) {
      try logbook.write(records, at: clock.now)
    } catch {
      guard error.reason == .full else { throw error }
      let again = clock.now + .seconds(1)
      if held == nil {
        held = (actions + coordinator.handle(.recordIsFull(true), at: clock.now), again)
        observe(.full(error.message))
      } else {
        held?.again = again
      }
      return false
    }
    return true
  }

  private mutating func showProgress() {
    let now = clock.now
    if let lastPicture, now - lastPicture < .milliseconds(100) { return }
    lastPicture = now
    observe(.progress(coordinator.progress))
  }
}
