import Documents
import Engine
import Sweeps

extension LayerDescription {
  /// Reads one layer of a spec's `network`: `flatten`, or `dense: { units: 10 }`.
  init(_ document: Document) throws(DocumentError) {
    let (word, body) = try document.named("a layer")
    var block = try Block(body, word)
    switch word {
    case "dense": self = .dense(try Dense(&block))
    case "conv2d": self = .conv2D(try Conv2D(&block))
    case "max_pool2d": self = .maxPool2D(try Pool2D(&block))
    case "avg_pool2d": self = .averagePool2D(try Pool2D(&block))
    case "global_avg_pool2d": self = .globalAveragePool2D
    case "batch_norm": self = .batchNorm(try BatchNorm(&block))
    case "embedding":
      self = .embedding(Embedding(dimensions: try block.required("dimensions").size("dimensions")))
    case "layer_norm": self = .layerNorm(try LayerNorm(&block))
    case "dropout": self = .dropout(rate: try block.required("rate").float("rate"))
    case "flatten": self = .flatten
    case "activation":
      self = .activation(try block.required("function").activation("function"))
    case "reshape":
      self = .reshape(try block.required("target_shape").integers("target_shape"))
    default:
      throw DocumentError(
        "there is no layer '\(word)'" + suggestion(for: word, among: LayerDescription.words)
          + " (there are \(LayerDescription.words.joined(separator: ", ")))", at: document.mark)
    }
    try block.end()
  }

  /// The layers' words in a spec.
  private static let words = [
    "dense", "conv2d", "max_pool2d", "avg_pool2d", "global_avg_pool2d", "batch_norm",
    "layer_norm", "embedding", "dropout",
    "flatten", "activation", "reshape",
  ]
}

extension LayerDescription.Dense {
  fileprivate init(_ block: inout Block) throws(DocumentError) {
    self.init(units: try block.required("units").size("units"))
    if let word = block.optional("activation") { activation = try word.activation("activation") }
    if let flag = block.optional("use_bias") { useBias = try flag.boolean("use_bias") }
    if let draw = block.optional("kernel_initializer") {
      kernelInitializer = try Initializer(draw, "kernel_initializer")
    }
    if let draw = block.optional("bias_initializer") {
      biasInitializer = try Initializer(draw, "bias_initializer")
    }
    if let number = block.optional("l1") { l1 = try number.float("l1") }
    if let number = block.optional("l2") { l2 = try number.float("l2") }
  }
}

extension LayerDescription.Conv2D {
  fileprivate init(_ block: inout Block) throws(DocumentError) {
    self.init(
      filters: try block.required("filters").size("filters"),
      kernelSize: try block.required("kernel_size").pair("kernel_size"))
    if let pair = block.optional("strides") { strides = try pair.pair("strides") }
    if let word = block.optional("padding") { padding = try word.padding() }
    if let word = block.optional("activation") { activation = try word.activation("activation") }
    if let flag = block.optional("use_bias") { useBias = try flag.boolean("use_bias") }
    if let draw = block.optional("kernel_initializer") {
      kernelInitializer = try Initializer(draw, "kernel_initializer")
    }
    if let draw = block.optional("bias_initializer") {
      biasInitializer = try Initializer(draw, "bias_initializer")
    }
    if let number = block.optional("l1") { l1 = try number.float("l1") }
    if let number = block.optional("l2") { l2 = try number.float("l2") }
  }
}

extension LayerDescription.Pool2D {
  fileprivate init(_ block: inout Block) throws(DocumentError) {
    self.init()
    if let pair = block.optional("pool_size") { poolSize = try pair.pair("pool_size") }
    if let pair = block.optional("strides") { strides = try pair.pair("strides") }
    if let word = block.optional("padding") { padding = try word.padding() }
  }
}

extension LayerDescription.BatchNorm {
  fileprivate init(_ block: inout Block) throws(DocumentError) {
    self.init()
    if let number = block.optional("momentum") { momentum = try number.float("momentum") }
    if let number = block.optional("epsilon") { epsilon = try number.float("epsilon") }
    if let flag = block.optional("center") { center = try flag.boolean("center") }
    if let flag = block.optional("scale") { scale = try flag.boolean("scale") }
  }
}

extension LayerDescription.LayerNorm {
  fileprivate init(_ block: inout Block) throws(DocumentError) {
    self.init()
    if let number = block.optional("epsilon") { epsilon = try number.float("epsilon") }
    if let flag = block.optional("center") { center = try flag.boolean("center") }
    if let flag = block.optional("scale") { scale = try flag.boolean("scale") }
  }
}

extension Initializer {
  /// Reads `he_normal`, or `uniform: [-0.05, 0.05]`, or `normal: 0.01`.
  fileprivate init(_ document: Document, _ subject: String) throws(DocumentError) {
    if case .text = document.content {
      self = try document.choice(
        subject,
        among: [
          ("glorot_uniform", .glorotUniform), ("glorot_normal", .glorotNormal),
          ("he_uniform", .heUniform), ("he_normal", .heNormal), ("zeros", .zeros), ("ones", .ones),
        ])
      return
    }
    var block = try Block(document, subject)
    if let range = block.optional("uniform") {
      let ends = try range.list("uniform")
      guard ends.count == 2 else {
        throw range.mismatch("uniform", mustBe: "a list of its two ends")
      }
      self = .uniform(try ends[0].float("the lower end"), try ends[1].float("the upper end"))
    } else {
      self = .normal(try block.required("normal").float("normal"))
    }
    try block.end()
  }
}

extension Document {
  /// `word`, or a block of one key: `word: {...}`; the body of a bare word is an empty block.
  func named(_ subject: String) throws(DocumentError) -> (word: String, body: Document) {
    switch content {
    case .text(let word):
      return (word, Document(.map([]), at: mark))
    case .map(let entries) where entries.count == 1:
      let body = entries[0].value
      return (entries[0].key, body.content == .null ? Document(.map([]), at: body.mark) : body)
    default:
      throw mismatch(subject, mustBe: "a word, or one word with a block: word: { ... }")
    }
  }

  /// A number in the engine's precision.
  func float(_ subject: String) throws(DocumentError) -> Float {
    Float(try number(subject))
  }

  /// How many there are of something a network is built from.
  func size(_ subject: String) throws(DocumentError) -> Int {
    try integer(subject, in: 1...10_000_000, mustBe: "a positive whole number")
  }

  fileprivate func activation(_ subject: String) throws(DocumentError) -> Activation {
    try choice(subject, among: Activation.allCases.map { ($0.rawValue, $0) })
  }

  fileprivate func padding() throws(DocumentError) -> LayerDescription.Padding {
    try choice("padding", among: LayerDescription.Padding.allCases.map { ($0.rawValue, $0) })
  }

  /// One number for both extents, or a list of height and width.
  fileprivate func pair(_ subject: String) throws(DocumentError) -> LayerDescription.Pair {
    if case .list = content {
      let sides = try integers(subject, count: 2)
      return LayerDescription.Pair(sides[0], sides[1])
    }
    let side = try size(subject)
    return LayerDescription.Pair(side, side)
  }
}
