/// How patient a run is and what it leaves besides its numbers; no result depends on it.
package struct RunPolicy: Hashable, Sendable {
  /// How often a failed trial is tried again.
  package let retries: Int
  /// The limits of one training.
  package let limits: TrialLimits
  /// The share of trials, from 0 to 1, that may fail for good before the run stops.
  package let failureLimit: Double?
  /// The choice of the trained networks that are kept; nil for none.
  package var keep: Keep?
  /// Whether it is kept on which rows of a test part or a holdout a network is right: a bit a row.
  package let keepsRows: Bool
  /// How many bytes of checkpoints are kept at a time, for trials that go on at the next rung.
  package let checkpointBytes: Int
  /// When so many trials were given up for one and the same cause and none has come to a result, the run
  /// stops: what is wrong is the same for all. Nil goes on.
  package var alikeLimit: Int?
  /// After so long a run's search asks for no more configurations; nil for as long as it takes.
  package var searchTime: Duration?

  /// - Parameters:
  ///   - retries: how often a failed trial is tried again.
  ///   - failureLimit: from 0 to 1; nil for no such limit.
  ///   - checkpointBytes: 4 GiB unless given.
  package init(
    retries: Int = 2, limits: TrialLimits = .none, failureLimit: Double? = nil, keep: Keep? = nil,
    keepsRows: Bool = true, checkpointBytes: Int = 4 << 30
  ) {
    self.retries = retries
    self.limits = limits
    self.failureLimit = failureLimit
    self.keep = keep
    self.keepsRows = keepsRows
    self.checkpointBytes = checkpointBytes
  }
}
