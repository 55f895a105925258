import Cluster
import Processes
import Sweeps

/// A runner as its worker sees it: a child process, and what it has said so far.
final class RunnerProcess {
  let child: Child
  /// The attempt it trains; nil when it waits for one.
  private(set) var attempt: Attempt?
  /// The attempt that it will go on with by itself.
  private(set) var next: Attempt?
  /// Whether it would go on with what nobody wants any more: then it has to be ended before.
  private(set) var isAstray = false
  /// Whether it waits for something to train.
  var isFree: Bool { attempt == nil && next == nil }
  /// Whether it has come as far as to say so.
  private(set) var hasSpoken = false
  private var memoryLimit: Int?
  private var stream = EnvelopeStream()
  private var unwritten: ArraySlice<UInt8> = []
  private var lastOutput: [UInt8] = []

  /// How much of what a runner prints is kept for people to read after a failure, in bytes.
  private static let outputLimit = 4096

  init(_ command: Command) throws {
    var command = command
    command.input = .pipe
    command.output = .pipe
    command.errorOutput = .pipe
    child = try command.start()
  }

  /// Has it train, at once or when it has finished what it trains now.
  func assign(_ attempt: Attempt, _ assignment: Assignment) throws {
    precondition(next == nil, "a runner prepares one training at a time")
    next = attempt
    // The limits are kept here, where they hold whatever the training does.
    unwritten += Envelope.onPipe(.assign(attempt, assignment, limits: .none))
    try flush()
  }

  /// It trains what it was assigned.
  ///
  /// - Parameter memory: how many bytes it may have for itself while it does.
  func begin(memory: Int?) {
    precondition(attempt == nil && next != nil, "a runner has one training at a time")
    attempt = next
    next = nil
    memoryLimit = memory
  }

  /// Its training has come to its end.
  func end() { attempt = nil }

  /// Nobody wants what it was to go on with.
  func giveUpNext() { isAstray = true }

  /// Writes what its pipe has room for: all of an assignment, unless it brings weights.
  func flush() throws {
    guard !unwritten.isEmpty, let written = try child.input?.write(unwritten) else { return }
    if case .wrote(let count) = written { unwritten = unwritten.dropFirst(count) }
  }

  /// Its input, while that has to take more.
  var writable: Int32? { unwritten.isEmpty ? nil : child.input?.number }

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
    guard attempt != nil, let memoryLimit, let memory = child.ownMemory, memory > memoryLimit else {
      return nil
    }
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
