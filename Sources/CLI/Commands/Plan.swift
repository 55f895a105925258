import Documents
import Planning
import Processes
import Reports
import Results
import Specs
import Statistics
import Store
import Sweeps
import Trials

extension Command {
  /// The work that a run would do.
  static let plan = Command(
    name: "plan", summary: "show what a run would do, how long it takes and what it can see",
    synopsis: "FILE [options] | [options] -- COMMAND... [NAME=VALUES...]",
    discussion: """
      Reads the spec, opens its data and counts the trials: configurations x replicates x folds.
      Trials that the results file has already, from this spec or an earlier form of it, are not
      trained again. Nothing is written.

      With --detect or --budget, tells the smallest difference that the design can see, the design
      that sees a given one, and what a time buys. How much differences vary is taken from a pilot:
      the latest sweep of the same name, or --sweep; or from --spread. What a pilot shows is uncertain:
      designs are made for a spread that the true one exceeds in one of five cases, and the power that
      the wanted difference may have is told as a range.
      """,
    example: "sweep plan sweeps/digits-l2.yaml --detect 0.005 --budget 2h",
    options: [
      PlanOptions.detect, PlanOptions.budget, PlanOptions.power, .level, PlanOptions.spread,
      PlanOptions.jobs, .epochs, .set, .renamed, .added, PlanOptions.pilot, .results, .json,
    ] + [.warmStart] + LineOptions.all, operands: 1...4096, optionHint: LineOptions.hint
  ) { arguments in
    var prepared = try PlannedSweep(arguments)
    for note in prepared.oddities { Output.note(note) }
    BusyLine.say("reading '\(arguments.resultsPath)'")
    prepared.keep(try CarriedTrials(prepared, arguments).results)
    let wish = try PlanOptions.wish(arguments)
    if let shortfall = try arguments.shortfall(
      of: prepared.spec.policy.limits.needs, slots: wish.slots)
    {
      Output.note("no trial can be trained on this machine: \(shortfall)")
    }
    let pilot = try PilotSweep(arguments, for: prepared.plan)
    if wish.difference != nil || wish.budget != nil {
      let spread = try arguments.number(PlanOptions.spread, between: 0, and: .infinity)
      if let spread, spread >= Pilot.largest {
        throw UserError("--spread is too large for a plan; divide the metric by its size")
      }
      let report = DesignReport(
        prepared.plan, pilot: try pilot.pilot(spread: spread), wish: wish)
      Output.print(report, asJSON: arguments.has(.json))
      return .success
    }
    let estimate = Estimate(
      durations: pilot.durations, running: 0,
      waiting: prepared.plan.expectedTrialCount - pilot.done,
      slots: wish.slots)
    try prepared.probeNesting(resultsPath: arguments.resultsPath)
    let stale = try StaleTrials(prepared, in: arguments.resultsPath)
    let text = PlanText(
      prepared.plan, done: pilot.done, stale: stale.count, by: stale.makers, estimate: estimate,
      race: RaceOutlook(prepared.plan, pilot: try pilot.meansSpread),
      halving: HalvingOutlook(prepared.plan, try arguments.policy(of: prepared)),
      confirmation: try prepared.probedConfirmation(resultsPath: arguments.resultsPath)?.plan,
      convolution: prepared.convolution, precision: prepared.precision)
    Output.print(text, asJSON: arguments.has(.json))
    return .success
  }
}

/// The options of `plan`.
private enum PlanOptions {
  static let detect = Option(
    "--detect", value: "SIZE", "the difference in the metric that one wants to see")
  static let budget = Option("--budget", value: "TIME", "what a time such as 2h buys")
  static let power = Option(
    "--power", value: "SHARE", "how surely it is to be seen (default: 0.8)")
  static let spread = Option(
    "--spread", value: "STD", "the standard deviation of differences, instead of a pilot's")
  static let jobs = Option(
    "--jobs", short: "-j", value: "N", "trainings at a time (default: the processors)")
  static let pilot = Option(
    "--sweep", value: "NAME", "the pilot (default: the latest sweep of the spec's name)")

