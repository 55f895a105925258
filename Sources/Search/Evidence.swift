package import Hashing

/// One training of a configuration that a search learns from.
package struct TrialIndex: Hashable, Sendable {
  /// The index of the configuration in the plan.
  package let configuration: Int
  /// The replicate, counted from 0.
  package let replicate: Int
  /// The fold, counted from 0 through all repeats.
  package let fold: Int
  /// The epoch after which it ends, at a rung; nil of a whole one.
  package let until: Int?

  /// - Parameter until: the epoch after which it ends, at a rung; nil for a whole one.
  package init(configuration: Int, replicate: Int, fold: Int, until: Int? = nil) {
    self.configuration = configuration
    self.replicate = replicate
    self.fold = fold
    self.until = until
  }
}

/// The trainings of a configuration that are compared with those of others at once: whole ones, or those
/// until a rung.
struct Job: Hashable, Sendable {
  let configuration: Int
  /// The epoch after which they end; nil of whole ones.
  var until: Int?
  /// The place of the rung among all rungs, from 0.
  var rung = 0
}

/// The end of a trial.
package enum Settlement: Hashable, Sendable {
  /// A result: the judged metric, nil or not finite where the training diverged; and the outcome's digest.
  case result(Double?, Digest)
  /// The trial was given up.
  case failed

  fileprivate var value: Double? {
    guard case .result(let value?, _) = self, value.isFinite else { return nil }
    return value
  }
}

/// The results of a search's configurations as they stand: by configuration, replicate and fold,
/// whatever the order in which they came.
package struct Evidence: Sendable {
  /// How many replicates of each configuration count.
  package let replicates: Int
  /// How many folds each replicate has.
  package let folds: Int
  private var whole = Table()
  /// The results of partial trainings, by the epoch after which they end.
  private var partial: [Int: Table] = [:]
  /// The configurations whose trials were all settled, in the order in which the last one was.
  private(set) var arrivals: [Int] = []
  /// How often something has changed about a configuration whose trials were all settled.
  private(set) var amendments = 0

  private struct Row: Sendable {
    var trials: [Settlement?]
    var open: Int
    /// How often something about it has changed.
    var revision = 0
  }

  private enum Change { case none, more, last, amendment }

  /// The results of configurations' whole trainings, or of those until one epoch.
  private struct Table: Sendable {
    var rows: [Row] = []

    mutating func settle(
      _ configuration: Int, _ place: Int, of trials: Int, _ settlement: Settlement
    ) -> Change {
      while rows.count <= configuration {
        rows.append(Row(trials: Array(repeating: nil, count: trials), open: trials))
      }
      guard rows[configuration].trials[place] != settlement else { return .none }
      var change = Change.more
      if rows[configuration].trials[place] == nil {
        rows[configuration].open -= 1
        if rows[configuration].open == 0 { change = .last }
      } else if rows[configuration].open == 0 {
        change = .amendment
      }
      rows[configuration].trials[place] = settlement
      rows[configuration].revision += 1
      return change
    }
  }

  /// - Parameters:
  ///   - replicates: how many of each configuration count.
  ///   - folds: how many each replicate has.
  package init(replicates: Int, folds: Int) {
    self.replicates = replicates
    self.folds = folds
  }

  /// Trainings of each configuration that count.
  package var trialsPerConfiguration: Int { replicates * folds }

  /// Notes what became of a trial, or what stands for it now; more replicates than count are left out.
  package mutating func settle(_ trial: TrialIndex, as settlement: Settlement) {
    guard trial.replicate < replicates, trial.fold < folds else { return }
    let place = trial.replicate * folds + trial.fold
    let trialsPerConfiguration = trialsPerConfiguration
    if let until = trial.until {
      note(
        partial[until, default: Table()].settle(
          trial.configuration, place, of: trialsPerConfiguration, settlement), of: nil)
    } else {
      note(
        whole.settle(trial.configuration, place, of: trialsPerConfiguration, settlement),
        of: trial.configuration)
    }
  }

  /// - Parameter arrived: the configuration whose whole trainings they are.
  private mutating func note(_ change: Change, of arrived: Int?) {
    switch change {
    case .none, .more: break
    case .last: if let arrived { arrivals.append(arrived) }
    case .amendment: amendments += 1
    }
  }

  /// Gives the results of a configuration's whole trainings, or of those until an epoch; nil before any.
  private func row(of configuration: Int, until: Int?) -> Row? {
    let table = until.map { partial[$0] } ?? whole
    guard let rows = table?.rows, rows.indices.contains(configuration) else { return nil }
    return rows[configuration]
  }

  /// The end of a trial; nil while it is open, and for trials that do not count.
  package subscript(trial: TrialIndex) -> Settlement? {
    guard trial.replicate < replicates, trial.fold < folds else { return nil }
    return row(of: trial.configuration, until: trial.until)?
      .trials[trial.replicate * folds + trial.fold]
  }

  /// The trials of a configuration that are not settled, in the order of the plan.
  package func openTrials(of configuration: Int, until: Int? = nil) -> [TrialIndex] {
    let row = row(of: configuration, until: until)
    if row?.open == 0 { return [] }
    let trials = trials(of: configuration, until: until)
    return row == nil ? trials : trials.filter { self[$0] == nil }
  }

  func openTrials(of job: Job) -> [TrialIndex] {
    openTrials(of: job.configuration, until: job.until)
  }

  /// All trials of a configuration that count, in the order of the plan.
  package func trials(of configuration: Int, until: Int? = nil) -> [TrialIndex] {
    (0..<replicates).flatMap { replicate in
      (0..<folds).map {
        TrialIndex(configuration: configuration, replicate: replicate, fold: $0, until: until)
      }
    }
  }

  /// How often something about a configuration's trainings has changed.
  func revision(of job: Job) -> Int {
    row(of: job.configuration, until: job.until)?.revision ?? 0
  }

  /// The mean over a configuration's trials in the order of the plan, and the variance of that mean as
  /// far as it can be told; nil where any diverged, failed or is open.
  func score(of job: Job) -> Score? {
    guard let row = row(of: job.configuration, until: job.until) else { return nil }
    var values: [Double] = []
    for trial in row.trials {
      guard let value = trial?.value else { return nil }
      values.append(value)
    }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return Score(mean: mean, variance: values.count > 1 ? squares / (count - 1) / count : nil)
  }

  /// A hash of what a configuration's trials came to.
  func digest(of job: Job) -> Digest {
    var bytes: [UInt8] = []
    for trial in row(of: job.configuration, until: job.until)?.trials ?? [] {
      switch trial {
      case .result(_, let digest): bytes += [1] + digest.bytes
      case .failed: bytes.append(0)
      case nil: bytes.append(2)
      }
    }
    return Digest(of: bytes)
  }
}

/// The score of a configuration's trainings.
struct Score: Hashable, Sendable {
  let mean: Double
  /// The variance of the mean, from the spread of its trainings; nil of a single one.
  let variance: Double?
}
