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

  package init(time: Duration? = nil, memory: Int? = nil, needs: Needs = .oneSlot) {
    self.time = time
    self.memory = memory
    self.needs = needs
  }

  package static let none = TrialLimits()
}
