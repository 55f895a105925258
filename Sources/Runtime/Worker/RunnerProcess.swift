import Cluster
import Processes
import Sweeps
import Trials

/// A runner as its worker sees it: a child process, and what it has said so far.
final class RunnerProcess {
  let child: Child
  /// The attempt it trains; nil when it waits for one.
  private(set) var attempt: Attempt?
  /// The attempt that it will go on with by itself.
  private(set) var next: Attempt?
  /// Whether it must not go on: with what nobody wants any more, or where what asked its training to
  /// end may come late and end the next.
  private(set) var isAstray = false
  /// Whether it waits for something to train.
  var isFree: Bool { attempt == nil && next == nil }
  /// Whether it has come as far as to say so.
  private(set) var hasSpoken = false
  /// The GPUs that its training has.
  private(set) var devices: [String] = []
  /// Why its training was ended; nil while it may go on.
  private(set) var reason: Failure?
  /// Until when a training that is to end may take to do so.
  private(set) var deadline: ContinuousClock.Instant?
  /// Whose place it takes: nothing begins before that one is gone, and what it has started.
  private var predecessor: RunnerProcess?
  private var memoryLimit: Int?
  private var stream = EnvelopeStream()
  private var unwritten: ArraySlice<UInt8> = []
  private var lastOutput: [UInt8] = []

  /// How much of what a runner prints is kept for people to read after a failure, in bytes.
  private static let outputLimit = 4096
  /// Longer than a runner gives a program that is asked to end.
  private static let grace = Duration.seconds(8)

  /// - Parameter predecessor: a runner that has been told to end.
  init(_ command: Command, after predecessor: RunnerProcess? = nil) throws {
    self.predecessor = predecessor
    var command = command
    command.input = .pipe
    command.output = .pipe
    command.errorOutput = .pipe
    child = try command.start()
  }

  /// Has it train, at once or when it has finished what it trains now.
  ///
  /// - Parameter limits: what its training may use; the worker keeps them too, where they hold
  ///   whatever the training does.
  func assign(_ attempt: Attempt, _ assignment: Assignment, limits: TrialLimits) throws {
    precondition(next == nil, "a runner prepares one training at a time")
    next = attempt
    unwritten += Envelope.onPipe(.assign(attempt, assignment, limits: limits))
    try flush()
  }

  /// It trains what it was assigned.
  ///
  /// - Parameter limits: how many bytes it may have for itself while it does, and which GPUs.
  func begin(_ limits: TrialLimits) {
    precondition(attempt == nil && next != nil, "a runner has one training at a time")
    attempt = next
    next = nil
    devices = limits.devices
    memoryLimit = limits.memory
  }

  /// Its training is over.
  func rest() {
    attempt = nil
    devices = []
    reason = nil
    deadline = nil
  }

  /// Nobody wants what it was to go on with.
  func giveUpNext() { isAstray = true }

  /// Asks it to end, and what it has started with it: the engine does at once, a program may have
  /// something to put in order.
  func end(because reason: Failure? = nil) {
    guard deadline == nil else { return }
    isAstray = true
    self.reason = reason
    deadline = .now + RunnerProcess.grace
    if reason?.cause == .outOfMemory {
      // What takes all memory is not asked.
      child.killDescendants()
    } else {
      child.send(.user2)
    }
    if reason == nil { child.input = nil }
  }

  /// Whether it has been asked to end.
  var isEnding: Bool { deadline != nil }

  /// Whether it has had its time to end.
  var isLate: Bool { deadline.map { .now >= $0 } ?? false }

  /// Whether it has ended, or has had the time to: then it is to be let go, which ends it.
  func isGone() throws -> Bool { try child.poll() != nil || isLate }

  /// Whether nothing is left of it and of whom it replaced.
  func hasLeft() throws -> Bool {
    try readOutput()
    _ = try? messages()
    if let predecessor, try !predecessor.isGone() { return false }
    predecessor = nil
    return try isGone()
  }

  /// Why its training failed: for what it was ended for, if it was.
  func blame(_ failure: Failure) -> Failure {
    guard let reason else { return failure }
    return Failure(cause: reason.cause, message: reason.message, output: failure.output)
  }

  /// Writes what its pipe has room for: all of an assignment, unless it brings weights.
  func flush() throws {
    if let predecessor {
      try predecessor.readOutput()
      _ = try predecessor.messages()
      guard try predecessor.isGone() else { return }
      self.predecessor = nil
    }
    guard !unwritten.isEmpty, let written = try child.input?.write(unwritten) else { return }
    if case .wrote(let count) = written { unwritten = unwritten.dropFirst(count) }
  }

  /// Its input, while that has to take more, and may.
  var writable: Int32? {
    unwritten.isEmpty || predecessor != nil ? nil : child.input?.number
  }

  /// What it has said since the last call.
  func messages() throws -> [Message] {
    while case .bytes(let bytes)? = try child.output?.read() { stream.append(bytes) }
    var messages: [Message] = []
    while let envelope = try stream.next() { messages.append(envelope.message) }
    if !messages.isEmpty { hasSpoken = true }
    return messages
  }

  /// What is to be said when its training takes more memory than it may; nil while it does not.
  ///
  /// Looked at now and then, and so of no use against a process that takes all memory in an instant:
  /// the system then ends runners before anything else (`CurrentProcess.offerToEndFirst`).
  var excess: Failure? {
    guard attempt != nil, deadline == nil, let memoryLimit, let rough = child.ownMemory,
      rough > memoryLimit, let memory = child.proportionalMemory, memory > memoryLimit
    else { return nil }
    let message =
      "the training's process has \(memory / 1_000_000) MB of memory for itself and the limit is"
      + " \(memoryLimit / 1_000_000) MB"
    return Failure(cause: .outOfMemory, message: message, output: output)
  }

  /// Takes in what it has printed.
  func readOutput() throws {
    while case .bytes(let bytes)? = try child.errorOutput?.read() {
      lastOutput = Array((lastOutput + bytes).suffix(RunnerProcess.outputLimit))
    }
  }

  /// The end of what it has printed.
  var output: String { String(decoding: lastOutput, as: UTF8.self) }
}
