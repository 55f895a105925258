import Statistics

/// Whether a training still improves, by one metric.
struct Progress {
  private let rule: EarlyStopping
  private var best: Double?
  /// Epochs since the best one.
  private var idle = 0

  init(_ rule: EarlyStopping) {
    self.rule = rule
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
