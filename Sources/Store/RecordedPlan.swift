import SQLite
import Search
import Sweeps
import Trials
import Views

/// A plan and the rows of its sweep: what the file has of its trials, by their numbers.
struct RecordedPlan {
  private(set) var plan: OpenPlan
  let sweep: SweepID
  private(set) var rows: TrialRows
  let connection: Connection

  private var metric: Metric { plan.plan.sweep.metric }
  private var asksInSteps: Bool { plan.plan.sweep.asksInSteps }

  init(_ plan: OpenPlan, of sweep: SweepID, in connection: Connection) throws(StoreError) {
    self.plan = plan
    self.sweep = sweep
    self.connection = connection
    rows = try TrialRows(plan, of: sweep, in: connection)
  }

  /// Goes on as a longer form of the sweep, which is registered.
  ///
  /// - Returns: the numbers of the trials that are new.
  func extended(
    to longer: Plan, of sweep: SweepID
  ) throws(StoreError) -> (RecordedPlan, added: Range<Int>) {
    var plan = plan
    let added = plan.extend(to: longer)
    var extended = try RecordedPlan(plan, of: sweep, in: connection)
    extended.rows = rows.extended(by: extended.rows)
    return (extended, added)
  }

  // MARK: - Decisions

  /// Writes decisions down, with the configurations that they ask for and all their trials; where the transaction
  /// comes to nothing, `goBack` takes them back.
  ///
  /// - Returns: the facts on record of the trials that are asked for, also in the words of views.
  mutating func follow(
    _ decisions: [Decision]
  ) throws(StoreError) -> (asked: NewlyAsked, known: [StandingFold.Known]) {
    let before = plan.plan.configurations.count
    let added = plan.follow(decisions).added
    for decision in decisions { try connection.insert(decision, of: sweep) }
    let writer = PlanRows(
      parameters: plan.plan.sweep.parameters.map(\.name), connection: connection)
    let proposals = decisions.flatMap(\.proposals)
    for (configuration, proposal) in zip(plan.plan.configurations[before...], proposals) {
      try writer.insert(CollectionOfOne(configuration), of: sweep.row) { position, _ in
        proposal.values[position]?.value
      }
    }
    let trials =
      added.isEmpty
      ? [] : (before..<plan.plan.configurations.count).flatMap(plan.plan.allTrials(of:))
    let shared = Set(try writer.insert(trials, of: sweep.row, areListed: !asksInSteps))
    for decision in decisions { try writer.list(plan.plan.asked(by: decision), of: sweep.row) }
    var asked = NewlyAsked(histories: Array(repeating: TrialHistory.untried, count: added.count))
    var known: [StandingFold.Known] = []
    rows.append(Array(repeating: 0, count: added.count))
    for (place, trial) in trials.enumerated() {
      guard let number = plan.number(of: trial.id), added.contains(number) else { continue }
      let row = try connection.row(in: "trials", of: trial.id.digest)
      rows[number] = row
      guard shared.contains(place) else { continue }
      let failed = try connection.all(
        "SELECT number FROM attempts WHERE trial = ? AND ending = 'failed'", [.integer(row)]
      ) { $0.int(0) }
      try connection.known("WHERE t.id = ?2", row, judgedBy: metric.within(trial.until)) { trial in
        asked.histories[number - added.lowerBound] = trial.history
        asked.settled[number] = trial.settlement
        known.append(
          StandingFold.Known(
            number: number, end: trial.end, seconds: trial.seconds, failed: failed))
      }
    }
    if asksInSteps {
      asked.kept = try connection.kept(of: sweep).filter { $0.configuration >= before }
    }
    return (asked, known)
  }

  /// Takes back the decisions that were followed since the plan had this extent.
  mutating func goBack(to extent: OpenPlan.Extent) {
    plan.goBack(to: extent)
    rows.remove(from: plan.trials.count)
  }

  /// Lists the trials of a block of a race; those that are listed already stay so.
  func list(_ deal: Deal) throws(StoreError) {
    for configuration in deal.configurations {
      let trial = plan.plan.trial(
        configuration: configuration, replicate: deal.replicate, fold: deal.fold)
      guard let number = plan.number(of: trial.id) else {
        preconditionFailure("a race asks for \(trial), which the plan has not")
      }
      try connection.run(
        """
        INSERT INTO sweep_trials (sweep, replicate, fold, configuration, trial) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT DO NOTHING
        """,
        [
          .integer(sweep.row), .integer(deal.replicate), .integer(deal.fold),
          .integer(configuration), .integer(rows[number]),
        ])
    }
  }

  // MARK: - What is known

  /// Reads how the trials stand, and which attempts at them go on.
  func replay() throws(StoreError) -> (Replay, orphans: [Int: JournalReplay.Orphan]) {
    try JournalReplay(rows: rows, sweep: sweep, connection: connection).read()
  }

  /// Gives the settlements of the trials that have ended, by their numbers.
  func settled() throws(StoreError) -> [Int: Settlement] {
    var settled: [Int: Settlement] = [:]
    try visitKnown { number, trial in settled[number] = trial.settlement }
    return settled
  }

