/// The limits of one training: more than its time or memory ends it, and it alone.
package struct TrialLimits: Hashable, Sendable {
  /// How long it may take.
  package let time: Duration?
  /// How many bytes of memory its process may have for itself.
  package let memory: Int?
  /// The resources that a worker must have free before the training begins.
  package let needs: Needs
  /// The GPUs that its worker has chosen for it, by their names on that host.
  package var devices: [String] = []

  /// - Parameters:
  ///   - time: nil for no limit.
  ///   - memory: in bytes; nil for no limit.
  package init(time: Duration? = nil, memory: Int? = nil, needs: Needs = .oneSlot) {
    self.time = time
    self.memory = memory
    self.needs = needs
  }

  /// No limit of time or memory, and the needs of one slot.
  package static let none = TrialLimits()
}
