/// What one training may take: more than its time or memory ends it, and it alone.
package struct TrialLimits: Hashable, Sendable {
  /// How long it may take.
  package let time: Duration?
  /// How many bytes of memory its process may have for itself.
  package let memory: Int?
  /// What a worker must have free before it begins.
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
