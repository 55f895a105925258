/// How patient a run is; no result depends on it.
package struct RunPolicy: Hashable, Sendable {
  /// How often a failed trial is tried again.
  package let retries: Int
  /// What one training may take.
  package let limits: TrialLimits
  /// The share of trials, from 0 to 1, that may fail for good before the run stops.
  package let failureLimit: Double?

  package init(
    retries: Int = 2, limits: TrialLimits = .none, failureLimit: Double? = nil
  ) {
    self.retries = retries
    self.limits = limits
    self.failureLimit = failureLimit
  }
}
