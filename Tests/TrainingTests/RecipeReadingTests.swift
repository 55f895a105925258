import Documents
import Engine
import Sweeps
import Testing
import Training

/// Every word that a recipe can have reaches the engine.
struct RecipeReadingTests {
  @Test func `all layers, with all that they take`() throws {
    let read = try recipe(
      """
      network: [{conv2d: {filters: 3, kernel_size: [3, 2], strides: [2, 1], padding: same,\
       activation: leaky_relu, use_bias: false, kernel_initializer: he_uniform, l1: 0.5, l2: 0.25}},\
       {batch_norm: {momentum: 0.9, epsilon: 0.01, center: false, scale: false}},\
       {max_pool2d: {pool_size: [2, 1], strides: 1, padding: same}}, {activation: {function: tanh}},\
       {avg_pool2d: {pool_size: 2}}, max_pool2d, global_avg_pool2d, {reshape: {target_shape: [1, 3]}},\
       flatten, {dropout: {rate: 0.5}},\
       {dense: {units: 4, activation: sigmoid, kernel_initializer: {uniform: [-0.1, 0.2]},\
       bias_initializer: {normal: 0.01}, l1: 1, l2: 2}}, {dense: {units: 10, activation: softmax}}]
      """)
    var conv = LayerDescription.Conv2D(
      filters: 3, kernelSize: .init(3, 2), activation: .leakyRelu)
    (conv.strides, conv.padding, conv.useBias) = (.init(2, 1), .same, false)
    (conv.kernelInitializer, conv.l1, conv.l2) = (.heUniform, 0.5, 0.25)
    var norm = LayerDescription.BatchNorm()
    (norm.momentum, norm.epsilon, norm.center, norm.scale) = (0.9, 0.01, false, false)
    var pool = LayerDescription.Pool2D(poolSize: .init(2, 1))
    (pool.strides, pool.padding) = (.init(1, 1), .same)
    var dense = LayerDescription.Dense(units: 4, activation: .sigmoid)
    (dense.kernelInitializer, dense.biasInitializer) = (.uniform(-0.1, 0.2), .normal(0.01))
    (dense.l1, dense.l2) = (1, 2)
    #expect(
      read.network.layers == [
        .conv2D(conv), .batchNorm(norm), .maxPool2D(pool), .activation(.tanh),
        .averagePool2D(.init()), .maxPool2D(.init()), .globalAveragePool2D, .reshape([1, 3]),
        .flatten, .dropout(rate: 0.5), .dense(dense),
        .dense(.init(units: 10, activation: .softmax)),
      ])
    #expect(read.parameterCount == 3 * 6 + 2 * 3 + 3 * 4 + 4 + 4 * 10 + 10)
  }

  @Test(arguments: Activation.allCases) func `all activations`(activation: Activation) throws {
    let read = try recipe(
      "network: [{dense: {units: 10, activation: \(activation.rawValue)}}]",
      "loss: mean_squared_error")
    #expect(read.network.layers == [.dense(.init(units: 10, activation: activation))])
  }

  @Test(
    arguments: [
      ("glorot_uniform", .glorotUniform), ("glorot_normal", .glorotNormal),
      ("he_uniform", .heUniform), ("he_normal", .heNormal), ("zeros", .zeros), ("ones", .ones),
      ("{uniform: [0, 1]}", .uniform(0, 1)), ("{normal: 2}", .normal(2)),
    ] as [(String, Initializer)])
  func `all initialisers`(word: String, initializer: Initializer) throws {
    let read = try recipe(
      "network: [{dense: {units: 10, activation: softmax, kernel_initializer: \(word)}}]")
    guard case .dense(let dense)? = read.network.layers.first else {
      Issue.record("no dense layer")
      return
    }
    #expect(dense.kernelInitializer == initializer)
  }

  @Test(
    arguments: [
      ("sgd", .sgd()), ("adam", .adam()), ("adamw", .adamW()), ("rmsprop", .rmsProp()),
      (
        "{sgd: {learning_rate: 1, momentum: 0.5, nesterov: true}}",
        .sgd(learningRate: 1, momentum: 0.5, nesterov: true)
      ),
      (
        "{adam: {learning_rate: 1, beta_1: 0.5, beta_2: 0.25, epsilon: 2}}",
        .adam(learningRate: 1, beta1: 0.5, beta2: 0.25, epsilon: 2)
      ),
      (
        "{adamw: {learning_rate: 1, beta_1: 0.5, beta_2: 0.25, epsilon: 2, weight_decay: 3}}",
        .adamW(learningRate: 1, beta1: 0.5, beta2: 0.25, epsilon: 2, weightDecay: 3)
      ),
      (
        "{rmsprop: {learning_rate: 1, rho: 0.5, epsilon: 2}}",
        .rmsProp(learningRate: 1, rho: 0.5, epsilon: 2)
      ),
    ] as [(String, Optimizer)])
  func `all optimizers`(text: String, optimizer: Optimizer) throws {
    #expect(try recipe("optimizer: \(text)").training.optimizer == optimizer)
  }

  @Test(
    arguments: [
      ("constant", .constant), ("{step: {factor: 0.5, epochs: 3}}", .step(factor: 0.5, epochs: 3)),
      ("{exponential: {factor: 0.5}}", .exponential(factor: 0.5)), ("cosine", .cosine()),
      ("{cosine: {floor: 0.25}}", .cosine(floor: 0.25)),
    ] as [(String, LearningRateSchedule)])
  func `all schedules`(text: String, schedule: LearningRateSchedule) throws {
    let read = try recipe("schedule: \(text)", "warm_up: 1")
    #expect(read.training.schedule == schedule && read.training.warmUpEpochs == 1)
  }

  @Test(
    arguments: [
      ("categorical_crossentropy", "softmax", .categoricalCrossentropy()),
      (
        "{categorical_crossentropy: {label_smoothing: 0.5}}", "softmax",
        .categoricalCrossentropy(labelSmoothing: 0.5)
      ),
      ("binary_crossentropy", "sigmoid", .binaryCrossentropy()),
      (
        "{binary_crossentropy: {label_smoothing: 0.5}}", "sigmoid",
        .binaryCrossentropy(labelSmoothing: 0.5)
      ),
      ("mean_squared_error", "linear", .meanSquaredError),
    ] as [(String, String, Loss)])
  func `all losses`(text: String, activation: String, loss: Loss) throws {
    let read = try recipe(
      "loss: \(text)", "network: [{dense: {units: 10, activation: \(activation)}}]")
    #expect(read.training.loss == loss)
  }

  @Test func `convolutions by Winograd's algorithm, where it suits`() throws {
    let layers =
      "{conv2d: {filters: 32, kernel_size: 3, padding: same}}, {conv2d: {filters: 64, kernel_size: 3}}"
    func read(_ more: String) throws -> EngineRecipe {
      try recipe(
        "network: [\(layers), flatten, {dense: {units: 10, activation: softmax}}]", more)
    }
    let winograd = try read("convolution: winograd")
    #expect(winograd.training.convolution == .winograd)
    #expect(try read("convolution: winograd 2").training.convolution == .winograd)
    #expect(winograd.convolution == "winograd in layer 2; direct in layer 1")
    #expect(try read("convolution: direct").convolution == nil)
    // As recipes of earlier builds say it, in results files and of workers.
    let silent = try read("batch_size: 30")
    #expect(silent.training.convolution == .direct)
    #expect(silent.gainsFromWinograd)
    #expect(try !read("batch_size: 1").gainsFromWinograd)
    #expect(try !read("precision: bfloat16").gainsFromWinograd)
  }

  @Test func `products of bfloat16, where the spec says so`() throws {
    #expect(try recipe("precision: bfloat16").training.precision == .bfloat16)
    #expect(try recipe("precision: float32").training.precision == .float32)
    #expect(try recipe("batch_size: 3").training.precision == .float32)
  }

  @Test func `everything else about a training`() throws {
    let read = try recipe(
      "batch_size: 7", "epochs: 9", "clip_norm: 2", "best_weights: true", "top_k: 3",
      "gradient_norms: true",
      "early_stopping: {monitor: val_f1, patience: 4, min_delta: 0.5}",
      "noise: {salt_and_pepper: 0.25}")
    var training = TrainingDescription(loss: .categoricalCrossentropy(), optimizer: .sgd())
    (training.batchSize, training.epochs, training.clipNorm) = (7, 9, 2)
    (training.restoresBestWeights, training.topK) = (true, 3)
    training.measuresGradients = true
    training.earlyStopping = EarlyStopping(monitor: "val_f1", patience: 4, minDelta: 0.5)
    training.noise = .saltAndPepper(level: 0.25)
    #expect(read.training == training)
    #expect(!read.standardizes)
    #expect(read.metricNames.contains("val_top_k"))
    #expect(read.metricNames.contains("gradient_norm_first"))
    #expect(!read.metricNames.contains("val_gradient_norm_first"))
    #expect(try recipe("standardize: true").standardizes)
  }

  @Test func `an image is a row to a network that begins with a dense layer`() throws {
    #expect(try recipe().network.input == [64])
    let images = try recipe("network: [flatten, {dense: {units: 10, activation: softmax}}]")
    #expect(images.network.input == [8, 8, 1])
  }
}
