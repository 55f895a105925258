import Cluster
import Control
import Documents
import Glibc
import Hashing
import Processes
import Random
import Store
import Sweeps
import Synchronization
import Testing
import Trials
import ZeroMQ

@testable import Runtime

/// A queue between workers and coordinators' journals that tests supply.
struct QueueLoopTests {
  private static let timing = Timing(beat: .milliseconds(40))
  private let place: TemporaryFolder
  private let control = QueuedRequests()
  private let transport = PoolTransport()
  private let signals = ScriptedSignals()
  private let trainings = Trainings()
  private let asker = ControlAsker(route: [1])

  init() throws { place = try TemporaryFolder() }

  /// A sweep of so many trials, whose spec is `NAME TRIALS`.
  private static func plan(_ spec: String) throws -> Plan? {
    let words = spec.split(separator: " ")
    guard words.count == 2, let trials = Int(words[1]) else { return nil }
    let sweep = Sweep(
      name: String(words[0]), data: Document(.text("digits")), recipe: Document(.map([])),
      parameters: [],
      evaluation: Evaluation(
        scheme: .test, replicates: trials, seed: UInt64(words[0].utf8.first ?? 0)),
      metric: Metric(name: "val_accuracy", goal: .maximize, moment: .last))
    let data = DataFacts(digest: Digest(of: [1]), rowCount: 10, testCount: 2, classes: nil)
    return try Plan(sweep, data: data, semantics: "engine")
  }

  /// - Parameters:
  ///   - failing: a sweep whose coordinator cannot go on.
  ///   - workers: those of a life before.
  private func makeQueue(
    failing: String? = nil, after workers: [ProcessName] = []
  ) throws -> QueueLoop {
    let trainings = trainings
    let results = place.path
    return try QueueLoop(
      QueueFolder("\(place.path)/lab"), transport: transport, signals: signals, control: control,
      clock: SystemClock(), timing: Self.timing, workingFolder: "/here",
      QueueActions(
        plan: { spec, path, _ in
          guard let plan = try? Self.plan(spec) else { return .refused("\(path): no sweep") }
          let open = plan.trials.count { !trainings.has($0.id) }
          return .ready(
            QueuedPlan(
              name: plan.sweep.name, identity: Digest(of: Array(spec.utf8)),
              needs: QueuedNeeds(semantics: "engine", needs: .oneSlot), demand: open,
              counts: QueuedCounts(
                done: plan.trials.count - open, failed: 0, total: plan.trials.count),
              data: [], workers: workers))
        },
        run: { sweep, line in
          guard sweep.name != failing else { return .failed("the disk is broken") }
          return Self.coordinate(sweep, line, trainings, results)
        }, note: { _ in }))
  }

  private static func coordinate(
    _ sweep: QueuedSweep, _ line: SweepLine, _ trainings: Trainings, _ results: String
  ) -> QueuedSweep.End {
    do {
      guard let plan = try plan(sweep.spec).map(OpenPlan.init) else { return .failed("no plan") }
      let finished = TrialHistory(
        standing: .finished(Fingerprint(Digest(of: [1]))), attempts: 1, failures: 0)
      let replay = Replay(
        histories: plan.trials.map { trainings.has($0.id) ? finished : .untried })
      var loop = CoordinatorLoop(
        Coordinator(
          plan, replay: replay, semantics: "engine", term: line.term, timing: timing,
          isQueued: true),
        journal: PromptJournal(), control: nil,
        planner: ExtensionPlanner { .refused($0) }, transport: line, line: line,
        localWorkers: try LocalWorkers([], areAlone: false),
        subscribers: Subscribers { _ in sweep.name }, term: line.term,
        files: FileServer(data: [], results: results), signals: line, clock: SystemClock(),
        timing: timing
      ) { event in
        guard case .recorded(.finished(let attempt, _, _)) = event else { return }
        trainings.note(plan.trials[attempt.trial].id, of: sweep.name)
      }
      return try loop.run() == .complete ? .complete : .stopped
    } catch {
      return .failed("\(error)")
    }
  }

