package import Cluster
import Glibc
package import Keys
package import Processes
import Random
import Sweeps
import ZeroMQ

/// A worker: a process that talks to the coordinator and has its runners do the training.
///
/// One thread waits for everything; the runners' trainings never delay a beat.
package struct Agent: ~Copyable {
  /// How to be a worker.
  package struct Options: Sendable {
    /// Where the coordinator listens, such as `tcp://host:5555`.
    package var endpoint: String
    /// Trainings at a time, each in a runner of its own.
    package var slots: Int
    /// How long to call a coordinator that does not answer.
    package var patience: Duration
    /// Starts a runner; the three streams are the agent's to set.
    package var runner: Command
    /// What the coordinator's door asks for; nil where it is open.
    package var key: WorkerKey?

    package init(
      endpoint: String, key: WorkerKey? = nil, slots: Int, patience: Duration, runner: Command
    ) {
      self.endpoint = endpoint
      self.key = key
      self.slots = slots
      self.patience = patience
      self.runner = runner
    }
  }

  private let options: Options
  private let log: (String) -> Void
  private let clock = Clock()
  private let context: Context
  private let signals: Signals
  private var line: AgentLine
  /// Why the coordinator did not talk to this worker when it last did not.
  package private(set) var refused: Refused?
  private var runners: [RunnerProcess]
  private var worker: Worker
  private var hasBeenTold = false

  /// Starts the runners and makes ready to call the coordinator.
  ///
  /// - Parameter log: takes a line for people about each event worth one.
  package init(_ options: Options, log: @escaping (String) -> Void) throws {
    Signal.pipe.ignore()
    // Before any other thread: see Signals.
    let signals = try Signals([.interrupt, .terminate])
    let context = Context()
    let line = try AgentLine(context, options)
    var runners: [RunnerProcess] = []
    for _ in 0..<options.slots { runners.append(try RunnerProcess(options.runner)) }
    let facts = try Agent.facts(of: runners[0], slots: options.slots)
    worker = Worker(
      facts, patience: options.patience, random: RandomStream(seed: Agent.entropy()),
      at: clock.now)
    self.options = options
    self.log = log
    self.context = context
    self.signals = signals
    self.line = line
    self.runners = runners
  }

  /// Works until there is a reason to go home.
  package mutating func run() throws -> Worker.Reason {
    while true {
      if let reason = try perform(worker.handle(.ticked, at: clock.now)) { return reason }
      try wait()
      try noteRefusal()
      if let reason = try takeInMessages() { return reason }
      if let reason = try lookAfterRunners() { return reason }
      if let reason = try takeInSignals() { return reason }
    }
  }

  // MARK: - What comes in

  /// Waits for whatever comes first; a tick at the latest.
  private func wait() throws {
    var poller = Poller()
    line.add(to: &poller)
    _ = poller.add(descriptor: signals.descriptor.number)
    for runner in runners {
      for descriptor in runner.child.readable { _ = poller.add(descriptor: descriptor) }
    }
    _ = try poller.wait(upTo: .milliseconds(100))
  }

  /// Goes home from a door that stays shut; of one that may open, people hear once.
  private mutating func noteRefusal() throws {
    guard let refusal = try line.refusal() else { return }
    let refused = Refused(refusal: refusal, endpoint: options.endpoint, key: options.key)
    if refused.isFinal { throw refused }
    if self.refused == nil { log("\(refused); calling on") }
    self.refused = refused
  }

  private mutating func takeInMessages() throws -> Worker.Reason? {
    while let message = try line.socket.receive() {
      // What cannot be read is as good as lost, and what is lost heals.
      guard let envelope = try? Envelope(frames: message.frames) else { continue }
      if let reason = try perform(worker.handle(.received(envelope), at: clock.now)) {
        return reason
      }
    }
    return nil
  }

  private mutating func lookAfterRunners() throws -> Worker.Reason? {
    for index in runners.indices {
      let runner = runners[index]
      // Asked first: of a runner that has ended, all is read that it said before.
      let status = try runner.child.poll()
      try runner.flush()
      try runner.readOutput()
      for message in try runner.messages() {
        if let reason = try take(message, from: runner) { return reason }
      }
      guard let status else { continue }
      runners[index] = try RunnerProcess(options.runner)
      guard let attempt = runner.attempt else { continue }
      log("a runner \(status.words) while training \(attempt.trial)")
      let failure = Failure(
        cause: .crashed, message: "the training's process \(status.words)", output: runner.output)
      let actions = worker.handle(.ended(attempt, .failure(failure)), at: clock.now)
      if let reason = try perform(actions) { return reason }
    }
    return nil
  }

  private mutating func take(
    _ message: Cluster.Message, from runner: RunnerProcess
  ) throws -> Worker.Reason? {
    switch message {
    case .report(let attempt, let measurements):
      for measurement in measurements {
        let actions = worker.handle(.measured(attempt, measurement), at: clock.now)
        if let reason = try perform(actions) { return reason }
      }
      return nil
    case .result(let attempt, let result):
      runner.attempt = nil
      return try perform(worker.handle(.ended(attempt, result), at: clock.now))
    default:
      return nil
    }
  }

  private mutating func takeInSignals() throws -> Worker.Reason? {
    while signals.nextSignal() != nil {
      // Being told twice is being told to stop at once.
      if hasBeenTold { return .done }
      hasBeenTold = true
      if let reason = try perform(worker.handle(.drained, at: clock.now)) { return reason }
    }
    return nil
  }

  // MARK: - What is done about it

  private mutating func perform(_ actions: [Worker.Action]) throws -> Worker.Reason? {
    for action in actions {
      switch action {
      case .connect:
        line = try AgentLine(context, options)
      case .send(let envelope):
        // A full queue is a lost message, and what is lost heals.
        _ = try line.socket.send(envelope.frames)
      case .train(let attempt, let assignment):
        guard let runner = runners.first(where: { $0.attempt == nil }) else {
          preconditionFailure("no runner waits for \(attempt)")
        }
        try runner.train(attempt, .assign(attempt, assignment, limit: nil))
      case .stop(let attempt):
        guard let index = runners.firstIndex(where: { $0.attempt == attempt }) else { continue }
        runners[index] = try RunnerProcess(options.runner)
      case .leave(let reason):
        return reason
      }
    }
    return nil
  }

  /// What the runner says of itself, in the agent's name.
  private static func facts(of runner: RunnerProcess, slots: Int) throws -> WorkerFacts {
    while true {
      if case .hello(let hello)? = try runner.messages().first {
        return WorkerFacts(
          host: hello.worker.host, process: Int(getpid()), slots: slots,
          semantics: hello.worker.semantics, kernel: hello.worker.kernel)
      }
      if let status = try runner.child.poll() {
        try runner.readOutput()
        throw RunnerDidNotStart(status: status, output: runner.output)
      }
      _ = try runner.child.output?.waitUntilReadable(upTo: .milliseconds(100))
    }
  }

  private static func entropy() -> UInt64 {
    var generator = SystemRandomNumberGenerator()
    return generator.next()
  }
}

/// The first runner ended before it said a word.
package struct RunnerDidNotStart: Error, CustomStringConvertible {
  let status: ExitStatus
  let output: String

  package var description: String {
    "a runner \(status.words) before it could train"
      + (output.isEmpty ? "" : ": \(output.split(separator: "\n").last ?? "")")
  }
}

extension ExitStatus {
  /// For a sentence about a process: `ended with exit code 1`, `was ended by SIGKILL`.
  var words: String {
    switch self {
    case .exited(let code): "ended with exit code \(code)"
    case .signalled(let signal): "was ended by \(signal)"
    }
  }
}
