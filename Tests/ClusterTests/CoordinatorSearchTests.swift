import Cluster
import Documents
import Hashing
import Search
import Sweeps
import Testing
import Trials

/// Searches, as the coordinator steps them.
struct CoordinatorSearchTests {
  /// Asks for one configuration after the other, each once the one before is settled.
  private struct Chain: Strategy {
    let count: Int
    var decided = 0

    static func decision(_ number: Int) -> Decision {
      let value = Document(.number(1 / Double(number + 1)))
      return Decision(
        number: number, kind: .tpe, evidence: Digest(of: []), configurations: number..<number + 1,
        proposals: [Proposal(values: [.init(label: value.label, value: value)])])
    }

    mutating func next(given evidence: Evidence) -> Step {
      guard decided < count else { return .end(.complete) }
      let open = decided == 0 ? [] : evidence.openTrials(of: decided - 1)
      return open.isEmpty ? .decide(Chain.decision(decided)) : .wait(for: open)
    }

    mutating func follow(_ decision: Decision) { decided += 1 }
  }

  private let ada = Session(number: 1 << 40)
  private let bob = Session(number: 2 << 40)

  /// A search of so many configurations of two replicates each, of which the first counts.
  private static func plan(configurations: Int) throws -> OpenPlan {
    let space = Space([Dimension("l2", .uniform(0, 1))])
    let method = SearchMethod(sampler: .tpe, configurations: configurations)
    let sweep = Sweep(
      name: "small", data: Document(.text("digits")),
      recipe: Document(.map([.init(key: "l2", value: Document(.text("$l2")))])),
      parameters: [Parameter(name: "l2", options: [])],
      evaluation: Evaluation(scheme: .test, replicates: 2, seed: 1),
      metric: Metric(name: "val_accuracy", goal: .maximize, moment: .last),
      search: SearchDesign(method, in: space))
    let data = DataFacts(digest: Digest(of: [1]), rowCount: 10, testCount: 2, classes: nil)
    return OpenPlan(try Plan(sweep, data: data, semantics: "engine"))
  }

  private static func coordinator(
    configurations: Int = 2, policy: RunPolicy = RunPolicy()
  ) throws -> Coordinator {
    let plan = try plan(configurations: configurations)
    let (search, _) = SearchDriver.resumed(
      Chain(count: configurations), of: plan, settled: [:], decisions: [])
    return Coordinator(
      plan, replay: Replay(histories: []), policy: policy, semantics: "engine", term: 1,
      search: search)
  }

  private func hello(_ session: Session, kernel: String = "v3") -> Coordinator.Event {
    let facts = WorkerFacts(
      host: "host \(session.number)", process: 1, slots: 4, semantics: ["engine"], kernel: kernel)
    return .received(
      Envelope(
        term: 0, session: session, sequence: 1,
        message: .hello(Hello(worker: facts, term: 0, holding: []))))
  }

  private func result(
    _ attempt: Attempt, _ value: Double, from session: Session, sequence: Int
  ) -> Coordinator.Event {
    let outcome = Outcome(
      status: .completed,
      measurements: [Measurement(epoch: 1, metrics: ["val_accuracy": value])])
    return .received(
      Envelope(
        term: 1, session: session, sequence: sequence,
        message: .result(attempt, .outcome(EncodedOutcome(outcome), seconds: 1))))
  }

  private func failure(_ attempt: Attempt, from session: Session, sequence: Int)
    -> Coordinator.Event
  {
    .received(
      Envelope(
        term: 1, session: session, sequence: sequence,
        message: .result(attempt, .failure(Failure(cause: .invalid, message: "no")))))
  }

  /// Handles an event, and gives what was decided and handed out.
  private func handle(
    _ event: Coordinator.Event, _ coordinator: inout Coordinator
  ) -> (decisions: [Decision], assigned: [Attempt], hasEnded: Bool) {
    coordinator.handle(event, at: .zero)
    return taken(from: &coordinator)
  }

  private func taken(
    from coordinator: inout Coordinator
  ) -> (decisions: [Decision], assigned: [Attempt], hasEnded: Bool) {
    let outbox = coordinator.takeOutbox()
    let assigned = outbox.messages.compactMap { envelope -> Attempt? in
      if case .assign(let attempt, _, _) = envelope.message { attempt } else { nil }
    }
    return (outbox.decisions, assigned, outbox.hasEnded)
  }

  private func record(
    _ decisions: [Decision], _ coordinator: inout Coordinator
  ) -> (decisions: [Decision], assigned: [Attempt], hasEnded: Bool) {
    coordinator.follow(
      decisions, histories: [.untried, .untried], settled: [:], at: .zero)
    return taken(from: &coordinator)
  }

  @Test func `nothing of a decision is handed out before it is on record`() throws {
    var coordinator = try Self.coordinator()
    let first = handle(hello(ada), &coordinator)
    #expect(first.decisions == [Chain.decision(0)])
    #expect(first.assigned.isEmpty)
    #expect(handle(.ticked, &coordinator).decisions.isEmpty)
    #expect(!coordinator.isComplete)
    let recorded = record(first.decisions, &coordinator)
    #expect(recorded.assigned.count == 2)
    #expect(recorded.decisions.isEmpty)
  }

