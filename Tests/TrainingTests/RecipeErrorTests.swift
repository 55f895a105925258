import Documents
import Engine
import Specs
import Sweeps
import Testing
import Training
import Trials
import YAML

/// Every mistake in a recipe is told before anything is trained, with its place in the spec.
struct RecipeErrorTests {
  @Test(arguments: [
    ("network: dense", "1:10: network must be a list, not the text 'dense'"),
    ("network: []", "1:10: the network has no layers, expected at least one"),
    (
      "network: [3]", "1:11: a layer must be a word, or one word with a block: word: { ... }, not 3"
    ),
    (
      "network: [{dens: {units: 3}}]",
      "1:11: there is no layer 'dens'; did you mean dense? (there are dense, conv2d, max_pool2d,"
        + " avg_pool2d, global_avg_pool2d, batch_norm, layer_norm, embedding, dropout, flatten, activation, reshape)"
    ),
    ("network: [{dense: {}}]", "1:19: dense needs the key 'units'"),
    (
      "network: [{dense: {unit: 3}}]", "1:20: dense has no key 'unit'; did you mean units?"
    ),
    (
      "network: [{dense: {units: 3, activatoin: relu}}]",
      "1:30: dense has no key 'activatoin'; did you mean activation?"
    ),
    ("network: [{dense: {units: 0}}]", "1:27: units must be a positive whole number, not 0"),
    (
      "network: [{dense: {units: 10, activation: soft}}]",
      "1:43: activation must be one of linear, relu, leaky_relu, sigmoid, tanh, selu, gelu, softmax, not 'soft'"
    ),
    (
      "network: [{dense: {units: 10, kernel_initializer: he}}]",
      "1:51: kernel_initializer must be one of glorot_uniform, glorot_normal, he_uniform, he_normal,"
        + " zeros, ones, not 'he'"
    ),
    (
      "network: [{dense: {units: 10, bias_initializer: {uniform: [1]}}}]",
      "1:59: uniform must be a list of its two ends, not a list"
    ),
    (
      "network: [{dense: {units: 10, l2: -1, activation: softmax}}]",
      "1:35: layer 1: l2 is -1.0, expected 0 or more"
    ),
    (
      "network: [{conv2d: {filters: 4, kernel_size: 9}}]",
      "1:46: layer 1: kernel_size 9x9 is larger than the image 8x8x1, expected a window that fits,"
        + " or padding: same"
    ),
    (
      "network: [{conv2d: {filters: 4, kernel_size: [3]}}]",
      "1:46: kernel_size must be a list of 2 whole numbers, not a list"
    ),
    (
      "network: [{conv2d: {filters: 4, kernel_size: 3}}, {dense: {units: 10}}]",
      "1:51: layer 2: dense cannot take the shape 6x6x4, expected one row of numbers, as after flatten"
    ),
    (
      "network: [flatten, max_pool2d]",
      "1:20: layer 2: max_pool2d cannot take the shape 64, expected height x width x channels"
    ),
    (
      "network: [flatten, {dropout: {rate: 1}}, {dense: {units: 10, activation: softmax}}]",
      "1:37: layer 2: rate is 1.0, expected a number from 0 up to but not including 1"
    ),
    (
      "network: [{reshape: {target_shape: [3, 3]}}]",
      "1:36: layer 1: target_shape is 3x3, expected extents for 64 numbers, as come in"
    ),
    (
      "network: [{batch_norm: {epsilon: 0}}]",
      "1:34: layer 1: epsilon is 0.0, expected a positive number"
    ),
    (
      "network: [{dense: {units: 10, activation: relu}}]",
      "1:43: layer 1: the last activation is relu under categorical_crossentropy, expected softmax"
    ),
    (
      "network: [{dense: {units: 9, activation: softmax}}]",
      "1:11: layer 1: the network's output is 9, expected 10 numbers to compare with the targets"
    ),
  ]) func `a network that cannot be`(line: String, sentence: String) {
    #expect(complaint { _ = try recipe(line) } == sentence)
  }

