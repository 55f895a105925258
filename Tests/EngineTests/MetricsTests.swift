import Glibc
import Random
import Testing

@testable import Engine

struct MetricsTests {
  /// Three classes; what was true is the row.
  private let confusion = Confusion(
    classes: 3,
    counts: [
      4, 1, 0,
      2, 2, 0,
      0, 1, 0,
    ])

  @Test func `precision, recall and F1 are the means of the classes'`() throws {
    #expect((0..<3).map(confusion.accuracy) == [0.8, 0.5, 0])
    #expect((0..<3).map(confusion.precision) == [4.0 / 6, 0.5, nil])
    let macro = try #require(confusion.macro(over: [0, 1, 2]))
    #expect(abs(macro.recall - 1.3 / 3) < 1e-12)
    #expect(abs(macro.precision - (4.0 / 6 + 0.5) / 3) < 1e-12)
    #expect(abs(macro.f1 - (8.0 / 11 + 0.5) / 3) < 1e-12)
  }

  @Test func `means are over the classes that the data have`() throws {
    let confusion = Confusion(classes: 3, counts: [3, 0, 0, 0, 3, 0, 0, 0, 0])
    #expect(try #require(confusion.macro(over: [0, 1])) == (1, 1, 1))
    #expect(confusion.accuracy(of: 2) == nil)
  }

  /// Else a mean over folds would rise with their number, as more of them lose the rare classes.
  @Test func `a class without a sample here leaves no mean over classes`() {
    let confusion = Confusion(classes: 3, counts: [3, 0, 0, 0, 3, 0, 0, 0, 0])
    #expect(confusion.macro(over: [0, 1, 2]) == nil)
  }

  /// A network that gives its input back.
  private func report(
    _ loss: Loss, _ inputs: [[Float]], _ targets: Examples.Targets,
    change: (inout TrainingDescription) -> Void = { _ in }
  ) throws -> Outcome {
    let width = inputs[0].count
    var training = TrainingDescription(loss: loss, optimizer: .sgd(learningRate: 1e-20))
    change(&training)
    let examples = Examples(Rows(inputs.flatMap { $0 }, shape: [width]), targets)
    var dense = LayerDescription.Dense(units: width)
    dense.activation =
      switch loss {
      case .categoricalCrossentropy, .categoricalFocalCrossentropy: .softmax
      case .binaryCrossentropy: .sigmoid
      case .meanSquaredError, .huber: .linear
      }
    let stream = RandomStream(seed: 1)
    let trainer = try Trainer(
      NetworkDescription(input: [width], layers: [.dense(dense)]), training, on: examples.all,
      validation: examples.all,
      streams: Trainer.Streams(
        initialisation: stream, order: stream, dropout: stream, noise: stream))
    let kernel = trainer.network.parameters.values(0)
    for place in 0..<width * width { kernel[place] = place % (width + 1) == 0 ? 1 : 0 }
    return trainer.run { _ in .continue }
  }

  @Test func `counts classes, ranks and confusions`() throws {
    let outcome = try report(
      .categoricalCrossentropy(), [[3, 1, 2], [1, 2, 3], [9, 8, 7], [0, 5, 1]],
      .classes([0, 1, 2, 1], count: 3)
    ) { $0.topK = 2 }
    let last = try #require(outcome.last)
    #expect(last["accuracy"] == 0.5)
    #expect(last["val_top_k"] == 0.75)
    #expect(last["val_accuracy_class_1"] == 0.5)
    #expect(outcome.confusion == Confusion(classes: 3, counts: [1, 0, 0, 0, 1, 1, 1, 0, 0]))
    #expect(last["val_recall"] == 0.5)
    #expect(outcome.kept == outcome.last)
  }

