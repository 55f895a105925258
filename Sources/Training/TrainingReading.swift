import Documents
import Engine
import Statistics
import Sweeps

/// The `training` of a spec, read: what it says to the engine, and of the data on its way there.
struct TrainingReading {
  let description: TrainingDescription
  /// Whether each channel is shifted and scaled to mean 0 and deviation 1 over the training rows.
  let standardizes: Bool

  /// - Parameters:
  ///   - hasNoiseLevels: whether noise is put on what is measured at the end.
  ///   - classNames: the names of the classes; nil where targets are numbers.
  ///   - isSingleUnit: whether the network has a single output.
  init(
    _ document: Document, hasNoiseLevels: Bool, classNames: [String]?, isSingleUnit: Bool
  ) throws(DocumentError) {
    var block = try Block(document, "training")
    var description = try TrainingDescription(&block)
    if let metrics = block.optional("metrics") {
      description.scores = try metrics.scores(
        of: description, classNames: classNames, isSingleUnit: isSingleUnit)
    }
    if let weights = block.optional("class_weight") {
      description.classWeights = try weights.classWeights(classNames)
    }
    self.description = description
    let standardize = block.optional("standardize")
    standardizes = try standardize?.boolean("standardize") ?? false
    try block.end()
    if standardizes {
      if description.target == .input { try refuse("target: input", standardize) }
      if description.noise != nil || hasNoiseLevels { try refuse("noise", standardize) }
    }
  }

  private func refuse(_ other: String, _ standardize: Document?) throws(DocumentError) {
    throw DocumentError(
      "standardize is true, and \(other) wants inputs from 0 to 1; keep one", at: standardize?.mark)
  }
}

extension TrainingDescription {
  fileprivate init(_ block: inout Block) throws(DocumentError) {
    let loss = try Loss(block.required("loss"))
    let epochs = try block.required("epochs").integer(
      "epochs", in: 0...10_000_000, mustBe: "a positive whole number, or 0 to measure alone")
    guard epochs > 0 else {
      try self.init(measuring: loss, &block)
      return
    }
    self.init(loss: loss, optimizer: try Optimizer(block.required("optimizer")))
    self.epochs = epochs
    batchSize = try block.required("batch_size").size("batch_size")
    if let word = block.optional("schedule") { schedule = try LearningRateSchedule(word) }
    if let count = block.optional("warm_up") {
      warmUpEpochs = try count.integer(
        "warm_up", in: 0...1_000_000, mustBe: "a number of epochs")
    }
    if let norm = block.optional("clip_norm") { clipNorm = try norm.float("clip_norm") }
    if let flag = block.optional("gradient_norms") {
      measuresGradients = try flag.boolean("gradient_norms")
    }
    if let rule = block.optional("early_stopping") { earlyStopping = try EarlyStopping(rule) }
    if let flag = block.optional("best_weights") {
      restoresBestWeights = try flag.boolean("best_weights")
    }
    if let noise = block.optional("noise") { self.noise = try Noise(noise) }
    if let word = block.optional("convolution") {
      convolution =
        word.content == Document.winograd.content
        ? .winograd
        : try word.choice(
          "convolution", among: ConvolutionMethod.allCases.map { ($0.rawValue, $0) })
    }
    if let word = block.optional("precision") {
      precision = try word.choice(
        "precision", among: Precision.allCases.map { ($0.rawValue, $0) })
    }
    try readMeasures(&block)
  }

  /// No training, and so nothing that would say how.
  private init(measuring loss: Loss, _ block: inout Block) throws(DocumentError) {
    self.init(loss: loss, optimizer: .sgd())
    epochs = 0
    for key in TrainingDescription.learning {
      guard let value = block.optional(key) else { continue }
      throw DocumentError(
        "training has '\(key)' and no epoch to use it in; remove it, or let epochs be more than 0",
        at: value.mark)
    }
    try readMeasures(&block)
  }

  /// The keys that say how weights are moved.
  private static let learning = [
    "optimizer", "batch_size", "schedule", "warm_up", "clip_norm", "early_stopping",
    "best_weights", "noise", "gradient_norms", "class_weight", "convolution",
    "precision",
  ]

  private mutating func readMeasures(_ block: inout Block) throws(DocumentError) {
    if let word = block.optional("target") {
      target = try word.choice("target", among: [("labels", .labels), ("input", .input)])
    }
    if let k = block.optional("top_k") { topK = try k.size("top_k") }
  }
}

