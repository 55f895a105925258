import Cluster
import Control
import Documents
import Glibc
import Hashing
import Processes
import Store
import Sweeps
import Testing
import Trials
import ZeroMQ

@testable import Runtime

/// The coordinator's loop between a transport and a journal that tests supply.
struct CoordinatorLoopTests {
  private let transport = ScriptedTransport()
  private let journal = ScriptedJournal()
  private let control = ScriptedControl()
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A sweep of one configuration.
  private static func plan(replicates: Int) throws -> Plan {
    let sweep = Sweep(
      name: "small", data: Document(.text("digits")), recipe: Document(.map([])), parameters: [],
      evaluation: Evaluation(scheme: .test, replicates: replicates, seed: 1),
      metric: Metric(name: "val_accuracy", goal: .maximize, moment: .last))
    let data = DataFacts(digest: Digest(of: [1]), rowCount: 10, testCount: 2, classes: nil)
    return try Plan(sweep, data: data, semantics: "engine")
  }

  /// The loop of a sweep of three trials, at a time that stands still.
  private func makeLoop(
    extend planned: @escaping @Sendable (String) -> PlannedExtension = { .refused($0) },
    observe: @escaping (CoordinatorLoop.Event) -> Void = { _ in }
  ) throws -> CoordinatorLoop {
    try Self.makeLoop(
      transport, journal, control, in: folder, extend: planned, observe: observe)
  }

  fileprivate static func makeLoop(
    _ transport: ScriptedTransport, _ journal: ScriptedJournal, _ control: ScriptedControl,
    in folder: TemporaryFolder,
    extend planned: @escaping @Sendable (String) -> PlannedExtension = { .refused($0) },
    observe: @escaping (CoordinatorLoop.Event) -> Void = { _ in }
  ) throws -> CoordinatorLoop {
    let plan = OpenPlan(try Self.plan(replicates: 3))
    let replay = Replay(histories: plan.trials.map { _ in .untried })
    let results = "\(folder.path)/sweep.sqlite"
    return CoordinatorLoop(
      Coordinator(plan, replay: replay, semantics: "engine", term: 1), journal: journal,
      control: control, planner: ExtensionPlanner(planned), transport: transport,
      localWorkers: try LocalWorkers([], areAlone: false),
      subscribers: Subscribers { _ in "picture" },
      files: FileServer(data: [], results: results), signals: NoSignals(), clock: StillClock(),
      timing: Timing(), observe: observe)
  }

  /// Sessions of different workers are far apart, as these draw the first at random.
  private func session(_ worker: UInt64) -> Session { Session(number: worker << 40) }

  private func hello(from number: UInt64) -> Envelope {
    let facts = WorkerFacts(
      host: "ada", process: Int(number), slots: 1, semantics: ["engine"], kernel: "v3")
    return Envelope(
      term: 0, session: session(number), sequence: 1,
      message: .hello(Hello(worker: facts, term: 0, holding: [])))
  }

  private func beat(from number: UInt64) -> Envelope {
    Envelope(
      term: 1, session: session(number), sequence: 2,
      message: .beat(Beat(seen: 0, holding: [], isDraining: false)))
  }

  @Test func `what was decided is said when it is on the disk, and not before`() throws {
    var loop = try makeLoop()
    transport.arrived = [hello(from: 1)]
    #expect(try loop.turn() == nil)
    #expect(journal.batches.count == 1)
    #expect(transport.takeSent().isEmpty)
    journal.standing.recorded = 1
    #expect(try loop.turn() == nil)
    #expect(transport.takeSent().map(\.message.name) == ["welcome", "assign", "assign"])
  }

  @Test func `on a full disk beats are answered, and nothing else`() throws {
    var loop = try makeLoop()
    transport.arrived = [hello(from: 1)]
    _ = try loop.turn()
    journal.standing.recorded = 1
    _ = try loop.turn()
    _ = transport.takeSent()

    transport.arrived = [hello(from: 2)]
    journal.standing.full = "the disk is full"
    _ = try loop.turn()
    transport.arrived = [beat(from: 1), hello(from: 3)]
    _ = try loop.turn()
    let answers = transport.takeSent()
    #expect(answers.map(\.message.name) == ["orders"])
    #expect(answers.first?.session == session(1))
    #expect(journal.batches.count == 2)

    journal.standing = RecordingProgress(recorded: 2)
    _ = try loop.turn()
    #expect(transport.takeSent().map(\.message.name) == ["welcome", "assign"])
  }

