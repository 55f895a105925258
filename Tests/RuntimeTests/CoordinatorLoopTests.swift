import Cluster
import Documents
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
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// The loop of a sweep of three trials, at a time that stands still.
  private func makeLoop() throws -> CoordinatorLoop {
    let sweep = Sweep(
      name: "small", data: Document(.text("digits")), recipe: Document(.map([])), parameters: [],
      evaluation: Evaluation(scheme: .test, replicates: 3, seed: 1),
      metric: Metric(name: "val_accuracy", goal: .maximize, moment: .last))
    let data = DataFacts(digest: Digest(of: [1]), rowCount: 10, testCount: 2, classes: nil)
    let plan = OpenPlan(try Plan(sweep, data: data, semantics: "engine"))
    let replay = Replay(histories: plan.trials.map { _ in .untried })
    let results = "\(folder.path)/sweep.sqlite"
    return CoordinatorLoop(
      Coordinator(plan, replay: replay, semantics: "engine", epoch: 1), journal: journal,
      pardons: try PardonPlace(beside: results), transport: transport,
      localWorkers: try LocalWorkers([], areAlone: false), readers: Readers { _ in "" },
      shelf: Shelf(data: [], results: results), signals: NoSignals(), clock: StillClock(),
      timing: Timing(), observe: { _ in })
  }

  /// Sessions of different workers are far apart, as these draw the first at random.
  private func session(_ worker: UInt64) -> Session { Session(number: worker << 40) }

  private func hello(from number: UInt64) -> Envelope {
    let facts = WorkerFacts(
      host: "ada", process: Int(number), slots: 1, semantics: ["engine"], kernel: "v3")
    return Envelope(
      epoch: 0, session: session(number), sequence: 1,
      message: .hello(Hello(worker: facts, epoch: 0, holding: [])))
  }

  private func beat(from number: UInt64) -> Envelope {
    Envelope(
      epoch: 1, session: session(number), sequence: 2,
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
  var batches: [[JournalEntry]] = []
  var standing = RecordingProgress()
  let wakeup: Wakeup? = nil

  func submit(_ entries: [JournalEntry]) { batches.append(entries) }
  func progress() -> RecordingProgress { standing }
  func close() {}
}

/// Brings what the test has arrive, and keeps what is sent.
private final class ScriptedTransport: CoordinatorTransport {
  var arrived: [Envelope] = []
  private var sent: [Envelope] = []
  let endpoint = "test"
  let haveKeysChanged = false

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
  func keep(_ session: Session) {}
  func forget(_ session: Session) {}
  func closedSessions() -> [Session] { [] }
  func authenticationEvents() -> [AuthenticationEvent] { [] }
  func mayRead(_ peer: Peer?) -> Bool { true }
  func reloadKeys() -> (event: AuthenticationEvent, ended: [Session])? { nil }
  func takeOtherVersions() -> Set<Int> { [] }
}
