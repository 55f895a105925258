import Cluster
import Processes

/// A runner as its worker sees it: a child process, and what it has said so far.
final class RunnerProcess {
  let child: Child
  /// The attempt it trains; nil when it waits for one.
  var attempt: Attempt?
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
  func train(_ attempt: Attempt, _ assignment: Message) throws {
    self.attempt = attempt
    unwritten += Envelope.onPipe(assignment)
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
    return messages
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
