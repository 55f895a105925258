import Documents
import Hashing
import Store
import Sweeps
import Trials

/// A sweep over `l2` and `layers`, on folds of eight rows.
func plan(
  name: String = "small", l2: [Double] = [0, 0.001], replicates: Int = 3, folds: Int = 2,
  metric: Metric = Metric(name: "val_accuracy", goal: .maximize, moment: .last)
) throws -> Plan {
  func block(_ units: Int64) -> Document {
    Document(.map([.init(key: "units", value: Document(.integer(units)))]))
  }
  let sweep = Sweep(
    name: name, data: Document(.text("toy")),
    recipe: Document(
      .map([
        .init(key: "l2", value: Document(.text("$l2"))),
        .init(key: "layers", value: Document(.list([Document(.text("$layers"))]))),
      ])),
    parameters: [
      Parameter(
        name: "l2",
        options: l2.map { .init(label: Document.label($0), value: Document(.number($0))) }),
      Parameter(
        name: "layers",
        options: [.init(label: "small", value: block(4)), .init(label: "wide", value: block(64))]),
    ],
    evaluation: Evaluation(
      scheme: .folds(k: folds, kind: .stratified, repeats: 1), replicates: replicates, seed: .max),
    metric: metric)
  let data = DataFacts(
    digest: Digest(of: [1]), rowCount: 8, testCount: 2, classes: [0, 1, 0, 1, 0, 1, 0, 1])
  return try Plan(sweep, data: data, semantics: "engine 1")
}

/// A search over `l2` that has decided nothing yet.
func searchPlan(configurations: Int, name: String = "search") throws -> Plan {
  let space = Space([Dimension("l2", .uniform(0, 1))])
  let sweep = Sweep(
    name: name, data: Document(.text("toy")),
    recipe: Document(.map([.init(key: "l2", value: Document(.text("$l2")))])),
    parameters: [Parameter(name: "l2", options: [])],
    evaluation: Evaluation(scheme: .test, replicates: 2, seed: 1),
    metric: Metric(name: "val_accuracy", goal: .maximize, moment: .last),
    search: SearchDesign(
      SearchMethod(sampler: .tpe, configurations: configurations), in: space))
  let data = DataFacts(digest: Digest(of: [1]), rowCount: 8, testCount: 2, classes: nil)
  return try Plan(sweep, data: data, semantics: "engine 1")
}

/// The decision on one configuration of such a search.
func decision(_ number: Int, l2: Double) -> Decision {
  let value = Document(.number(l2))
  return Decision(
    number: number, kind: .tpe, evidence: Digest(of: [UInt8(number)]),
    configurations: number..<number + 1,
    proposals: [Proposal(values: [.init(label: value.label, value: value)])])
}

extension TrialHistory.State {
  static func finished(_ outcome: Outcome) -> TrialHistory.State {
    .finished(Fingerprint(outcome.digest))
  }
}