  @Test(arguments: [
    (
      "loss: crossentropy",
      "3:9: loss must be one of categorical_crossentropy, binary_crossentropy,"
        + " categorical_focal_crossentropy, mean_squared_error, huber,"
        + " not 'crossentropy'"
    ),
    (
      "loss: {categorical_crossentropy: {label_smoothing: 1}}",
      "3:54: label_smoothing is 1.0, expected a number from 0 up to but not including 1"
    ),
    (
      "optimizer: sdg",
      "4:14: optimizer must be one of sgd, adam, adamw, rmsprop, not 'sdg'"
        + "; did you mean sgd?"
    ),
    ("optimizer: {adam: {beta1: 0.9}}", "4:22: adam has no key 'beta1'; did you mean beta_1?"),
    (
      "optimizer: {sgd: {learning_rate: 0}}",
      "4:36: learning_rate is 0.0, expected a positive number"
    ),
    (
      "optimizer: {sgd: {learning_rate: fast}}",
      "4:36: learning_rate must be a number, not the text 'fast'"
    ),
    (
      "optimizer: {sgd: {nesterov: true}}",
      "4:31: nesterov is true, expected false without momentum"
    ),
    (
      "optimizer: {rmsprop: {rho: 1}}",
      "4:30: rho is 1.0, expected a number from 0 up to but not including 1"
    ),
    ("batch_size: 0", "5:15: batch_size must be a positive whole number, not 0"),
    ("epochs: 1.5", "6:11: epochs must be a positive whole number, or 0 to measure alone, not 1.5"),
    ("warm_up: 2", "7:12: warm_up is 2, expected fewer epochs than the 2 in all"),
    ("clip_norm: 0", "7:14: clip_norm is 0.0, expected a positive number"),
    ("convolution: fft", "7:16: convolution must be one of direct, winograd, not 'fft'"),
    ("precision: fp16", "7:14: precision must be one of float32, bfloat16, not 'fp16'"),
    ("schedule: {step: {factor: 0.5}}", "7:20: step needs the key 'epochs'"),
    ("schedule: {exponential: {factor: 0}}", "7:36: factor is 0.0, expected a positive number"),
    ("schedule: {cosine: {floor: 2}}", "7:30: floor is 2.0, expected a number from 0 to 1"),
    ("early_stopping: {patience: -1}", "7:30: patience must be a number of epochs, not -1"),
    (
      "early_stopping: {patience: 2, monitor: val_psnr}",
      "7:42: there is no metric val_psnr to watch, expected loss, accuracy, val_loss, val_accuracy,"
        + " val_precision, val_recall, val_f1"
    ),
    (
      "noise: {salt_and_pepper: 1.5}",
      "7:28: salt_and_pepper is 1.5, expected a number from 0 to 1"
    ),
    ("noise: {gaussian: 0.1}", "7:10: noise needs the key 'salt_and_pepper'"),
    ("target: output", "7:11: target must be one of labels, input, not 'output'"),
    ("top_k: 10", "7:10: top_k is 10 of 10 classes, expected fewer than all"),
    ("epoch: 3", "7:3: training has no key 'epoch'; did you mean epochs?"),
  ]) func `a training that cannot be`(line: String, sentence: String) {
    #expect(complaint { _ = try recipe(line) } == sentence)
  }

