import Cluster
import Control
import Trials
import ZeroMQ

/// The requests to a coordinator, by messages and by the socket beside its results file: what is answered at once, and
/// what waits, for its turn or for the batch that records it.
///
/// Nothing is decided here; the coordinator's loop performs what requests want of it.
struct CoordinatorRequests {
  /// What a request has the loop do before it is granted.
  enum Effect {
    case stop(atOnce: Bool)
    case reloadKeys
  }

  private let control: (any ControlChannel)?
  private let transport: any CoordinatorTransport
  private let planner: ExtensionPlanner
  private let term: Int
  private var subscribers: Subscribers
  private var outputs = OutputRequests()
  /// Requests by messages, and how much is on record.
  private var remote: RemoteRequests
  /// The keys of workers that are there, by their sessions, and all that have come.
  private var keys: [Session: String] = [:]
  private var knownKeys: Set<String> = []
  /// Requests that came while nothing could be granted, the oldest first.
  private var waiting: [(request: ControlRequest, asker: ControlAsker)] = []
  /// The askers that wait for an answer, and for which batch.
  private var promises: [(asker: ControlAsker, batch: Int)] = []
  /// The asker of the longer form that is worked out or recorded at this moment.
  private var extending: ControlAsker?

  /// The most requests that are held while nothing can be granted; others wait in the socket.
  private static let limit = 100

  /// - Parameters:
  ///   - life: the number of the coordinator by its results file, where a queue's term is another.
  init(
    by control: (any ControlChannel)?, _ transport: any CoordinatorTransport,
    planner: ExtensionPlanner, subscribers: Subscribers, term: Int, life: Int
  ) {
    self.control = control
    self.transport = transport
    self.planner = planner
    self.subscribers = subscribers
    self.term = term
    remote = RemoteRequests(term: life)
  }

  private var hasRoom: Bool { waiting.count < CoordinatorRequests.limit }

  func add(to poller: inout Poller) {
    if hasRoom { control?.add(to: &poller) }
  }

  // MARK: - What is asked

  /// The next request by the socket, which only the owner of the results file can reach; nil where there is none, or
  /// no room.
  func receive() throws -> (request: ControlRequest, asker: ControlAsker)? {
    hasRoom ? try control?.receive() : nil
  }

  /// Reads a request that came as a message; nil where it is answered already.
  mutating func read(
    _ text: String, from asker: ControlAsker
  ) throws -> ControlRequest? {
    switch remote.repeated(asker) {
    case .new:
      if let request = ControlRequest(text: text) { return request }
      try answer(.refused(ControlSocket.unknownRequest), to: asker)
    case .pending: break
    case .answered(let known): try answer(known, to: asker)
    }
    return nil
  }

  /// Takes in a request, whichever way it came. An end is granted whatever goes on, and who only looks on is
  /// told; the rest is done in the order in which it came, when it can be.
  ///
  /// - Returns: what is to be done before the request is granted.
  mutating func take(
    _ request: ControlRequest, from asker: ControlAsker, as role: ControlRole,
    of coordinator: borrowing Coordinator, at now: Duration
  ) throws -> Effect? {
    if let refusal = request.refusal(for: role) {
      try answer(.refused(refusal), to: asker)
      return nil
    }
    switch request {
    case .stop(let atOnce): return .stop(atOnce: atOnce)
    case .reloadKeys: return .reloadKeys
    case .status(let position):
      switch subscribers.subscribe(asker, after: position) {
      case .taken(let earlier): if let earlier { remote.forget(earlier) }
      case .tooMany:
        try answer(.refused("too many look on at this coordinator; try again later"), to: asker)
      }
    case .output(let trial):
      try takeQuestion(about: trial, from: asker, of: coordinator, at: now)
    case .keys:
      let present = Set(keys.values)
      try answer(
        .keys(
          knownKeys.sorted().map { KeyPresence(key: $0, isThere: present.contains($0)) }),
        to: asker)
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
      guard hasRoom else {
        try answer(
          .refused("too much was asked of this coordinator at once; try again later"), to: asker)
        break
      }
      waiting.append((request, asker))
    }
    return nil
  }

  /// Answers whoever asked, the way the request came.
  mutating func answer(_ answer: ControlAnswer, to asker: ControlAsker) throws {
    switch asker {
    case .local: try control?.answer(answer, to: asker)
    case .remote(let session, let number):
      remote.note(answer, to: asker)
      try transport.send([
        Envelope(
          term: 0, session: session, sequence: 0,
          message: .answer(number: number, answer.text))
      ])
    }
  }

