package import Statistics

/// How a network is trained; names and defaults are Keras's.
package struct TrainingDescription: Hashable, Sendable {
  /// The function that is minimized; it may ask for a certain last activation, see `Loss`.
  package var loss: Loss
  /// The rule of the steps, with its learning rate before `schedule` and `warmUpEpochs` change it.
  package var optimizer: Optimizer
  /// The schedule of the optimizer's learning rate.
  package var schedule = LearningRateSchedule.constant
  /// The first epochs climb linearly from 0 to the learning rate, step by step.
  package var warmUpEpochs = 0
  /// Gradients whose Euclidean norm over all weights is larger are scaled down to it.
  package var clipNorm: Float?
  /// How many samples a step learns from, above 0; the last step of an epoch takes those that are left.
  package var batchSize = 32
  /// Without any, the network is measured as it begins.
  package var epochs = 1
  /// The rule that ends the training before `epochs`; nil where none does.
  package var earlyStopping: EarlyStopping?
  /// Ends with the weights of the epoch that did best instead of the last.
  package var restoresBestWeights = false
  /// The noise on the inputs of training batches alone; nil for none.
  package var noise: Noise?
  /// The weights that classes have in training; nil where all count alike.
  package var classWeights: ClassWeights?
  /// The numbers that outputs are compared with: the examples' targets, or their inputs.
  package var target = Target.labels
  /// The `k` of top-k accuracy; none is measured when nil.
  package var topK: Int?
  /// The norms of gradients are measured while learning; a step takes longer.
  package var measuresGradients = false
  /// The algorithm of the convolutions that gain from it; others are computed directly.
  package var convolution = ConvolutionMethod.direct
  /// The numbers of which the products of dense layers and convolutions are made.
  package var precision = Precision.float32
  /// The scores of validation examples that are measured besides, with the names that they have.
  package var scores: [Score] = []

  /// A score under a name.
  package struct Score: Hashable, Sendable {
    /// The metric's name in reports, where `val_` stands before it.
    package let name: String
    /// The score that is measured under the name.
    package let score: ScoreName

    /// Makes a score that is reported as `val_` and the name.
    package init(name: String, score: ScoreName) { (self.name, self.score) = (name, score) }
  }

  /// Makes a training of one epoch in batches of 32, with Keras's defaults and at a constant rate.
  package init(loss: Loss, optimizer: Optimizer) {
    (self.loss, self.optimizer) = (loss, optimizer)
  }
}

extension TrainingDescription {
  /// The places of the convolutions that gain from Winograd's algorithm, and may: not among bfloat16, whose errors
  /// its transforms would enlarge.
  package func layersGainingFromWinograd(
    of network: NetworkDescription
  ) throws(DescriptionError) -> Set<Int> {
    guard precision == .float32, epochs > 0 else { return [] }
    return Set(
      try network.convolutions(batch: batchSize).filter(\.gainsFromWinograd).map(\.layer))
  }

  /// The places of the convolutions that are computed by Winograd's algorithm.
  package func winogradLayers(
    of network: NetworkDescription
  ) throws(DescriptionError) -> Set<Int> {
    convolution == .winograd ? try layersGainingFromWinograd(of: network) : []
  }
}

/// The algorithm by which a convolution is computed; results differ by rounding alone.
package enum ConvolutionMethod: String, Hashable, Sendable, CaseIterable {
  /// A sum of products of the pixels that a window covers.
  case direct
  /// Products of transformed tiles, about a fourth as many for kernels of 3 x 3 and a third for 5 x 5 (Lavin and
  /// Gray, 2016).
  case winograd
}

/// The numbers that are multiplied in the products of dense layers and convolutions: forward, and for the
/// gradients of inputs and weights. All else is in `float32`, the weights among it.
package enum Precision: String, Hashable, Sendable, CaseIterable {
  /// Numbers of 24 bits.
  case float32
  /// Both factors are rounded to 8 bits, to the nearest or else the even one, and to 0 below 2^-126.
  ///
  /// Sums are in `float32`. What is summed over goes by pairs (channels or inputs forward, filters or
  /// units for the inputs' gradient, samples for the weights'): of each pair the second product is
  /// added first, fused with its sum and rounded once. AVX512_BF16 does so in an instruction, and plain
  /// instructions come to the same bits.
  case bfloat16
}

