/// An error in a key, a key file or a list, in one sentence with a remedy.
package struct KeyError: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}
