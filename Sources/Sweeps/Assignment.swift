package import CBOR
package import Documents
package import Hashing
package import Trials

/// Everything a worker needs to know to train one trial.
///
/// Neither data nor row numbers travel: the data set goes by name and hash, and the split is made
/// again from the evaluation and compared with its hash.
package struct Assignment: Hashable, Sendable {
  /// The trial's identity, under which its result is handed in.
  package let trial: TrialID
  /// The configuration's part, one object for all of its trials.
  package let shared: ConfigurationAssignment
  /// The replicate, counted from 0.
  package let replicate: Int
  /// The fold, counted from 0 through all repeats.
  package let fold: Int
  /// The digest of the split that the sweep was planned with; a worker whose own split has another one does
  /// not train.
  package let splitDigest: Digest
  /// The choice of the weights that are handed in with the outcome; nil for none.
  package let keep: Keep?
  /// Whether to hand in on which rows of a test part or a holdout the network is right.
  package let keepsRows: Bool
  /// The files that the network's trained parts begin with, none twice.
  package let weights: [[UInt8]]
  /// The epoch after which the training ends; nil where it goes to its end.
  package let until: Int?
  /// The trial that ends earlier, at the rung before, whose checkpoint this one may go on from; nil where
  /// there is none. Without the checkpoint it comes to the same.
  package let earlier: TrialID?

  /// The data set's block of the spec, by which the worker finds it.
  package var data: Document { shared.data }
  /// The digest of the data that the sweep was planned with.
  package var dataDigest: Digest { shared.dataDigest }
  /// The recipe of this one trial: of listed seeds and of files of weights it has its own alone.
  package var recipe: Document { shared.recipe.ofTrial(replicate * evaluation.foldCount + fold) }
  /// The evaluation of the whole sweep, of which the trial is one replicate and fold.
  package var evaluation: Evaluation { shared.evaluation }
  /// The configuration's index in the plan; for people, and no part of a trial's identity.
  package var configuration: Int { shared.configuration }
  /// The metric that the sweep is judged by; no part of a trial's identity.
  package var metric: Metric { shared.metric }
  /// The kind of trainer that it needs.
  package var kind: RecipeKind { shared.kind }
}

/// The part that the assignments of one configuration share, encoded once for all of them.
package final class ConfigurationAssignment: Hashable, Sendable {
  let data: Document
  let dataDigest: Digest
  let recipe: Document
  let evaluation: Evaluation
  /// The configuration's index in the plan; for people, and no part of a trial's identity.
  let configuration: Int
  /// The metric that the sweep is judged by; no part of a trial's identity.
  let metric: Metric
  private let bytes: [UInt8]
  let kind: RecipeKind

  init(
    data: Document, dataDigest: Digest, recipe: Document, evaluation: Evaluation,
    configuration: Int, metric: Metric
  ) {
    self.data = data
    self.dataDigest = dataDigest
    self.recipe = recipe
    self.evaluation = evaluation
    self.configuration = configuration
    self.metric = metric
    bytes = Item.array([
      data.item, .bytes(dataDigest.bytes), recipe.item, evaluation.item,
      .integer(Int64(configuration)), metric.item,
    ]).encoded()
    kind = recipe.recipeKind
  }

  /// Two are equal where they are one object, or encoded to the same bytes.
  package static func == (a: ConfigurationAssignment, b: ConfigurationAssignment) -> Bool {
    a === b || a.bytes == b.bytes
  }

  /// Hashes the encoded bytes.
  package func hash(into hasher: inout Swift.Hasher) { hasher.combine(bytes) }

  /// Reads what `encode` wrote; nil when the bytes are nothing of the kind.
  fileprivate init?(_ item: Item) {
    guard case .bytes(let bytes) = item,
      // A network's description is the deepest thing that travels.
      case .array(let fields)? = try? Item(decoding: bytes, maximumDepth: 24), fields.count == 6,
      let data = Document(fields[0]), let dataDigest = Digest(fields[1]),
      let recipe = Document(fields[2]), let evaluation = Evaluation(fields[3]),
      let configuration = fields[4].count, let metric = Metric(fields[5])
    else { return nil }
    self.data = data
    self.dataDigest = dataDigest
    self.recipe = recipe
    self.evaluation = evaluation
    self.configuration = configuration
    self.metric = metric
    self.bytes = bytes
    kind = recipe.recipeKind
  }

  /// Appends it as it is sent: its own encoding, as bytes.
  fileprivate func encode(into target: inout [UInt8]) {
    Item.encode(bytesOf: bytes.count, into: &target)
    target += bytes
  }

  /// How long it is as it is sent, at most.
  fileprivate var lengthAtMost: Int { bytes.count + 9 }
}

