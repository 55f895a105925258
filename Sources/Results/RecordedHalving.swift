package import Reports
import Specs
package import Store
package import Sweeps
package import Trials

/// Halving as a results file tells of it: until which epoch each configuration was asked for.
package struct RecordedHalving {
  /// The method, as the sweep's spec has it.
  package let method: HalvingMethod
  /// The highest rung of each configuration that was decided, in epochs.
  private let decided: [Int]
  /// The configurations that somebody brought back: they are trained to their end.
  package let kept: Set<Int>

  /// The halving of a sweep; nil where there is none.
  package init?(_ file: ResultsReader, of sweep: RecordedSweep) throws {
    guard sweep.specText.contains("halving") || sweep.specText.contains("early_terminate"),
      let method = (try? Spec(sweep.specText))?.sweep.halving
    else { return nil }
    self.method = method
    let all = method.rungs
    var rungs = (0..<sweep.configurationCount).map { all[method.firstRung(of: $0)] }
    for decision in try file.decisions(of: sweep.id) {
      guard let until = decision.until else { continue }
      for configuration in decision.configurations where rungs.indices.contains(configuration) {
        rungs[configuration] = max(rungs[configuration], until)
      }
    }
    decided = rungs
    kept = Set(try file.kept(of: sweep.id).map(\.configuration))
  }

  /// The highest rung of each configuration that was asked for, in epochs.
  package var rungs: [Int] {
    decided.enumerated().map { kept.contains($0) ? method.to : $1 }
  }

  /// The configurations that were not asked for to the end.
  package var unfinished: [Int] { rungs.indices.filter { rungs[$0] < method.to } }

  /// The counts of configurations on record; those that were brought back count at the end.
  package var progress: HalvingProgress {
    let finalists = decided.indices.filter { decided[$0] == method.to || kept.contains($0) }
    var counts = method.rungs.enumerated().map { place, rung in
      decided.enumerated().count { method.firstRung(of: $0) <= place && $1 >= rung }
    }
    counts[counts.count - 1] = finalists.count
    return HalvingProgress(
      rungs: method.rungs, counts: counts, configurations: decided.count,
      finalists: Set(finalists))
  }

  /// The progress of halving that has asked for nothing yet.
  package static func beginning(_ method: HalvingMethod) -> HalvingProgress {
    HalvingProgress(
      rungs: method.rungs, counts: method.rungs.map { _ in 0 }, configurations: 0)
  }

  /// The epochs until which configurations have results: of some, the last rung may be in training.
  package func lastRungs(
    of configurations: [Int], _ file: ResultsReader, _ sweep: RecordedSweep
  ) throws -> [Int: Int] {
    var last: [Int: Int] = [:]
    for value in try file.partialValues(of: sweep.id, metric: sweep.metric) {
      guard let until = value.until, value.status != .open, value.status != .running else {
        continue
      }
      last[value.configuration] = max(last[value.configuration] ?? 0, until)
    }
    return Dictionary(
      uniqueKeysWithValues: configurations.map { ($0, last[$0] ?? rungs[$0]) })
  }

  /// How a configuration stands, in a sentence.
  ///
  /// - Parameters:
  ///   - hasEnded: whether its trials have come to something.
  ///   - retry: the command that brings it back.
  package func sentence(of configuration: Int, hasEnded: Bool, retry: String) -> String {
    let rung = decided[configuration]
    if rung == method.to { return "was trained to the end" }
    let until = "was trained until epoch \(rung) of \(method.to)"
    guard !kept.contains(configuration) else {
      return
        "\(until) and was brought back: it \(hasEnded ? "was" : "is to be") trained to the end"
    }
    return "\(until): others did better there, or fewer went on; \(retry) has it trained to the end"
  }
}

extension HalvingProgress {
  /// Goes on with what was decided.
  package mutating func follow(_ decision: Decision, in plan: Plan) {
    guard let halving = plan.sweep.halving else { return }
    configurations = plan.configurations.count
    for configuration in decision.configurations {
      count(
        configuration,
        at: decision.until.flatMap(rungs.firstIndex) ?? halving.firstRung(of: configuration))
    }
  }
}

extension OpenPlan {
  /// Whether all trials that decisions ask for have come to something, where configurations are compared at
  /// rungs; and all of those that were brought back.
  package func isSettled(
    _ decisions: [Decision], kept: Set<Int>, _ settled: [Int: some Any]
  ) -> Bool {
    let asked =
      decisions.flatMap { plan.asked(by: $0) }
      + kept.filter { $0 < plan.configurations.count }.flatMap { plan.wholeTrials(of: $0) }
    return asked.allSatisfy { trial in
      number(of: trial.id).map { settled[$0] != nil } ?? false
    }
  }
}