  /// Somebody who reports without end must not keep the results of others waiting behind what is reported.
  @Test func `reports are left out while many bytes of them wait for the disk`() throws {
    var loop = try makeLoop()
    transport.arrived = [hello(from: 1)]
    _ = try loop.turn()
    journal.standing.recorded = 1
    _ = try loop.turn()
    let assigned = transport.takeSent().compactMap { envelope in
      if case .assign(let attempt, _, _) = envelope.message { attempt } else { nil }
    }
    let attempt = try #require(assigned.first)
    func report(_ sequence: Int) -> Envelope {
      let long = String(repeating: "m", count: 900)
      let metrics = (0..<2000).map { ("\(sequence) \($0) \(long)", 0.5) }
      return Envelope(
        term: 1, session: session(1), sequence: sequence,
        message: .report(
          attempt, [Measurement(epoch: 1, metrics: Dictionary(uniqueKeysWithValues: metrics))]))
    }
    transport.arrived = [report(2)]
    _ = try loop.turn()
    #expect(journal.batches.count == 2)
    transport.arrived = [report(3)]
    _ = try loop.turn()
    #expect(journal.batches.count == 2)

    let outcome = Outcome(
      status: .completed, measurements: [Measurement(epoch: 1, metrics: ["val_accuracy": 0.5])])
    transport.arrived = [
      Envelope(
        term: 1, session: session(1), sequence: 4,
        message: .result(attempt, .outcome(EncodedOutcome(outcome), seconds: 1)))
    ]
    _ = try loop.turn()
    #expect(journal.batches.count == 3)

    journal.standing.recorded = 3
    _ = try loop.turn()
    let next = try #require(assigned.last)
    transport.arrived = [
      Envelope(
        term: 1, session: session(1), sequence: 5,
        message: .report(next, [Measurement(epoch: 1, metrics: ["loss": 1])]))
    ]
    _ = try loop.turn()
    #expect(journal.batches.count == 4)
  }

  // MARK: - Requests

  private let asker = ControlAsker(route: [1])

  @Test func `a longer plan is recorded before anything of it is handed out`() throws {
    var told: [Int] = []
    var loop = try makeLoop(
      extend: { text in
        guard let plan = try? Self.plan(replicates: 5) else { return .refused("no plan") }
        return .ready(PlanExtension(plan: plan, specText: text))
      }, observe: { if case .extended(let plan, _, _, _) = $0 { told.append(plan.trials.count) } })
    transport.arrived = [hello(from: 1), hello(from: 2)]
    _ = try loop.turn()
    journal.standing.recorded = 1
    _ = try loop.turn()
    #expect(transport.takeSent().map(\.message.name).count { $0 == "assign" } == 3)

    control.arrived = [(.extend(spec: "longer"), asker)]
    // The plan is worked out on a thread of its own.
    let deadline = ContinuousClock.now + .seconds(30)
    while journal.batches.count < 2, ContinuousClock.now < deadline {
      _ = try loop.turn()
      usleep(1000)
    }
    guard case .longer(let longer)? = journal.batches.last else {
      Issue.record("nothing was recorded")
      return
    }
    #expect(longer.specText == "longer")
    #expect(control.answers.isEmpty)
    #expect(transport.takeSent().isEmpty)

    journal.histories = [.untried, .untried]
    journal.standing.recorded = 2
    _ = try loop.turn()
    #expect(control.answers.map(\.answer) == [.granted])
    #expect(told == [5])
    _ = try loop.turn()
    #expect(journal.batches.count == 3)
    journal.standing.recorded = 3
    _ = try loop.turn()
    #expect(transport.takeSent().map(\.message.name).contains("assign"))
  }

