/// The inner loops of the engine, compiled for one level of the processor's instruction set.
///
/// The same sources are compiled four times for x86-64, as `KernelsV1` (any such processor), `KernelsV3`
/// (AVX2 and FMA), `KernelsV4` (AVX-512) and `KernelsBF16` (AVX-512 with AVX512_BF16, of the same
/// bits); the engine asks the processor once and calls one of the four. For 64-bit ARM they are
/// compiled once, as `KernelsNEON`.
/// Pointers need no alignment. Kernels may read up to 16 floats beyond the end of a row, so every
/// buffer ends in slack; they never write there. Every reduction has one fixed order.
package protocol KernelSet: SendableMetatype {
  /// The level the set was compiled for: `x86-64-v1`, `x86-64-v3`, `x86-64-v4` or `arm64-neon`.
  static var name: String { get }
  /// The extension that multiplies pairs of bfloat16; nil where plain instructions come to its bits.
  static var pairExtension: String? { get }

  /// Multiplies and adds in registers alone, so many times; returns how many operations it were.
  ///
  /// Timed, it gives the peak that everything else is held against.
  static func keepBusy(_ rounds: Int) -> Int

  // Products.

  /// A matrix product, or a convolution, in register tiles.
  static func multiply(_ product: Product)
  /// The same for a left factor given by its numbers that are not zero.
  static func multiply(_ product: SparseProduct)
  /// The same with the left factor transposed.
  static func multiplyTransposed(_ product: SparseProduct)
  /// Lists what is not zero, until there are likely to be more than `limit` entries; returns whether
  /// there are not.
  static func list(_ rows: Matrix, into lists: SparseLists, limit: Int) -> Bool
  /// Adds entries of a row to the lists with these indices, each of the next four values but the last
  /// of them.
  static func append(
    _ indices: UnsafePointer<UInt16>, _ values: Floats, _ count: Int, row: Int,
    to lists: SparseLists)

  // Pairs of bfloat16 in the place of floats, the first of both in the lower 16 bits. Sums are
  // floats: of each pair the product of the second numbers is added first, fused with the sum.

  /// A matrix product or convolution, each number of whose factors is a pair.
  static func multiplyPairs(_ product: Product)
  /// The same for a left factor given by its pairs that are not zero.
  static func multiplyPairs(_ product: SparseProduct)
  /// The same with the left factor transposed.
  static func multiplyTransposedPairs(_ product: SparseProduct)
  /// Lists the pairs that are not zero, as `list` does numbers.
  static func listPairs(_ rows: Matrix, into lists: SparseLists, limit: Int) -> Bool
  /// Rounds to bfloat16, and pairs numbers of a row: `(x[i, 2j], x[i, 2j + 1])`, or with 0 at its end.
  static func pairColumns(of rows: Matrix, into pairs: Matrix)
  /// Rounds to bfloat16, and pairs rows: `(x[2i, j], x[2i + 1, j])`, or with 0 after the last.
  static func pairRows(of rows: Matrix, into pairs: Matrix)

  /// `totals[j] = scale * totals[j] + factor * (sum of column j)`.
  static func addColumnSums(
    of matrix: Matrix, times factor: Float, to totals: MutableFloats, scaledBy scale: Float)

  /// Turns a matrix over: `target[j, i] = source[i, j]`.
  static func transpose(_ source: Matrix, into target: Matrix)

  // Winograd's convolution, one sample at a time: between the transforms stand 36 products.
  // Images have as many pixels as all tiles see.

  /// Transforms the image that a convolution takes.
  static func transformInput(_ tiles: WinogradTiles, _ image: Floats, into planes: WinogradPlanes)
  /// Turns products into the convolution's output: adds a bias, then applies a relu if wanted.
  static func transformOutput(
    _ tiles: WinogradTiles, _ planes: WinogradPlanes, bias: Floats?, clampsAtZero: Bool,
    into image: MutableFloats)
  /// Turns the output's deltas into those of the products.
  static func transformDeltas(
    _ tiles: WinogradTiles, _ deltas: Floats, into planes: WinogradPlanes)
  /// Turns deltas of the transformed input into those of the input.
  static func transformInputDeltas(
    _ tiles: WinogradTiles, _ planes: WinogradPlanes, into deltas: MutableFloats)
  /// Transforms a kernel whose taps, of `count` numbers each, lie one after the other.
  static func transformKernel(
    _ kernel: WinogradTiles.Kernel, _ taps: Floats, _ count: Int, into planes: WinogradPlanes)
  /// Turns the gradient of a transformed kernel into that of the kernel.
  static func transformKernelGradient(
    _ kernel: WinogradTiles.Kernel, _ planes: WinogradPlanes, into taps: MutableFloats,
    _ count: Int)

  // Pools, one sample at a time. Image and result are dense in height x width x channels order.

  /// The maximum of each window, and which of its pixels, from 0, is the first to have it.
  static func maxPool(
    _ pool: Pool, _ image: Floats, into result: MutableFloats, choices: MutableFloats)
  /// Gives each window's delta to the pixel that was chosen; what no window covers gets zero.
  static func maxPoolGradient(
    _ pool: Pool, choices: Floats, _ deltas: Floats, into imageDeltas: MutableFloats)
  /// The mean of each window, over the pixels that there are.
  static func averagePool(_ pool: Pool, _ image: Floats, into result: MutableFloats)
  /// Gives each pixel of a window its share of the window's delta.
  static func averagePoolGradient(
    _ pool: Pool, _ deltas: Floats, into imageDeltas: MutableFloats)

  // Columns: one coefficient for each.

  /// `means[j]` and `squares[j]`: the mean of column `j`, and the sum of the squared differences
  /// from it.
  static func moments(of matrix: Matrix, means: MutableFloats, squares: MutableFloats)
  /// `target = source * factors[j] + terms[j]`, then a relu if wanted.
  static func scaleColumns(
    _ source: Matrix, by factors: Floats, plus terms: Floats, clampsAtZero: Bool,
    into target: Matrix)
  /// Adds the column sums of `b` to `sums`, and those of `b * (a - means[j])` to `products`.
  static func addColumnProducts(
    _ a: Matrix, minus means: Floats, _ b: Matrix, to sums: MutableFloats,
    products: MutableFloats)
  /// `target = a * factors[j] + b * slopes[j] + terms[j]`
  static func combineColumns(
    _ a: Matrix, by factors: Floats, plus b: Matrix, by slopes: Floats, plus terms: Floats,
    into target: Matrix)

  // The same through a maximum pool of 2 x 2 behind the normalisation, with the same bits: its image
  // and the image's deltas are nowhere.

  /// The pool of `image * factors[j] + terms[j]`, after a relu if wanted; one sample.
  static func maxPool(
    _ pool: Pool, _ image: Floats, by factors: Floats, plus terms: Floats, clampsAtZero: Bool,
    into result: MutableFloats, choices: MutableFloats)
  /// What `addColumnProducts` adds for the deltas that the pool gives to the pixels of its choice; some
  /// samples.
  static func addPoolProducts(
    _ pool: Pool, _ samples: Int, _ images: Floats, minus means: Floats, choices: Floats,
    _ deltas: Floats, to sums: MutableFloats, products: MutableFloats)
  /// What `combineColumns` makes of such deltas and the image; one sample.
  static func combinePool(
    _ pool: Pool, choices: Floats, _ deltas: Floats, by factors: Floats, plus image: Floats,
    by slopes: Floats, plus terms: Floats, into imageDeltas: MutableFloats)

  // Number by number.

  /// Bytes to floats: `byte * scale + offset`.
  static func widen(
    _ bytes: UnsafePointer<UInt8>, _ count: Int, times scale: Float, plus offset: Float,
    into floats: MutableFloats)
  /// Floats to floats: `value * scale + offset`; the two buffers may be one.
  static func rescale(
    _ values: Floats, _ count: Int, times scale: Float, plus offset: Float,
    into floats: MutableFloats)
  /// Applies an activation in place.
  static func apply(_ curve: Curve, to values: MutableFloats, _ count: Int)
  /// Multiplies deltas by the slope of an activation, which follows from its output.
  static func multiplyBySlope(
    of curve: Curve, at outputs: Floats, _ deltas: MutableFloats, _ count: Int)
  /// `result = a * b`; `result` may be `a` or `b`.
  static func multiply(_ a: Floats, by b: Floats, into result: MutableFloats, _ count: Int)
  /// `target += factor * source`.
  static func add(_ source: Floats, times factor: Float, to target: MutableFloats, _ count: Int)
  /// `target += factor * sign(source)`.
  static func addSigns(
    of source: Floats, times factor: Float, to target: MutableFloats, _ count: Int)
  /// Sum of squares, carried in double precision from every 64 vectors to the next.
  static func sumOfSquares(_ values: Floats, _ count: Int) -> Double
  /// Sum of magnitudes, carried in double precision from every vector to the next.
  static func sumOfMagnitudes(_ values: Floats, _ count: Int) -> Double
  /// Inverted dropout's factors: 0 with the probability `rate`, else `1 / (1 - rate)`.
  static func drawMask(
    _ noise: inout WideStream, rate: Float, into factors: MutableFloats, _ count: Int)
  /// Turns the share `level` of the numbers into 0 or 1, either as likely.
  static func addSaltAndPepper(
    _ noise: inout WideStream, level: Float, to values: MutableFloats, _ count: Int)

  // Losses.

  /// Sum over the rows of `log(sum(exp(z))) - sum(t * z)`: the cross-entropy between the softmax of
  /// logits `z` and `t`, which is `1 - smoothing` for the label plus `smoothing / columns` for all.
  ///
  /// Logits become probabilities, deltas `factor * (probability - t)`. Stable for logits of any
  /// size, as only their differences to the largest are raised.
  static func softmaxCrossEntropy(
    logits: Matrix, labels: UnsafePointer<Int32>, deltas: Matrix, factor: Float, smoothing: Float
  ) -> Double
  /// Turns every row of logits into probabilities.
  static func softmax(_ rows: Matrix)
  /// Turns deltas of softmax outputs into deltas of logits: `y * (d - sum(d * y))`.
  static func softmaxGradient(outputs: Matrix, deltas: Matrix)
  /// Sum over all numbers of the cross-entropy between logits and targets from 0 to 1.
  ///
  /// `max(z, 0) - z * t + log(1 + exp(-|z|))`. Deltas become `factor * (sigmoid(z) - t)`.
  static func sigmoidCrossEntropy(
    logits: Floats, targets: Floats, deltas: MutableFloats, _ count: Int, factor: Float,
    smoothing: Float
  ) -> Double
  /// Sum of squared differences. Deltas become `factor * (output - target)`.
  static func squaredError(
    outputs: Floats, targets: Floats, deltas: MutableFloats, _ count: Int, factor: Float
  ) -> Double

  // Optimizers: one step over parameters and their gradients.

  /// `velocity = momentum * velocity - rate * gradient`, then `weight += velocity`, or with
  /// Nesterov `weight += momentum * velocity - rate * gradient`.
  static func momentumStep(
    _ weights: MutableFloats, _ gradients: Floats, _ velocities: MutableFloats, _ count: Int,
    rate: Float, momentum: Float, nesterov: Bool)
  /// Adam's moments and step; `decay` is the share of the weight taken off first (AdamW), or 0.
  static func adamStep(
    _ weights: MutableFloats, _ gradients: Floats, _ first: MutableFloats,
    _ second: MutableFloats, _ count: Int, rate: Float, beta1: Float, beta2: Float,
    epsilon: Float, decay: Float)
  /// `square = rho * square + (1 - rho) * g^2`, then `weight -= rate * g / sqrt(square + epsilon)`.
  static func rmsPropStep(
    _ weights: MutableFloats, _ gradients: Floats, _ squares: MutableFloats, _ count: Int,
    rate: Float, rho: Float, epsilon: Float)
}

/// The activations that work number by number.
package enum Curve: UInt8, Sendable {
  case relu
  case leakyRelu
  case sigmoid
  case tanh
}
