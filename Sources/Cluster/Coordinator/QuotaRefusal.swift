package import Trials

/// Something that a key was not given, or that was taken from it, for people at the coordinator.
package struct QuotaRefusal: Hashable, Sendable, CustomStringConvertible {
  /// What was refused.
  package enum Kind: String, Hashable, Sendable {
    /// One more worker.
    case sessions
    /// Slots of a worker that it let in, or one more worker.
    case slots
    /// Room in the results file.
    case record
    /// Trials of which nothing was heard for long.
    case silence
    /// The giving up of trials that no other key has failed.
    case failures
  }

  /// What was refused.
  package let kind: Kind
  /// The owner of the key.
  package let peer: Peer

  /// - Parameter peer: the owner of the key.
  package init(kind: Kind, peer: Peer) {
    self.kind = kind
    self.peer = peer
  }

  /// A sentence without its capital and stop.
  package var description: String {
    switch kind {
    case .sessions:
      "the key '\(peer.name)' has \(WireLimit.workersOfKey) workers here, as many as one key may have;"
        + " further ones wait until one goes"
    case .slots:
      "the workers of the key '\(peer.name)' have more slots than its quota, and the rest stays idle;"
        + " 'sweep keys limit \(peer.name) --slots N' changes it"
    case .record:
      "the key '\(peer.name)' has had as much recorded besides its results as a key may; until"
        + " less of it comes, its reports and the output of its failures are not recorded;"
        + " 'sweep keys revoke \(peer.name)' ends its sessions"
    case .silence:
      "trials that the key '\(peer.name)' has held for long without a word go to idle workers of other"
        + " keys as well, and the first result counts; 'limits: { trial: TIME }' sets the time"
    case .failures:
      "trials that workers of the key '\(peer.name)' have failed go to those of other keys, and are given"
        + " up once these have failed them, too; 'sweep keys revoke \(peer.name)' ends its sessions"
    }
  }
}