  @Test
  func `results that count lead to the next decision, and the end comes with the last result`()
    throws
  {
    var coordinator = try Self.coordinator()
    let first = record(handle(hello(ada), &coordinator).decisions, &coordinator)
    let attempts = first.assigned
    // The second replicate is no evidence.
    #expect(
      handle(result(attempts[1], 0.5, from: ada, sequence: 2), &coordinator).decisions.isEmpty)
    let next = handle(result(attempts[0], 0.5, from: ada, sequence: 3), &coordinator)
    #expect(next.decisions == [Chain.decision(1)])
    #expect(!next.hasEnded)
    #expect(!coordinator.isComplete)
    let second = record(next.decisions, &coordinator).assigned
    #expect(second.count == 2)
    _ = handle(result(second[0], 0.6, from: ada, sequence: 4), &coordinator)
    #expect(!coordinator.isComplete)
    _ = handle(result(second[1], 0.6, from: ada, sequence: 5), &coordinator)
    #expect(coordinator.isComplete)
    #expect(coordinator.progress.total == 4)
  }

  @Test func `a trial that is given up is evidence too`() throws {
    var coordinator = try Self.coordinator()
    let attempts = record(handle(hello(ada), &coordinator).decisions, &coordinator).assigned
    let next = handle(failure(attempts[0], from: ada, sequence: 2), &coordinator)
    #expect(next.decisions == [Chain.decision(1)])
  }

  @Test func `what is planned counts where failures are limited to a share`() throws {
    var coordinator = try Self.coordinator(
      configurations: 10, policy: RunPolicy(failureLimit: 0.2))
    let attempts = record(handle(hello(ada), &coordinator).decisions, &coordinator).assigned
    _ = handle(failure(attempts[0], from: ada, sequence: 2), &coordinator)
    #expect(!coordinator.isHalted)
  }

  @Test func `workers whose kernels come to other bits get nothing of a search`() throws {
    var coordinator = try Self.coordinator()
    _ = record(handle(hello(ada), &coordinator).decisions, &coordinator)
    #expect(handle(hello(bob, kernel: "v4"), &coordinator).assigned.isEmpty)
    #expect(handle(.disconnected(ada), &coordinator).assigned.isEmpty)
  }

  @Test func `kernels of a worker that goes without a result bind nobody`() throws {
    var coordinator = try Self.coordinator()
    _ = record(handle(hello(bob, kernel: "v4"), &coordinator).decisions, &coordinator)
    #expect(handle(hello(ada), &coordinator).assigned.isEmpty)
    let goodbye = Envelope(term: 1, session: bob, sequence: 2, message: .bye)
    let attempts = handle(.received(goodbye), &coordinator).assigned
    try #require(attempts.count == 2)
    // Those kernels would come to other bits from now on, also where the trial is still open.
    let again = Session(number: 300 << 32)
    #expect(handle(hello(again, kernel: "v4"), &coordinator).assigned.isEmpty)
    let late = Attempt(trial: attempts[1].trial, number: 1)
    _ = handle(result(late, 0.5, from: again, sequence: 2), &coordinator)
    #expect(coordinator.counts.done == 0)
    _ = handle(result(attempts[0], 0.5, from: ada, sequence: 2), &coordinator)
    // A result binds for good.
    let end = Envelope(term: 1, session: ada, sequence: 3, message: .bye)
    #expect(handle(.received(end), &coordinator).assigned.isEmpty)
    #expect(handle(hello(ada.next), &coordinator).assigned.count == 1)
  }

  @Test func `the kernels of what another form of the sweep has trained count as the first`() throws
  {
    var coordinator = try Self.coordinator()
    let decisions = handle(hello(bob, kernel: "v4"), &coordinator).decisions
    let known = Settlement.result(0.5, Digest(of: [1]))
    coordinator.follow(
      decisions, histories: [.untried, .untried], settled: [0: known], kernel: "v3", at: .zero)
    #expect(taken(from: &coordinator).assigned.isEmpty)
    #expect(!handle(hello(ada, kernel: "v3"), &coordinator).assigned.isEmpty)
  }

  @Test func `a sweep that is to stop decides nothing any more`() throws {
    var coordinator = try Self.coordinator()
    let attempts = record(handle(hello(ada), &coordinator).decisions, &coordinator).assigned
    _ = handle(.drained(), &coordinator)
    #expect(
      handle(result(attempts[0], 0.5, from: ada, sequence: 2), &coordinator).decisions.isEmpty)
  }

  @Test func `a search goes on where its record stands, and tells what would be otherwise`() throws
  {
    var plan = try Self.plan(configurations: 3)
    let decisions = [Chain.decision(0), Chain.decision(1)]
    _ = plan.follow(decisions)
    let known = Settlement.result(0.5, Digest(of: [1]))
    var (search, others) = SearchDriver.resumed(
      Chain(count: 3), of: plan, settled: [0: known, 2: known], decisions: decisions)
    #expect(others.isEmpty)
    #expect(search.advance() == [Chain.decision(2)])
    #expect(search.isOver)
    // Nothing is known of the first: the second would not have been decided.
    (search, others) = SearchDriver.resumed(
      Chain(count: 3), of: plan, settled: [:], decisions: decisions)
    #expect(others == [1])
    #expect(search.decisions == decisions)
  }
}
