/// What ends one training, and that training alone.
package struct TrialLimits: Hashable, Sendable {
  /// How long it may take.
  package let time: Duration?
  /// How many bytes of memory its process may have for itself.
  package let memory: Int?

  package init(time: Duration? = nil, memory: Int? = nil) {
    self.time = time
    self.memory = memory
  }

  package static let none = TrialLimits()
}