  /// Has the queue and its workers do what they do, until something holds.
  private func run(
    _ queue: inout QueueLoop, _ pool: inout [PoolWorker],
    until holds: (borrowing QueueLoop) throws -> Bool
  ) throws -> QueueLoop.Ending? {
    let deadline = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < deadline {
      if let ending = try queue.turn() { return ending }
      if try holds(queue) { return nil }
      let sent = transport.takeSent()
      for index in pool.indices {
        transport.arrived += pool[index].work(sent, at: transport.clock.now)
      }
      usleep(1000)
    }
    Issue.record("it takes too long")
    return nil
  }

  private func submit(_ spec: String, priority: Int = 0) {
    control.arrived.append(
      (
        .submit(SubmittedSweep(spec: spec, path: "a.yaml", folder: nil, priority: priority)),
        asker
      ))
  }

  private func pool(_ count: Int) -> [PoolWorker] {
    (1...count).map { PoolWorker($0, at: transport.clock.now) }
  }

  @Test func `all sweeps are trained, each trial once, the urgent one first`() throws {
    var queue = try makeQueue()
    var pool = pool(3)
    submit("a 30")
    submit("b 30")
    submit("c 12", priority: 1)
    var nobody: [PoolWorker] = []
    _ = try run(&queue, &nobody) { _ in control.answers.count == 3 }
    _ = try run(&queue, &pool) { _ in
      trainings.count(of: "a") == 30 && trainings.count(of: "b") == 30
        && trainings.count(of: "c") == 12
    }
    #expect(control.answers == [.granted, .granted, .granted])
    #expect(trainings.repeated.isEmpty)
    // It came last, and was trained before the others were.
    #expect(trainings.order.suffix(12).contains("c") == false)
    _ = try run(&queue, &pool) { queue in queue.entries.isEmpty }
    #expect(queue.status.sweeps.map(\.state) == [.complete, .complete, .complete])
    #expect(queue.status.sweeps.map(\.counts.done) == [30, 30, 12])
    _ = try run(&queue, &pool) { queue in queue.idleSlots == 3 }
    signals.arrived = [.interrupt]
    #expect(try run(&queue, &pool) { _ in false } == .drained(by: .interrupt))
    #expect(pool.allSatisfy { $0.end == .done })
  }

  @Test func `a sweep is on the disk before it is granted, and once`() throws {
    var queue = try makeQueue()
    var pool: [PoolWorker] = []
    submit("a 3", priority: 7)
    _ = try run(&queue, &pool) { _ in !control.answers.isEmpty }
    #expect(control.answers == [.granted])
    let queued = try QueueFolder.sweeps(in: "\(place.path)/lab")
    #expect(queued.map(\.name) == ["a"])
    #expect(queued.map(\.spec) == ["a 3"])
    #expect(queued.map(\.folder) == ["/here"])

    submit("a 3")
    _ = try run(&queue, &pool) { _ in control.answers.count == 2 }
    guard case .queue(let status)? = control.answers.last else {
      Issue.record("\(control.answers)")
      return
    }
    #expect(status.sweeps.map(\.priority) == [7])
    submit("a 5")
    submit("nonsense")
    _ = try run(&queue, &pool) { _ in control.answers.count == 4 }
    guard case .refused(let other) = control.answers[2] else {
      Issue.record("\(control.answers)")
      return
    }
    #expect(other.contains("another form of the sweep 'a'"))
    #expect(control.answers[3] == .refused("a.yaml: no sweep"))
    #expect(try QueueFolder.sweeps(in: "\(place.path)/lab").count == 1)
  }

