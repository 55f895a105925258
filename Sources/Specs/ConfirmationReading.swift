import Documents
import Hashing
import Sweeps

/// The block `confirm` of a spec.
///
/// ```yaml
/// confirm: { top: 5, replicates: 10, on: test }
/// confirm: { chosen: { sweep: 8c1f..., evidence: 03ab..., numbers: [3, 12], configurations: [{ lr: 0.1 }] } }
/// ```
///
/// With `chosen`, which `sweep run` writes when a sweep is at its end, the text describes the confirmation
/// itself: the confirmed configurations are frozen there, as the record of a choice.
struct ConfirmationReading {
  let confirmation: Confirmation
  /// The configurations that are confirmed; nil of the sweep that chooses them.
  let choice: ConfirmedChoice?
  /// The list of these configurations.
  let listed: ListedConfigurations?
  /// Where `on: test` stands.
  private let on: Document?

  /// Reads `confirm`; nil where there is none.
  init?(_ document: Document?, _ evaluation: Evaluation) throws(DocumentError) {
    guard let document else { return nil }
    var block = try Block(document, "confirm", keys: ["top", "replicates", "on", "chosen"])
    on = block.optional("on")
    _ = try on?.choice("confirm.on", among: [("test", ())])
    confirmation = Confirmation(
      top: try block.optional("top")?.integer(
        "confirm.top", in: 1...SpecLimit.trials,
        mustBe: "how many of the best are trained again, such as 5") ?? 5,
      replicates: try block.optional("replicates")?.integer(
        "confirm.replicates", in: 1...SpecLimit.trials,
        mustBe: "how many fresh trainings each gets, such as 10") ?? 10, isOnTest: on != nil)
    guard let document = block.optional("chosen") else {
      (choice, listed) = (nil, nil)
      return
    }
    let chosen = try ChosenReading(document, "confirm.chosen")
    (choice, listed) = (chosen.choice, chosen.listed)
  }

  /// The data that the sweep and its confirmation see: with `on: test` the sweep sees the training part
  /// alone.
  ///
  /// - Parameters:
  ///   - data: as the spec has it.
  ///   - evaluation: the sweep's.
  func data(_ data: Document, _ evaluation: Evaluation) throws(DocumentError) -> Document {
    guard let on else { return data }
    switch evaluation.scheme {
    case .own:
      throw DocumentError(
        "confirm.on is test, and the data are the program's own, whose parts nobody else knows; remove"
          + " it, and fresh seeds alone confirm", at: on.mark)
    case .test:
      throw DocumentError(
        "evaluate.on is test, so the test part would choose and then confirm its own choice; choose on"
          + " holdout or folds, or remove confirm.on", at: on.mark)
    case .listed:
      throw DocumentError(
        "confirm.on is test, and data.indices lists the rows of all splits; remove one of them",
        at: on.mark)
    case .validation, .holdout, .folds: break
    }
    return try choice == nil ? data.withoutTestPart(for: on, evaluation) : data.withTestPart
  }
}

/// The configurations chosen by a sweep at its end, as `sweep run` freezes them in a text.
struct ChosenReading {
  let choice: ConfirmedChoice
  /// The list of these configurations.
  let listed: ListedConfigurations?

  init(_ document: Document, _ subject: String) throws(DocumentError) {
    var record = try Block(
      document, subject, keys: ["sweep", "evidence", "numbers", "configurations"])
    let numbers = try record.required("numbers").list("\(subject).numbers")
    choice = ConfirmedChoice(
      sweep: try record.required("sweep").digest("\(subject).sweep"),
      evidence: try record.required("evidence").digest("\(subject).evidence"),
      numbers: try numbers.map { (number) throws(DocumentError) in
        try number.integer(
          "\(subject).numbers", in: 0...SpecLimit.trials, mustBe: "places in the plan, from 0")
      })
    listed = try ListedConfigurations(record.required("configurations"))
    guard listed?.rows.count == numbers.count else {
      throw document.mismatch(subject, mustBe: "as many configurations as numbers")
    }
  }
}

extension Document {
  /// The data without their own test part, whose rows are to have no say in a choice.
  fileprivate func withoutTestPart(
    for on: Document, _ evaluation: Evaluation
  ) throws(DocumentError) -> Document {
    // A table whose rows are marked keeps them: those for the test are in no split on validation rows.
    if case .validation = evaluation.scheme { return self }
    func without(_ keys: Set<String>, of document: Document) -> Document? {
      guard case .map(let entries) = document.content,
        entries.contains(where: { keys.contains($0.key) })
      else { return nil }
      return Document(.map(entries.filter { !keys.contains($0.key) }), at: document.mark)
    }
    switch content {
    case .text:
      return Document(
        .map([
          Entry(key: "set", value: self), Entry(key: "part", value: Document(.text("training"))),
        ]), at: mark)
    case .map(let entries):
      if self["part"] != nil { return self }
      if let table = without(["test"], of: self) { return table }
      for entry in entries {
        let names: Set = ["test", "test_images", "test_labels", "test_data", "test_target"]
        if let files = without(names, of: entry.value) {
          return Document(
            .map(
              entries.map { other in
                other.key == entry.key
                  ? Entry(key: other.key, value: files, mark: other.mark) : other
              }), at: mark)
        }
      }
    default: break
    }
    throw DocumentError(
      "confirm.on is test, and the data have no test part; name one with data: { csv: ..., test: FILE },"
        + " or remove confirm.on", at: on.mark)
  }

  /// The data with their own test part, also where the sweep was told to see the training part alone.
  fileprivate var withTestPart: Document {
    guard self["part"] != nil, let set = self["set"] else { return self }
    return set
  }

  fileprivate func digest(_ subject: String) throws(DocumentError) -> Digest {
    guard case .text(let digits) = content, let digest = Digest(hexadecimal: digits) else {
      throw mismatch(subject, mustBe: "a hash of 64 hexadecimal digits")
    }
    return digest
  }
}
