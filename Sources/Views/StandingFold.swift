package import Statistics
package import Sweeps
package import Trials

/// Keeps the standing of a sweep up to date, entry by entry.
///
/// The trials go by their numbers in a plan, which the caller has and hands in.
///
/// ```swift
/// var fold = StandingFold(plan)
/// fold.begin()
/// fold.take(.finished(attempt, outcome, seconds: 3), in: plan)
/// fold.standing(in: plan)                  // one more is completed
/// fold.undo(in: plan)                      // where the entry could not be recorded
/// ```
package struct StandingFold: Sendable {
  private enum State: UInt8 { case open, completed, diverged, failed }

  /// A change that is taken back where entries cannot be recorded.
  private enum Change {
    case end(Int, State, Double)
    case asked(Trial)
    case failed(NumberedAttempt, wasKnown: Bool)
  }

  /// The part of the fold that is short enough to be put back as a whole.
  private struct Rest {
    var durations = Moments()
    var departed: Set<Int> = []
    var kept: Set<Int> = []
  }

  private var counts = Standing()
  /// The states of trials, also of those that are not asked for, by their numbers.
  private var states: [State] = []
  private var values: [Double] = []
  private var isAsked: [Bool] = []
  /// Further places that a training is asked for at, by its number.
  private var repeats: [Int: [Trial]] = [:]
  /// How long the trainings took of trials that may be asked for at further places.
  private var knownSeconds: [Int: Double] = [:]
  /// The attempts that failed, by trial.
  private var failed: [Int: Set<Int>] = [:]
  private var scores: ConfigurationScores
  private var rest = Rest()
  private var former = Rest()
  private var changes: [Change] = []
  /// Whether changes may have to be taken back.
  private var keepsChanges = false

  /// The standing of a sweep of which nothing is known: no trial is asked for yet.
  package init(_ plan: OpenPlan) {
    scores = ConfigurationScores(
      plan.plan.sweep.metric, replicates: plan.plan.sweep.evaluation.replicates,
      folds: plan.plan.sweep.evaluation.foldCount)
    grow(with: plan)
  }

  // MARK: - What is on record already

  /// Knows what a trial came to.
  ///
  /// - Parameter seconds: how long its training took, where that counts from when it is asked for.
  package mutating func know(
    _ end: TrialEnd, seconds: Double? = nil, of number: Int, in plan: OpenPlan
  ) {
    knownSeconds[number] = seconds
    settle(number, as: end, in: plan)
  }

  /// Knows how long the trainings of all results took, in seconds.
  package mutating func know(durations: Moments) { rest.durations = durations }

  /// Knows that an attempt failed.
  package mutating func know(failed attempt: NumberedAttempt) { note(failed: attempt) }

  /// Knows which configurations are not compared: hidden ones, those that have left a race, and those that
  /// were brought back for good.
  package mutating func know(hidden: Set<Int>, departed: Set<Int>, kept: Set<Int>) {
    (rest.departed, rest.kept) = (departed, kept)
    for configuration in hidden.union(departed.subtracting(kept)) {
      scores.exclude(configuration)
    }
    self.hidden = hidden
  }

  private var hidden: Set<Int> = []

  /// Knows that configurations were brought back for good in a shorter form of the sweep.
  package mutating func know(kept: some Sequence<Int>) {
    rest.kept.formUnion(kept)
    compare(kept)
  }

  /// Asks for a trial from now on; once is enough.
  package mutating func ask(for trial: Trial, in plan: OpenPlan) {
    if let number = plan.number(of: trial.id) { ask(for: trial, number, in: plan) }
  }

  private mutating func ask(for trial: Trial, _ number: Int, in plan: OpenPlan) {
    if plan.trials[number] == trial {
      guard !isAsked[number] else { return }
      isAsked[number] = true
    } else {
      guard repeats[number]?.contains(trial) != true else { return }
      repeats[number, default: []].append(trial)
    }
    keep(.asked(trial))
    if places(of: number, in: plan).count == 1 {
      counts.failedAttempts += failed[number]?.count ?? 0
    }
    count(number, at: trial, 1)
    if let seconds = knownSeconds[number] { time(seconds) }
  }

  private mutating func time(_ seconds: Double) {
    if (0...ResultLimit.seconds).contains(seconds) { rest.durations.add(seconds) }
  }

  /// Asks for all trials of the plan.
  package mutating func askForAll(in plan: OpenPlan) {
    for (number, trial) in plan.trials.enumerated() { ask(for: trial, number, in: plan) }
    for trial in plan.repeated { ask(for: trial, in: plan) }
  }

  /// The state of a trial that is new here, as another sweep knows it.
  package struct Known: Sendable {
    /// The trial's number in the plan, counted from 0.
    package let number: Int
    /// The end that the trial came to; nil while it has neither a result nor been given up.
    package let end: TrialEnd?
    /// How long the training of its result took.
    package let seconds: Double?
    /// The numbers of the attempts that failed.
    package let failed: [Int]

    /// - Parameters:
    ///   - end: nil while the trial has come to none.
    ///   - seconds: how long the training of its result took; nil without a result.
    ///   - failed: the numbers of the attempts that failed.
    package init(number: Int, end: TrialEnd?, seconds: Double?, failed: [Int]) {
      self.number = number
      self.end = end
      self.seconds = seconds
      self.failed = failed
    }
  }

  /// Goes on with what a search or halving has asked for.
  ///
  /// - Parameters:
  ///   - known: what other sweeps have come to of the trials that are new.
  ///   - plan: with what was asked for.
  package mutating func follow(
    _ decisions: [Decision], known: [Known] = [], in plan: OpenPlan
  ) {
    keepsChanges = false
    grow(with: plan)
    for trial in known {
      if let end = trial.end { know(end, seconds: trial.seconds, of: trial.number, in: plan) }
      for attempt in trial.failed {
        note(failed: NumberedAttempt(trial: trial.number, number: attempt))
      }
    }
    if !plan.plan.sweep.asksInSteps {
      for trial in decisions.flatMap(\.configurations).flatMap(plan.plan.allTrials(of:)) {
        ask(for: trial, in: plan)
      }
    }
    for decision in decisions {
      for trial in plan.plan.asked(by: decision) { ask(for: trial, in: plan) }
    }
  }

  private mutating func grow(with plan: OpenPlan) {
    let more = plan.trials.count - states.count
    if more > 0 {
      states += Array(repeating: .open, count: more)
      values += Array(repeating: .nan, count: more)
      isAsked += Array(repeating: false, count: more)
    }
    scores.grow(to: plan.plan.configurations.count)
  }

  // MARK: - Entries

  /// Begins with entries that are recorded together: `undo` goes back to here.
  package mutating func begin() {
    changes.removeAll(keepingCapacity: true)
    keepsChanges = true
    former = rest
  }

  /// Takes in an entry.
  package mutating func take(_ entry: JournalEntry, in plan: OpenPlan) {
    switch entry {
    case .finished(let attempt, let decoded, let seconds):
      forget(failed: attempt, in: plan)
      let metric = plan.plan.sweep.metric.within(plan.trials[attempt.trial].until)
      settle(attempt.trial, as: TrialEnd(decoded.outcome, judgedBy: metric), in: plan)
      for _ in places(of: attempt.trial, in: plan) { time(seconds) }
      if plan.plan.sweep.asksInSteps { knownSeconds[attempt.trial] = seconds }
    case .failed(let attempt, _, let isFinal):
      note(failed: attempt)
      if isFinal { settle(attempt.trial, as: .failed, in: plan) }
    case .reopened(let trial):
      if states[trial] == .failed { settle(trial, as: nil, in: plan) }
    case .adopted(let attempt, _), .conflicted(let attempt, _, _), .lost(let attempt),
      .returned(let attempt):
      forget(failed: attempt, in: plan)
    case .dealt(let deal):
      for configuration in deal.configurations {
        ask(
          for: plan.plan.trial(
            configuration: configuration, replicate: deal.replicate, fold: deal.fold), in: plan)
      }
    case .judged(let verdict):
      rest.departed.formUnion(verdict.departures.map(\.configuration))
      compare(verdict.departures.map(\.configuration))
    case .kept(let configuration):
      rest.kept.insert(configuration)
      compare([configuration])
    case .joined, .left, .leased, .measured, .quarantined, .trusted, .drained, .paused,
      .annotated:
      break
    }
  }

  /// Takes back what was taken in since `begin`.
  package mutating func undo(in plan: OpenPlan) {
    keepsChanges = false
    for change in changes.reversed() {
      switch change {
      case .end(let number, let state, let value):
        set(number, to: state, value, in: plan)
      case .asked(let trial): withdraw(trial, in: plan)
      case .failed(let attempt, let wasKnown):
        if wasKnown { note(failed: attempt) } else { forget(failed: attempt, in: plan) }
      }
    }
    changes = []
    let changed = rest.departed.symmetricDifference(former.departed)
      .union(rest.kept.symmetricDifference(former.kept))
    rest = former
    compare(changed)
  }

  /// How the sweep stands now.
  package mutating func standing(in plan: OpenPlan) -> Standing {
    var standing = counts
    standing.durations = Standing.Durations(rest.durations)
    let (isAsked, repeats, states, values) = (isAsked, repeats, states, values)
    func number(_ place: ConfigurationScores.Place) -> Int {
      plan.number(
        configuration: place.configuration, replicate: place.replicate, fold: place.fold)
    }
    standing.best = scores.best { place in
      let number = number(place)
      let main = plan.trials[number]
      let isMain =
        main.configuration == place.configuration && main.replicate == place.replicate
        && main.fold == place.fold
      let isThere =
        isMain
        ? isAsked[number]
        : repeats[number]?.contains {
          $0.configuration == place.configuration && $0.replicate == place.replicate
            && $0.fold == place.fold
        } ?? false
      return isThere ? StandingFold.presence(states[number], values[number]) : nil
    } value: {
      values[number($0)]
    }
    return standing
  }

  // MARK: - Steps

  private mutating func keep(_ change: Change) {
    if keepsChanges { changes.append(change) }
  }

  private mutating func settle(_ number: Int, as end: TrialEnd?, in plan: OpenPlan) {
    keep(.end(number, states[number], values[number]))
    switch end {
    case .completed(let value): set(number, to: .completed, value ?? .nan, in: plan)
    case .diverged: set(number, to: .diverged, .nan, in: plan)
    case .failed: set(number, to: .failed, .nan, in: plan)
    case nil: set(number, to: .open, .nan, in: plan)
    }
  }

  private mutating func set(
    _ number: Int, to state: State, _ value: Double, in plan: OpenPlan
  ) {
    let old = StandingFold.presence(states[number], values[number])
    let new = StandingFold.presence(state, value)
    for place in places(of: number, in: plan) {
      count(states[number], -1)
      count(state, 1)
      if place.until == nil { scores.change(place.scored, from: old, to: new) }
    }
    (states[number], values[number]) = (state, value)
  }

  /// Where a training is asked for.
  private func places(of number: Int, in plan: OpenPlan) -> [Trial] {
    (isAsked[number] ? [plan.trials[number]] : []) + (repeats[number] ?? [])
  }

  private mutating func count(_ number: Int, at trial: Trial, _ step: Int) {
    count(states[number], step)
    guard trial.until == nil else { return }
    let presence = StandingFold.presence(states[number], values[number])
    scores.change(
      trial.scored, from: step > 0 ? nil : presence, to: step > 0 ? presence : nil)
  }

  private mutating func count(_ state: State, _ step: Int) {
    switch state {
    case .open: counts.open += step
    case .completed: counts.completed += step
    case .diverged: counts.diverged += step
    case .failed: counts.failed += step
    }
  }

  private mutating func withdraw(_ trial: Trial, in plan: OpenPlan) {
    guard let number = plan.number(of: trial.id) else { return }
    count(number, at: trial, -1)
    if plan.trials[number] == trial {
      isAsked[number] = false
    } else {
      repeats[number]?.removeAll { $0 == trial }
      if repeats[number]?.isEmpty == true { repeats[number] = nil }
    }
    if places(of: number, in: plan).isEmpty {
      counts.failedAttempts -= failed[number]?.count ?? 0
    }
  }

  private mutating func note(failed attempt: NumberedAttempt) {
    guard failed[attempt.trial, default: []].insert(attempt.number).inserted else { return }
    keep(.failed(attempt, wasKnown: false))
    if isAsked[attempt.trial] || repeats[attempt.trial] != nil { counts.failedAttempts += 1 }
  }

  /// An attempt that had failed came to something else.
  private mutating func forget(failed attempt: NumberedAttempt, in plan: OpenPlan) {
    guard failed[attempt.trial]?.remove(attempt.number) != nil else { return }
    keep(.failed(attempt, wasKnown: true))
    if isAsked[attempt.trial] || repeats[attempt.trial] != nil { counts.failedAttempts -= 1 }
  }

  private mutating func compare(_ configurations: some Sequence<Int>) {
    for configuration in configurations {
      scores.exclude(
        configuration,
        hidden.contains(configuration)
          || rest.departed.contains(configuration) && !rest.kept.contains(configuration))
    }
  }

  private static func presence(_ state: State, _ value: Double) -> ConfigurationScores.Presence {
    switch state {
    case .open: .open
    case .completed: value.isFinite ? .there : .absent
    case .diverged, .failed: .absent
    }
  }
}

extension Trial {
  fileprivate var scored: ConfigurationScores.Place {
    ConfigurationScores.Place(configuration: configuration, replicate: replicate, fold: fold)
  }
}
