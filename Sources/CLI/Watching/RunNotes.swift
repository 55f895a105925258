import Commands
import Documents
import Processes
import Results
import Store
import Sweeps
import Trials

/// Notes about a program's trials, told while there is time to mend the program; each once.
struct RunNotes {
  /// The metrics that each trial in training has measured so far.
  private var measured: [Int: Set<String>] = [:]
  /// The metric of the first replicate of each configuration and fold, epoch by epoch.
  private var first: [Place: [Double]] = [:]
  private var isMissingTold = false
  private var areEqualTold = false
  private var told: Set<String> = []

  private struct Place: Hashable {
    let configuration: Int
    let fold: Int
    let until: Int?
  }

  /// Goes on with a longer plan. Configurations may have other numbers in it.
  mutating func renumber() { first = [:] }

  /// The notes that an entry gives reason for.
  ///
  /// - Parameter plan: with all that is asked for.
  mutating func take(_ entry: JournalEntry, in plan: OpenPlan) -> [String] {
    guard plan.plan.sweep.recipe.recipeKind == .program else { return [] }
    switch entry {
    case .measured(let attempt, let measurements):
      return missing(attempt.trial, measurements, plan.plan.sweep.metric).map { [$0] } ?? []
    case .finished(let attempt, let decoded, _):
      measured[attempt.trial] = nil
      return equal(plan.trials[attempt.trial], decoded.outcome, plan.plan.sweep)
        + own(decoded.outcome.notes?.output ?? "")
    case .failed(let attempt, _, _), .lost(let attempt), .returned(let attempt):
      measured[attempt.trial] = nil
      return []
    default:
      return []
    }
  }

  /// A metric that the first epoch does not know is not likely to be known by the last.
  private mutating func missing(
    _ trial: Int, _ measurements: [Measurement], _ metric: Metric
  ) -> String? {
    guard !isMissingTold, metric.name != ProgramTrainer.exitCode else { return nil }
    measured[trial, default: []].formUnion(measurements.flatMap(\.metrics.keys))
    let names = measured[trial, default: []]
    guard !names.contains(metric.name), let last = measurements.last?.epoch else { return nil }
    if case .epoch(let epoch) = metric.moment, last < epoch { return nil }
    let meant = closest(to: metric.name, among: names)
    // One that is not misspelt may be measured at the end of the epoch.
    guard last > 1 || meant.map({ abs($0.count - metric.name.count) < 3 }) ?? false else {
      return nil
    }
    isMissingTold = true
    let list = names.sorted().prefix(12).joined(separator: ", ")
    return "the program measures \(list), and no '\(metric.name)', which the sweep is judged by"
      + (meant.map { "; did you mean \($0)?" } ?? "; see 'metric' in the spec")
  }

  /// Replicates that agree to the last digit are one training, told several times.
  private mutating func equal(
    _ trial: Trial, _ outcome: Outcome, _ sweep: Sweep
  ) -> [String] {
    guard !areEqualTold, sweep.evaluation.replicates > 1, outcome.status == .completed
    else { return [] }
    let place = Place(
      configuration: trial.configuration, fold: trial.fold, until: trial.until)
    let curve = outcome.measurements.compactMap { $0.metrics[sweep.metric.name] }
    guard let other = first[place] else {
      first[place] = curve
      return []
    }
    guard other == curve else {
      // One pair that differs, and the program does use its seed.
      areEqualTold = true
      return []
    }
    areEqualTold = true
    return [EqualReplicates.note]
  }

  /// The lines in sweep's own name among those that the program printed.
  private mutating func own(_ output: String) -> [String] {
    output.split(separator: "\n").filter { $0.hasPrefix(ProgramTrainer.ownLine) }
      .map { String($0.dropFirst(ProgramTrainer.ownLine.count)) }
      .filter { told.insert($0).inserted }
  }
}

/// Replicates of a program that are all the same.
enum EqualReplicates {
  static let note = "all replicates of a configuration are equal: does the program use SWEEP_SEED?"

  /// Whether trials that differ in their replicate alone have equal values; nil where there are no two.
  static func areAll(among values: [TrialValue]) -> Bool? {
    var known: [[Int]: Double] = [:]
    var hasPair = false
    for trial in values {
      guard trial.absence == nil, let value = trial.value else { continue }
      guard let other = known.updateValue(value, forKey: [trial.configuration, trial.fold]) else {
        continue
      }
      guard other == value else { return false }
      hasPair = true
    }
    return hasPair ? true : nil
  }
}

extension SweepReader {
  /// Says so where a program's replicates agree, of every configuration that has two.
  func noteEqualReplicates() throws {
    guard sweep.evaluation.replicates > 1, sweep.semantics.hasPrefix("program") else { return }
    // Where they differ, the first two do: a million trials need not be read for that.
    let few = try values(of: sweep.metric, replicates: 2)
    guard EqualReplicates.areAll(among: few) != false,
      EqualReplicates.areAll(among: try values(of: sweep.metric)) == true
    else { return }
    Output.note(EqualReplicates.note)
  }
}
