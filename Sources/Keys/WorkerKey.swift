package import ZeroMQ

/// The keys that a worker, or one who looks on, needs to come in: its own key, and the public key of its
/// coordinator.
package struct WorkerKey: Hashable, Sendable {
  /// The name in the key's file.
  package let name: KeyName
  /// The public and the secret key of the worker.
  package let pair: CurveKeyPair
  /// The public key that the coordinator has to prove to own.
  package let coordinator: CurveKey

  /// Takes what a file holds.
  ///
  /// - Parameters:
  ///   - roles: the purposes that the key may have.
  ///   - coordinator: the coordinator's public key, instead of the one in the file.
  /// - Throws: where the key is for something else, or no coordinator is known.
  package init(
    _ file: KeyFile, for roles: Set<KeyRole> = [.worker], coordinator: CurveKey? = nil
  ) throws(KeyError) {
    guard roles.contains(file.role) else {
      throw KeyError("'\(file.name)' is the key of a \(file.role.rawValue), and not of a worker")
    }
    guard let coordinator = coordinator ?? file.coordinator else {
      throw KeyError(
        "the key '\(file.name)' does not say for which coordinator it is; give its public key with"
          + " --server-key, as 'sweep keys list' shows it there")
    }
    name = file.name
    pair = file.pair
    self.coordinator = coordinator
  }
}
