/// The reason for which something that was asked for cannot be told, in one sentence with a remedy.
package struct Refusal: Error, Hashable, Sendable {
  /// The sentence, without an end.
  package let message: String

  /// - Parameter message: the sentence, without an end.
  package init(_ message: String) { self.message = message }
}
