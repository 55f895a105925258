package import CBOR
package import Trials

/// The number that configurations are compared by.
package struct Metric: Hashable, Sendable {
  /// The direction in which values get better.
  package enum Goal: String, Hashable, Sendable, CaseIterable {
    case maximize
    case minimize
  }

  /// The epoch whose measurement stands for the trial.
  package enum Moment: Hashable, Sendable {
    /// The last that knows the metric: programs do not measure all of them at every epoch.
    case last
    /// The best by the metric's own goal. Chosen on the data that it is reported on, it flatters.
    case best
    case epoch(Int)
  }

  /// The name under which measurements have it, such as `val_accuracy`.
  package let name: String
  /// The direction in which its values get better.
  package let goal: Goal
  /// The moment at which a trial's value is taken.
  package let moment: Moment

  /// - Parameter name: the name under which measurements have it, such as `val_accuracy`.
  package init(name: String, goal: Goal, moment: Moment) {
    self.name = name
    self.goal = goal
    self.moment = moment
  }

  /// The trial's value: nil when the metric was not measured at that moment.
  ///
  /// A value that is not a number is never the best, unless there is no other.
  package func value(of measurements: [Measurement]) -> Double? {
    measurement(of: measurements)?.metrics[name]
  }

  /// The measurement that stands for the trial; nil when the metric was not measured at that moment.
  package func measurement(of measurements: [Measurement]) -> Measurement? {
    let known = measurements.filter { $0.metrics[name] != nil }
    switch moment {
    case .last: return known.last
    case .epoch(let epoch): return known.first { $0.epoch == epoch }
    case .best:
      return known.dropFirst().reduce(known.first) { best, next in
        guard let value = next.metrics[name], let top = best?.metrics[name] else { return best }
        return prefers(value, to: top) ? next : best
      }
    }
  }

  /// Whether `a` is the better value.
  package func prefers(_ a: Double, to b: Double) -> Bool {
    if b.isNaN { return !a.isNaN }
    return goal == .maximize ? a > b : a < b
  }
}

extension Metric {
  /// The metric as it is sent.
  package var item: Item {
    let moment: Item =
      switch moment {
      case .last: .text("last")
      case .best: .text("best")
      case .epoch(let epoch): .integer(Int64(epoch))
      }
    return .array([.text(name), .text(goal.rawValue), moment])
  }

  /// Reads `item` back; nil when it is none.
  package init?(_ item: Item) {
    guard case .array(let fields) = item, fields.count == 3, case .text(let name) = fields[0],
      case .text(let word) = fields[1], let goal = Goal(rawValue: word)
    else { return nil }
    switch fields[2] {
    case .text("last"): self.init(name: name, goal: goal, moment: .last)
    case .text("best"): self.init(name: name, goal: goal, moment: .best)
    default:
      guard let epoch = fields[2].count else { return nil }
      self.init(name: name, goal: goal, moment: .epoch(epoch))
    }
  }
}
