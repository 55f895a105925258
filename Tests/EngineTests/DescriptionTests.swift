import Engine
import Testing

struct DescriptionTests {
  @Test func `counts the parameters of the published networks`() throws {
    func count(_ input: Shape, _ layers: [LayerDescription]) throws -> Int {
      try NetworkDescription(input: input, layers: layers).parameterCount()
    }
    func dense(_ units: Int) -> LayerDescription { .dense(.init(units: units)) }
    func conv(_ filters: Int, _ size: Int, same: Bool = false) -> LayerDescription {
      var conv = LayerDescription.Conv2D(filters: filters, kernelSize: .init(size, size))
      conv.padding = same ? .same : .valid
      return .conv2D(conv)
    }
    let pool = LayerDescription.maxPool2D(.init())
    #expect(try count([784], [dense(64), dense(64), dense(10)]) == 55_050)
    #expect(try count([784], [dense(500), dense(300), dense(10)]) == 545_810)
    #expect(
      try count(
        [28, 28, 1],
        [
          conv(32, 3), pool, conv(64, 3), pool, conv(64, 3), .dropout(rate: 0.5), .flatten,
          dense(64), dense(10),
        ]) == 93_322)
    #expect(
      try count(
        [28, 28, 1],
        [conv(32, 3, same: true), pool, conv(32, 3, same: true), pool, .flatten]
          + [dense(500), dense(10)]) == 799_078)
    #expect(
      try count(
        [8, 8, 1],
        [16, 32, 64].flatMap { [conv($0, 3, same: true), pool] }
          + [.flatten, dense(128), dense(512), dense(10)]) == 102_794)
    #expect(
      try count([784], [dense(128), dense(96), dense(128), dense(784)])
        == 785 * 128 + 129 * 96 + 97 * 128 + 129 * 784)
    #expect(try count([1024], [dense(64), dense(36)]) == 1025 * 64 + 65 * 36)
    #expect(
      try count([32, 32, 3], [conv(32, 5), pool, conv(64, 5), pool, .flatten, dense(10)]) == 69_706)
    let mean = LayerDescription.averagePool2D(.init())
    #expect(
      try count([32, 32, 3], [conv(16, 5), mean, conv(8, 5), mean, .flatten, dense(10)]) == 6_434)
    #expect(try count([32, 32, 3], [conv(9, 9), .flatten, dense(10)]) == 54_046)
  }

  @Test func `a layer that cannot take what comes in is named`() {
    func error(_ layers: [LayerDescription], input: Shape = [28, 28, 1]) -> DescriptionError? {
      #expect(throws: DescriptionError.self) {
        try NetworkDescription(input: input, layers: layers).parameterCount()
      }
    }
    let dense = LayerDescription.dense(.init(units: 10))
    #expect(
      error([.flatten, .conv2D(.init(filters: 3, kernelSize: .init(3, 3)))])?.description
        == "layer 2: conv2d cannot take the shape 784, expected height x width x channels")
    #expect(
      error([dense])?.description
        == "layer 1: dense cannot take the shape 28x28x1, expected one row of numbers, "
        + "as after flatten")
    #expect(error([.flatten, .dense(.init(units: 0))])?.field == "units")
    #expect(error([.dropout(rate: 1)])?.field == "rate")
    #expect(error([.reshape([2, 3])])?.expected == "extents for 784 numbers, as come in")
    #expect(error([.maxPool2D(.init(poolSize: .init(29, 2)))])?.layer == 0)
    #expect(error([])?.problem == "the network has no layers")
    #expect(error([dense], input: [])?.layer == nil)
  }

  @Test func `cross-entropy wants its activation last`() {
    let linear = NetworkDescription(input: [4], layers: [.dense(.init(units: 2))])
    func error(_ loss: Loss) -> DescriptionError? {
      #expect(throws: DescriptionError.self) {
        try TrainingDescription(loss: loss, optimizer: .sgd()).check(linear)
      }
    }
    #expect(error(.categoricalCrossentropy())?.expected == "softmax")
    #expect(error(.binaryCrossentropy())?.expected == "sigmoid")
  }

  @Test func `numbers out of their range are refused by name`() {
    let network = NetworkDescription(input: [4], layers: [.dense(.init(units: 2))])
    func field(_ change: (inout TrainingDescription) -> Void) -> String? {
      var training = TrainingDescription(loss: .meanSquaredError, optimizer: .sgd())
      change(&training)
      return #expect(throws: DescriptionError.self) { try training.check(network) }?.field
    }
    #expect(field { $0.batchSize = 0 } == "batch_size")
    #expect(field { $0.epochs = -1 } == "epochs")
    #expect(field { $0.optimizer = .sgd(learningRate: -1) } == "learning_rate")
    #expect(field { $0.optimizer = .sgd(momentum: 1) } == "momentum")
    #expect(field { $0.optimizer = .adam(beta2: 1) } == "beta_2")
    #expect(field { $0.clipNorm = 0 } == "clip_norm")
    #expect(field { $0.warmUpEpochs = 1 } == "warm_up")
    #expect(field { $0.noise = .saltAndPepper(level: 2) } == "salt_and_pepper")
    #expect(field { $0.loss = .binaryCrossentropy(labelSmoothing: 1) } != nil)
  }
}
