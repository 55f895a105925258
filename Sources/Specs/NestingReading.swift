import Documents
import Sweeps

/// The block `nested` of `evaluate`.
///
/// ```yaml
/// evaluate: { nested: { folds: 5 }, folds: { k: 4 }, replicates: 2 }
/// evaluate: { nested: { folds: 5, fold: 2 }, folds: { k: 4 } }
/// evaluate: { nested: { folds: 5, fold: 2, chosen: { sweep: 8c1f..., numbers: [3], ... } }, folds: { k: 4 } }
/// ```
///
/// With `fold`, which `sweep run` writes once the sweep itself is at its end, the text describes the choice
/// without the rows of that outer fold, counted from 1; with `chosen` too, what measures its pick on them.
struct NestingReading {
  let nesting: Nesting
  /// The outer fold, from 0, that this text leaves out or measures on; nil of the sweep itself.
  let fold: Int?
  /// The configurations chosen without this fold; nil of the choice itself.
  let chosen: ChosenReading?

  /// Reads `nested`; nil where there is none.
  init?(
    _ document: Document?, _ evaluation: Evaluation, dealing: Evaluation.Dealing
  ) throws(DocumentError) {
    guard let document else { return nil }
    let subject = "evaluate.nested"
    var block = try Block(document, subject, keys: ["folds", "fold", "chosen"])
    let folds = try block.required("folds").integer(
      "\(subject).folds", in: 2...SpecLimit.trials,
      mustBe: "how many outer folds there are, such as 5")
    nesting = Nesting(folds: folds)
    fold = try block.optional("fold")?.integer(
      "\(subject).fold", in: 1...folds, mustBe: "one of the outer folds, from 1"
    ).advanced(by: -1)
    let choice = block.optional("chosen")
    guard choice == nil || fold != nil else {
      throw DocumentError(
        "\(subject).chosen needs \(subject).fold, without which it was chosen", at: choice?.mark)
    }
    if let choice {
      chosen = try ChosenReading(choice, "\(subject).chosen")
    } else {
      chosen = nil
    }
    guard dealing != .nothing else {
      throw DocumentError(
        "\(subject) deals rows, and there is no data; say how many rows there are with data: { rows: N },"
          + " or leave it out", at: document.mark)
    }
    switch evaluation.scheme {
    case .folds(0, _, _):
      throw DocumentError(
        "\(subject) leaves out groups of its own, and how many folds the others make would differ; write"
          + " kind: grouped, and k", at: document.mark)
    case .holdout, .folds: break
    case .test, .validation, .listed, .own:
      throw DocumentError(
        "\(subject) has each choice made on other rows, which evaluate.on does not deal; choose on"
          + " holdout: 0.2 or folds: { k: 4 }", at: document.mark)
    }
  }

  /// How configurations are judged by this text.
  func evaluation(_ evaluation: Evaluation) -> Evaluation {
    fold.map { nesting.choosing(withoutFold: $0, evaluation) } ?? evaluation
  }

  /// The name of what this text describes.
  func name(_ name: String) -> String {
    guard let fold else { return name }
    return name + Nesting.suffix(ofFold: fold) + (chosen == nil ? "" : Nesting.pickSuffix)
  }
}
