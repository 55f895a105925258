/// Why there is no bundle, in one sentence.
package struct BundleError: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}
