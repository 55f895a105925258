/// An error in a key, a key file or a list, in one sentence with a remedy.
package struct KeyError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The sentence, with a remedy where there is one; no full stop at its end.
  package let description: String

  init(_ description: String) { self.description = description }
}