  // MARK: - Who looks on

  /// Tells subscribers for whom there is news.
  mutating func tellNews(of coordinator: borrowing Coordinator, at now: Duration) throws {
    let news = subscribers.news(of: coordinator, position: remote.position, at: now)
    for (asker, status) in news { try answer(.status(status), to: asker) }
  }

  /// A worker has come, with a key where keys are asked for.
  mutating func joined(_ session: Session, with peer: Peer?) {
    guard let peer else { return }
    keys[session] = peer.name
    knownKeys.insert(peer.name)
  }

  mutating func left(_ session: Session) { keys[session] = nil }

  /// Has the worker that trains a trial asked what it prints, unless that was told a moment ago.
  private mutating func takeQuestion(
    about trial: TrialID, from asker: ControlAsker, of coordinator: borrowing Coordinator,
    at now: Duration
  ) throws {
    guard let (attempt, session) = coordinator.holder(of: trial) else {
      return try answer(.output(TrialOutput(trial: trial)), to: asker)
    }
    switch outputs.take(asker, about: attempt, of: session, at: now) {
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

  /// A worker tells what a trial has printed, to all who asked.
  mutating func tell(
    _ output: PrintedOutput, of attempt: Attempt, from session: Session, at now: Duration
  ) throws {
    for asker in outputs.tell(output, of: attempt, from: session, at: now) {
      try answer(.output(TrialOutput(of: attempt, output)), to: asker)
    }
  }

  /// Gives up on workers that do not tell what trials print.
  mutating func giveUpOutputs(at now: Duration) throws {
    for (asker, attempt) in outputs.giveUp(at: now) {
      try answer(.output(TrialOutput(of: attempt, .nothing)), to: asker)
    }
  }

  // MARK: - What waits

  /// Takes the request whose turn it is; nil while a longer plan is worked out, of which there is one at a time.
  mutating func takeWaiting() -> (request: ControlRequest, asker: ControlAsker)? {
    guard extending == nil, !waiting.isEmpty else { return nil }
    return waiting.removeFirst()
  }

  /// Grants a request once a batch is on the disk.
  mutating func grant(_ asker: ControlAsker, with batch: Int) { promises.append((asker, batch)) }

  /// Answers those whose requests are on the disk with these batches.
  mutating func keepPromises(_ areKept: (_ batch: Int) -> Bool) throws {
    for promise in promises where areKept(promise.batch) {
      try answer(.granted, to: promise.asker)
    }
    promises.removeAll { areKept($0.batch) }
  }

  /// So many entries, decisions and longer plans more are on record.
  mutating func recorded(_ count: Int) { remote.recorded += count }

  /// Begins to work out a longer form of the sweep.
  mutating func beginExtension(_ specText: String, for asker: ControlAsker) throws {
    try planner.begin(specText)
    extending = asker
  }

  /// The longer form that was asked for, once it is worked out.
  func takeExtension() -> PlannedExtension? { extending == nil ? nil : planner.take() }

  /// Answers whoever asked for a longer form.
  mutating func endExtension(_ answer: ControlAnswer) throws {
    guard let asker = extending else {
      preconditionFailure("a plan that nobody asked for was recorded")
    }
    extending = nil
    try self.answer(answer, to: asker)
  }

  /// Tells who still waits that nothing comes of it any more.
  ///
  /// - Parameter isLast: whether no other sweep follows at this address.
  mutating func end(_ coordinator: borrowing Coordinator, isLast: Bool) throws {
    let news = subscribers.lastNews(of: coordinator, position: remote.position, isLast: isLast)
    for (asker, status) in news { try answer(.status(status), to: asker) }
    for asker in outputs.takeAll() { try answer(.ending, to: asker) }
    for promise in promises { try answer(.ending, to: promise.asker) }
    if let extending { try answer(.ending, to: extending) }
    for (_, asker) in waiting { try answer(.ending, to: asker) }
    (promises, extending, waiting) = ([], nil, [])
  }
}

extension Coordinator.Event {
  /// What a request wants of the coordinator; nil of one that wants something else.
  init?(_ request: ControlRequest) {
    switch request {
    case .retry(let trials, let hosts): self = .retried(trials: trials, hosts: hosts)
    case .keep(let configurations): self = .kept(configurations: configurations)
    case .drain(let hosts): self = .drainedHosts(hosts)
    case .pause(let isPaused): self = .paused(isPaused)
    case .annotate(let annotation): self = .annotated(annotation)
    case .status, .output, .keys, .reloadKeys, .extend, .stop, .submit, .queue, .of: return nil
    }
  }
}