  @Test func `what cannot be planned is refused, and the sweep goes on`() throws {
    var loop = try makeLoop(extend: { .refused("no: \($0)") })
    control.arrived = [(.extend(spec: "odd"), asker)]
    let deadline = ContinuousClock.now + .seconds(30)
    while control.answers.isEmpty, ContinuousClock.now < deadline {
      #expect(try loop.turn() == nil)
      usleep(1000)
    }
    #expect(control.answers.map(\.answer) == [.refused("no: odd")])
    #expect(journal.batches.isEmpty)
  }

  @Test func `on a full disk requests wait`() throws {
    var loop = try makeLoop()
    journal.standing.full = "the disk is full"
    _ = try loop.turn()
    control.arrived = [(.retry(trials: [], hosts: ["ada"]), asker)]
    _ = try loop.turn()
    #expect(control.answers.isEmpty)
    journal.standing.full = nil
    _ = try loop.turn()
    _ = try loop.turn()
    // Hosts are trusted by an entry.
    #expect(control.answers.isEmpty)
    journal.standing.recorded = journal.batches.count
    _ = try loop.turn()
    #expect(control.answers.map(\.answer) == [.granted])
  }

  @Test func `an end is granted whatever goes on, and asked for again changes nothing`() throws {
    var drains = 0
    var loop = try makeLoop(observe: { if case .draining = $0 { drains += 1 } })
    transport.arrived = [hello(from: 1)]
    _ = try loop.turn()
    journal.standing.recorded = 1
    _ = try loop.turn()
    journal.standing.full = "the disk is full"
    _ = try loop.turn()
    let (retrying, other) = (ControlAsker(route: [2]), ControlAsker(route: [3]))
    control.arrived = [
      (.retry(trials: [], hosts: []), retrying), (.stop(atOnce: false), asker),
      (.stop(atOnce: false), other),
    ]
    #expect(try loop.turn() == nil)
    #expect(control.answers.map(\.asker) == [asker, other])
    #expect(control.answers.allSatisfy { $0.answer == .granted })
    #expect(drains == 1)

    // An asker that waits hears that nothing comes of it.
    journal.standing.full = nil
    _ = try loop.turn()
    _ = try loop.turn()
    #expect(control.answers.last?.asker == retrying)
    #expect(control.answers.last?.answer == .ending)
  }

  @Test func `an end at once does not wait for what is in training`() throws {
    var loop = try makeLoop()
    transport.arrived = [hello(from: 1)]
    _ = try loop.turn()
    journal.standing.recorded = 1
    _ = try loop.turn()
    control.arrived = [(.stop(atOnce: false), asker)]
    #expect(try loop.turn() == nil)
    control.arrived = [(.stop(atOnce: true), asker)]
    #expect(try loop.turn() == .stopped(by: .terminate))
    #expect(control.answers.map(\.answer) == [.granted, .granted])
  }

  @Test func `there is nothing to record where nothing was given up, and that is answered too`()
    throws
  {
    var loop = try makeLoop()
    control.arrived = [(.retry(trials: [], hosts: []), asker)]
    _ = try loop.turn()
    #expect(journal.batches.isEmpty)
    #expect(control.answers.map(\.answer) == [.granted])
  }
}

/// All requests by every carrier and as every role.
struct RequestTableTests {
  /// The way of a request: the socket beside the file, whose owner alone can reach it, or a message.
  enum Carrier: CaseIterable { case socket, message }

  static let requests: [ControlRequest] = [
    .status(after: 0), .output(TrialID(digest: Digest(of: [9]))), .keys, .reloadKeys,
    .retry(trials: [], hosts: []), .keep(configurations: []), .drain(hosts: ["old"]),
    .pause(true), .pause(false), .extend(spec: "odd"), .stop(atOnce: false), .stop(atOnce: true),
    .queue, .of(sweep: "small", .pause(true)),
    .submit(SubmittedSweep(spec: "odd", path: "odd.yaml", folder: nil, priority: 1)),
  ]

