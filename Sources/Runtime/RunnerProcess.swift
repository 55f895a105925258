import Cluster
import Processes
import Sweeps

/// A runner as its worker sees it: a child process, and what it has said so far.
final class RunnerProcess {
  let child: Child
  /// The attempt it trains; nil when it waits for one.
  var attempt: Attempt?
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

  /// Has it train; it must be waiting.
  ///
  /// - Parameter memory: how many bytes it may have for itself while it does.
  func train(_ attempt: Attempt, _ assignment: Assignment, memory: Int?) throws {
    self.attempt = attempt
    memoryLimit = memory
    // The limits are kept here, where they hold whatever the training does.
    unwritten += Envelope.onPipe(.assign(attempt, assignment, limits: .none))
    try flush()
  }

  /// Writes what its pipe has room for. An assignment is far smaller than a pipe, so this all but
  /// never leaves anything over.
  func flush() throws {
    guard !unwritten.isEmpty, let written = try child.input?.write(unwritten) else { return }
    if case .wrote(let count) = written { unwritten = unwritten.dropFirst(count) }
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
