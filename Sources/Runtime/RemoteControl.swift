import Cluster
package import Control
package import Keys

/// Asks a coordinator on any machine for something.
///
/// ```swift
/// var control = try RemoteControl(at: "tcp://10.0.0.5:5555", key: key)
/// control.ask(.stop(atOnce: false))
/// let answer = try control.answer(within: .seconds(10))
/// ```
package struct RemoteControl: ~Copyable {
  private var client: RequestClient
  private var asked: (number: Int, text: String)?

  /// Makes ready to call; what may be asked follows from the key's role.
  package init(at endpoint: String, key: WorkerKey?) throws {
    client = try RequestClient(at: endpoint, key: key)
  }

  /// The reason why the coordinator did not talk when it last did not; nil once it has answered.
  package var refused: Refused? { client.refused }

  /// Begins to ask; however often it is said until it is answered, it is done once.
  package mutating func ask(_ request: ControlRequest) {
    asked = ((asked?.number ?? 0) + 1, request.text)
  }

  /// The answer, if one comes within a time.
  ///
  /// - Throws: `Refused` when the coordinator lets in no such key, or what answers is none.
  package mutating func answer(within timeout: Duration) throws -> ControlAnswer? {
    guard let (number, text) = asked else { return nil }
    return try client.ask(.request(number: number, text), for: timeout) { message in
      guard case .answer(number, let text) = message else { return nil }
      return ControlAnswer(text: text)
    }
  }
}
