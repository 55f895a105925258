import Documents
import Glibc
package import Trials
import ZeroMQ

/// Asks the coordinator that writes a results file.
package struct ControlClient: ~Copyable {
  private let context: Context
  private let socket: Socket

  /// Begins to connect to the coordinator of a results file; returns at once.
  package init(beside results: String) throws {
    let address = try ControlAddress(beside: results)
    let context = try Context()
    let socket = try Socket(
      .dealer, in: context, [.reconnectInterval(.milliseconds(20), upTo: .milliseconds(200))])
    try socket.connect(to: address.endpoint)
    self.context = context
    self.socket = socket
  }

  /// Asks, once: what is asked waits until there is a coordinator.
  package func ask(_ request: ControlRequest) throws {
    _ = try socket.send([Array(request.json.line.utf8)])
  }

  /// The answer, if one comes within a time.
  package func answer(within timeout: Duration) throws -> ControlAnswer? {
    var poller = Poller()
    _ = poller.add(socket)
    _ = try poller.wait(upTo: timeout)
    guard let message = try socket.receive(frameLimit: 2, tellingUser: false),
      message.frames.count == 1
    else { return nil }
    return Document(json: message.frames[0]).flatMap(ControlAnswer.init)
  }
}

extension ControlClient {
  /// Whether the coordinator of a results file is another user's, who alone may ask it.
  package static func isDenied(beside results: String) -> Bool {
    guard let address = try? ControlAddress(beside: results) else { return false }
    return access(address.path, W_OK) != 0 && errno == EACCES
  }

  /// Asks what a trial in training has printed so far.
  ///
  /// - Returns: nil when no answer comes in time.
  package func output(of trial: TrialID, within timeout: Duration) throws -> TrialOutput? {
    try ask(.output(trial))
    let deadline = SuspendingClock.now + timeout
    while SuspendingClock.now < deadline {
      if case .output(let told)? = try answer(within: deadline - .now), told.trial == trial {
        return told
      }
    }
    return nil
  }
}
