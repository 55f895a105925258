package import Trials

extension Coordinator {
  /// An input of `handle(_:at:)`: a message, the passing of time, or a request.
  package enum Event: Hashable, Sendable {
    /// A message, and who brought it, where keys are asked for.
    case received(Envelope, from: Peer? = nil)
    /// The worker's connection is closed: it comes back soon or not at all.
    case disconnected(Session)
    /// The workers' key is on the list no more.
    case revoked([Session])
    /// The list of keys gives these so many slots in all, and says nothing of the others.
    case limited(slots: [Peer: Int])
    /// Time has passed; to be said a few times a beat.
    case ticked
    /// A worker's process is known to have ended: nothing of it has to be waited for.
    case ended(process: Int, host: String)
    /// Somebody wants the sweep to stop: finish what is in training, hand out nothing new. What is
    /// not finished within the time is given back; nil is for as long as it takes.
    case drained(within: Duration? = nil)
    /// Somebody gives trials that were given up, and hosts that were quarantined, another chance.
    case retried(trials: [TrialID], hosts: [String])
    /// Somebody brings configurations back into a race, for good.
    case kept(configurations: [Int])
    /// The workers of these hosts are to finish what they train and go; others of them that come are sent
    /// home, until the host is trusted again or this coordinator ends.
    case drainedHosts([String])
    /// No training begins from now on, those under way are finished, and workers stay; or trainings begin again.
    case paused(Bool)
    /// These workers are to serve another sweep of a queue: they finish what they train, get nothing new, and
    /// are told to say hello again.
    case released([Session])
    /// Somebody wrote about a sweep or a configuration.
    case annotated(Annotation)
    /// Nothing can be recorded for now, or can again: the disk is full, or has room.
    case recordIsFull(Bool)
    /// More trials are being worked out, or are no more: until then, nobody goes home for want of work.
    case awaitsTrials(Bool)
  }
}

extension Coordinator.Event {
  /// Whether it may show that somebody's time is up.
  var isOfTime: Bool {
    switch self {
    case .ticked, .ended, .recordIsFull, .revoked: true
    case .limited: false
    case .received, .disconnected, .drained, .retried, .kept, .drainedHosts, .paused,
      .released, .annotated, .awaitsTrials:
      false
    }
  }

  var asksToEnd: Bool { if case .drained = self { true } else { false } }
}
