import Statistics

/// Whether a training still improves, by one metric.
struct EarlyStoppingState {
  private let rule: EarlyStopping
  private(set) var best: Double?
  /// Epochs since the best one.
  private(set) var idle: Int

  /// - Parameters:
  ///   - best: the best value so far; nil where there was none yet.
  ///   - idle: how many epochs ago that was.
  init(_ rule: EarlyStopping, best: Double? = nil, idle: Int = 0) {
    (self.rule, self.best, self.idle) = (rule, best, idle)
  }

  /// Takes an epoch's value; true when it is the best so far.
  mutating func improves(with report: EpochReport) -> Bool {
    idle += 1
    guard let value = report[rule.monitor], isBetter(value) else { return false }
    best = value
    idle = 0
    return true
  }

  /// Whether patience is at its end.
  var isOver: Bool { idle > 0 && idle >= rule.patience }

  private func isBetter(_ value: Double) -> Bool {
    guard let best else { return !value.isNaN }
    let name = rule.monitor.hasPrefix("val_") ? String(rule.monitor.dropFirst(4)) : rule.monitor
    let isCost = ScoreName.isCost(name) ?? (name.hasSuffix("loss") || name.hasSuffix("mse"))
    return isCost ? value < best - rule.minDelta : value > best + rule.minDelta
  }
}