  @Test(arguments: [
    ("{}", "7:10: inspect needs occlusion or attacks"),
    (
      "{attack: {}}",
      "7:11: inspect has no key 'attack'; did you mean attacks?"
    ),
    (
      "{occlusion: {patch: 2, stride: 3}}",
      "7:22: stride is 3, and pixels between patches of 2 would stay uncovered; make it at most 2"
    ),
    ("{attacks: {steps: 3}}", "7:20: inspect.attacks needs the key 'sizes'"),
    (
      "{attacks: {sizes: [2]}}",
      "7:29: each size of an attack must be a share of the numbers' range from 0 to 1, not 2"
    ),
    ("{attacks: {sizes: [0.1, 0.1]}}", "7:34: inspect.attacks.sizes has 0.1 twice"),
  ]) func `an inspection that cannot be`(block: String, sentence: String) {
    #expect(
      complaint {
        _ = try EngineRecipe(
          Document(yaml: recipeText([]) + "\ninspect: \(block)"), for: digits)
      } == sentence)
  }

  @Test func `an autoencoder takes nothing for a class`() throws {
    let text = recipeText([
      "network: [{dense: {units: 64}}]", "loss: mean_squared_error", "target: input",
    ])
    #expect(
      complaint {
        _ = try EngineRecipe(
          Document(yaml: text + "\ninspect: {occlusion: {}}"), for: digits)
      }?.contains("end the network with softmax") == true)
  }

  @Test(arguments: ["target: input", "noise: {salt_and_pepper: 0.1}"])
  func `what wants inputs from 0 to 1 refuses standardized ones`(line: String) throws {
    let sentence = try #require(
      complaint {
        _ = try recipe(
          line, "standardize: true", "loss: mean_squared_error",
          "network: [{dense: {units: 64}}]")
      })
    #expect(sentence.hasPrefix("8:16: standardize is true, and "))
  }

  @Test func `an autoencoder has no classes to count`() {
    let network = "network: [{dense: {units: 64, activation: softmax}}]"
    #expect(
      complaint { _ = try recipe(network, "target: input") }
        == "3:9: categorical_crossentropy compares with class labels, and there are none, expected"
        + " binary_crossentropy or mean_squared_error")
    #expect(
      complaint { _ = try recipe(network, "target: input", "loss: mean_squared_error", "top_k: 3") }
        == "8:10: top_k is 3 without classes to rank, expected no top_k")
  }

  @Test func `a mistake in a parameter's value is shown where the value is written`() throws {
    let document = try Document(yaml: recipeText(["optimizer: {sgd: {learning_rate: $rate}}"]))
    let values = try Document(yaml: "a: 1\nb: 2\nrate: -3")
    let substituted = document.substituting(["rate": try #require(values["rate"])])
    #expect(
      complaint { _ = try EngineRecipe(substituted, for: digits) }
        == "3:7: learning_rate is -3.0, expected a positive number")
  }
}

/// A sweep is judged by a metric that its training really reports.
struct MetricCheckTests {
  private func check(_ block: String?, _ lines: String...) throws -> String? {
    let recipe = try EngineRecipe(Document(yaml: recipeText(lines)), for: digits)
    let written = try block.map { try Document(yaml: "metric: \($0)")["metric"] } ?? nil
    var moment = Sweeps.Metric.Moment.last
    if let at = written?["at"]?.label.split(separator: " ").last { moment = .epoch(Int(at) ?? 0) }
    let metric = Sweeps.Metric(
      name: written?["name"]?.label ?? "val_accuracy", goal: .maximize, moment: moment)
    return complaint { try recipe.check(metric, writtenAs: written) }
  }

  @Test(arguments: ["loss", "val_f1", "val_accuracy_class_9"])
  func `what is reported is a metric`(name: String) throws {
    #expect(try check("{name: \(name), at: epoch 2}") == nil)
  }

  @Test func `a misspelt metric is told with what was meant, and with all there are`() throws {
    #expect(
      try check("{name: val_acuracy}")
        == "1:16: this training reports no metric 'val_acuracy'; did you mean val_accuracy? (it"
        + " reports loss, accuracy, val_loss, val_accuracy, val_precision, val_recall, val_f1 and"
        + " val_accuracy_class_0 and on)")
  }

  @Test func `the metric by default does not suit an autoencoder`() throws {
    #expect(
      try check(
        nil, "target: input", "loss: mean_squared_error", "network: [{dense: {units: 64}}]")
        == "this training reports no metric 'val_accuracy' (it reports loss, mse, psnr, val_loss,"
        + " val_mse, val_psnr); name one: metric: { name: ... }")
  }

  @Test func `an epoch after the last has no value`() throws {
    #expect(
      try check("{name: loss, at: epoch 3}")
        == "1:26: metric.at is epoch 3, and this training has 2")
  }
}
