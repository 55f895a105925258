import Sweeps
import Trials

/// Keeps on which validation rows a network is right, of the epoch that stands for the trial.
///
/// Folds need none: they tell of other rows by themselves.
struct RowsKeeper {
  /// The split whose rows are kept; nil where nothing is to be kept.
  private let split: Split?
  private let metric: Metric
  /// Whether the result may end before training does.
  private let goesBack: Bool
  /// After each epoch that stood for the trial when it was measured; the last one counts.
  private(set) var kept: [Candidate]

  /// The rows of an epoch that may stand for the trial, and its metric.
  struct Candidate {
    let epoch: Int
    let value: Double
    let bits: [UInt8]
  }

  /// - Parameters:
  ///   - goesBack: whether training goes back to its best epoch when it ends.
  ///   - kept: the candidates so far of a training that goes on.
  init(_ assignment: Assignment, _ split: Split, goesBack: Bool, kept: [Candidate] = []) {
    self.goesBack = goesBack
    self.kept = kept
    let isKept =
      assignment.keepsRows && assignment.evaluation.foldCount == 1
      && (2...CorrectRows.most).contains(split.validation.count)
    self.split = isKept ? split : nil
    metric = assignment.metric
  }

  /// Looks at what was recognised after an epoch.
  mutating func consider(_ recognised: [UInt8]?, after measurement: Measurement) {
    guard split != nil, let recognised, let value = measurement.metrics[metric.name] else { return }
    switch metric.moment {
    case .last: break
    case .epoch(let epoch): guard epoch == measurement.epoch else { return }
    case .best:
      guard kept.last.map({ metric.prefers(value, to: $0.value) }) ?? true else { return }
    }
    if !goesBack { kept = [] }
    kept.append(Candidate(epoch: measurement.epoch, value: value, bits: recognised))
  }

  /// Gives the rows to be handed in of a training whose result ends with this epoch.
  func rows(upTo epoch: Int) -> CorrectRows? {
    guard let split, let last = kept.last(where: { $0.epoch <= epoch }) else { return nil }
    return CorrectRows(
      epoch: last.epoch, count: split.validation.count, part: CorrectRows.part(split.validation),
      bits: last.bits)
  }
}
