package import Statistics

/// Mean and spread of one metric for every configuration.
package struct Summary: Hashable, Sendable {
  /// What counts as one observation.
  ///
  /// Folds of one replicate share training rows, and replicates of one fold share validation
  /// rows: counting every trial as independent would make the spread look smaller than it is.
  package enum Unit: String, Hashable, Sendable, CaseIterable {
    case trials
    /// Folds are averaged within each replicate first.
    case replicates
    /// Replicates are averaged within each fold first.
    case folds
  }

  /// One configuration.
  package struct Row: Hashable, Sendable {
    package let configuration: Int
    /// One for each that the sweep asks for, in the order of replicates and folds; nil where a
    /// trial of it has no finite value. The same place is the same unit in every row: so rows are
    /// paired.
    package let observations: [Double?]
    /// Of the observations that are there.
    package let description: Description
    /// How many trials are not there, by the reason.
    package let absences: [Absence: Int]

    package var moments: Moments { description.moments }
    /// Observations the sweep asks for.
    package var expected: Int { observations.count }

    fileprivate init(
      configuration: Int, observations: [Double?], description: Description,
      absences: [Absence: Int]
    ) {
      self.configuration = configuration
      self.observations = observations
      self.description = description
      self.absences = absences
    }
  }

  package let metric: Metric
  package let unit: Unit
  /// In the order of the configurations.
  package let rows: [Row]

  /// Summarises the trials of a sweep, whatever the order they are given in.
  ///
  /// An observation that averages several trials counts once all of them have finite values.
  package init(
    _ values: [TrialValue], configurationCount: Int, metric: Metric, unit: Unit
  ) {
    self.metric = metric
    self.unit = unit
    var trials: [[TrialValue]] = Array(repeating: [], count: configurationCount)
    for value in values { trials[value.configuration].append(value) }
    rows = trials.enumerated().map { configuration, trials in
      Row(configuration: configuration, trials: trials, unit: unit)
    }
  }
}

extension Summary {
  /// The summaries of several sweeps of one metric and unit as one, configurations counted on.
  ///
  /// - Precondition: there is one, and their observations are of the same units.
  package init(joining summaries: [Summary]) {
    metric = summaries[0].metric
    unit = summaries[0].unit
    rows = summaries.flatMap(\.rows).enumerated().map { index, row in
      Row(
        configuration: index, observations: row.observations, description: row.description,
        absences: row.absences)
    }
  }
}

extension Summary.Row {
  fileprivate init(configuration: Int, trials: [TrialValue], unit: Summary.Unit) {
    self.configuration = configuration
    let trials = trials.sorted { ($0.replicate, $0.fold) < ($1.replicate, $1.fold) }
    let groups =
      switch unit {
      case .trials: trials.indices.map { trials[$0...$0] }
      case .replicates: trials.grouped(by: \.replicate)
      case .folds: trials.grouped(by: \.fold)
      }
    observations = groups.map { trials in
      var moments = Moments()
      for trial in trials {
        guard trial.absence == nil, let value = trial.value else { return nil }
        moments.add(value)
      }
      return moments.mean
    }
    description = Description(observations.compactMap(\.self))
    absences = trials.compactMap(\.absence).reduce(into: [:]) { $0[$1, default: 0] += 1 }
  }
}

extension [TrialValue] {
  /// The groups in the order of their keys, each in the order of the array.
  fileprivate func grouped(by key: (TrialValue) -> Int) -> [ArraySlice<TrialValue>] {
    // What is equal stays in its order.
    var rest = sorted { key($0) < key($1) }[...]
    var groups: [ArraySlice<TrialValue>] = []
    while let first = rest.first {
      let group = rest.prefix { key($0) == key(first) }
      groups.append(group)
      rest = rest.dropFirst(group.count)
    }
    return groups
  }
}

// MARK: - The best

extension Summary {
  /// The rows that compete for the best, in order: those with the most observations, so that luck
  /// in a single one does not win against a mean of many.
  ///
  /// A row that is one observation short only because trials are open competes too: it is not its
  /// turn yet.
  package var competitors: [Int] {
    let most = rows.map(\.moments.count).max() ?? 0
    guard most > 0 else { return [] }
    return rows.indices.filter { index in
      let count = rows[index].moments.count
      return count == most
        || count > 0 && count == most - 1 && rows[index].absences.keys.allSatisfy { $0 == .open }
    }
  }

  /// Index of the competitor with the best mean, the first of equals; nil while there is none.
  package var best: Int? {
    competitors.reduce(nil) { best, candidate in
      guard let value = rows[candidate].moments.mean else { return best }
      guard let best, let leader = rows[best].moments.mean else { return candidate }
      return metric.prefers(value, to: leader) ? candidate : best
    }
  }

  /// The scores of all rows over the units that claims are made about.
  ///
  /// Of trials in a design of folds and replicates it is the folds: replicates of one fold share
  /// their rows, and are averaged within it.
  ///
  /// - Parameter dataRows: how many rows the data has, if known: ordered folds have parts of sizes
  ///   that depend on it.
  package func candidates(of evaluation: Evaluation, dataRows: Int? = nil) -> Candidates {
    Candidates(
      scores: rows.map { claimed($0.observations, of: evaluation).map { $0 ?? .nan } },
      better: metric.goal == .maximize ? .larger : .smaller,
      testToTrain: evaluation.testToTrain(over: unit, dataRows: dataRows))
  }

  /// Count, mean and spread over the units that claims are made about.
  package func claimedMoments(_ row: Int, of evaluation: Evaluation) -> Moments {
    Moments(claimed(rows[row].observations, of: evaluation).compactMap(\.self))
  }

  private func claimed(_ observations: [Double?], of evaluation: Evaluation) -> [Double?] {
    let (replicates, folds) = (evaluation.replicates, evaluation.foldCount)
    guard unit == .trials, folds > 1, replicates > 1, observations.count == replicates * folds
    else { return observations }
    // Trials lie replicate by replicate.
    return (0..<folds).map { fold in
      let values = (0..<replicates).compactMap { observations[$0 * folds + fold] }
      return values.count == replicates ? Moments(values).mean : nil
    }
  }
}

extension Evaluation {
  /// The unit over which spread is reported unless somebody asks for another: folds where there are
  /// several, as they tell of other rows too, else replicates.
  package var summaryUnit: Summary.Unit {
    if foldCount > 1 { return .folds }
    return replicates > 1 ? .replicates : .trials
  }

  /// The size of a validation part over the mean size of its training parts, where observations
  /// share training rows: 1 / (k - 1) for k folds. 0 for replicates, which share no draw.
  ///
  /// - Parameter dataRows: how many rows the data has; if not known, ordered folds are taken to
  ///   share evenly, 2 / (k + 1).
  package func testToTrain(over unit: Summary.Unit, dataRows: Int? = nil) -> Double {
    guard case .folds(let k, let kind, _) = scheme, unit != .replicates else { return 0 }
    guard kind == .ordered else { return 1 / Double(k - 1) }
    guard let rows = dataRows, rows > k else { return 2 / Double(k + 1) }
    // Fold by fold the training part is all rows before the last k - fold blocks.
    let size = Double(rows / (k + 1))
    return size / (Double(rows) - size * Double(k + 1) / 2)
  }

  /// What claims about differences are about, in a sentence.
  package func sampling(over unit: Summary.Unit) -> String {
    if foldCount > 1, unit != .replicates {
      return "other rows and other seeds, by the corrected test over folds"
    }
    return "other seeds, these rows"
  }
}
