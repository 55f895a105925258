import Cluster
import Processes
import Sweeps
import Trials
import ZeroMQ

@testable import Runtime

/// A time that goes on when the test says so.
final class SteppedClock: Clock, @unchecked Sendable {
  var now = Duration.zero
}

/// Signals that the test sends.
final class ScriptedSignals: SignalSource {
  var arrived: [Signal] = []

  func add(to poller: inout Poller) {}
  func nextSignal() -> Signal? { arrived.isEmpty ? nil : arrived.removeFirst() }
}

/// A runner's process that does and says what the test has it do and say.
final class ScriptedChild: RunnerChild {
  /// The messages that it sends next, as bytes of its pipe.
  private var saying: [UInt8] = []
  /// The text that it prints next.
  var printing = ""
  var status: ExitStatus?
  var ownMemory: Int?
  var proportionalMemory: Int?
  /// How many bytes its input takes at a time.
  var room = Int.max
  private(set) var signals: [Signal] = []
  private(set) var hasClosedInput = false
  private(set) var hasKilledDescendants = false
  private var stream = EnvelopeStream()
  private var takenBytes = 0

  var readable: [Int32] { [] }
  var inputNumber: Int32? { hasClosedInput ? nil : 0 }

  func say(_ message: Cluster.Message) { say(bytes: Envelope.onPipe(message)[...]) }
  func say(bytes: ArraySlice<UInt8>) { saying += bytes }

  /// The messages that it was sent since the last call.
  func takeTold() throws -> [Cluster.Message] {
    var messages: [Cluster.Message] = []
    while let envelope = try stream.next() { messages.append(envelope.message) }
    return messages
  }

  func waitForEnd(upTo timeout: Duration) {}

  func write(_ bytes: ArraySlice<UInt8>) -> Int {
    let taken = bytes.prefix(room)
    stream.append(Array(taken))
    return taken.count
  }

  func closeInput() { hasClosedInput = true }

  func readOutput() -> [UInt8] {
    defer { saying = [] }
    return saying
  }

  func readErrorOutput() -> [UInt8] {
    defer { printing = "" }
    return Array(printing.utf8)
  }

  func poll() -> ExitStatus? { status }
  func send(_ signal: Signal) { signals.append(signal) }
  func killDescendants() { hasKilledDescendants = true }
}

/// One conversation with a coordinator that the test plays.
final class ScriptedLine: WorkerTransport {
  var arrived: [Received] = []
  var happened: [Monitor.Event] = []
  private(set) var asksFormerVersion = false
  private var sent: [Envelope] = []

  func takeSent() -> [Envelope] {
    defer { sent = [] }
    return sent
  }

  func add(to poller: inout Poller) {}
  func send(_ envelopes: [Envelope]) { sent += envelopes }
  func receive() -> Received? { arrived.isEmpty ? nil : arrived.removeFirst() }
  func news() -> Monitor.Event? { happened.isEmpty ? nil : happened.removeFirst() }
  func askFormerVersion() { asksFormerVersion = true }
}
