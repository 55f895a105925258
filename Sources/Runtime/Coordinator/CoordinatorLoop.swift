package import Cluster
import Control
package import Processes
import Search
import Store
package import Sweeps
package import Trials
package import Views
import ZeroMQ

/// The coordinator at work: takes in what happens, and does what its state machine decides.
///
/// One thread owns the sockets, the local workers and the state machine; the journal has a thread of
/// its own. What is decided in a turn of the loop is handed to the journal as one batch, and its
/// messages are sent when the batch is on the disk, in the order of the batches.
package struct CoordinatorLoop: ~Copyable {
  /// How a run ended.
  package enum Ending: Hashable, Sendable {
    /// Every trial has a result or has failed for good.
    case complete
    /// More trials failed than the spec allows.
    case halted
    /// A graceful shutdown, as somebody asked: what was in training has been finished.
    case drained(by: Signal)
    /// Somebody asked twice; what was in training is lost.
    case stopped(by: Signal)
    /// There are only workers of this machine, and none of them can train here, as this says.
    case unable(String)
  }

  /// An event of a run, for `observe`.
  package enum Event: Sendable {
    /// A picture of the sweep, ten times a second at most.
    case progress(SweepProgress)
    /// How the sweep stands by what is on the disk: told before what has changed it.
    case standing(Standing)
    /// The entry is on the disk.
    case recorded(JournalEntry)
    /// A line that a local worker printed.
    case line(String)
    /// Somebody was turned away, or the list of keys was read again.
    case door(AuthenticationEvent)
    /// A key was not given something, or something was taken from it.
    case refused(QuotaRefusal)
    /// Somebody called who speaks another version of the protocol: this one.
    case otherVersion(Int)
    case draining
    /// Nothing can be recorded, as the disk is full or the file locked, says this sentence; all waits.
    case full(String)
    case hasRoom
    /// The sweep asks for this plan's trials from now on: these decisions and verdicts of it are on record, and
    /// these configurations were brought back.
    case extended(Plan, decisions: [Decision], verdicts: [RaceVerdict], kept: [Kept])
    /// More is asked for; of trials that had failed before, these are the latest failures of all.
    case decided([Decision], failures: [RecordedFailure])
  }

  /// A batch that is not on the disk yet, and the messages to send once it is.
  private struct Pending {
    let number: Int
    var outbox = Outbox()
    /// Bytes of the reports among its entries.
    var reportBytes = 0
    /// The decisions that the batch is, where it is some.
    var decisions: [Decision] = []
    /// The longer form of the sweep that the batch is, where it is one.
    var longer: PlanExtension?
  }

  private var coordinator: Coordinator
  private let journal: any BatchRecorder
  private let control: (any ControlChannel)?
  private let planner: ExtensionPlanner
  private let transport: any CoordinatorTransport
  /// The way to the queue that the sweep is one of; nil where it stands alone.
  private let line: SweepLine?
  private var localWorkers: LocalWorkers
  private var subscribers: Subscribers
  private var outputs = OutputRequests()
  private let term: Int
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
  /// The batches that are not on the disk yet, the oldest first.
  private var pending: [Pending] = []
  private var submitted = 0
  /// Bytes of the reports that are not on the disk yet.
  private var reportBytes = 0
  private var isFull = false
  /// How the sweep stands, as whoever watches was told.
  private var standing: Standing?
  /// Requests by messages, and how much is on record.
  private var requests: RemoteRequests
  /// The signal that stands for a request to stop at once; nil while there is none.
  private var stopRequest: Signal?
  /// The keys of workers that are there, by their sessions, and all that have come.
  private var keys: [Session: String] = [:]
  private var knownKeys: Set<String> = []
  /// The askers that wait for an answer, and for which batch.
  private var promises: [(asker: ControlAsker, batch: Int)] = []
  /// The asker of the longer form that is worked out or recorded at this moment.
  private var extending: ControlAsker?
  /// Requests that came while nothing could be granted, the oldest first.
  private var waiting: [(request: ControlRequest, asker: ControlAsker)] = []

  /// The most entries that wait for the disk before no more messages are taken in.
  private static let backlog = 20_000
  /// The most bytes of reports that wait for the disk before further reports are left out: a result brings
  /// the measurements of its reports again, and waits behind no more of them than are recorded in a moment.
  private static let reportBacklog = 1 << 20
  /// The most requests that are held while nothing can be granted; others wait in the socket.
  private static let requestLimit = 100

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
    self.control = control
    self.planner = planner
    self.grace = grace
    self.transport = transport
    self.line = line
    self.directory = directory
    self.isAlone = isAlone
    self.isFollowed = isFollowed
    self.localWorkers = localWorkers
    self.subscribers = subscribers
    self.term = term
    requests = RemoteRequests(term: life ?? term)
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
    if pending.reduce(0, { $0 + $1.outbox.entries.count }) < Self.backlog {
      try takeInMessages()
    }
    if clock.now - lastTick >= tick { try takeInTime() }
    let signal = try takeInSignals()
    let stop = try takeInRequests() ?? signal
    try submit()
    try takeInExtension()
    // Nothing had to be recorded for some.
    let submitted = submitted
    try keepPromises { $0 > submitted }
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
    try breakPromises(isLast: !isFollowed || stop != nil || !coordinator.isComplete)
    // Where nothing more is to come, nobody goes on from any.
    if coordinator.isComplete { checkpoints?.drop(where: coordinator.has) }
    return stop.map(Ending.stopped) ?? ending
  }

  private func wait() throws {
    var poller = Poller()
    transport.add(to: &poller)
    if waiting.count < Self.requestLimit { control?.add(to: &poller) }
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
          for asker in outputs.tell(output, of: attempt, from: envelope.session, at: now) {
            try answer(.output(TrialOutput(of: attempt, output)), to: asker)
          }
        case .request(let number, let text):
          let asker = ControlAsker.remote(envelope.session, number: number)
          switch requests.repeated(asker) {
          case .new:
            guard let request = ControlRequest(text: text) else {
              try answer(.refused(ControlSocket.unknownRequest), to: asker)
              break
            }
            try take(request, from: asker, as: transport.role(of: peer))
          case .pending: break
          case .answered(let known): try answer(known, to: asker)
          }
        case .report where reportBytes > CoordinatorLoop.reportBacklog:
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
    for (asker, attempt) in outputs.giveUp(at: lastTick) {
      try answer(.output(TrialOutput(of: attempt, .nothing)), to: asker)
    }
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
    if told == nil { observe(.draining) }
    told = signal
    coordinator.handle(.drained(within: atOnce ? .zero : grace), at: clock.now)
    return atOnce ? signal : nil
  }

  /// While the disk is full there is no granting anything, and of longer plans one is worked out at a
  /// time.
  private var mayGrant: Bool { !isFull && extending == nil }

  /// Takes in a request, whichever way it came. An end is granted whatever goes on, and who only looks on is
  /// told; the rest is done in the order in which it came, when it can be.
  private mutating func take(
    _ request: ControlRequest, from asker: ControlAsker, as role: ControlRole
  ) throws {
    if let refusal = request.refusal(for: role) {
      return try answer(.refused(refusal), to: asker)
    }
    switch request {
    case .status(let position):
      switch subscribers.subscribe(asker, after: position) {
      case .taken(let earlier): if let earlier { requests.forget(earlier) }
      case .tooMany:
        try answer(.refused("too many look on at this coordinator; try again later"), to: asker)
      }
    case .output(let trial): try takeQuestion(about: trial, from: asker)
    case .keys:
      let present = Set(keys.values)
      try answer(
        .keys(
          knownKeys.sorted().map { KeyPresence(key: $0, isThere: present.contains($0)) }),
        to: asker)
    case .reloadKeys:
      try reloadKeys()
      try answer(.granted, to: asker)
    case .stop(let atOnce):
      if atOnce || told == nil {
        stopRequest = drain(by: .terminate, atOnce: atOnce) ?? stopRequest
      }
      try answer(.granted, to: asker)
    case .submit, .queue:
      try answer(
        .refused(
          "this coordinator has one sweep and no queue; 'sweep serve --queue DIR' begins one"),
        to: asker)
    case .of(let name, _):
      try answer(
        .refused("this coordinator has one sweep and no queue; leave out --sweep \(name)"),
        to: asker)
    case .retry, .keep, .drain, .pause, .annotate, .extend:
      guard waiting.count < Self.requestLimit else {
        return try answer(
          .refused("too much was asked of this coordinator at once; try again later"), to: asker)
      }
      waiting.append((request, asker))
    }
  }

  /// Has the worker that trains a trial asked what it prints, unless that was told a moment ago.
  private mutating func takeQuestion(
    about trial: TrialID, from asker: ControlAsker
  ) throws {
    guard let (attempt, session) = coordinator.holder(of: trial) else {
      return try answer(.output(TrialOutput(trial: trial)), to: asker)
    }
    switch outputs.take(asker, about: attempt, of: session, at: clock.now) {
    case .told(let output): try answer(.output(TrialOutput(of: attempt, output)), to: asker)
    case .waits: break
    case .ask:
      // A frame of its own: a worker that does not understand it overlooks nothing else.
      try transport.send([
        Envelope(term: term, session: session, sequence: 0, message: .outputWanted(attempt))
      ])
    case .tooMany:
      try answer(
        .refused("too many look at what trials of this coordinator print; try again later"),
        to: asker)
    }
  }

  /// Answers whoever asked, the way the request came.
  private mutating func answer(_ answer: ControlAnswer, to asker: ControlAsker) throws {
    switch asker {
    case .local: try control?.answer(answer, to: asker)
    case .remote(let session, let number):
      requests.note(answer, to: asker)
      try transport.send([
        Envelope(
          term: 0, session: session, sequence: 0,
          message: .answer(number: number, answer.text))
      ])
    }
  }

  /// Takes in what was asked for.
  ///
  /// - Returns: what stands for a signal to stop at once, where somebody asked for that.
  private mutating func takeInRequests() throws -> Signal? {
    while waiting.count < Self.requestLimit, let (request, asker) = try control?.receive() {
      // Only the owner of the results file can reach the socket.
      try take(request, from: asker, as: .operator)
    }
    let position = requests.position
    for (asker, status) in subscribers.news(of: coordinator, position: position, at: clock.now) {
      try answer(.status(status), to: asker)
    }
    while mayGrant, !waiting.isEmpty {
      let (request, asker) = waiting.removeFirst()
      guard !coordinator.endsSoon else {
        try answer(.ending, to: asker)
        continue
      }
      switch request {
      case .status, .output, .keys, .reloadKeys, .stop, .submit, .queue, .of: break
      case .retry(let trials, let hosts):
        coordinator.handle(.retried(trials: trials, hosts: hosts), at: clock.now)
        promises.append((asker, batch: submitted + 1))
      case .keep(let configurations):
        coordinator.handle(.kept(configurations: configurations), at: clock.now)
        promises.append((asker, batch: submitted + 1))
      case .drain(let hosts):
        coordinator.handle(.drainedHosts(hosts), at: clock.now)
        promises.append((asker, batch: submitted + 1))
      case .pause(let isPaused):
        coordinator.handle(.paused(isPaused), at: clock.now)
        promises.append((asker, batch: submitted + 1))
      case .annotate(let annotation):
        coordinator.handle(.annotated(annotation), at: clock.now)
        promises.append((asker, batch: submitted + 1))
      case .extend(let specText):
        coordinator.handle(.awaitsTrials(true), at: clock.now)
        try planner.begin(specText)
        extending = asker
      }
    }
    return stopRequest
  }

  /// Hands the longer plan to the journal, once it is worked out.
  private mutating func takeInExtension() throws {
    guard let asker = extending, let outcome = planner.take() else { return }
    switch outcome {
    case .refused(let sentence):
      extending = nil
      coordinator.handle(.awaitsTrials(false), at: clock.now)
      try answer(.refused(sentence), to: asker)
    case .ready(let longer):
      submitted += 1
      journal.submit(.longer(longer))
      pending.append(Pending(number: submitted, longer: longer))
    }
  }

  /// Goes on with the longer plan, which is recorded.
  private mutating func goOn(with longer: PlanExtension) throws {
    guard let trials = journal.takeNewTrials(), let asker = extending else {
      preconditionFailure("a plan that nobody asked for was recorded")
    }
    extending = nil
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
    try answer(.granted, to: asker)
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

  /// Answers those whose requests are on the disk with these batches.
  private mutating func keepPromises(_ areKept: (_ batches: Int) -> Bool) throws {
    for promise in promises where areKept(promise.batch) {
      try answer(.granted, to: promise.asker)
    }
    promises.removeAll { areKept($0.batch) }
  }

  /// Tells who still waits that nothing comes of it any more.
  ///
  /// - Parameter isLast: whether no other sweep follows at this address.
  private mutating func breakPromises(isLast: Bool) throws {
    let position = requests.position
    for (asker, status) in subscribers.lastNews(
      of: coordinator, position: position, isLast: isLast)
    {
      try answer(.status(status), to: asker)
    }
    for asker in outputs.takeAll() { try answer(.ending, to: asker) }
    for promise in promises { try answer(.ending, to: promise.asker) }
    if let extending { try answer(.ending, to: extending) }
    for (_, asker) in waiting { try answer(.ending, to: asker) }
    (promises, extending, waiting) = ([], nil, [])
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

  /// Hands what was decided to the journal. Without anything to record, what is to be said waits for
  /// the batch before, from which it may follow; but not for room on a full disk, as beats are answered
  /// all the same, and an answer follows from nothing that waits.
  private mutating func submit() throws {
    let outbox = coordinator.takeOutbox()
    for refusal in outbox.refusals { observe(.refused(refusal)) }
    guard !outbox.isEmpty else { return }
    if isFull, outbox.entries.isEmpty, !outbox.hasEnded {
      return try transport.send(outbox.messages)
    }
    if outbox.entries.isEmpty, outbox.decisions.isEmpty, !pending.isEmpty {
      pending[pending.count - 1].outbox.append(outbox)
      return
    }
    if !outbox.entries.isEmpty {
      submitted += 1
      journal.submit(.entries(outbox.entries))
    }
    let bytes = outbox.entries.reduce(0) { $0 + $1.reportBytes }
    reportBytes += bytes
    pending.append(Pending(number: submitted, outbox: outbox, reportBytes: bytes))
    guard !outbox.decisions.isEmpty else { return }
    submitted += 1
    journal.submit(.decided(outbox.decisions))
    pending.append(Pending(number: submitted, decisions: outbox.decisions))
  }

  /// Says what follows from the batches that are on the disk; true when there is nothing left to do.
  private mutating func sayWhatIsRecorded() throws -> Bool {
    journal.wakeup?.take()
    let progress = try journal.progress()
    try notice(full: progress.full)
    var hasEnded = false
    let recorded = pending.prefix { $0.number <= progress.recorded }
    guard !recorded.isEmpty else { return false }
    if let standing = progress.standing, standing != self.standing {
      self.standing = standing
      observe(.standing(standing))
    }
    for batch in recorded {
      for entry in batch.outbox.entries {
        if case .joined(let session, _, let peer) = entry { join(session, peer) }
        if case .left(let session) = entry {
          transport.forget(session)
          keys[session] = nil
        }
        if case .trusted(let host) = entry { line?.note(trusted: host) }
        dropCheckpoints(after: entry)
        observe(.recorded(entry))
      }
      hasEnded = hasEnded || batch.outbox.hasEnded
      if let longer = batch.longer { try goOn(with: longer) }
      if !batch.decisions.isEmpty { goOn(with: batch.decisions) }
    }
    requests.recorded += recorded.reduce(0) {
      $0 + $1.outbox.entries.count + $1.decisions.count + ($1.longer == nil ? 0 : 1)
    }
    let messages =
      recorded.count == 1
      ? recorded[recorded.startIndex].outbox.messages : recorded.flatMap(\.outbox.messages)
    reportBytes -= recorded.reduce(0) { $0 + $1.reportBytes }
    pending.removeFirst(recorded.count)
    try transport.send(messages)
    try keepPromises { $0 <= progress.recorded }
    return hasEnded
  }

  private mutating func join(_ session: Session, _ peer: Peer?) {
    transport.keep(session)
    guard let peer else { return }
    keys[session] = peer.name
    knownKeys.insert(peer.name)
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

extension JournalEntry {
  /// About as many bytes as a report takes in a results file; 0 of any other entry.
  fileprivate var reportBytes: Int {
    guard case .measured(_, let measurements) = self else { return 0 }
    return measurements.reduce(0) { sum, measurement in
      measurement.metrics.keys.reduce(sum) { $0 + 48 + $1.utf8.count }
    }
  }
}

extension Envelope {
  /// The message as an answer to this one, in the same conversation.
  fileprivate func answered(by message: Cluster.Message) -> Envelope {
    Envelope(term: term, session: session, sequence: sequence, message: message)
  }
}