  @Test(arguments: [0, 0.2] as [Float])
  func `the squared error of a sigmoid is that of its probabilities`(_ smoothing: Float) throws {
    let outcome = try report(
      .binaryCrossentropy(labelSmoothing: smoothing), [[0, 2], [-1, 0]],
      .rows(Rows([1, 0.5, 0, 0], shape: [2])))
    func sigmoid(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
    let squares = [
      0.5 - 1, sigmoid(2) - 0.5, sigmoid(-1), 0.5,
    ].map { $0 * $0 }
    let mse = try #require(outcome.last?["val_mse"])
    #expect(abs(mse - squares.reduce(0, +) / 4) < 1e-6)
    #expect(outcome.last?["val_psnr"] == nil)
  }

  @Test func `an autoencoder's peak is one`() throws {
    let outcome = try report(
      .meanSquaredError, [[0.5, 0.5], [0.5, 0.5]], .classes([0, 1], count: 2)
    ) {
      $0.target = .input
      $0.noise = .saltAndPepper(level: 1)
    }
    let last = try #require(outcome.last)
    #expect(last["mse"] == 0.25, "noise is on the input alone")
    #expect(last["val_mse"] == 0, "and not in validation")
    #expect(last["val_psnr"] == .infinity)
    #expect(last["accuracy"] == nil)
    #expect(outcome.confusion == nil)
  }

  @Test(arguments: [nil, 0.1] as [Float?])
  func `a gradient's norm is how far a plain step goes`(_ clipNorm: Float?) throws {
    var training = TrainingDescription(
      loss: .categoricalCrossentropy(), optimizer: .sgd(learningRate: 0.5))
    (training.batchSize, training.clipNorm, training.measuresGradients) = (4, clipNorm, true)
    let stream = RandomStream(seed: 3)
    var (hidden, output) = (LayerDescription.Dense(units: 40), LayerDescription.Dense(units: 2))
    (hidden.activation, output.activation) = (.tanh, .softmax)
    let rows = Rows([1, 2, 3, 0, 1, 0, 4, 0, 1, 2, 2, 2], shape: [3])
    let trainer = try Trainer(
      NetworkDescription(input: [3], layers: [.dense(hidden), .dense(output)]), training,
      on: Examples(rows, .classes([0, 1, 1, 0], count: 2)).all, validation: nil,
      streams: Trainer.Streams(
        initialisation: stream, order: stream, dropout: stream, noise: stream))
    let parameters = trainer.network.parameters
    func kernels() -> [[Float]] { [0, 2].map(parameters.packed) }
    let before = kernels()
    let report = try #require(trainer.run { _ in .continue }.last)
    let steps = zip(before, kernels()).map { before, after in
      zip(before, after).reduce(0) { $0 + pow(Double($1.0 - $1.1) / 0.5, 2) }.squareRoot()
    }
    let first = try #require(report["gradient_norm_first"])
    let last = try #require(report["gradient_norm_last"])
    #expect(abs(first / last / (steps[0] / steps[1]) - 1) < 1e-4)
    // The clipped gradient is shorter than the measured one.
    #expect(clipNorm == nil ? abs(first / steps[0] - 1) < 1e-4 : steps[0] < 0.9 * first)
  }

  @Test func `names are known before training`() throws {
    let outcome = try report(.categoricalCrossentropy(), [[3, 1]], .classes([0], count: 2)) {
      $0.topK = 1
      $0.measuresGradients = true
    }
    var training = TrainingDescription(loss: .categoricalCrossentropy(), optimizer: .sgd())
    (training.topK, training.measuresGradients) = (1, true)
    #expect(outcome.last?.metrics.map(\.name) == training.metricNames(classes: 2))
    #expect(
      training.metricNames(classes: 2) == [
        "loss", "accuracy", "top_k", "gradient_norm_first", "gradient_norm_last", "val_loss",
        "val_accuracy", "val_top_k", "val_precision",
        "val_recall", "val_f1", "val_accuracy_class_0", "val_accuracy_class_1",
      ])
    (training.target, training.measuresGradients) = (.input, false)
    #expect(
      training.metricNames(classes: 2) == [
        "loss", "mse", "psnr", "val_loss", "val_mse", "val_psnr",
      ])
    #expect(training.metricNames(classes: nil, validates: false) == ["loss", "mse", "psnr"])
  }
}