extension Document {
  /// Reads `metrics`: `all`, or a list of scores' names, of which `classes` stands for all of single
  /// classes.
  fileprivate func scores(
    of training: TrainingDescription, classNames: [String]?, isSingleUnit: Bool
  ) throws(DocumentError) -> [TrainingDescription.Score] {
    let all = ScoreName.all(classNames: classNames)
    let general = all.filter { !$0.contains("_class_") }
    if training.target == .input {
      throw DocumentError(
        "training.metrics compares with labels or numbers, and target: input has none; remove it",
        at: mark)
    }
    if classNames != nil, !training.loss.makesProbabilities(isSingleUnit: isSingleUnit) {
      throw DocumentError(
        "training.metrics wants a probability for each class; use loss: categorical_crossentropy, or"
          + " remove metrics", at: mark)
    }
    var names: [String] = []
    if content == .text("all") {
      names = general
    } else {
      for element in try list("training.metrics") {
        let name = try element.text("each of training.metrics")
        if name == "classes", classNames != nil {
          names += all.filter { $0.contains("_class_") && !names.contains($0) }
          continue
        }
        guard ScoreName(name, classNames: classNames) != nil else {
          throw DocumentError(
            "there is no metric '\(name)' of \(classNames == nil ? "numbers" : "classes")"
              + suggestion(for: name, among: all)
              + " (there are \(general.joined(separator: ", "))"
              + (classNames == nil
                ? "" : ", and of one class f1_class_NAME, likewise precision and recall") + ")",
            at: element.mark)
        }
        guard !names.contains(name) else {
          throw DocumentError("training.metrics has '\(name)' twice", at: element.mark)
        }
        names.append(name)
      }
    }
    return names.compactMap { name in
      ScoreName(name, classNames: classNames).map { .init(name: name, score: $0) }
    }
  }
}

extension Document {
  /// Reads `class_weight`: `balanced`, or a block of a number for each class by its name.
  fileprivate func classWeights(_ names: [String]?) throws(DocumentError) -> ClassWeights {
    let expected = "balanced, or a block of a number for each class: { NAME: 1, OTHER: 2.5 }"
    if content == .text("balanced") { return .balanced }
    guard case .map(let entries) = content else { throw mismatch("class_weight", mustBe: expected) }
    guard let names else {
      throw DocumentError(
        "class_weight weighs classes, and the targets are numbers; remove it", at: mark)
    }
    var weights = [Float](repeating: 1, count: names.count)
    for entry in entries {
      guard let index = names.firstIndex(of: entry.key) else {
        throw DocumentError(
          "class_weight has '\(entry.key)', which is no class"
            + suggestion(for: entry.key, among: names)
            + " (there are \(names.prefix(20).joined(separator: ", ")))", at: entry.value.mark)
      }
      weights[index] = try entry.value.float("the weight of \(entry.key)")
    }
    return .given(weights)
  }
}

extension Loss {
  /// Whether outputs are probabilities that sum to one, or one of two that do.
  fileprivate func makesProbabilities(isSingleUnit: Bool) -> Bool {
    switch self {
    case .categoricalCrossentropy, .categoricalFocalCrossentropy: true
    case .binaryCrossentropy: isSingleUnit
    case .meanSquaredError, .huber: false
    }
  }

  fileprivate init(_ document: Document) throws(DocumentError) {
    let (word, body) = try document.named("loss")
    var block = try Block(body, word)
    let name = Document(.text(word), at: document.mark)
    switch try name.choice("loss", among: Loss.words) {
    case .categorical:
      self = .categoricalCrossentropy(labelSmoothing: try block.float("label_smoothing") ?? 0)
    case .binary:
      self = .binaryCrossentropy(labelSmoothing: try block.float("label_smoothing") ?? 0)
    case .focal:
      self = .categoricalFocalCrossentropy(
        alpha: try block.float("alpha") ?? 0.25, gamma: try block.float("gamma") ?? 2)
    case .squared:
      self = .meanSquaredError
    case .huber:
      self = .huber(delta: try block.float("delta") ?? 1)
    }
    try block.end()
  }

  private enum Kind { case categorical, binary, focal, squared, huber }

