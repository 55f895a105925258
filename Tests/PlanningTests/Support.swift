import Foundation
import Planning
import Records
import Store
import Sweeps
import Trials

/// A sweep of the built-in engine on the data set that comes with it.
let digits = """
  sweep: small
  data: digits
  network:
    - dense: { units: 10, activation: softmax, l2: $l2 }
  training:
    loss: categorical_crossentropy
    optimizer: { sgd: { learning_rate: 0.1 } }
    batch_size: 32
    epochs: 2
  parameters:
    l2: [0, 0.001]
  evaluate: { on: test, replicates: 3, seed: 7 }

  """

/// A sweep of a program that lies beside its spec.
func program(_ parameters: String, command: String) -> String {
  """
  sweep: program
  command: \(command)
  metric: { name: val_accuracy, goal: maximize }
  parameters:
  \(parameters)
  evaluate: { replicates: 2, seed: 7 }

  """
}

extension Workplace {
  /// Plans a text as if it were a spec in this folder.
  func planned(
    _ text: String, setting words: [String] = [], former: String? = nil
  ) throws -> PlannedSweep {
    try PlannedSweep(
      "spec.yaml", text: text, folder: directory.path,
      overrides: words.map { try Overriding("--set \($0)", $0) }, former: former,
      resultsPath: path())
  }

  /// Records a planned sweep with its code, and results of it: the value of each of its trials, nil for one that stays open.
  func record(_ planned: PlannedSweep, _ value: (Trial) -> Double?) throws {
    let outcomes = planned.plan.trials.compactMap { trial in
      value(trial).map { (trial: trial, outcome: outcome($0)) }
    }
    let file = try ResultsFile(at: path())
    let sweep = try file.register(
      planned.plan, specText: planned.text, semantics: planned.semantics)
    if let code = planned.code { try file.note(code, of: sweep) }
    try file.finish(
      planned.plan, outcomes, specText: planned.text, semantics: planned.semantics)
  }
}
