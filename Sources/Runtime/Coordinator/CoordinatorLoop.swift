import Cluster
import Control
import Processes
import Store
import Sweeps
import Trials
import Views
import ZeroMQ

/// The coordinator at work: takes in what happens, and does what its state machine decides.
///
/// One thread owns the sockets, the local workers and the state machine; the journal has a thread of
/// its own. What is decided in a turn of the loop is handed to the journal as one batch, and its
/// messages are sent when the batch is on the disk, in the order of the batches.
package struct CoordinatorLoop: ~Copyable {
  private var coordinator: Coordinator
  private let journal: any BatchRecorder
  private let transport: any CoordinatorTransport
  /// The way to the queue that the sweep is one of; nil where it stands alone.
  private let line: SweepLine?
  private var localWorkers: LocalWorkers
  private var requests: CoordinatorRequests
  private let files: FileServer
  /// The checkpoints that trials leave for those that go on from them; nil where no trial does.
  private let checkpoints: CheckpointFolder?
  /// Holds the socket file of a private endpoint.
  private let directory: TemporaryFolder?
  /// Whether there are only workers of this machine.
  private let isAlone: Bool
  /// Whether another sweep follows at this address: who looks on waits for it.
  private let isFollowed: Bool
  private let signals: any SignalSource
  private let clock: any Clock
  private let tick: Duration
  private let grace: Duration?
  private let observe: (Event) -> Void
  private var told: Signal?
  private var lastTick = Duration.zero
  private var lastPicture: Duration?
  private var pending = PendingBatches()
  private var isFull = false
  /// How the sweep stands, as whoever watches was told.
  private var standing: Standing?
  /// The signal that stands for a request to stop at once; nil while there is none.
  private var stopRequest: Signal?

  init(
    _ coordinator: Coordinator, journal: any BatchRecorder, control: (any ControlChannel)?,
    planner: ExtensionPlanner, transport: any CoordinatorTransport, line: SweepLine? = nil,
    directory: TemporaryFolder? = nil,
    isAlone: Bool = false, isFollowed: Bool = false, grace: Duration? = nil,
    localWorkers: LocalWorkers, subscribers: Subscribers, term: Int = 1, life: Int? = nil,
    files: FileServer, checkpoints: CheckpointFolder? = nil, signals: any SignalSource,
    clock: any Clock,
    timing: Timing,
    observe: @escaping (Event) -> Void
  ) {
    self.coordinator = coordinator
    self.journal = journal
    self.grace = grace
    self.transport = transport
    self.line = line
    self.directory = directory
    self.isAlone = isAlone
    self.isFollowed = isFollowed
    self.localWorkers = localWorkers
    requests = CoordinatorRequests(
      by: control, transport, planner: planner, subscribers: subscribers, term: term,
      life: life ?? term)
    self.files = files
    self.checkpoints = checkpoints
    self.signals = signals
    self.clock = clock
    self.observe = observe
    tick = timing.beat / 4
    self.coordinator.handle(.limited(slots: transport.slotLimits), at: clock.now)
  }

  /// Where workers can connect to.
  package var endpoint: String { transport.endpoint }

  /// Works until the sweep is at its end or somebody asks to stop. The results file is at rest then.
  package mutating func run() throws -> Ending {
    defer { line?.endPart() }
    do {
      while true {
        try wait()
        if let ending = try turn() {
          try journal.close()
          return ending
        }
      }
    } catch {
      // The error that ended the run is the one that people are told of.
      try? journal.close()
      throw error
    }
  }

  /// Takes in all that has happened, and does what is to be done about it.
  ///
  /// - Returns: how the run ended, once it has.
  mutating func turn() throws -> Ending? {
    try takeInConnections()
    if !pending.isBacklogged { try takeInMessages() }
    if clock.now - lastTick >= tick { try takeInTime() }
    let signal = try takeInSignals()
    try takeInRequests()
    let stop = stopRequest ?? signal
    try submit()
    try takeInExtension()
    // Nothing had to be recorded for some.
    let submitted = pending.submitted
    try requests.keepPromises { $0 > submitted }
    var hasEnded = try sayWhatIsRecorded()
    if stop != nil {
      // Decisions so far are recorded, and said as far as they can be.
      try journal.close()
      hasEnded = try sayWhatIsRecorded() || hasEnded
    }
    if isAlone, !isFull, pending.isEmpty, let inability = localWorkers.inability {
      return .unable(inability)
    }
    guard hasEnded || stop != nil else {
      line?.note(demand: coordinator.demand)
      showProgress()
      return nil
    }
    noteCounts()
    try requests.end(
      coordinator, isLast: !isFollowed || stop != nil || !coordinator.isComplete)
    // Where nothing more is to come, nobody goes on from any.
    if coordinator.isComplete { checkpoints?.drop(where: coordinator.has) }
    return stop.map(Ending.stopped) ?? ending
  }

  private func wait() throws {
    var poller = Poller()
    transport.add(to: &poller)
    requests.add(to: &poller)
    signals.add(to: &poller)
    if let wakeup = journal.wakeup { _ = poller.add(descriptor: wakeup.number) }
    localWorkers.add(to: &poller)
    _ = try poller.wait(upTo: min(tick, .milliseconds(100)))
  }

  // MARK: - What comes in

  private mutating func takeInConnections() throws {
    for event in try transport.authenticationEvents() { observe(.door(event)) }
    for session in try transport.closedSessions() {
      coordinator.handle(.disconnected(session), at: clock.now)
    }
    for event in line?.takeEvents() ?? [] { coordinator.handle(event, at: clock.now) }
  }

  /// Takes in what has arrived together, so that it is committed together: a commit costs the same for
  /// one or many. Who wants files is answered at once.
  private mutating func takeInMessages() throws {
    let now = clock.now
    var room = 1024
    while room > 0, let (envelopes, peer) = try transport.receive() {
      room -= max(envelopes.count, 1)
      for envelope in envelopes {
        switch envelope.message {
        case .ask(let question):
          let answer = files.answer(
            question, mayRead: transport.role(of: peer) != .worker, checkpoints: checkpoints,
            at: now)
          try transport.send([envelope.answered(by: .tell(answer))])
        case .checkpoint(let attempt, let piece):
          let taken = take(piece, of: attempt, from: peer, at: now)
          try transport.send([
            envelope.answered(
              by: .checkpointTaken(CheckpointReceipt(digest: piece.digest, taken: taken)))
          ])
        case .output(let attempt, let output):
          try requests.tell(output, of: attempt, from: envelope.session, at: now)
        case .request(let number, let text):
          let asker = ControlAsker.remote(envelope.session, number: number)
          if let request = try requests.read(text, from: asker) {
            try take(request, from: asker, as: transport.role(of: peer))
          }
        case .report where pending.leavesOutReports:
          break
        default:
          coordinator.handle(.received(envelope, from: peer), at: now)
        }
      }
    }
    for version in transport.takeOtherVersions().sorted() { observe(.otherVersion(version)) }
  }

  /// - Returns: how many bytes of the checkpoint are there; nil where it is not wanted.
  private func take(
    _ piece: CheckpointPiece, of attempt: Attempt, from peer: Peer?, at now: Duration
  ) -> Int? {
    guard let checkpoints, coordinator.wantsCheckpoint(of: attempt, from: peer) else { return nil }
    return checkpoints.take(piece, of: attempt.trial, at: now) {
      coordinator.worth(ofCheckpointOf: $0)
    }
  }

  /// Lets go of the checkpoints that nobody goes on from any more.
  private func dropCheckpoints(after entry: JournalEntry) {
    guard let checkpoints, !checkpoints.isEmpty, case .finished(let attempt, _, _) = entry,
      let earlier = coordinator.trial(beforeTrialAt: attempt.trial)
    else { return }
    checkpoints.drop(earlier)
  }

  /// Looks after all that nobody calls for.
  private mutating func takeInTime() throws {
    lastTick = clock.now
    coordinator.handle(.ticked, at: lastTick)
    noteCounts()
    line?.note(unfit: coordinator.unfit)
    if transport.haveKeysChanged { try reloadKeys() }
    try requests.giveUpOutputs(at: lastTick)
    for dead in try localWorkers.lookAfter(at: lastTick, line: { observe(.line($0)) }) {
      coordinator.handle(.ended(process: dead, host: Host.name), at: lastTick)
    }
  }

  /// Gives the signal that asks to stop at once, which is the second of those that ask to stop.
  private mutating func takeInSignals() throws -> Signal? {
    while let signal = signals.nextSignal() {
      if signal == .hangup {
        try reloadKeys()
        continue
      }
      if let stop = drain(by: signal, atOnce: told != nil) { return stop }
    }
    return nil
  }

  /// Sends everybody home, workers elsewhere too; at once, nobody waits for them.
  ///
  /// - Returns: the signal, where it ends the run at once.
  private mutating func drain(by signal: Signal, atOnce: Bool) -> Signal? {
    if told == nil {
      observe(.draining)
      line?.noteStopping()
    }
    told = signal
    coordinator.handle(.drained(within: atOnce ? .zero : grace), at: clock.now)
    return atOnce ? signal : nil
  }

  /// Takes in a request, and does at once what does not wait for others.
  private mutating func take(
    _ request: ControlRequest, from asker: ControlAsker, as role: ControlRole
  ) throws {
    let effect = try requests.take(
      request, from: asker, as: role, of: coordinator, at: clock.now)
    switch effect {
    case nil: return
    case .reloadKeys: try reloadKeys()
    case .stop(let atOnce):
      if atOnce || told == nil {
        stopRequest = drain(by: .terminate, atOnce: atOnce) ?? stopRequest
      }
    }
    try requests.answer(.granted, to: asker)
  }

  /// Takes in what was asked for, and grants what waited as far as it can be: nothing while the disk is full.
  private mutating func takeInRequests() throws {
    while let (request, asker) = try requests.receive() {
      try take(request, from: asker, as: .operator)
    }
    try requests.tellNews(of: coordinator, at: clock.now)
    while !isFull, let (request, asker) = requests.takeWaiting() {
      if coordinator.endsSoon {
        try requests.answer(.ending, to: asker)
      } else if case .extend(let specText) = request {
        coordinator.handle(.awaitsTrials(true), at: clock.now)
        try requests.beginExtension(specText, for: asker)
      } else if let event = Coordinator.Event(request) {
        coordinator.handle(event, at: clock.now)
        requests.grant(asker, with: pending.submitted + 1)
      }
    }
  }

  /// Hands the longer plan to the journal, once it is worked out.
  private mutating func takeInExtension() throws {
    switch requests.takeExtension() {
    case nil: break
    case .refused(let sentence):
      coordinator.handle(.awaitsTrials(false), at: clock.now)
      try requests.endExtension(.refused(sentence))
    case .ready(let longer): journal.submit(pending.add(longer))
    }
  }

  /// Goes on with the longer plan, which is recorded.
  private mutating func goOn(with longer: PlanExtension) throws {
    guard let trials = journal.takeNewTrials() else {
      preconditionFailure("a longer plan was recorded without its trials")
    }
    let plan = trials.longer?.plan ?? longer.plan
    let (verdicts, kept) = (trials.longer?.verdicts ?? [], trials.longer?.kept ?? [])
    let decisions = trials.longer?.decisions ?? []
    observe(.extended(plan, decisions: decisions, verdicts: verdicts, kept: kept))
    coordinator.extend(
      to: plan, histories: trials.asked.histories,
      search: longer.decides
        ? SearchExtension(
          strategy: longer.strategy, decisions: decisions, verdicts: verdicts, kept: kept,
          settled: trials.asked.settled) : nil, at: clock.now)
    coordinator.handle(.awaitsTrials(false), at: clock.now)
    try requests.endExtension(.granted)
  }

  /// Goes on with what the search has asked for, which is recorded.
  private mutating func goOn(with decisions: [Decision]) {
    guard let trials = journal.takeNewTrials() else {
      preconditionFailure("decisions were recorded without their trials")
    }
    let asked = trials.asked
    observe(.decided(decisions, failures: asked.failures))
    coordinator.follow(
      decisions, histories: asked.histories, settled: asked.settled, kept: asked.kept,
      kernel: trials.kernel, at: clock.now)
  }

  private mutating func reloadKeys() throws {
    guard let (event, ended) = try transport.reloadKeys() else { return }
    observe(.door(event))
    coordinator.handle(.revoked(ended), at: clock.now)
    coordinator.handle(.limited(slots: transport.slotLimits), at: clock.now)
  }

  private func noteCounts() {
    guard let line else { return }
    let (done, failed, total) = coordinator.counts
    line.note(QueuedCounts(done: done, failed: failed, total: total))
  }

  private var ending: Ending {
    if coordinator.isComplete { return .complete }
    return told.map(Ending.drained) ?? .halted
  }

  // MARK: - What is done about it

  /// Hands what was decided to the journal. Without anything to record, what is to be said does not wait for room on a
  /// full disk: beats are answered all the same, and an answer follows from nothing that waits.
  private mutating func submit() throws {
    let outbox = coordinator.takeOutbox()
    for refusal in outbox.refusals { observe(.refused(refusal)) }
    guard !outbox.isEmpty else { return }
    if isFull, outbox.entries.isEmpty, !outbox.hasEnded {
      return try transport.send(outbox.messages)
    }
    for batch in pending.add(outbox) { journal.submit(batch) }
  }

  /// Says what follows from the batches that are on the disk; true when there is nothing left to do.
  private mutating func sayWhatIsRecorded() throws -> Bool {
    journal.wakeup?.take()
    let progress = try journal.progress()
    try notice(full: progress.full)
    var hasEnded = false
    let recorded = pending.take(upTo: progress.recorded)
    guard !recorded.isEmpty else { return false }
    if let standing = progress.standing, standing != self.standing {
      self.standing = standing
      observe(.standing(standing))
    }
    for batch in recorded {
      for entry in batch.outbox.entries {
        if case .joined(let session, _, let peer) = entry {
          transport.keep(session)
          requests.joined(session, with: peer)
        }
        if case .left(let session) = entry {
          transport.forget(session)
          requests.left(session)
        }
        if case .trusted(let host) = entry { line?.note(trusted: host) }
        dropCheckpoints(after: entry)
        observe(.recorded(entry))
      }
      hasEnded = hasEnded || batch.outbox.hasEnded
      if let longer = batch.longer { try goOn(with: longer) }
      if !batch.decisions.isEmpty { goOn(with: batch.decisions) }
    }
    requests.recorded(recorded.reduce(0) { $0 + $1.count })
    let messages =
      recorded.count == 1 ? recorded[0].outbox.messages : recorded.flatMap(\.outbox.messages)
    try transport.send(messages)
    try requests.keepPromises { $0 <= progress.recorded }
    return hasEnded
  }

  private mutating func notice(full sentence: String?) throws {
    guard isFull != (sentence != nil) else { return }
    isFull = sentence != nil
    observe(sentence.map(Event.full) ?? .hasRoom)
    coordinator.handle(.recordIsFull(isFull), at: clock.now)
    try submit()
  }

  private mutating func showProgress() {
    let now = clock.now
    if let lastPicture, now - lastPicture < .milliseconds(100) { return }
    lastPicture = now
    observe(.progress(coordinator.progress))
  }
}

extension Envelope {
  /// The message as an answer to this one, in the same conversation.
  fileprivate func answered(by message: Cluster.Message) -> Envelope {
    Envelope(term: term, session: session, sequence: sequence, message: message)
  }
}
