import Documents
import Hashing
import Sweeps
import Trials

/// A map of plain values, in the order given.
func map(_ entries: KeyValuePairs<String, Document.Content>) -> Document {
  Document(.map(entries.map { Document.Entry(key: $0.key, value: Document($0.value)) }))
}

/// A parameter whose values are numbers, labelled as tables label them.
func parameter(_ name: String, _ values: Double...) -> Parameter {
  Parameter(
    name: name,
    options: values.map { .init(label: Document.label($0), value: Document(.number($0))) })
}

/// Sixty rows in three classes of 30, 20 and 10, the last twelve rows the set's own test part.
let sixtyRows = DataFacts(
  digest: Digest(of: [60]), rowCount: 60, testCount: 12,
  classes: (0..<60).map { [0, 1, 0, 1, 0, 2][$0 % 6] })

extension Evaluation {
  static func folds(
    _ k: Int, _ kind: FoldKind = .stratified, repeats: Int = 1, replicates: Int = 1,
    seed: UInt64 = 1
  ) -> Evaluation {
    Evaluation(
      scheme: .folds(k: k, kind: kind, repeats: repeats), replicates: replicates, seed: seed)
  }
}

let accuracy = Metric(name: "val_accuracy", goal: .maximize, moment: .last)
let loss = Metric(name: "val_loss", goal: .minimize, moment: .last)

/// The decision of a search on a configuration with such an `l2`.
func decision(_ number: Int, l2: Double) -> Decision {
  let value = Document(.number(l2))
  return Decision(
    number: number, kind: .tpe, evidence: Digest(of: []), configurations: number..<number + 1,
    proposals: [Proposal(values: [.init(label: value.label, value: value)])])
}

/// A small sweep over `l2`, to be changed in one respect or another.
func sweep(
  recipe: Document = map(["l2": .text("$l2"), "epochs": .integer(40)]),
  parameters: [Parameter] = [parameter("l2", 0, 0.001)],
  evaluation: Evaluation = Evaluation(scheme: .test, replicates: 3, seed: 42),
  name: String = "tiny", data: Document = Document(.text("digits")), metric: Metric = accuracy,
  search: SearchDesign? = nil
) -> Sweep {
  Sweep(
    name: name, data: data, recipe: recipe, parameters: parameters, evaluation: evaluation,
    metric: metric, search: search)
}
