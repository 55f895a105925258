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
    /// How many numbers come out; above 0.
    package var units: Int
    /// The function of the sums, applied to each number, or for softmax to the row.
    package var activation = Activation.linear
    /// Whether each unit has a number `b` that is added to its sum.
    package var useBias = true
    /// The distribution that `W`, `inputs x units`, is drawn from.
    package var kernelInitializer = Initializer.glorotUniform
    /// The distribution that `b`, a number a unit, is drawn from.
    package var biasInitializer = Initializer.zeros
    /// Adds `l1 * sum(|w|)` over the kernel to the loss.
    package var l1: Float = 0
    /// Adds `l2 * sum(w^2)` over the kernel to the loss.
    package var l2: Float = 0

    /// Makes a layer with a bias and without penalties.
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
    /// How many channels come out; above 0.
    package var filters: Int
    /// The window's height and width in pixels, each above 0.
    package var kernelSize: Pair
    /// The steps from one window to the next in pixels, down and across, each above 0.
    package var strides = Pair(1, 1)
    /// Whether windows stay within the image, or zeros around it let them reach beyond.
    package var padding = Padding.valid
    /// The function of the sums, applied to each number, or for softmax to the channels of a pixel.
    package var activation = Activation.linear
    /// Whether each filter has a number `b` that is added to its sums.
    package var useBias = true
    /// The distribution that `K`, `height x width x channels x filters`, is drawn from.
    package var kernelInitializer = Initializer.glorotUniform
    /// The distribution that `b`, a number a filter, is drawn from.
    package var biasInitializer = Initializer.zeros
    /// Adds `l1 * sum(|w|)` over the kernel to the loss.
    package var l1: Float = 0
    /// Adds `l2 * sum(w^2)` over the kernel to the loss.
    package var l2: Float = 0

    /// Makes a layer with strides of 1, no zeros around the image, a bias and no penalties.
    package init(filters: Int, kernelSize: Pair, activation: Activation = .linear) {
      self.filters = filters
      self.kernelSize = kernelSize
      self.activation = activation
    }
  }

  /// The maximum or mean of each window: `[h, w, c]` becomes `[h', w', c]`, as in `Conv2D`.
  package struct Pool2D: Hashable, Sendable {
    /// The window's height and width in pixels, each above 0.
    package var poolSize = Pair(2, 2)
    /// The pool's size when nil.
    package var strides: Pair?
    /// Whether windows stay within the image, or may reach beyond: only pixels of the image count.
    package var padding = Padding.valid

    /// Makes a pool whose windows lie side by side within the image.
    package init(poolSize: Pair = Pair(2, 2)) {
      self.poolSize = poolSize
    }
  }

  /// `gamma * (x - mean) / sqrt(variance + epsilon) + beta` for each channel.
  ///
  /// Training takes mean and (biased) variance from the batch, and moves the running ones towards
  /// them by `1 - momentum`; inference takes the running ones (Ioffe and Szegedy, 2015).
  package struct BatchNorm: Hashable, Sendable {
    /// The share of themselves that the running moments keep in each step; 0 to 1.
    package var momentum: Float = 0.99
    /// Keeps the divisor of a constant channel above 0; itself above 0.
    package var epsilon: Float = 1e-3
    /// Whether there is a `beta` for each channel, which is learned; else it is 0.
    package var center = true
    /// Whether there is a `gamma` for each channel, which is learned; else it is 1.
    package var scale = true

    /// Makes a layer with Keras's defaults.
    package init() {}
  }

  /// The settings of `layerNorm`; the input's shape stays.
  package struct LayerNorm: Hashable, Sendable {
    /// Keeps the divisor of numbers that are all alike above 0; itself above 0.
    package var epsilon: Float = 1e-3
    /// Whether there is a `beta` for each place of the last extent, which is learned; else it is 0.
    package var center = true
    /// Whether there is a `gamma` for each place of the last extent, which is learned; else it is 1.
    package var scale = true

    /// Makes a layer with Keras's default of `epsilon`, which is 0.001.
    package init() {}
  }

  /// The settings of `embedding`, which must be the first layer.
  package struct Embedding: Hashable, Sendable {
    /// How many numbers stand for a category of each column; above 0.
    package var dimensions: Int
    /// Where the one-hot columns of each column of categories stand, in order; the data tell.
    package var blocks: [Range<Int>] = []

    /// Makes a layer without `blocks`, which are to be set before shapes are asked for.
    package init(dimensions: Int) { self.dimensions = dimensions }
  }

  /// Whether windows may reach beyond the image, by Keras's words; see `Conv2D` for the extents.
  package enum Padding: String, Hashable, Sendable, CaseIterable {
    case valid
    case same
  }

  /// Height, then width.
  package struct Pair: Hashable, Sendable {
    /// The extent down, or the step down, in pixels.
    package var height: Int
    /// The extent across, or the step across, in pixels.
    package var width: Int

    /// Makes a pair with the height first, as in Keras's `(height, width)`.
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