  /// Visits what the file knows of the trials, by their numbers; what is told last counts.
  private func visitKnown(
    _ visit: (_ number: Int, _ trial: KnownTrial) -> Void
  ) throws(StoreError) {
    let numbers = rows.numbers
    // A race or halving may ask for any trial of its plan, and has to know what another sweep has of it.
    try connection.known(
      !asksInSteps
        ? ", sweep_trials p WHERE p.trial = t.id AND p.sweep = ?2 AND \(wholeTrials)"
        : "WHERE ?2 <> 0", sweep.row, judgedBy: metric
    ) { trial in
      if let number = numbers[trial.row] { visit(number, trial) }
    }
    // The last epoch counts for a trial that ends before the epoch that is asked for.
    let isCut = plan.trials.map { metric.within($0.until) != metric }
    if isCut.contains(true) {
      try connection.known(
        "WHERE ?2 <> 0", sweep.row, judgedBy: metric.within(1)
      ) { trial in
        if let number = numbers[trial.row], isCut[number] { visit(number, trial) }
      }
    }
  }

  /// The kernels that the sweep's first result came from; nil where it has none.
  func kernel() throws(StoreError) -> String? {
    if asksInSteps { return try kernelOfPlan() }
    return try connection.first(
      """
      SELECT w.kernel FROM attempts a JOIN workers w ON w.id = a.worker
      WHERE a.trial IN (SELECT trial FROM sweep_trials WHERE sweep = ?) AND a.ending = 'finished'
      ORDER BY a.epoch, a.started, a.trial LIMIT 1
      """, [.integer(sweep.row)]
    ) { $0.text(0) }
  }

  /// The same of a race or halving, which may ask for trials that another sweep has trained.
  private func kernelOfPlan() throws(StoreError) -> String? {
    let numbers = rows.numbers
    var kernel: String?
    try connection.each(
      """
      SELECT a.trial, w.kernel FROM attempts a JOIN workers w ON w.id = a.worker
      WHERE a.ending = 'finished'
      ORDER BY a.epoch, a.started, a.trial
      """
    ) { row in
      if kernel == nil, numbers[Int64(row.int(0))] != nil { kernel = row.text(1) }
    }
    return kernel
  }

  // MARK: - For views

  /// The workers of the sweep: none yet, with what former lives know of attempts that may come back.
  ///
  /// - Parameter replay: the record of former lives.
  func activity(after replay: Replay) throws(StoreError) -> ActivityFold {
    var epochs: [Int: Int] = [:]
    for (number, history) in replay.histories.enumerated() {
      guard history.standing == .running || history.standing == .lost else { continue }
      let last = try connection.first(
        """
        SELECT max(m.epoch) FROM measurements m
        WHERE m.trial = ? AND m.attempt = ? AND \(countableEpochs)
        """, [.integer(rows[number]), .integer(Int(history.attempts))]
      ) { $0.isNull(0) ? nil : $0.int(0) }
      if let last, let last { epochs[number] = last }
    }
    let (failures, unasked) = try failures()
    return ActivityFold(
      epochs: epochs,
      holders: Dictionary(
        replay.orphans.map { ($0.attempt, $0.holder) }, uniquingKeysWith: { $1 }),
      failures: failures, unasked: unasked)
  }

  /// The latest failures of the trials, and which of these a race has not asked for yet.
  private func failures() throws(StoreError) -> ([RecordedFailure], unasked: Set<TrialPlace>) {
    let reader = ResultsReader(over: connection)
    guard plan.plan.sweep.race != nil else {
      return (try reader.failures(of: sweep, last: ActivityFold.failureLimit), [])
    }
    let numbers = rows.numbers
    var unasked: Set<TrialPlace> = []
    let failures = try reader.failures(last: ActivityFold.keptFailures) {
      (trials) throws(StoreError) in
      let asked = try connection.places(of: trials, in: sweep)
      var places = asked
      for trial in trials where asked[trial] == nil {
        guard let number = numbers[trial] else { continue }
        let place = TrialPlace(plan.trials[number])
        places[trial] = place
        unasked.insert(place)
      }
      return places
    }
    return (failures, unasked)
  }

  /// How the sweep stands by what the record says of all trials, to be kept up to date.
  func standing() throws(StoreError) -> StandingFold {
    let reader = ResultsReader(over: connection)
    var fold = StandingFold(plan)
    let compared = try reader.comparison(of: sweep)
    fold.know(hidden: compared.hidden, departed: compared.departed, kept: compared.kept)
    let values = try reader.values(of: sweep, metric: metric)
    if asksInSteps {
      try visitKnown { number, trial in
        if let end = trial.end { fold.know(end, seconds: trial.seconds, of: number, in: plan) }
      }
      for value in try values + reader.partialValues(of: sweep, metric: metric) {
        fold.ask(
          for: plan.plan.trial(
            configuration: value.configuration, replicate: value.replicate, fold: value.fold,
            until: value.until), in: plan)
      }
    } else {
      fold.know(durations: try reader.durations(of: sweep))
      fold.askForAll(in: plan)
      for value in values {
        if let end = TrialEnd(value), let number = plan.number(of: value) {
          fold.know(end, of: number, in: plan)
        }
      }
    }
    let failed = try reader.failedAttempts()
    let numbers = failed.isEmpty ? nil : rows.numbers
    for attempt in failed {
      guard let number = numbers?[attempt.trial] else { continue }
      fold.know(failed: NumberedAttempt(trial: number, number: attempt.number))
    }
    return fold
  }
}
