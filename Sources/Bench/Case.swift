import Engine

/// A network, how it is trained, and how large its data set is: the cases of the peers' benchmark.
struct Case {
  let name: String
  let network: NetworkDescription
  let training: TrainingDescription
  let examples: Int

  private init(
    _ name: String, input: Shape, _ layers: [LayerDescription], _ optimizer: Optimizer,
    batch: Int, examples: Int = 60_000, change: (inout TrainingDescription) -> Void = { _ in }
  ) {
    var training = TrainingDescription(
      loss: .categoricalCrossentropy(), optimizer: optimizer)
    training.batchSize = batch
    training.convolution = .winograd
    change(&training)
    (self.name, self.training, self.examples) = (name, training, examples)
    network = NetworkDescription(input: input, layers: layers)
  }

  private var direct: Case { named(name + "d") { $0.convolution = .direct } }
  private var inBFloat16: Case {
    named(name + "-bfloat16") { ($0.convolution, $0.precision) = (.direct, .bfloat16) }
  }

  private func named(_ name: String, change: (inout TrainingDescription) -> Void) -> Case {
    var training = training
    change(&training)
    return Case(name: name, network: network, training: training, examples: examples)
  }

  private init(
    name: String, network: NetworkDescription, training: TrainingDescription, examples: Int
  ) {
    (self.name, self.network, self.training) = (name, network, training)
    self.examples = examples
  }

  static func named(_ name: String) -> Case? { all.first { $0.name == name } }

  private static let usual: [Case] = [
    Case(
      "A1", input: [784], [dense(500, l2: 1e-4), dense(300, l2: 1e-4), softmax],
      .sgd(learningRate: 0.1), batch: 128),
    Case(
      "A2", input: [784], [dense(64, l2: 1e-4), dense(64, l2: 1e-4), softmax],
      .sgd(learningRate: 0.1), batch: 128),
    Case(
      "A3", input: [28, 28, 1],
      [
        conv(32, 3), pool, conv(64, 3), pool, conv(64, 3), .dropout(rate: 0.5), .flatten,
        dense(64), softmax,
      ], .sgd(learningRate: 0.1), batch: 128),
    Case("A4", input: [28, 28, 1], digits([]), .sgd(learningRate: 0.01), batch: 64),
    Case(
      "A4bn", input: [28, 28, 1], digits([.batchNorm(.init())]), .sgd(learningRate: 0.01),
      batch: 64),
    Case(
      "A5", input: [8, 8, 1],
      [16, 32, 64].flatMap { [conv($0, 3, same: true), pool, .dropout(rate: 0.25)] } + [
        .flatten, dense(128, .sigmoid), .dropout(rate: 0.25), dense(512, .sigmoid),
        .dropout(rate: 0.25), softmax,
      ], .adam(), batch: 128, examples: 4496),
    Case(
      "A6b4", input: [32, 32, 3], colours, .sgd(learningRate: 0.001, momentum: 0.9), batch: 4,
      examples: 50_000),
    Case(
      "A6b128", input: [32, 32, 3], colours, .sgd(learningRate: 0.001, momentum: 0.9), batch: 128,
      examples: 50_000),
    Case(
      "A7", input: [784], [dense(128), dense(96), dense(128), dense(784, .sigmoid)], .adam(),
      batch: 64
    ) {
      $0.loss = .binaryCrossentropy()
      $0.target = .input
      $0.noise = .saltAndPepper(level: 0.4)
    },
  ]

  /// Those with convolutions by Winograd's algorithm, without it.
  private static let direct = usual.filter { one in
    (try? one.training.winogradLayers(of: one.network))?.isEmpty == false
  }.map(\.direct)

  static let all = usual + direct + usual.map(\.inBFloat16)

  private static let softmax = dense(10, .softmax)
  private static let pool = LayerDescription.maxPool2D(.init())
  private static let colours = [
    conv(32, 5), pool, conv(64, 5), pool, .flatten, softmax,
  ]

  private static func digits(_ norm: [LayerDescription]) -> [LayerDescription] {
    func block() -> [LayerDescription] {
      [conv(32, 3, same: true, .linear)] + norm + [.activation(.relu), pool]
    }
    return block() + block() + [.flatten, dense(500), softmax]
  }

  private static func dense(
    _ units: Int, _ activation: Activation = .relu, l2: Float = 0
  ) -> LayerDescription {
    var dense = LayerDescription.Dense(units: units, activation: activation)
    dense.l2 = l2
    return .dense(dense)
  }

  private static func conv(
    _ filters: Int, _ size: Int, same: Bool = false, _ activation: Activation = .relu
  ) -> LayerDescription {
    var conv = LayerDescription.Conv2D(
      filters: filters, kernelSize: .init(size, size), activation: activation)
    conv.padding = same ? .same : .valid
    return .conv2D(conv)
  }
}
