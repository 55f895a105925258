/// A request that waits for its answer.
package struct PendingRequest: Sendable {
  /// The number that `Server.answer(_:to:)` takes; no other request to the server has it.
  package let number: Int
  /// The whole request, with its body.
  package let request: Request
  /// When the request was there as a whole.
  package let arrived: ContinuousClock.Instant
}