  private static let words: [(word: String, value: Kind)] = [
    ("categorical_crossentropy", .categorical), ("binary_crossentropy", .binary),
    ("categorical_focal_crossentropy", .focal), ("mean_squared_error", .squared), ("huber", .huber),
  ]
}

extension Optimizer {
  fileprivate init(_ document: Document) throws(DocumentError) {
    let (word, body) = try document.named("optimizer")
    var block = try Block(body, word)
    let name = Document(.text(word), at: document.mark)
    switch try name.choice("optimizer", among: Optimizer.words) {
    case .sgd:
      self = .sgd(
        learningRate: try block.float("learning_rate") ?? 0.01,
        momentum: try block.float("momentum") ?? 0,
        nesterov: try block.optional("nesterov")?.boolean("nesterov") ?? false)
    case .adam:
      self = .adam(
        learningRate: try block.float("learning_rate") ?? 0.001,
        beta1: try block.float("beta_1") ?? 0.9, beta2: try block.float("beta_2") ?? 0.999,
        epsilon: try block.float("epsilon") ?? 1e-7)
    case .adamW:
      self = .adamW(
        learningRate: try block.float("learning_rate") ?? 0.001,
        beta1: try block.float("beta_1") ?? 0.9, beta2: try block.float("beta_2") ?? 0.999,
        epsilon: try block.float("epsilon") ?? 1e-7,
        weightDecay: try block.float("weight_decay") ?? 0.004)
    case .rmsProp:
      self = .rmsProp(
        learningRate: try block.float("learning_rate") ?? 0.001,
        rho: try block.float("rho") ?? 0.9, epsilon: try block.float("epsilon") ?? 1e-7)
    }
    try block.end()
  }

  private enum Kind { case sgd, adam, adamW, rmsProp }

  private static let words: [(word: String, value: Kind)] = [
    ("sgd", .sgd), ("adam", .adam), ("adamw", .adamW), ("rmsprop", .rmsProp),
  ]
}

extension LearningRateSchedule {
  fileprivate init(_ document: Document) throws(DocumentError) {
    let (word, body) = try document.named("schedule")
    var block = try Block(body, word)
    let name = Document(.text(word), at: document.mark)
    switch try name.choice("schedule", among: LearningRateSchedule.words) {
    case .constant: self = .constant
    case .step:
      self = .step(
        factor: try block.required("factor").float("factor"),
        epochs: try block.required("epochs").size("epochs"))
    case .exponential:
      self = .exponential(factor: try block.required("factor").float("factor"))
    case .cosine: self = .cosine(floor: try block.float("floor") ?? 0)
    }
    try block.end()
  }

  private enum Kind { case constant, step, exponential, cosine }

  private static let words: [(word: String, value: Kind)] = [
    ("constant", .constant), ("step", .step), ("exponential", .exponential), ("cosine", .cosine),
  ]
}

extension EarlyStopping {
  fileprivate init(_ document: Document) throws(DocumentError) {
    var block = try Block(document, "early_stopping")
    self.init()
    if let name = block.optional("monitor") { monitor = try name.text("monitor") }
    patience = try block.required("patience").integer(
      "patience", in: 0...1_000_000, mustBe: "a number of epochs")
    if let change = block.optional("min_delta") { minDelta = try change.number("min_delta") }
    try block.end()
  }
}

extension Noise {
  fileprivate init(_ document: Document) throws(DocumentError) {
    var block = try Block(document, "noise")
    self = .saltAndPepper(level: try block.required("salt_and_pepper").float("salt_and_pepper"))
    try block.end()
  }

  /// The noise of a kind and a level, as `evaluate` has them.
  init(_ kind: String, level: Double, at mark: Mark?) throws(DocumentError) {
    switch try Document(.text(kind), at: mark).choice(
      "evaluate.noise", among: [("salt_and_pepper", ())])
    {
    case ():
      guard (0...1).contains(level) else {
        throw DocumentError(
          "each level of salt_and_pepper must be a number from 0 to 1, not \(Document.label(level))",
          at: mark)
      }
      self = .saltAndPepper(level: Float(level))
    }
  }
}

extension Block {
  /// The number of a key in the engine's precision; nil when it is not there.
  fileprivate mutating func float(_ key: String) throws(DocumentError) -> Float? {
    try optional(key)?.float(key)
  }
}
