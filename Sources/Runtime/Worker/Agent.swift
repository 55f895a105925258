package import Cluster
import Glibc
package import Processes
import Random
import Sweeps
package import Trials
import ZeroMQ

/// A worker: a process that talks to the coordinator and has its runners do the training.
///
/// One thread waits for everything; the runners' trainings never delay a beat.
package struct Agent: ~Copyable {
  /// An event of a worker, for `observe`.
  package enum Event: Sendable {
    case called(endpoint: String)
    case began(Attempt)
    /// A training has come to its end; one that failed says why.
    case ended(Attempt, Failure?)
    /// A training cannot be carried out on this machine, as this says.
    case unable(Attempt, Failure)
    /// A runner without work has ended.
    case lostRunner(ExitStatus)
    /// Results of an earlier worker were found.
    case inherited(results: Int)
    /// A result cannot be kept on the disk; it is kept in memory.
    case cannotKeep(any Error)
    case draining(Signal)
    /// The coordinator does not let it in; it is tried again.
    case turnedAway(Refused)
    /// There is no room for it at the coordinator for now; it calls again.
    case waits(Rejection)
  }

  /// The parts of an agent, where tests supply their own.
  struct Parts {
    let clock: any Clock
    let signals: any SignalSource
    /// Opens a connection to the coordinator.
    let connect: () throws -> any WorkerTransport
    /// Starts a runner's process.
    let startRunner: () throws -> any RunnerChild
  }

  private let options: AgentOptions
  private let observe: (Event) -> Void
  private let parts: Parts
  private var clock: any Clock { parts.clock }
  private var line: any WorkerTransport
  /// The messages of this turn, which are sent together at its end.
  private var unsent: [Envelope] = []
  /// Whether it has called: the first call goes by the connection that was made while runners came up.
  private var hasCalled = false
  /// How often it has called since it last heard of the coordinator.
  private var unansweredCalls = 0
  /// The coordinator's reason for turning this worker away, when it last did.
  package private(set) var refused: Refused?
  private var refusalPatience = RefusalPatience()
  private var runners: [RunnerProcess]
  private var worker: Worker
  private var relay = Relay(session: Session(number: Agent.entropy()))
  private var spool: Spool?
  /// Runners that ended one after the other before they said a word.
  private var stillborn = 0
  private var grace: Duration?
  /// The first signal that asked it home.
  package private(set) var told: Signal?
  /// The reason why this machine cannot train what it was asked to, in one sentence; nil while it can.
  package private(set) var inability: String?

  /// Starts the runners and makes ready to call the coordinator.
  ///
  /// - Parameter observe: is told what happens, on this thread.
  package init(_ options: AgentOptions, observe: @escaping (Event) -> Void) throws {
    Signal.pipe.ignore()
    // Before any other thread: see Signals.
    let signals = try ProcessSignals()
    try CurrentProcess.raiseDescriptorLimit()
    let context = try Context()
    try self.init(
      options,
      Parts(
        clock: SystemClock(), signals: signals,
        connect: { try WorkerSocket(context, endpoint: options.endpoint, key: options.key) },
        startRunner: { try PipedChild(options.runner) }), observe: observe)
  }

  init(_ options: AgentOptions, _ parts: Parts, observe: @escaping (Event) -> Void) throws {
    var runners: [RunnerProcess] = []
    for _ in 0..<options.slots {
      runners.append(RunnerProcess(try parts.startRunner(), clock: parts.clock))
    }
    // While they come up.
    let line = try parts.connect()
    options.cleanUp()
    let facts = try Agent.facts(
      of: runners[0], slots: options.slots, resources: options.resources)
    let spool = try options.spool.map { try Spool($0) }
    let results = try spool?.results() ?? [:]
    if !results.isEmpty { observe(.inherited(results: results.count)) }
    worker = Worker(
      facts, patience: options.patience, end: options.end, results: results,
      random: RandomStream(seed: Agent.entropy()), at: parts.clock.now)
    self.options = options
    self.parts = parts
    self.observe = observe
    self.spool = spool
    self.line = line
    self.runners = runners
  }

  /// Works until there is a reason to go home.
  package mutating func run() throws -> WorkerEnd {
    defer { endRunners() }
    while true {
      if let reason = try turn() { return reason }
      try wait()
    }
  }

  /// Takes in all that has happened, and does what is to be done about it.
  ///
  /// - Returns: why the worker goes home, once it does.
  mutating func turn() throws -> WorkerEnd? {
    let reason = try takeInAll()
    // A coordinator ends the workers of its own machine as soon as it has heard their goodbyes.
    if reason != nil { spool = nil }
    try flush()
    return reason
  }

  private mutating func takeInAll() throws -> WorkerEnd? {
    if let reason = try perform(worker.handle(.ticked, at: clock.now)) { return reason }
    if let reason = try lookAfterLine() { return reason }
    if let reason = try takeInMessages() { return reason }
    if let reason = try lookAfterRunners() { return reason }
    try lookAfterRelay()
    return try takeInSignals()
  }

  private mutating func flush() throws {
    guard !unsent.isEmpty else { return }
    try line.send(unsent)
    unsent = []
  }

  /// Lets what is still running end in its own way, as far as it has the time.
  private func endRunners() {
    for runner in runners { runner.end() }
    while true {
      let running = runners.filter { (try? $0.hasLeft()) == false }
      guard let next = running.first else { return }
      try? next.child.waitForEnd(upTo: .milliseconds(100))
    }
  }

  // MARK: - What comes in

  /// Waits for whatever comes first; a tick at the latest.
  private func wait() throws {
    var poller = Poller()
    line.add(to: &poller)
    parts.signals.add(to: &poller)
    for runner in runners {
      for descriptor in runner.child.readable { _ = poller.add(descriptor: descriptor) }
      if let descriptor = runner.writable { _ = poller.add(descriptor: descriptor, for: .writable) }
    }
    _ = try poller.wait(upTo: worker.pause(upTo: .milliseconds(100), at: clock.now))
  }

  private mutating func lookAfterLine() throws -> WorkerEnd? {
    while let news = try line.news() {
      let event: Worker.Event
      switch news {
      case .connected: event = .connected
      case .disconnected: event = .disconnected
      case .refused(let refusal):
        try note(refusal)
        continue
      }
      if let reason = try perform(worker.handle(event, at: clock.now)) { return reason }
    }
    return nil
  }

  /// Goes home from a door that stays shut; of one that may open, people hear once.
  private mutating func note(_ refusal: Monitor.Refusal) throws {
    let refused = Refused(refusal: refusal, endpoint: options.endpoint, key: options.key)
    if refusalPatience.ends(with: refused, at: clock.now) { throw refused }
    if self.refused == nil { observe(.turnedAway(refused)) }
    self.refused = refused
  }

  private mutating func takeInMessages() throws -> WorkerEnd? {
    while let received = try line.receive() {
      unansweredCalls = 0
      switch received {
      case .otherVersion(let version):
        return try perform(worker.handle(.heardOtherVersion(version), at: clock.now))
      case .envelopes(let envelopes):
        for envelope in envelopes {
          if relay.isOwn(envelope) {
            if let answer = relay.take(envelope) { try pass(answer.answer, to: answer.runner) }
            continue
          }
          if case .outputWanted(let attempt) = envelope.message {
            unsent.append(envelope.answered(by: .output(attempt, output(of: attempt))))
          }
          if let reason = try perform(worker.handle(.received(envelope), at: clock.now)) {
            return reason
          }
        }
      }
    }
    return nil
  }

  /// The output so far of an attempt that trains here.
  private func output(of attempt: Attempt) -> PrintedOutput {
    guard runners.contains(where: { $0.attempt == attempt }) else { return .nothing }
    return options.output(attempt) ?? .nothing
  }

  /// Says what runners have asked of the coordinator; what it does not answer is answered for it.
  private mutating func lookAfterRelay() throws {
    while let answer = relay.giveUp(at: clock.now) { try pass(answer.answer, to: answer.runner) }
    if let envelope = relay.next(at: clock.now) { unsent.append(envelope) }
  }

  /// Passes an answer to the runner that asked, if it is still there.
  private func pass(_ answer: Cluster.Message, to runner: ObjectIdentifier) throws {
    try runners.first { ObjectIdentifier($0) == runner }?.tell(answer)
  }

  private mutating func lookAfterRunners() throws -> WorkerEnd? {
    for runner in runners {
      // Asked first: of a runner that has ended, all is read that it said before.
      let status = try runner.child.poll()
      try runner.flush()
      try runner.readOutput()
      do {
        for message in try runner.messages() {
          if let reason = try take(message, from: runner) { return reason }
        }
      } catch let error as WireError {
        let failure = Failure(
          cause: .crashed, message: "the training's process broke its own output: \(error)",
          output: runner.output)
        if let reason = try replace(runner, failure) { return reason }
        continue
      }
      if let excess = runner.excess { runner.end(because: excess) }
      if let status {
        if let reason = try bury(runner, status) { return reason }
      } else if runner.isLate {
        let failure = Failure(
          cause: .crashed, message: "the training does not end", output: runner.output)
        if let reason = try replace(runner, failure) { return reason }
      }
    }
    return nil
  }

  /// Goes on after the end of a runner.
  private mutating func bury(
    _ runner: RunnerProcess, _ status: ExitStatus
  ) throws -> WorkerEnd? {
    stillborn = runner.hasSpoken ? 0 : stillborn + 1
    // As often in a row is no accident, and the next would do no better.
    if stillborn >= 5 { throw RunnerDidNotStart(status: status, output: runner.output) }
    if runner.attempt == nil { observe(.lostRunner(status)) }
    return try replace(
      runner,
      Failure(
        cause: .crashed, message: "the training's process \(status.words)", output: runner.output))
  }

  /// Puts another runner in the place of one that has failed, and says what became of its training.
  private mutating func replace(
    _ runner: RunnerProcess, _ failure: Failure
  ) throws -> WorkerEnd? {
    let attempt = runner.attempt
    try replace(runner)
    // A runner that was killed may have left processes, which it could not end itself.
    options.cleanUp()
    guard let attempt else { return nil }
    return try end(attempt, .failure(runner.blame(failure)))
  }

  /// Puts another runner in the place of one, which ends with all that it was to train: in its own
  /// way, if it has been told to end.
  private mutating func replace(_ runner: RunnerProcess) throws {
    guard let index = runners.firstIndex(where: { $0 === runner }) else { return }
    runners[index] = RunnerProcess(
      try parts.startRunner(), clock: clock, after: runner.isEnding ? runner : nil)
  }

  /// Has the worker hand in a result, once it is safe.
  private mutating func end(_ attempt: Attempt, _ result: AttemptResult) throws -> WorkerEnd? {
    if case .failure(let failure) = result {
      observe(.ended(attempt, failure))
    } else {
      observe(.ended(attempt, nil))
    }
    do { try spool?.keep(result, of: attempt) } catch { observe(.cannotKeep(error)) }
    return try perform(worker.handle(.ended(attempt, result), at: clock.now))
  }

  private mutating func take(
    _ message: Cluster.Message, from runner: RunnerProcess
  ) throws -> WorkerEnd? {
    switch message {
    case .report(let attempt, let measurements) where attempt == runner.attempt:
      for measurement in measurements {
        let actions = worker.handle(.measured(attempt, measurement), at: clock.now)
        if let reason = try perform(actions) { return reason }
      }
      return nil
    case .result(let attempt, var result) where attempt == runner.attempt:
      if case .failure(let failure) = result { result = .failure(runner.blame(failure)) }
      runner.rest()
      if runner.isAstray { try replace(runner) }
      if case .failure(let failure) = result, failure.cause == .unavailable {
        if inability == nil { observe(.unable(attempt, failure)) }
        inability = inability ?? failure.message
        return try perform(worker.handle(.unable(attempt), at: clock.now))
      }
      return try end(attempt, result)
    case _ where message.isForCoordinator:
      relay.ask(message, for: ObjectIdentifier(runner))
      return nil
    default:
      return nil
    }
  }

  private mutating func takeInSignals() throws -> WorkerEnd? {
    while let signal = parts.signals.nextSignal() {
      // Being told twice is being told to stop at once.
      if told != nil { return try perform(worker.handle(.stopped, at: clock.now)) }
      told = signal
      grace = options.grace.map { clock.now + $0 }
      observe(.draining(signal))
      if let reason = try perform(worker.handle(.drained, at: clock.now)) { return reason }
    }
    guard let grace, clock.now >= grace else { return nil }
    return try perform(worker.handle(.stopped, at: clock.now))
  }

  // MARK: - What is done about it

  private mutating func perform(_ actions: [WorkerAction]) throws -> WorkerEnd? {
    for action in actions {
      switch action {
      case .connect:
        // Messages that were to go the old way are lost with it.
        unsent = []
        if hasCalled { line = try parts.connect() }
        hasCalled = true
        unansweredCalls += 1
        // A coordinator of the version before overlooks what it does not understand.
        if unansweredCalls > 1 { try line.askFormerVersion() }
        observe(.called(endpoint: options.endpoint))
      case .send(let envelope): unsent.append(envelope)
      case .train(let attempt, let assignment, var limits):
        let isPrepared = { (runner: RunnerProcess) in runner.next == attempt && !runner.isAstray }
        guard let runner = runners.first(where: isPrepared) ?? runners.first(where: \.isFree) else {
          preconditionFailure("no runner waits for \(attempt)")
        }
        let taken = Set(runners.flatMap(\.devices))
        limits.devices = Array(
          options.resources.gpus.filter { !taken.contains($0) }.prefix(limits.needs.gpus))
        if !isPrepared(runner) { try runner.assign(attempt, assignment, limits: limits) }
        runner.begin(limits)
        observe(.began(attempt))
      case .prepare(let attempt, let assignment, let limits, let leader):
        guard let runner = runners.first(where: { $0.attempt == leader }) else {
          preconditionFailure("no runner trains \(leader)")
        }
        try runner.assign(attempt, assignment, limits: limits)
      case .overdue(let attempt, let limit):
        let runner = runners.first { $0.attempt == attempt }
        runner?.end(
          because: Failure(
            cause: .timedOut, message: "the training took longer than the limit of \(limit)"))
      case .stop(let attempt):
        let goesOn = { (runner: RunnerProcess) in runner.attempt == nil && runner.next == attempt }
        if let runner = runners.first(where: { $0.attempt == attempt || goesOn($0) }) {
          runner.end()
          try replace(runner)
        } else {
          runners.first { $0.next == attempt }?.giveUpNext()
        }
      case .settled(let attempt):
        spool?.forget(attempt)
      case .refused(let rejection): observe(.waits(rejection))
      case .leave(let reason):
        return reason
      }
    }
    return nil
  }

  /// The facts that the runner tells of itself, in the agent's name.
  private static func facts(
    of runner: RunnerProcess, slots: Int, resources: AgentResources
  ) throws -> WorkerFacts {
    while true {
      if case .hello(let hello)? = try runner.messages().first {
        return WorkerFacts(
          host: hello.worker.host, process: Int(getpid()), slots: slots,
          semantics: hello.worker.semantics, kernel: hello.worker.kernel,
          gpus: resources.gpus.count, memory: resources.memory, tags: resources.tags)
      }
      if let status = try runner.child.poll() {
        try runner.readOutput()
        throw RunnerDidNotStart(status: status, output: runner.output)
      }
      _ = try Descriptor.wait(forReadable: runner.child.readable, upTo: .milliseconds(100))
    }
  }

  private static func entropy() -> UInt64 {
    var generator = SystemRandomNumberGenerator()
    return generator.next()
  }
}

extension Envelope {
  /// The message as an answer to this one, in the same conversation. It is none of the worker's state
  /// machine, and so has no sequence.
  fileprivate func answered(by message: Cluster.Message) -> Envelope {
    Envelope(term: term, session: session, sequence: 0, message: message)
  }
}

/// The first runner ended before it said a word.
package struct RunnerDidNotStart: Error, CustomStringConvertible {
  let status: ExitStatus
  let output: String

  /// `a runner ended with exit code 1 before it could train: ...`, with the last line that it printed.
  package var description: String {
    "a runner \(status.words) before it could train"
      + (output.isEmpty ? "" : ": \(output.split(separator: "\n").last ?? "")")
  }
}

extension ExitStatus {
  /// The end in words, for a sentence about a process: `ended with exit code 1`, `was ended by SIGKILL`.
  package var words: String {
    switch self {
    case .exited(let code): "ended with exit code \(code)"
    case .signalled(.kill): "was ended by SIGKILL (by somebody, or for lack of memory)"
    case .signalled(let signal): "was ended by \(signal)"
    }
  }
}
