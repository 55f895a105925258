/// One layer, as a spec would say it; names and defaults are Keras's.
package enum LayerDescription: Hashable, Sendable {
  case dense(Dense)
  case conv2D(Conv2D)
  case maxPool2D(Pool2D)
  case averagePool2D(Pool2D)
  /// The mean over height and width: `[h, w, c]` becomes `[c]`.
  case globalAveragePool2D
  case batchNorm(BatchNorm)
  /// `gamma * (x - mean) / sqrt(variance + epsilon) + beta` with the moments of each sample's own
  /// numbers, over the last extent (Ba, Kiros and Hinton, 2016)
  case layerNorm(LayerNorm)
  /// A few numbers that are learned for each category of a table, in the place of its one-hot columns,
  /// as Keras's `Embedding`: `[n]` becomes what are no categories, then `dimensions` a category column.
  case embedding(Embedding)
  /// Sets a share of the numbers to zero in training and scales the others up by `1 / (1 - rate)`
  /// (Srivastava et al., 2014); any shape stays.
  case dropout(rate: Float)
  /// Any shape becomes one row.
  case flatten
  case activation(Activation)
  /// Other extents for as many numbers.
  case reshape([Int])

  /// `activation(x W + b)`: `[n]` becomes `[units]`.
  package struct Dense: Hashable, Sendable {
    package var units: Int
    package var activation = Activation.linear
    package var useBias = true
    package var kernelInitializer = Initializer.glorotUniform
    package var biasInitializer = Initializer.zeros
    /// Adds `l1 * sum(|w|)` over the kernel to the loss.
    package var l1: Float = 0
    /// Adds `l2 * sum(w^2)` over the kernel to the loss.
    package var l2: Float = 0

    package init(units: Int, activation: Activation = .linear) {
      self.units = units
      self.activation = activation
    }
  }

  /// `activation(x * K + b)`: `[h, w, c]` becomes `[h', w', filters]`.
  ///
  /// Valid: `h' = (h - kernel) / stride + 1`. Same: `h' = ceil(h / stride)`, zeros around the
  /// image, the odd one below and to the right.
  package struct Conv2D: Hashable, Sendable {
    package var filters: Int
    package var kernelSize: Pair
    package var strides = Pair(1, 1)
    package var padding = Padding.valid
    package var activation = Activation.linear
    package var useBias = true
    package var kernelInitializer = Initializer.glorotUniform
    package var biasInitializer = Initializer.zeros
    package var l1: Float = 0
    package var l2: Float = 0

    package init(filters: Int, kernelSize: Pair, activation: Activation = .linear) {
      self.filters = filters
      self.kernelSize = kernelSize
      self.activation = activation
    }
  }

  /// The maximum or mean of each window: `[h, w, c]` becomes `[h', w', c]`, as in `Conv2D`.
  package struct Pool2D: Hashable, Sendable {
    package var poolSize = Pair(2, 2)
    /// The pool's size when nil.
    package var strides: Pair?
    package var padding = Padding.valid

    package init(poolSize: Pair = Pair(2, 2)) {
      self.poolSize = poolSize
    }
  }

  /// `gamma * (x - mean) / sqrt(variance + epsilon) + beta` for each channel.
  ///
  /// Training takes mean and (biased) variance from the batch, and moves the running ones towards
  /// them by `1 - momentum`; inference takes the running ones (Ioffe and Szegedy, 2015).
  package struct BatchNorm: Hashable, Sendable {
    package var momentum: Float = 0.99
    package var epsilon: Float = 1e-3
    package var center = true
    package var scale = true

    package init() {}
  }

  package struct LayerNorm: Hashable, Sendable {
    package var epsilon: Float = 1e-3
    package var center = true
    package var scale = true

    package init() {}
  }

  package struct Embedding: Hashable, Sendable {
    package var dimensions: Int
    /// Where the one-hot columns of each column of categories stand, in order; the data tell.
    package var blocks: [Range<Int>] = []

    package init(dimensions: Int) { self.dimensions = dimensions }
  }

  package enum Padding: String, Hashable, Sendable, CaseIterable {
    case valid
    case same
  }

  /// Height, then width.
  package struct Pair: Hashable, Sendable {
    package var height: Int
    package var width: Int

    package init(_ height: Int, _ width: Int) {
      (self.height, self.width) = (height, width)
    }
  }
}

/// The function that a layer applies to its sums; names are Keras's.
package enum Activation: String, Hashable, Sendable, CaseIterable {
  case linear
  /// `max(0, x)`
  case relu
  /// `x`, or `0.2 x` below zero
  case leakyRelu = "leaky_relu"
  /// `1 / (1 + exp(-x))`
  case sigmoid
  case tanh
  /// `1.0507 x`, or `1.7581 (exp(x) - 1)` below zero (Klambauer et al., 2017)
  case selu
  /// `x` times the normal distribution's share below it (Hendrycks and Gimpel, 2016)
  case gelu
  /// `exp(x) / sum(exp(x))` over the last extent
  case softmax
}