extension Assignment {
  /// Makes an assignment with a shared part of its own; `Plan` makes one for all trials of a configuration.
  ///
  /// - Parameters:
  ///   - recipe: the configuration's, from which the trial's own is taken.
  ///   - metric: the metric that the sweep is judged by.
  package init(
    trial: TrialID, data: Document, dataDigest: Digest, recipe: Document, evaluation: Evaluation,
    configuration: Int = 0, replicate: Int, fold: Int, splitDigest: Digest, keep: Keep? = nil,
    keepsRows: Bool = false, weights: [[UInt8]] = [], until: Int? = nil,
    earlier: TrialID? = nil,
    metric: Metric = Metric(name: "val_accuracy", goal: .maximize, moment: .last)
  ) {
    let shared = ConfigurationAssignment(
      data: data, dataDigest: dataDigest, recipe: recipe, evaluation: evaluation,
      configuration: configuration, metric: metric)
    self.init(
      trial: trial, shared: shared, replicate: replicate, fold: fold, splitDigest: splitDigest,
      keep: keep, keepsRows: keepsRows, weights: weights, until: until, earlier: earlier)
  }
}

extension Plan {
  /// Makes the part that the assignments of all trials of one configuration share.
  package func sharedAssignment(of configuration: Int) -> ConfigurationAssignment {
    ConfigurationAssignment(
      data: sweep.data, dataDigest: data.digest, recipe: configurations[configuration].recipe,
      evaluation: sweep.evaluation, configuration: configuration, metric: sweep.metric)
  }

  /// Makes the assignment of one of the plan's trials. Of a trial that ends before its end no weights and
  /// no rows are handed in; its checkpoint has those that may be, once the training has gone on.
  ///
  /// - Parameters:
  ///   - shared: the part of its configuration, where the caller has kept it.
  ///   - keep: which weights the worker is to hand in.
  ///   - keepsRows: whether it is to hand in on which rows a network is right.
  package func assignment(
    for trial: Trial, shared: ConfigurationAssignment? = nil, keeping keep: Keep? = nil,
    keepsRows: Bool = false
  ) -> Assignment {
    Assignment(
      trial: trial.id, shared: shared ?? sharedAssignment(of: trial.configuration),
      replicate: trial.replicate, fold: trial.fold, splitDigest: splitDigests[trial.fold],
      keep: keep, keepsRows: keepsRows, weights: weights(of: trial), until: trial.until,
      earlier: self.trial(before: trial)?.id)
  }
}

/// An assignment in the bytes in which it travels: only the process that trains reads it.
package struct EncodedAssignment: Hashable, Sendable {
  /// The CBOR that `Assignment` encodes to.
  package let bytes: [UInt8]
  /// The kind of trainer that it needs: workers begin programs otherwise.
  package let kind: RecipeKind

  /// - Parameter bytes: the assignment as it came; not read here.
  package init(bytes: [UInt8], kind: RecipeKind) {
    self.bytes = bytes
    self.kind = kind
  }

  /// Encodes an assignment.
  package init(_ assignment: Assignment) {
    bytes = assignment.encoded()
    kind = assignment.kind
  }

  /// The assignment; nil when the bytes are none.
  package var decoded: Assignment? {
    // A network's description is the deepest thing that travels.
    (try? Item(decoding: bytes, maximumDepth: 24)).flatMap(Assignment.init)
  }
}

