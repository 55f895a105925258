import Engine
import Sweeps

/// What a spec's `training` says: to the engine, and of the data on its way there.
struct TrainingReading {
  let description: TrainingDescription
  /// Whether each channel is shifted and scaled to mean 0 and deviation 1 over the training rows.
  let standardizes: Bool

  init(_ document: Document) throws(DocumentError) {
    var block = try Block(document, "training")
    description = try TrainingDescription(&block)
    let standardize = block.optional("standardize")
    standardizes = try standardize?.boolean("standardize") ?? false
    try block.end()
    if standardizes, description.target == .input || description.noise != nil {
      throw DocumentError(
        "standardize is true, and \(description.noise != nil ? "noise" : "target: input") wants"
          + " inputs from 0 to 1; keep one", at: standardize?.mark)
    }
  }
}

extension TrainingDescription {
  fileprivate init(_ block: inout Block) throws(DocumentError) {
    self.init(
      loss: try Loss(block.required("loss")),
      optimizer: try Optimizer(block.required("optimizer")))
    batchSize = try block.required("batch_size").size("batch_size")
    epochs = try block.required("epochs").size("epochs")
    if let word = block.optional("schedule") { schedule = try Schedule(word) }
    if let count = block.optional("warm_up") {
      warmUpEpochs = try count.integer(
        "warm_up", in: 0...1_000_000, mustBe: "a number of epochs")
    }
    if let norm = block.optional("clip_norm") { clipNorm = try norm.float("clip_norm") }
    if let rule = block.optional("early_stopping") { earlyStopping = try EarlyStopping(rule) }
    if let flag = block.optional("best_weights") {
      restoresBestWeights = try flag.boolean("best_weights")
    }
    if let noise = block.optional("noise") { self.noise = try Noise(noise) }
    if let word = block.optional("target") {
      target = try word.choice("target", among: [("labels", .labels), ("input", .input)])
    }
    if let k = block.optional("top_k") { topK = try k.size("top_k") }
  }
}

extension Loss {
  fileprivate init(_ document: Document) throws(DocumentError) {
    let (word, body) = try document.named("loss")
    var block = try Block(body, word)
    let name = Document(.text(word), at: document.mark)
    switch try name.choice("loss", among: Loss.words) {
    case .categorical:
      self = .categoricalCrossentropy(labelSmoothing: try block.float("label_smoothing") ?? 0)
    case .binary:
      self = .binaryCrossentropy(labelSmoothing: try block.float("label_smoothing") ?? 0)
    case .squared:
      self = .meanSquaredError
    }
    try block.end()
  }

  private enum Kind { case categorical, binary, squared }

  private static let words: [(word: String, value: Kind)] = [
    ("categorical_crossentropy", .categorical), ("binary_crossentropy", .binary),
    ("mean_squared_error", .squared),
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

extension Schedule {
  fileprivate init(_ document: Document) throws(DocumentError) {
    let (word, body) = try document.named("schedule")
    var block = try Block(body, word)
    let name = Document(.text(word), at: document.mark)
    switch try name.choice("schedule", among: Schedule.words) {
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
}

extension Block {
  /// The number of a key in the engine's precision; nil when it is not there.
  fileprivate mutating func float(_ key: String) throws(DocumentError) -> Float? {
    try optional(key)?.float(key)
  }
}