/// How much each class counts in training, beside what its rows count for.
package enum ClassWeights: Hashable, Sendable {
  /// As rare as it is: `rows / (classes * rows of the class)`, over the rows trained on, as
  /// scikit-learn's `class_weight="balanced"` has it.
  case balanced
  /// One number a class.
  case given([Float])
}

/// The function that training minimizes, averaged over the batch. Where rows or classes have weights, the
/// loss of each row is multiplied by its own, and the sum still divided by the rows of the batch, as in
/// Keras; validation rows count alike.
///
/// Smoothing mixes a target with the indifferent one: `t (1 - s) + s / n` for `n` classes,
/// `t (1 - s) + s / 2` for binary targets.
package enum Loss: Hashable, Sendable {
  /// `-sum(t log y)`, over the softmax that must come last.
  case categoricalCrossentropy(labelSmoothing: Float = 0)
  /// `-mean(t log y + (1 - t) log(1 - y))`, over the sigmoid that must come last.
  case binaryCrossentropy(labelSmoothing: Float = 0)
  /// `-alpha (1 - y)^gamma log y` of the true class, over the softmax that must come last: rows that
  /// are recognised already count less (Lin et al., 2017).
  case categoricalFocalCrossentropy(alpha: Float = 0.25, gamma: Float = 2)
  /// `mean((y - t)^2)`
  case meanSquaredError
  /// The mean of `e^2 / 2` where the error is no larger than `delta`, and of `delta (|e| - delta / 2)`
  /// elsewhere (Huber, 1964).
  case huber(delta: Float = 1)
}

extension Loss {
  /// Whether it is held against class labels, and not against numbers.
  var comparesLabels: Bool {
    switch self {
    case .categoricalCrossentropy, .categoricalFocalCrossentropy: true
    case .binaryCrossentropy, .meanSquaredError, .huber: false
    }
  }
}

/// How gradients move weights; the formulas stand with each step in `KernelSet`.
package enum Optimizer: Hashable, Sendable {
  case sgd(learningRate: Float = 0.01, momentum: Float = 0, nesterov: Bool = false)
  case adam(
    learningRate: Float = 0.001, beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-7)
  /// Adam that also takes `learningRate * weightDecay` of each weight off, every step (Loshchilov
  /// and Hutter, 2019).
  case adamW(
    learningRate: Float = 0.001, beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-7,
    weightDecay: Float = 0.004)
  case rmsProp(learningRate: Float = 0.001, rho: Float = 0.9, epsilon: Float = 1e-7)

  /// The rate as it is described, before warm-up and schedule change it.
  package var learningRate: Float {
    switch self {
    case .sgd(let rate, _, _), .adam(let rate, _, _, _), .adamW(let rate, _, _, _, _),
      .rmsProp(let rate, _, _):
      rate
    }
  }
}

/// The learning rate's factor over the steps of a training.
package enum LearningRateSchedule: Hashable, Sendable {
  case constant
  /// Times `factor` after every so many epochs.
  case step(factor: Float, epochs: Int)
  /// Times `factor` every epoch, a little every step.
  case exponential(factor: Float)
  /// Half a cosine wave from 1 down to `floor` at the last step (Loshchilov and Hutter, 2017).
  case cosine(floor: Float = 0)
}

/// Ends a training that no longer improves.
package struct EarlyStopping: Hashable, Sendable {
  /// A metric of the reports, such as `val_loss`; smaller is better if its name ends in `loss` or
  /// `mse` or is that of a score of which it is, else larger.
  package var monitor = "val_loss"
  /// How many epochs without improvement are put up with.
  package var patience = 0
  /// How much a metric must change to count as improved.
  package var minDelta: Double = 0

  /// Makes a rule that ends a training after the first epoch without improvement, if nothing is given.
  package init(monitor: String = "val_loss", patience: Int = 0, minDelta: Double = 0) {
    (self.monitor, self.patience, self.minDelta) = (monitor, patience, minDelta)
  }
}

/// The noise in the inputs of training batches, drawn anew each time.
package enum Noise: Hashable, Sendable {
  /// A share of the numbers, `level`, becomes 0 or 1, either as likely.
  case saltAndPepper(level: Float)
}

/// The target that the outputs are compared with.
package enum Target: Hashable, Sendable {
  case labels
  /// The input without noise: the network is an autoencoder.
  case input
}
