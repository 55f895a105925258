/// The reason for which there is no bundle, in one sentence.
package struct BundleError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The sentence that people are told, without a full stop at its end.
  package let description: String

  init(_ description: String) { self.description = description }
}
