package import CBOR
package import Hashing

/// Everything a worker needs to know to train one trial.
///
/// Neither data nor row numbers travel: the data set goes by name and hash, and the split is made
/// again from the evaluation and compared with its hash.
package struct Assignment: Hashable, Sendable {
  package let trial: TrialID
  package let data: Document
  package let dataDigest: Digest
  package let recipe: Document
  package let evaluation: Evaluation
  package let replicate: Int
  package let fold: Int
  package let splitDigest: Digest

  package init(
    trial: TrialID, data: Document, dataDigest: Digest, recipe: Document, evaluation: Evaluation,
    replicate: Int, fold: Int, splitDigest: Digest
  ) {
    self.trial = trial
    self.data = data
    self.dataDigest = dataDigest
    self.recipe = recipe
    self.evaluation = evaluation
    self.replicate = replicate
    self.fold = fold
    self.splitDigest = splitDigest
  }
}

extension Plan {
  /// What to tell a worker about one of the plan's trials.
  package func assignment(for trial: Trial) -> Assignment {
    Assignment(
      trial: trial.id, data: sweep.data, dataDigest: data.digest,
      recipe: configurations[trial.configuration].recipe, evaluation: sweep.evaluation,
      replicate: trial.replicate, fold: trial.fold, splitDigest: splitDigests[trial.fold])
  }
}

extension Assignment {
  /// The assignment as it is sent.
  package var item: Item {
    .array([
      .bytes(trial.digest.bytes), data.item, .bytes(dataDigest.bytes), recipe.item,
      evaluation.item, .integer(Int64(replicate)), .integer(Int64(fold)),
      .bytes(splitDigest.bytes),
    ])
  }

  /// Reads `item` back; nil when it is none.
  package init?(_ item: Item) {
    guard case .array(let fields) = item, fields.count == 8,
      let trial = Digest(fields[0]), let data = Document(fields[1]),
      let dataDigest = Digest(fields[2]), let recipe = Document(fields[3]),
      let evaluation = Evaluation(fields[4]), let replicate = fields[5].count,
      let fold = fields[6].count, let splitDigest = Digest(fields[7])
    else { return nil }
    self.init(
      trial: TrialID(digest: trial), data: data, dataDigest: dataDigest, recipe: recipe,
      evaluation: evaluation, replicate: replicate, fold: fold, splitDigest: splitDigest)
  }
}

extension Evaluation {
  /// The evaluation as it is hashed and sent. The seed is text, as it fills all 64 bits.
  package var item: Item {
    let scheme: Item =
      switch scheme {
      case .test: .array([.text("test")])
      case .own: .array([.text("own")])
      case .holdout(let fraction): .array([.text("holdout"), .double(fraction)])
      case .folds(let k, let kind, let repeats):
        .array([.text(kind.rawValue), .integer(Int64(k)), .integer(Int64(repeats))])
      }
    return .array([scheme, .integer(Int64(replicates)), .text("\(seed)")])
  }

  /// Reads `item` back; nil when it is none that could be written in a spec.
  package init?(_ item: Item) {
    guard case .array(let fields) = item, fields.count == 3,
      case .array(let words) = fields[0], case .text(let word)? = words.first,
      let replicates = fields[1].count, replicates > 0,
      case .text(let digits) = fields[2], let seed = UInt64(digits), digits == "\(seed)"
    else { return nil }
    let scheme: Scheme
    switch (word, words.count) {
    case ("test", 1):
      scheme = .test
    case ("own", 1):
      scheme = .own
    case ("holdout", 2):
      guard case .double(let fraction) = words[1], fraction > 0, fraction < 1 else { return nil }
      scheme = .holdout(fraction: fraction)
    default:
      guard words.count == 3, let kind = FoldKind(rawValue: word), let k = words[1].count, k > 1,
        let repeats = words[2].count, repeats > 0,
        !k.multipliedReportingOverflow(by: repeats).overflow
      else { return nil }
      scheme = .folds(k: k, kind: kind, repeats: repeats)
    }
    self.init(scheme: scheme, replicates: replicates, seed: seed)
  }
}

extension Digest {
  /// The digest whose bytes the item holds.
  package init?(_ item: Item) {
    guard case .bytes(let bytes) = item else { return nil }
    self.init(bytes: bytes)
  }
}

extension Item {
  /// An integer that is no less than zero and small enough to count something with.
  package var count: Int? {
    guard case .integer(let integer) = self, (0...1 << 53).contains(integer) else { return nil }
    return Int(integer)
  }
}