  static func wish(_ arguments: Arguments) throws -> DesignReport.Goal {
    var wish = DesignReport.Goal()
    wish.difference = try arguments.number(detect, between: 0, and: .infinity)
    wish.budget = try arguments.duration(budget)
    wish.level = try arguments.level()
    wish.power = try arguments.number(power, between: wish.alpha, and: 1) ?? wish.power
    wish.slots = try arguments.integer(jobs, in: 1...4096) ?? CurrentProcess.processorCount
    return wish
  }
}

/// An earlier sweep that a plan can learn from, if there is one.
private struct PilotSweep {
  /// Trials of the plan that have a result already.
  let done: Int
  /// The durations of the pilot's trials, in seconds.
  let durations: Moments
  private let recorded: SweepReader?
  private let plan: Plan

  init(_ arguments: Arguments, for plan: Plan) throws {
    self.plan = plan
    let path = arguments.resultsPath
    guard let file = try ResultsReader.ifAny(at: path) else {
      (done, durations, recorded) = (0, Moments(), nil)
      return
    }
    done = try plan.done(in: file)
    let name = arguments.text(PlanOptions.pilot) ?? plan.sweep.name
    // A name that somebody asked for has to be there.
    let isKnown = try file.latestSweep(named: name) != nil
    guard isKnown || arguments.text(PlanOptions.pilot) != nil else {
      (durations, recorded) = (Moments(), nil)
      return
    }
    let recorded = try SweepReader(path: path, name: name)
    durations = try recorded.file.durations(of: recorded.sweep.id)
    self.recorded = recorded
  }

  /// How far the true means of the pilot's configurations lie apart, in units of the spread of one training;
  /// nil where it cannot tell.
  var meansSpread: Double? {
    get throws {
      guard plan.sweep.race != nil, let recorded else { return nil }
      var scores: [Int: [RaceBlock: Double]] = [:]
      for value in try recorded.file.values(of: recorded.sweep.id, metric: recorded.sweep.metric) {
        guard let number = value.value, number.isFinite else { continue }
        scores[value.configuration, default: [:]][
          RaceBlock(replicate: value.replicate, fold: value.fold)] = number
      }
      let blocks =
        scores.values.map { Set($0.keys) }.reduce(nil as Set<RaceBlock>?) { common, own in
          common?.intersection(own) ?? own
        } ?? []
      let (count, size) = (scores.count, blocks.count)
      guard count >= 3, size >= 2 else { return nil }
      let order = blocks.sorted { ($0.replicate, $0.fold) < ($1.replicate, $1.fold) }
      let rows = scores.sorted { $0.key < $1.key }.map { row in order.compactMap { row.value[$0] } }
      let means = rows.map { $0.reduce(0, +) / Double(size) }
      let grand = means.reduce(0, +) / Double(count)
      let columns = order.indices.map { place in
        rows.reduce(0) { $0 + $1[place] } / Double(count)
      }
      var squares = 0.0
      for (row, mean) in zip(rows, means) {
        for (place, value) in row.enumerated() {
          let residual = value - mean - columns[place] + grand
          squares += residual * residual
        }
      }
      let residual = squares / Double((count - 1) * (size - 1))
      guard residual > 0, let spread = Moments(means).variance else { return nil }
      return max(0, spread / residual - 1 / Double(size)).squareRoot()
    }
  }

  /// The pilot, with the spread of differences: the given one, or the one that the results show.
  func pilot(spread: Double?) throws -> Pilot {
    if let spread { return Pilot(deviation: spread, durations: durations) }
    let evaluation = plan.sweep.evaluation
    guard let recorded else {
      throw UserError(
        "no sweep named '\(plan.sweep.name)' is known, from which to tell how much differences vary;"
          + " run one with few replicates, name another with --sweep, or give --spread")
    }
    let earlier = recorded.sweep.evaluation
    guard earlier.foldCount == evaluation.foldCount || evaluation.designUnit == .folds else {
      throw UserError(
        "'\(recorded.sweep.name)' averages \(earlier.foldCount) folds a replicate and the spec"
          + " \(evaluation.foldCount): its spread is another; give --spread")
    }
    return try Pilot(
      try recorded.table(metrics: [plan.sweep.metric], over: evaluation.designUnit),
      durations: durations)
  }
}