  /// The one answer to a request that was made once, or said twice as messages may be.
  private func answer(
    to request: ControlRequest, by carrier: Carrier, as role: ControlRole
  ) throws -> [ControlAnswer] {
    let folder = try TemporaryFolder()
    let (transport, journal, control) = (ScriptedTransport(), ScriptedJournal(), ScriptedControl())
    transport.role = role
    var loop = try CoordinatorLoopTests.makeLoop(
      transport, journal, control, in: folder, extend: { .refused("no: \($0)") })
    let message = Envelope(
      term: 0, session: Session(number: 7), sequence: 1,
      message: .request(number: 3, request.json.line))
    switch carrier {
    case .socket: control.arrived = [(request, ControlAsker(route: [1]))]
    case .message: transport.arrived = [message, message]
    }
    var answers: [ControlAnswer] = []
    let deadline = ContinuousClock.now + .seconds(30)
    while answers.isEmpty, ContinuousClock.now < deadline {
      _ = try loop.turn()
      journal.standing.recorded = journal.batches.count
      answers = control.answers.map(\.answer)
      for envelope in transport.takeSent() {
        guard case .answer(3, let text) = envelope.message else { continue }
        #expect(envelope.session == Session(number: 7))
        answers.append(try #require(ControlAnswer(text: text)))
      }
    }
    return answers
  }

  @Test(arguments: requests, ControlRole.allCases)
  func `a message is answered by what its sender may ask`(
    request: ControlRequest, role: ControlRole
  ) throws {
    let answers = try answer(to: request, by: .message, as: role)
    if let refusal = request.refusal(for: role) {
      #expect(Set(answers) == [.refused(refusal)])
    } else {
      try expect(answers, to: request)
    }
  }

  @Test(arguments: requests)
  func `whoever owns the file may ask for everything, whatever keys there are`(
    request: ControlRequest
  ) throws {
    try expect(try answer(to: request, by: .socket, as: .reader), to: request)
  }

  private func expect(_ answers: [ControlAnswer], to request: ControlRequest) throws {
    let first = try #require(answers.first)
    #expect(Set(answers).count == 1)
    switch request {
    case .status:
      guard case .status(let status) = first else {
        Issue.record("\(first)")
        return
      }
      #expect(status.picture == "picture" && !status.isLast && status.position > 0)
      #expect(status.open == 3)
    case .output(let trial): #expect(first == .output(TrialOutput(trial: trial)))
    case .keys: #expect(first == .keys([]))
    case .extend: #expect(first == .refused("no: odd"))
    case .queue, .of, .submit:
      guard case .refused(let sentence) = first else {
        Issue.record("\(first)")
        return
      }
      #expect(sentence.contains("one sweep and no queue"))
    case .reloadKeys, .retry, .keep, .drain, .pause, .annotate, .stop:
      #expect(first == .granted)
    }
  }

  @Test func `who waits for news hears it when more is on record, or at the end`() throws {
    let folder = try TemporaryFolder()
    let (transport, journal, control) = (ScriptedTransport(), ScriptedJournal(), ScriptedControl())
    var loop = try CoordinatorLoopTests.makeLoop(transport, journal, control, in: folder)
    let asker = ControlAsker(route: [1])
    control.arrived = [(.status(after: 0), asker)]
    _ = try loop.turn()
    guard case .status(let status)? = control.answers.last?.answer else {
      Issue.record("no status")
      return
    }
    control.arrived = [(.status(after: status.position), asker)]
    for _ in 0..<3 { _ = try loop.turn() }
    #expect(control.answers.count == 1, "nothing is new")
    control.arrived = [(.stop(atOnce: true), ControlAsker(route: [2]))]
    #expect(try loop.turn() != nil)
    guard case .status(let last)? = control.answers.last?.answer else {
      Issue.record("\(control.answers)")
      return
    }
    #expect(last.isLast)
  }

  @Test func `what a trial prints is asked of its worker, once for all who look`() throws {
    let folder = try TemporaryFolder()
    let (transport, journal, control) = (ScriptedTransport(), ScriptedJournal(), ScriptedControl())
    var loop = try CoordinatorLoopTests.makeLoop(transport, journal, control, in: folder)
    let session = Session(number: 1 << 40)
    let facts = WorkerFacts(
      host: "ada", process: 1, slots: 1, semantics: ["engine"], kernel: "v3")
    transport.arrived = [
      Envelope(
        term: 0, session: session, sequence: 1,
        message: .hello(Hello(worker: facts, term: 0, holding: [])))
    ]
    _ = try loop.turn()
    journal.standing.recorded = 1
    _ = try loop.turn()
    let assigned = transport.takeSent().compactMap { envelope -> Attempt? in
      if case .assign(let attempt, _, _) = envelope.message { attempt } else { nil }
    }
    let attempt = try #require(assigned.first)

    control.arrived = [1, 2].map { (.output(attempt.trial), ControlAsker(route: [$0])) }
    transport.arrived = [
      Envelope(
        term: 0, session: Session(number: 7), sequence: 1,
        message: .request(number: 3, ControlRequest.output(attempt.trial).text))
    ]
    _ = try loop.turn()
    let asked = transport.takeSent()
    #expect(asked.map(\.message) == [.outputWanted(attempt)])
    #expect(asked.map(\.session) == [session] && asked.map(\.term) == [1])
    #expect(control.answers.isEmpty)

    // Another says something about it, and then the worker does.
    let output = PrintedOutput(size: 8, last: Array("epoch 1\n".utf8))
    transport.arrived = [Session(number: 9), session].map {
      Envelope(term: 1, session: $0, sequence: 0, message: .output(attempt, output))
    }
    _ = try loop.turn()
    let told = ControlAnswer.output(TrialOutput(of: attempt, output))
    #expect(control.answers.map(\.answer) == [told, told])
    #expect(transport.takeSent().map(\.message) == [.answer(number: 3, told.text)])
  }

  @Test func `what is no request is refused in a sentence`() throws {
    let folder = try TemporaryFolder()
    let (transport, journal, control) = (ScriptedTransport(), ScriptedJournal(), ScriptedControl())
    transport.role = .operator
    var loop = try CoordinatorLoopTests.makeLoop(transport, journal, control, in: folder)
    transport.arrived = [
      Envelope(
        term: 0, session: Session(number: 7), sequence: 1,
        message: .request(number: 1, "dance"))
    ]
    _ = try loop.turn()
    guard case .answer(1, let text)? = transport.takeSent().last?.message else {
      Issue.record("no answer")
      return
    }
    #expect(ControlAnswer(text: text) == .refused(ControlSocket.unknownRequest))
  }
}

/// Brings the requests that the test has arrive, and keeps the answers.
private final class ScriptedControl: ControlChannel {
  var arrived: [(request: ControlRequest, asker: ControlAsker)] = []
  private(set) var answers: [(asker: ControlAsker, answer: ControlAnswer)] = []