  @Test func `a queue that was killed goes on with what was granted`() throws {
    var pool = pool(2)
    do {
      var queue = try makeQueue()
      submit("a 40")
      submit("b 10", priority: -1)
      _ = try run(&queue, &pool) { _ in trainings.count(of: "a") >= 5 }
      // Its coordinators end with it.
      for entry in queue.entries.values { for _ in 0..<2 { entry.line?.send(.terminate) } }
    }
    var queue = try makeQueue()
    try queue.resume()
    #expect(queue.status.sweeps.map(\.name) == ["a", "b"])
    _ = try run(&queue, &pool) { queue in queue.entries.isEmpty }
    #expect(trainings.count(of: "a") == 40)
    #expect(trainings.count(of: "b") == 10)
  }

  @Test func `a queue that ends soon after its start sends home those of the life before`() throws {
    do {
      var queue = try makeQueue()
      submit("a 1")
      var nobody: [PoolWorker] = []
      _ = try run(&queue, &nobody) { _ in control.answers.count == 1 }
    }
    var late = pool(1)
    var queue = try makeQueue(after: [ProcessName(host: "host 1", process: 1)])
    try queue.resume()
    signals.arrived = [.terminate]
    // It has not called yet when the end is asked for.
    for _ in 0..<20 { #expect(try queue.turn() == nil) }
    #expect(try run(&queue, &late) { _ in false } == .drained(by: .terminate))
    // The last message may still be on its way.
    _ = late[0].work(transport.takeSent(), at: transport.clock.now)
    #expect(late[0].end == .done)
  }

  /// No sweep that has not ended tells of them: they had served it to its end.
  @Test func `so does one whose sweeps had all ended in the life before`() throws {
    do {
      var queue = try makeQueue()
      submit("a 2")
      var pool = pool(1)
      _ = try run(&queue, &pool) { queue in control.answers.count == 1 && queue.entries.isEmpty }
    }
    var late = pool(1)
    var queue = try makeQueue()
    try queue.resume()
    #expect(queue.entries.isEmpty)
    signals.arrived = [.terminate]
    for _ in 0..<20 { #expect(try queue.turn() == nil) }
    #expect(try run(&queue, &late) { _ in false } == .drained(by: .terminate))
    _ = late[0].work(transport.takeSent(), at: transport.clock.now)
    #expect(late[0].end == .done)
  }

  @Test func `a queue that is ended sends its workers home, and keeps what is not done`() throws {
    var pool = pool(3)
    do {
      var queue = try makeQueue()
      submit("a 3000")
      _ = try run(&queue, &pool) { _ in trainings.count(of: "a") >= 5 }
      signals.arrived = [.terminate]
      #expect(try run(&queue, &pool) { _ in false } == .drained(by: .terminate))
    }
    #expect(pool.allSatisfy { $0.end == .done })
    let kept = try QueueFolder.sweeps(in: "\(place.path)/lab")
    #expect(kept.map(\.end) == [nil])
    #expect(kept.map(\.counts.total) == [3000])
    #expect(kept.map(\.counts.done) == [trainings.count(of: "a")])
  }

  @Test func `a sweep that is stopped leaves its workers to the others, and goes on when asked`()
    throws
  {
    var queue = try makeQueue()
    var pool = pool(2)
    submit("a 3000", priority: 1)
    submit("b 10")
    _ = try run(&queue, &pool) { _ in trainings.count(of: "a") >= 5 }
    control.arrived = [(.of(sweep: "a", .stop(atOnce: false)), asker)]
    // While a training is under way it can neither end nor go on.
    var nobody: [PoolWorker] = []
    _ = try run(&queue, &nobody) { queue in queue.entries["a"]?.isStopping == true }
    let answered = control.answers.count
    submit("a 3000", priority: 1)
    _ = try run(&queue, &nobody) { _ in control.answers.count > answered }
    #expect(
      control.answers.last
        == .refused(
          "the sweep 'a' is being stopped; submit it again once its trainings under way have ended")
    )
    _ = try run(&queue, &pool) { _ in trainings.count(of: "b") == 10 }
    _ = try run(&queue, &pool) { queue in queue.entries.isEmpty }
    #expect(queue.status.sweeps.map(\.state) == [.stopped, .complete])
    submit("a 20")
    _ = try run(&queue, &pool) { queue in
      queue.order.map(\.name) == ["b", "a"] && queue.entries.isEmpty
    }
    #expect(queue.status.sweeps.map(\.state) == [.complete, .complete])
    #expect(trainings.count(of: "a") == 20)
  }

  @Test func `a sweep that cannot go on says why, and its workers serve others`() throws {
    var queue = try makeQueue(failing: "a")
    var pool = pool(2)
    submit("a 5", priority: 1)
    submit("b 6")
    _ = try run(&queue, &pool) { queue in
      queue.order.count == 2 && queue.entries.isEmpty
    }
    #expect(queue.status.sweeps.map(\.state) == [.failed, .complete])
    #expect(queue.status.sweeps.first?.reason == "the disk is broken")
  }

  @Test func `what a queue is asked has to name a sweep`() throws {
    var queue = try makeQueue()
    var pool: [PoolWorker] = []
    submit("a 5")
    _ = try run(&queue, &pool) { _ in !control.answers.isEmpty }
    control.arrived = [
      (.pause(true), asker), (.of(sweep: "b", .pause(true)), asker),
      (.of(sweep: "a", .pause(true)), asker), (.of(sweep: "a", .stop(atOnce: false)), asker),
    ]
    _ = try run(&queue, &pool) { _ in control.answers.count == 5 }
    let sentences = control.answers.compactMap { answer in
      if case .refused(let sentence) = answer { sentence } else { nil }
    }
    #expect(sentences.count == 3)
    #expect(sentences[0].contains("name one with --sweep (a)"))
    #expect(sentences[1].contains("no sweep 'b'; it has a"))
    #expect(sentences[2].contains("waits in the queue"))
    #expect(control.answers.last == .granted)
    #expect(queue.status.sweeps.map(\.state) == [.stopped])
  }

  @Test(arguments: ControlRole.allCases)
  func `only an operator submits`(role: ControlRole) throws {
    var queue = try makeQueue()
    var pool: [PoolWorker] = []
    transport.role = role
    let submission = ControlRequest.submit(
      SubmittedSweep(spec: "a 3", path: "a.yaml", folder: nil, priority: 0))
    // Said twice, as messages may be.
    for sequence in 1...2 {
      transport.arrived.append(
        Envelope(
          term: 0, session: Session(number: 7), sequence: sequence,
          message: .request(number: 3, submission.text)))
    }
    var answers: [ControlAnswer] = []
    _ = try run(&queue, &pool) { _ in
      for envelope in transport.sentSoFar {
        if case .answer(3, let text) = envelope.message {
          answers.append(try #require(ControlAnswer(text: text)))
        }
      }
      return !answers.isEmpty
    }
    if let refusal = submission.refusal(for: role) {
      #expect(Set(answers) == [.refused(refusal)])
      #expect(queue.order.isEmpty)
    } else {
      #expect(Set(answers) == [.granted])
      #expect(queue.order.map(\.name) == ["a"])
    }
  }
}

/// The results of all coordinators.
private final class Trainings: Sendable {
  private struct State {
    var trained: [TrialID: Int] = [:]
    var trials: [String: Set<TrialID>] = [:]
    var order: [String] = []
  }

  private let state = Mutex(State())

  func note(_ trial: TrialID, of sweep: String) {
    state.withLock { state in
      state.trained[trial, default: 0] += 1
      state.trials[sweep, default: []].insert(trial)
      state.order.append(sweep)
    }
  }

  func has(_ trial: TrialID) -> Bool { state.withLock { $0.trained[trial] != nil } }
  /// How many trials of a sweep have a result.
  func count(of sweep: String) -> Int { state.withLock { $0.trials[sweep]?.count ?? 0 } }
  /// The sweeps of all results, as they came.
  var order: [String] { state.withLock { $0.order } }
  var repeated: [TrialID] { state.withLock { $0.trained.filter { $0.value > 1 }.map(\.key) } }
}

/// A worker whose trainings take no time.
private struct PoolWorker {
  private var worker: Worker
  private(set) var end: WorkerEnd?

  init(_ number: Int, at now: Duration) {
    worker = Worker(
      WorkerFacts(
        host: "host \(number)", process: number, slots: 1, semantics: ["engine"], kernel: "v3"),
      patience: .seconds(600), random: RandomStream(seed: UInt64(number)), at: now)
  }

  /// Takes in what is its own; gives what it says.
  mutating func work(_ envelopes: [Envelope], at now: Duration) -> [Envelope] {
    var actions = worker.handle(.ticked, at: now)
    // One training ends a turn.
    for attempt in training.prefix(1) {
      training.removeFirst()
      let outcome = Outcome(
        status: .completed,
        measurements: [Measurement(epoch: 1, metrics: ["val_accuracy": 0.5])])
      actions += worker.handle(
        .ended(attempt, .outcome(EncodedOutcome(outcome), seconds: 1)), at: now)
    }
    for envelope in envelopes { actions += worker.handle(.received(envelope), at: now) }
    var said: [Envelope] = []
    for action in actions {
      switch action {
      case .send(let envelope): said.append(envelope)
      case .train(let attempt, _, _): training.append(attempt)
      case .stop(let attempt): training.removeAll { $0 == attempt }
      case .leave(let reason): end = reason
      case .connect, .prepare, .overdue, .settled, .refused: break
      }
    }
    return said
  }

  private var training: [Attempt] = []
}

/// Brings the requests that the test has arrive, and keeps the answers.
private final class QueuedRequests: ControlChannel {
  var arrived: [(request: ControlRequest, asker: ControlAsker)] = []
  private(set) var answers: [ControlAnswer] = []

  func add(to poller: inout Poller) {}
  func receive() -> (request: ControlRequest, asker: ControlAsker)? {
    arrived.isEmpty ? nil : arrived.removeFirst()
  }
  func answer(_ answer: ControlAnswer, to asker: ControlAsker) { answers.append(answer) }
}

/// Records at once.
private final class PromptJournal: BatchRecorder {
  private var count = 0
  let wakeup: Wakeup? = nil

  func submit(_ batch: Batch) { count += 1 }
  func takeNewTrials() -> NewTrials? { nil }
  func progress() -> RecordingProgress { RecordingProgress(recorded: count) }
  func close() {}
}

/// A network without delays and losses.
private final class PoolTransport: CoordinatorTransport {
  let clock = SystemClock()
  var arrived: [Envelope] = []
  var role = ControlRole.reader
  private var sent: [Envelope] = []
  let endpoint = "test"
  let haveKeysChanged = false
  let slotLimits: [Peer: Int] = [:]

  var sentSoFar: [Envelope] { sent }

  func takeSent() -> [Envelope] {
    defer { sent = [] }
    return sent
  }

  func add(to poller: inout Poller) {}
  func receive() -> (envelopes: [Envelope], peer: Peer?)? {
    guard !arrived.isEmpty else { return nil }
    return (envelopes: [arrived.removeFirst()], peer: nil)
  }
  func send(_ envelopes: [Envelope]) { sent += envelopes }
  func neighbours(of session: Session) -> [Session] { [] }
  func keep(_ session: Session) {}
  func forget(_ session: Session) {}
  func closedSessions() -> [Session] { [] }
  func authenticationEvents() -> [AuthenticationEvent] { [] }
  func role(of peer: Peer?) -> ControlRole { role }
  func reloadKeys() -> (event: AuthenticationEvent, ended: [Session])? { nil }
  func takeOtherVersions() -> Set<Int> { [] }
}
