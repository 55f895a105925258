package import Statistics
package import Trials

/// Mean and spread of one metric for every configuration.
package struct Summary: Hashable, Sendable {
  /// The unit that counts as one observation.
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
    /// The configuration's index in the plan.
    package let configuration: Int
    /// One for each that the sweep asks for, in the order of replicates and folds; nil where a
    /// trial of it has no finite value. The same place is the same unit in every row: so rows are
    /// paired.
    package let observations: [Double?]
    /// The statistics of the observations that are there.
    package let description: Description
    /// How many trials are not there, by the reason.
    package let absences: [Absence: Int]

    /// The count, mean and spread of the observations that are there.
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

  /// The metric that all numbers are of.
  package let metric: Metric
  /// The unit that counts as one observation, in every row.
  package let unit: Unit
  /// The rows, in the order of the configurations.
  package let rows: [Row]
  /// On which rows of one test part each observation's network is right, where that is known of all.
  package internal(set) var rowScores: RowScores?

  /// Summarises the trials of a sweep, whatever the order they are given in.
  ///
  /// An observation that averages several trials counts once all of them have finite values.
  package init(
    _ values: [TrialValue], configurationCount: Int, metric: Metric, unit: Unit
  ) {
    self.metric = metric
    self.unit = unit
    rows = values.places(ofConfigurations: configurationCount).enumerated().map {
      Row(configuration: $0, trials: values, places: $1, unit: unit)
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
    let known = summaries.compactMap(\.rowScores)
    rowScores = known.count == summaries.count ? RowScores(joining: known) : nil
  }
}

extension Summary.Row {
  /// - Parameter places: the places of the configuration's trials.
  fileprivate init(
    configuration: Int, trials: [TrialValue], places: ArraySlice<Int>, unit: Summary.Unit
  ) {
    self.configuration = configuration
    var absences: [Absence: Int] = [:]
    for place in places {
      if let absence = trials[place].absence { absences[absence, default: 0] += 1 }
    }
    self.absences = absences
    func rank(_ place: Int) -> (Int, Int) {
      let trial = trials[place]
      return unit == .folds ? (trial.fold, trial.replicate) : (trial.replicate, trial.fold)
    }
    func isInOrder(_ places: ArraySlice<Int>) -> Bool {
      zip(places, places.dropFirst()).allSatisfy { rank($0) <= rank($1) }
    }
    // As a rule they come replicate by replicate, and then a million of them need no sorting.
    var places = places
    if unit == .folds {
      let folds = Dictionary(grouping: places) { trials[$0].fold }
      places = folds.keys.sorted().flatMap { folds[$0] ?? [] }[...]
    }
    if !isInOrder(places) { places = places.sorted { rank($0) < rank($1) }[...] }

    var observations: [Double?] = []
    var group: (key: Int, moments: Moments, isComplete: Bool)?
    func close() {
      if let group { observations.append(group.isComplete ? group.moments.mean : nil) }
    }
    for place in places {
      let trial = trials[place]
      let key =
        switch unit {
        case .trials: place
        case .replicates: trial.replicate
        case .folds: trial.fold
        }
      if group?.key != key {
        close()
        group = (key, Moments(), true)
      }
      if trial.absence == nil, let value = trial.value {
        group?.moments.add(value)
      } else {
        group?.isComplete = false
      }
    }
    close()
    self.observations = observations
    description = Description(observations.compactMap(\.self))
  }
}

extension [TrialValue] {
  /// The places of each configuration's trials, in the order of the array.
  fileprivate func places(ofConfigurations count: Int) -> [ArraySlice<Int>] {
    var ends = [Int](repeating: 0, count: count)
    for trial in self { ends[trial.configuration] += 1 }
    var begins = 0
    for configuration in ends.indices {
      (begins, ends[configuration]) = (begins + ends[configuration], begins)
    }
    var places = [Int](repeating: 0, count: self.count)
    for (place, trial) in enumerated() {
      places[ends[trial.configuration]] = place
      ends[trial.configuration] += 1
    }
    var begin = 0
    return ends.map { end in
      defer { begin = end }
      return places[begin..<end]
    }
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
  /// The units of trials in a design of folds and replicates are the folds: replicates of one fold share
  /// their rows, and are averaged within it.
  ///
  /// - Parameter dataRows: how many rows the data has, if known: ordered folds have parts of sizes
  ///   that depend on it.
  package func candidates(of evaluation: Evaluation, dataRows: Int? = nil) -> Candidates {
    Candidates(
      scores: rows.map { claimed($0.observations, of: evaluation).map { $0 ?? .nan } },
      better: metric.goal == .maximize ? .larger : .smaller,
      testToTrain: evaluation.testToTrain(over: unit, dataRows: dataRows), rowScores: rowScores)
  }

  /// Gives the scope of claims about differences, in a few words.
  package func sampling(of evaluation: Evaluation) -> String {
    rowScores == nil
      ? evaluation.sampling(over: unit) : Evaluation.samplingOfRows
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
    guard unit != .replicates else { return 0 }
    // All that is known here of splits from files is their number: as for folds of as many.
    if case .listed(let count) = scheme { return count > 1 ? 1 / Double(count - 1) : 0 }
    guard case .folds(let k, let kind, _) = scheme else { return 0 }
    guard case .ordered(let gap, let window) = kind else { return 1 / Double(k - 1) }
    guard let rows = dataRows, rows > k else { return 2 / Double(k + 1) }
    // Fold by fold the training part is what comes before the last k - fold blocks.
    let size = rows / (k + 1)
    let trained = (0..<k).reduce(0) { sum, fold in
      let before = max(0, rows - (k - fold) * size - gap)
      return sum + min(before, window ?? before)
    }
    return trained > 0 ? Double(size * k) / Double(trained) : 2 / Double(k + 1)
  }

  /// Gives the scope of claims from the spread of observations, in a few words.
  package func sampling(over unit: Summary.Unit) -> String {
    if foldCount > 1, unit != .replicates {
      return "new data of this kind and new seeds, by the corrected test over folds"
    }
    return "new seeds on the same data"
  }

  /// The same where it is known on which rows of a test part or a holdout each network is right.
  package static let samplingOfRows = "new test data and new seeds, the training data being kept"
}
