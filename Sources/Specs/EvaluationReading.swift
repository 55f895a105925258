import Sweeps

extension Evaluation {
  /// Reads the block `evaluate`: one design, how often, from which seed.
  ///
  /// ```yaml
  /// evaluate: { on: test, replicates: 3, seed: 1 }
  /// evaluate: { holdout: 0.2 }
  /// evaluate: { folds: { k: 5, kind: stratified, repeats: 1 } }
  /// ```
  ///
  /// A program with data of its own needs no design: then `replicates` and `seed` are all there is.
  ///
  /// Without `replicates` there is one; without `seed` it is 0, so that a spec always means the
  /// same numbers.
  init(_ document: Document, needsRows: Bool = true) throws(DocumentError) {
    let designs = ["on", "holdout", "folds"]
    var block = try Block(document, "evaluate", keys: designs + ["replicates", "seed"])
    let named = designs.compactMap { name in block.optional(name).map { (name, $0) } }
    if needsRows, named.isEmpty {
      throw DocumentError(
        "evaluate needs a design: on: test, holdout: 0.2 or folds: { k: 5 }", at: document.mark)
    }
    if !needsRows, let (design, value) = named.first {
      throw DocumentError(
        "evaluate.\(design) deals rows, and there is no data; say how many rows there are with"
          + " data: { rows: N }, or leave it out", at: value.mark)
    }
    if named.count > 1 {
      throw DocumentError(
        "evaluate has both '\(named[0].0)' and '\(named[1].0)'; keep one", at: named[1].1.mark)
    }
    let scheme: Scheme =
      switch named.first {
      case nil: .own
      case ("on", let value)?: try value.choice("evaluate.on", among: [("test", .test)])
      case ("holdout", let value)?: .holdout(fraction: try value.share("evaluate.holdout"))
      case (_, let value)?: try Scheme(folds: value)
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
