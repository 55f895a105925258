import Documents
package import Statistics
package import Views

/// How fast a sweep goes and when it will be done, from the trials that are.
///
/// Nothing but the durations of finished trials and the number of slots enters, so the estimate
/// does not jump when workers report. It supposes that the trials to come take as long as those
/// that came, and so is wrong for sweeps over the number of epochs.
package struct Estimate: Hashable, Sendable {
  /// Trials finished in a second by all slots together.
  package let rate: Double
  /// The time that is left.
  package let remaining: Duration
  /// One standard deviation of the time that is left; nil before two trials have finished.
  package let spread: Duration?

  init(rate: Double, remaining: Duration, spread: Duration?) {
    self.rate = rate
    self.remaining = remaining
    self.spread = spread
  }

  /// The estimate; nil before the first trial has finished, and without slots.
  ///
  /// With m and s the mean and deviation of k durations, and w trials of work shared by p slots, a
  /// trial in training counting half, the time left is w·m / p, and its deviation that of a sum of
  /// w draws around a mean known from k: s·√(w + w²/k) / p. No time is shorter than what the last
  /// trial needs alone.
  ///
  /// - Parameter durations: of trials that were trained to their end, in seconds.
  package init?(durations: Standing.Durations, running: Int, waiting: Int, slots: Int) {
    guard durations.count > 0, durations.mean > 0, slots > 0 else { return nil }
    let mean = durations.mean
    let slots = Double(slots)
    let work = Double(waiting) + Double(running) / 2
    let last = waiting > 0 ? 1 : running > 0 ? 0.5 : 0
    rate = slots / min(mean, 3e11)
    remaining = .seconds(clamping: max(work / slots, last) * mean)
    spread = durations.deviation.map { deviation in
      .seconds(
        clamping: deviation * (work + work * work / Double(durations.count)).squareRoot() / slots)
    }
  }

  /// The estimate from durations that are added up, in seconds.
  package init?(durations: Moments, running: Int, waiting: Int, slots: Int) {
    self.init(
      durations: Standing.Durations(durations), running: running, waiting: waiting, slots: slots)
  }

  /// `12m 30s ± 1m 10s`.
  package var text: String {
    [remaining.text, spread?.text].compactMap(\.self).joined(separator: " ± ")
  }

  /// The rate in the unit that makes it at least one, if one does: `4.2 trials/min`.
  package var rateText: String {
    let units = [("s", 1.0), ("min", 60), ("h", 3600), ("day", 86400)]
    let unit = units.first { rate * $0.1 >= 1 } ?? ("day", 86400)
    return "\((rate * unit.1).significant(2)) trials/\(unit.0)"
  }

  var json: JSON {
    .object([
      "trials_per_second": .number(rate), "seconds": .number(remaining.seconds),
      "seconds_std": .optional(spread) { .number($0.seconds) },
    ])
  }
}
