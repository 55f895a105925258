import Planning
import Processes
import Reports
import Specs
import Sweeps

/// The time of `--budget`, which ends the asking of a search, or the dealing of a race.
///
/// Where all configurations are listed and no race is asked for, it makes the sweep a race with an open end:
/// further replicates for those still in, until one is left or the time is over. A race needs a number of
/// replicates, so such a race is run form by form, each with twice the replicates of the one before; a form
/// decides from recorded results, and so begins where the shorter one stood.
struct TimeBudget {
  /// When the time is over.
  private let end: ContinuousClock.Instant
  let total: Duration
  /// Whether it has made a race of the sweep.
  let isOpenEnded: Bool

  /// The first form has as many blocks or more: with fewer, hardly anybody may leave.
  private static let leastBlocks = 16

  /// Begins now.
  ///
  /// - Parameter prepared: the sweep, which becomes a race where it lists its configurations.
  /// - Returns: nil where the command line names no time.
  init?(
    _ arguments: Arguments, of prepared: inout PlannedSweep, resultsPath: String
  ) throws(UserError) {
    guard let total = try arguments.duration(RunOptions.budget) else { return nil }
    self.total = total
    end = ContinuousClock.now + total
    let sweep = prepared.plan.sweep
    guard sweep.nesting == nil else {
      throw UserError(
        "--budget would end each choice of evaluate.nested where its time is over, and so measure another"
          + " way of choosing; remove one of them")
    }
    isOpenEnded = sweep.race == nil && sweep.search?.method.learns != true
    guard isOpenEnded else { return }
    guard sweep.halving == nil else {
      throw UserError(
        "--budget ends a search that decides as it goes, or a race, and halving of listed configurations"
          + " is over when it is; a higher halving.factor has fewer go on, limits.trial ends long trainings"
      )
    }
    guard !prepared.spec.isOfWandb else {
      throw UserError(
        "--budget would make a race of this sweep, which W&B's form has no words for; 'sweep init' writes"
          + " a spec of it that has")
    }
    guard prepared.plan.configurations.count > 1 else {
      throw UserError(
        "--budget races configurations until its time is over, and this sweep has a single one; set"
          + " evaluate.replicates, and 'sweep plan --budget' tells what a time buys")
    }
    var replicates = sweep.evaluation.replicates
    while replicates * prepared.plan.splits.count < Self.leastBlocks { replicates *= 2 }
    prepared = try prepared.raced(over: replicates, resultsPath: resultsPath)
  }

  /// The time that is left.
  var rest: Duration { max(.zero, ContinuousClock.now.duration(to: end)) }

  /// The next form of a race with an open end; nil where it is at its end.
  ///
  /// - Parameters:
  ///   - form: the one that has come to its end.
  ///   - remaining: how many configurations are in.
  func next(
    after form: PlannedSweep, remaining: Int, resultsPath: String
  ) throws(UserError) -> PlannedSweep? {
    guard isOpenEnded, remaining > 1, rest > .zero else { return nil }
    let replicates = 2 * form.plan.sweep.evaluation.replicates
    let count = form.plan.configurations.count * form.plan.splits.count
    guard replicates <= SpecLimit.trials / count else {
      Output.note(
        "the race ends with \(counted(remaining, "configuration")) in, as it has come to"
          + " \(counted(form.plan.trials.count, "trial")), and no sweep has more than"
          + " \(SpecLimit.trials)")
      return nil
    }
    return try form.raced(over: replicates, resultsPath: resultsPath)
  }
}

extension PlannedSweep {
  /// The same sweep as a race over so many replicates.
  fileprivate func raced(over replicates: Int, resultsPath: String) throws(UserError)
    -> PlannedSweep
  {
    var changes = ["evaluate.replicates=\(replicates)"]
    if plan.sweep.race == nil { changes.insert("race=paired", at: 0) }
    var overrides: [Overriding] = []
    for change in changes { overrides.append(try Overriding("--set \(change)", change)) }
    return try PlannedSweep(
      path, text: text, folder: folder, overrides: overrides, resultsPath: resultsPath)
  }
}
