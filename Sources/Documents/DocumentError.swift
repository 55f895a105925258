/// The fault in a text that a person wrote, and its place.
package struct DocumentError: Error, Hashable, Sendable {
  /// Where it stands; nil when it concerns the whole.
  package let mark: Mark?
  /// One sentence: what it is, what was expected, perhaps what was meant.
  package let message: String
  /// The `errno` of the system, where that kept something from being read; nil of what was written
  /// wrong.
  package let systemCode: Int32?

  /// - Parameter mark: where the fault stands; nil when it concerns the whole text.
  package init(_ message: String, at mark: Mark?, systemCode: Int32? = nil) {
    self.message = message
    self.mark = mark
    self.systemCode = systemCode
  }
}
