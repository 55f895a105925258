import Sweeps
import YAML

extension Evaluation {
  /// Reads the block `evaluate`: one design, how often, from which seed.
  ///
  /// ```yaml
  /// evaluate: { on: test, replicates: 3, seed: 1 }
  /// evaluate: { holdout: 0.2 }
  /// evaluate: { folds: { k: 5, kind: stratified, repeats: 1 } }
  /// ```
  ///
  /// Without `replicates` there is one; without `seed` it is 0, so that a spec always means the
  /// same numbers.
  init(_ document: Document) throws(DocumentError) {
    let designs = ["on", "holdout", "folds"]
    var block = try Block(document, "evaluate", keys: designs + ["replicates", "seed", "noise"])
    let named = designs.compactMap { name in block.optional(name).map { (name, $0) } }
    guard let (design, value) = named.first else {
      throw DocumentError(
        "evaluate needs a design: on: test, holdout: 0.2 or folds: { k: 5 }", at: document.mark)
    }
    if named.count > 1 {
      throw DocumentError(
        "evaluate has both '\(design)' and '\(named[1].0)'; keep one", at: named[1].1.mark)
    }
    let scheme: Scheme =
      switch design {
      case "on": try value.choice("evaluate.on", among: [("test", .test)])
      case "holdout": .holdout(fraction: try value.share("evaluate.holdout"))
      default: try Scheme(folds: value)
      }
    self.init(
      scheme: scheme,
      replicates: try block.optional("replicates")?.count("evaluate.replicates", from: 1) ?? 1,
      seed: UInt64(try block.optional("seed")?.seed() ?? 0))
  }
}

extension Evaluation.Scheme {
  fileprivate init(folds document: Document) throws(DocumentError) {
    let subject = "evaluate.folds"
    var block = try Block(document, subject, keys: ["k", "kind", "repeats"])
    let kinds = Evaluation.FoldKind.allCases.map { ($0.rawValue, $0) }
    self = .folds(
      k: try block.required("k").count("\(subject).k", from: 2),
      kind: try block.optional("kind")?.choice("\(subject).kind", among: kinds) ?? .stratified,
      repeats: try block.optional("repeats")?.count("\(subject).repeats", from: 1) ?? 1)
  }
}

extension NoiseLevels {
  /// Reads `evaluate.noise`: one kind of noise, and its levels as a list or a call.
  ///
  /// ```yaml
  /// noise: { salt_and_pepper: [0, 0.2, 0.4] }
  /// noise: { salt_and_pepper: "range(0, 1, 0.1)" }
  /// ```
  init(_ document: Document) throws(DocumentError) {
    let subject = "evaluate.noise"
    guard case .map(let entries) = document.content, entries.count == 1 else {
      throw document.mismatch(
        subject, mustBe: "one kind of noise with its levels: { salt_and_pepper: [0, 0.2, 0.4] }")
    }
    let (kind, list) = (entries[0].key, entries[0].value)
    var labels: [String] = []
    if case .text(let text) = list.content,
      let call = try Call(
        Scalar(text: text, isPlain: false), at: list.mark ?? Mark(line: 1, column: 1))
    {
      labels = try call.options().map(\.label)
    } else {
      for element in try list.list("\(subject).\(kind)") {
        labels.append(Document.label(try element.number("each level of \(kind)")))
      }
    }
    guard !labels.isEmpty, Set(labels).count == labels.count else {
      throw list.mismatch("\(subject).\(kind)", mustBe: "a list of levels, no two alike")
    }
    // What a label says is the level: steps of 0.1 add up to 0.30000000000000004.
    self.init(kind: kind, levels: labels.compactMap { Double($0) })
  }
}

extension Document {
  fileprivate func count(_ subject: String, from least: Int) throws(DocumentError) -> Int {
    try integer(
      subject, in: least...Spec.trialLimit,
      mustBe: "a whole number from \(least) to \(Spec.trialLimit)")
  }

  fileprivate func share(_ subject: String) throws(DocumentError) -> Double {
    let expected = "a share of the rows between 0 and 1, such as 0.2"
    let share = try number(subject, in: 0...1, mustBe: expected)
    guard share > 0, share < 1 else { throw mismatch(subject, mustBe: expected) }
    return share
  }

  fileprivate func seed() throws(DocumentError) -> Int {
    try integer("evaluate.seed", in: 0...Int.max, mustBe: "a whole number from 0 to \(Int.max)")
  }
}
