package import Reports
import Specs
package import Store
package import Sweeps
package import Trials

/// Halving as a results file tells of it: until which epoch each configuration was asked for.
package struct RecordedHalving {
  package let method: HalvingMethod
  /// By configuration, the highest rung, in epochs.
  package let rungs: [Int]

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
    self.rungs = rungs
  }

  /// The configurations that were not asked for to the end.
  package var unfinished: [Int] { rungs.indices.filter { rungs[$0] < method.to } }

  package var progress: HalvingProgress {
    HalvingProgress(
      rungs: method.rungs,
      counts: method.rungs.enumerated().map { place, rung in
        rungs.enumerated().count { method.firstRung(of: $0) <= place && $1 >= rung }
      }, configurations: rungs.count)
  }

  /// Until which epoch configurations have results: of some, the last rung may be in training.
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
  package func sentence(of configuration: Int) -> String {
    let rung = rungs[configuration]
    guard rung < method.to else { return "was trained to the end" }
    return
      "was trained until epoch \(rung) of \(method.to): others did better there, or fewer went on"
  }
}

extension HalvingProgress {
  /// Goes on with what was decided.
  package mutating func follow(_ decision: Decision, in plan: Plan) {
    guard let halving = plan.sweep.halving else { return }
    configurations = plan.configurations.count
    for configuration in decision.configurations {
      let rung =
        decision.until.flatMap(rungs.firstIndex) ?? halving.firstRung(of: configuration)
      counts[rung] += 1
    }
  }
}

extension OpenPlan {
  /// Whether all trials that decisions ask for have come to something, where configurations are compared at
  /// rungs.
  package func isSettled(_ decisions: [Decision], _ settled: [Int: some Any]) -> Bool {
    decisions.allSatisfy { decision in
      plan.asked(by: decision).allSatisfy { trial in
        number(of: trial.id).map { settled[$0] != nil } ?? false
      }
    }
  }
}
