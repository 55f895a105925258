import Cluster
import Processes
import Sweeps
import Trials

/// The process of a runner.
protocol RunnerChild: AnyObject {
  /// Descriptors that are readable when it has said something, or has ended.
  var readable: [Int32] { get }
  /// The descriptor of the runner's input, as long as it is open.
  var inputNumber: Int32? { get }
  /// Becomes readable when it ends.
  func waitForEnd(upTo timeout: Duration) throws
  /// Writes what the input has room for; gives how many bytes it took.
  func write(_ bytes: ArraySlice<UInt8>) throws -> Int
  func closeInput()
  /// Reads the standard output since the last call.
  func readOutput() throws -> [UInt8]
  /// Reads the standard error since the last call.
  func readErrorOutput() throws -> [UInt8]
  /// How it ended; nil while it runs.
  func poll() throws -> ExitStatus?
  func send(_ signal: Signal)
  func killDescendants()
  /// Bytes of memory that are its own, roughly, and by the share of what it shares.
  var ownMemory: Int? { get }
  var proportionalMemory: Int? { get }
}

/// A child process that speaks over its three streams.
final class PipedChild: RunnerChild {
  private let child: Child

  /// Starts the command, its streams being pipes.
  init(_ command: Command) throws(SystemError) {
    var command = command
    command.input = .pipe
    command.output = .pipe
    command.errorOutput = .pipe
    child = try command.start()
  }

  var readable: [Int32] { child.readable }
  var inputNumber: Int32? { child.input?.number }

  func waitForEnd(upTo timeout: Duration) throws {
    _ = try child.ending.waitUntilReadable(upTo: timeout)
  }

  func write(_ bytes: ArraySlice<UInt8>) throws -> Int {
    guard let result = try child.input?.write(bytes), case .wrote(let count) = result else {
      return 0
    }
    return count
  }

  func closeInput() { child.input = nil }

  func readOutput() throws -> [UInt8] {
    var all: [UInt8] = []
    while case .bytes(let bytes)? = try child.output?.read() { all += bytes }
    return all
  }

  func readErrorOutput() throws -> [UInt8] {
    var all: [UInt8] = []
    while case .bytes(let bytes)? = try child.errorOutput?.read() { all += bytes }
    return all
  }

  func poll() throws -> ExitStatus? { try child.poll() }
  func send(_ signal: Signal) { child.send(signal) }
  func killDescendants() { child.killDescendants() }
  var ownMemory: Int? { child.ownMemory }
  var proportionalMemory: Int? { child.proportionalMemory }
}

/// A runner as its worker sees it: a child process, and what it has said so far.
final class RunnerProcess {
  let child: any RunnerChild
  private let clock: any Clock
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
  /// The reason why its training was ended; nil while it may go on, or where nobody wants it any more.
  private(set) var reason: Failure?
  /// The time by which a training that is to end has to.
  private(set) var deadline: Duration?
  /// The process whose place it takes: nothing begins before that one is gone, and what it has started.
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
  init(_ child: any RunnerChild, clock: any Clock, after predecessor: RunnerProcess? = nil) {
    self.child = child
    self.clock = clock
    self.predecessor = predecessor
  }

  /// Has it train, at once or when it has finished what it trains now.
  ///
  /// - Parameter limits: the limits of its training; the worker keeps them too, where they hold
  ///   whatever the training does.
  func assign(_ attempt: Attempt, _ assignment: EncodedAssignment, limits: TrialLimits) throws {
    precondition(next == nil, "a runner prepares one training at a time")
    next = attempt
    unwritten += Envelope.onPipe(.assign(attempt, assignment, limits: limits))
    try flush()
  }

  /// Notes that the runner trains what it was assigned.
  ///
  /// - Parameter limits: how many bytes it may have for itself while it does, and which GPUs.
  func begin(_ limits: TrialLimits) {
    precondition(attempt == nil && next != nil, "a runner has one training at a time")
    attempt = next
    next = nil
    devices = limits.devices
    memoryLimit = limits.memory
  }

  /// Answers what it has asked.
  func tell(_ answer: Message) throws {
    unwritten += Envelope.onPipe(answer)
    try flush()
  }

  /// Notes that the runner's training is over.
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
    deadline = clock.now + RunnerProcess.grace
    if reason?.cause == .outOfMemory {
      // A process that takes all memory is not asked.
      child.killDescendants()
    } else {
      child.send(.user2)
    }
    if reason == nil { child.closeInput() }
  }

  /// Whether it has been asked to end.
  var isEnding: Bool { deadline != nil }

  /// Whether it has had its time to end.
  var isLate: Bool { deadline.map { clock.now >= $0 } ?? false }

  /// Whether it has ended, or has had the time to: then it is to be let go, which ends it.
  func isGone() throws -> Bool { try child.poll() != nil || isLate }

  /// Whether nothing is left of it and of the process that it replaced.
  func hasLeft() throws -> Bool {
    try readOutput()
    _ = try? messages()
    if let predecessor, try !predecessor.isGone() { return false }
    predecessor = nil
    return try isGone()
  }

  /// Gives the failure of its training: that for which it was ended, if it was, with the output of this one.
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
    guard !unwritten.isEmpty, child.inputNumber != nil else { return }
    unwritten = unwritten.dropFirst(try child.write(unwritten))
  }

  /// The descriptor of the runner's input, while that has to take more, and may.
  var writable: Int32? {
    unwritten.isEmpty || predecessor != nil ? nil : child.inputNumber
  }

  /// Reads the runner's messages since the last call.
  func messages() throws -> [Message] {
    stream.append(try child.readOutput())
    var messages: [Message] = []
    while let envelope = try stream.next() { messages.append(envelope.message) }
    if !messages.isEmpty { hasSpoken = true }
    return messages
  }

  /// The failure to report when its training takes more memory than it may; nil while it does not.
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
    let bytes = try child.readErrorOutput()
    guard !bytes.isEmpty else { return }
    lastOutput = Array((lastOutput + bytes).suffix(RunnerProcess.outputLimit))
  }

  /// The end of what it has printed.
  var output: String { String(decoding: lastOutput, as: UTF8.self) }
}
