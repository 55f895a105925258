/// Why workers cannot be started, in one sentence.
package struct LaunchError: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) { self.description = description }
}