  func add(to poller: inout Poller) {}
  func receive() -> (request: ControlRequest, asker: ControlAsker)? {
    arrived.isEmpty ? nil : arrived.removeFirst()
  }
  func answer(_ answer: ControlAnswer, to asker: ControlAsker) {
    answers.append((asker, answer))
  }
}

extension Cluster.Message {
  fileprivate var name: String {
    switch self {
    case .welcome: "welcome"
    case .assign: "assign"
    case .beatAcknowledged: "orders"
    default: "other"
    }
  }
}

private struct StillClock: Clock {
  let now = Duration.zero
}

private final class NoSignals: SignalSource {
  func add(to poller: inout Poller) {}
  func nextSignal() -> Signal? { nil }
}

/// Keeps batches, and is as far as the test says.
private final class ScriptedJournal: BatchRecorder {
  var batches: [Batch] = []
  var histories: [TrialHistory]?
  var standing = RecordingProgress()
  let wakeup: Wakeup? = nil

  func submit(_ batch: Batch) { batches.append(batch) }
  func takeNewTrials() -> NewTrials? {
    histories.take().map { NewTrials(asked: NewlyAsked(histories: $0)) }
  }
  func progress() -> RecordingProgress { standing }
  func close() {}
}

/// Brings what the test has arrive, and keeps what is sent.
private final class ScriptedTransport: CoordinatorTransport {
  var arrived: [Envelope] = []
  private var sent: [Envelope] = []
  let endpoint = "test"
  let haveKeysChanged = false
  let slotLimits: [Peer: Int] = [:]

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
  var role = ControlRole.reader
  func role(of peer: Peer?) -> ControlRole { role }
  func reloadKeys() -> (event: AuthenticationEvent, ended: [Session])? { nil }
  func takeOtherVersions() -> Set<Int> { [] }
}