extension Assignment {
  /// The assignment as it is sent.
  fileprivate func encoded() -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(shared.lengthAtMost + 128 + weights.reduce(0) { $0 + $1.count + 9 })
    Item.encode(arrayOf: earlier != nil ? 10 : until != nil ? 9 : 8, into: &bytes)
    trial.encode(into: &bytes)
    shared.encode(into: &bytes)
    Item.encode(Int64(replicate), into: &bytes)
    Item.encode(Int64(fold), into: &bytes)
    splitDigest.encode(into: &bytes)
    (keep?.item ?? .null).encode(into: &bytes)
    Item.encode(arrayOf: weights.count, into: &bytes)
    for file in weights {
      Item.encode(bytesOf: file.count, into: &bytes)
      bytes += file
    }
    Item.encode(keepsRows, into: &bytes)
    if let until {
      Item.encode(Int64(until), into: &bytes)
    } else if earlier != nil {
      Item.encodeNull(into: &bytes)
    }
    earlier?.encode(into: &bytes)
    return bytes
  }

  /// Reads what `encoded` gave; nil when it is nothing of the kind.
  fileprivate init?(_ item: Item) {
    guard case .array(let fields) = item, (8...10).contains(fields.count),
      let trial = Digest(fields[0]), let shared = ConfigurationAssignment(fields[1]),
      let replicate = fields[2].count,
      let fold = fields[3].count, let splitDigest = Digest(fields[4]),
      case .array(let files) = fields[6], case .boolean(let keepsRows) = fields[7]
    else { return nil }
    let keep = Keep(fields[5])
    guard keep != nil || fields[5] == .null else { return nil }
    let until = fields.count > 8 ? fields[8].count : nil
    let earlier = fields.count > 9 ? Digest(fields[9]).map(TrialID.init(digest:)) : nil
    guard until != nil || fields.count == 8 || fields.count == 10 && fields[8] == .null,
      earlier != nil || fields.count < 10
    else { return nil }
    var weights: [[UInt8]] = []
    for file in files {
      guard case .bytes(let bytes) = file else { return nil }
      weights.append(bytes)
    }
    self.init(
      trial: TrialID(digest: trial), shared: shared, replicate: replicate, fold: fold,
      splitDigest: splitDigest, keep: keep, keepsRows: keepsRows, weights: weights, until: until,
      earlier: earlier)
  }
}

extension Evaluation {
  /// The evaluation as it is hashed and sent. The seed is text, as it fills all 64 bits.
  package var item: Item {
    let scheme: Item =
      switch scheme {
      case .test: .array([.text("test")])
      case .validation: .array([.text("validation")])
      case .own: .array([.text("own")])
      case .holdout(let fraction): .array([.text("holdout"), .double(fraction)])
      case .folds(let k, let kind, let repeats):
        .array([.text(kind.rawValue), .integer(Int64(k)), .integer(Int64(repeats))])
      case .listed(let count): .array([.text("listed"), .integer(Int64(count))])
      }
    let fields = [scheme, .integer(Int64(replicates)), .text("\(seed)")]
    guard let outer else { return .array(fields) }
    return .array(fields + [outer.item])
  }

  /// Reads `item` back; nil when it is none that could be written in a spec.
  package init?(_ item: Item) {
    guard case .array(let fields) = item, (3...4).contains(fields.count),
      case .array(let words) = fields[0], case .text(let word)? = words.first,
      let replicates = fields[1].count, replicates > 0,
      case .text(let digits) = fields[2], let seed = UInt64(digits), digits == "\(seed)"
    else { return nil }
    let scheme: Scheme
    switch (word, words.count) {
    case ("test", 1):
      scheme = .test
    case ("validation", 1):
      scheme = .validation
    case ("own", 1):
      scheme = .own
    case ("listed", 2):
      guard let count = words[1].count, count > 0 else { return nil }
      scheme = .listed(count: count)
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
    let outer = fields.count == 4 ? OuterFold(fields[3]) : nil
    guard outer != nil || fields.count == 3 else { return nil }
    self.init(scheme: scheme, replicates: replicates, seed: seed, outer: outer)
  }
}

extension OuterFold {
  fileprivate var item: Item {
    .array([
      .integer(Int64(fold)), .integer(Int64(folds)), .text(kind.rawValue), .text("\(seed)"),
      .boolean(isMeasured),
    ])
  }

  fileprivate init?(_ item: Item) {
    guard case .array(let fields) = item, fields.count == 5, let fold = fields[0].count,
      let folds = fields[1].count, folds > 1, fold < folds, case .text(let word) = fields[2],
      let kind = FoldKind(rawValue: word), case .text(let digits) = fields[3],
      let seed = UInt64(digits), digits == "\(seed)", case .boolean(let isMeasured) = fields[4]
    else { return nil }
    self.init(fold: fold, folds: folds, kind: kind, seed: seed, isMeasured: isMeasured)
  }
}
