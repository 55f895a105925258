package import Cluster
package import Keys

/// Looks on at a coordinator elsewhere, and changes nothing there.
///
/// ```swift
/// var onlooker = try Onlooker(at: "tcp://10.0.0.5:5555", key: key)
/// while let sight = try onlooker.look(for: .seconds(10)) { show(sight) }
/// ```
package struct Onlooker: ~Copyable {
  private var caller: RequestClient

  /// Makes ready to call; the key may be a reader's or a worker's.
  package init(at endpoint: String, key: WorkerKey?) throws {
    caller = try RequestClient(at: endpoint, key: key)
  }

  /// Why the coordinator did not talk when it last did not.
  package var refused: Refused? { caller.refused }

  /// Asks how the sweep stands.
  ///
  /// - Parameter patience: how long to wait for an answer.
  /// - Returns: nil when none came.
  /// - Throws: `Refused` when the coordinator lets in no such key, or what answers is none.
  package mutating func look(for patience: Duration) throws -> Sight? {
    try caller.ask(.look, for: patience) { message in
      if case .sight(let sight) = message { sight } else { nil }
    }
  }
}
