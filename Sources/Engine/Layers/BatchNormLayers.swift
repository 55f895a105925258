import Kernels

/// The state that both halves of a batch normalisation share: parameters, and the moments of a batch.
final class Normalisation {
  let description: LayerDescription.BatchNorm
  let input: ActivationBuffer
  /// The normalised numbers, or the pool's if one is done along.
  private(set) var output: ActivationBuffer
  /// The pool that is done along with the normalisation.
  private(set) var pool: AttachedPool?
  let channels: Int
  private let parameters: Parameters
  private let gamma: Int?
  private let beta: Int?
  private let movingMean: Int
  private let movingVariance: Int

  /// Over the batch so far: how many numbers a channel has, its mean, and the sum of the squared
  /// differences from it.
  private var count = 0
  let mean: MutableFloats
  private let squares: MutableFloats
  /// The same of a few samples.
  private let someMean: MutableFloats
  private let someSquares: MutableFloats
  /// `1 / sqrt(variance + epsilon)`
  private let inverse: MutableFloats
  /// Sums of the deltas, and of the deltas times the distance from the mean.
  let sums: MutableFloats
  let products: MutableFloats
  /// The coefficients of what is computed for each number.
  let factors: MutableFloats
  let slopes: MutableFloats
  let terms: MutableFloats

  init(
    _ description: LayerDescription.BatchNorm, _ input: ActivationBuffer,
    _ output: ActivationBuffer,
    _ parameters: Parameters, layer: Int, in memory: Memory
  ) {
    (self.description, self.input, self.output) = (description, input, output)
    self.parameters = parameters
    let channels = input.shape.extents.last ?? 1
    self.channels = channels
    func declare(_ name: String, _ initializer: Initializer, trains: Bool) -> Int {
      parameters.declare("\(layer).\(name)", [channels], initializer, trains: trains)
    }
    gamma = description.scale ? declare("gamma", .ones, trains: true) : nil
    beta = description.center ? declare("beta", .zeros, trains: true) : nil
    movingMean = declare("moving_mean", .zeros, trains: false)
    movingVariance = declare("moving_variance", .ones, trains: false)
    (mean, squares) = (memory.floats(channels), memory.floats(channels))
    (someMean, someSquares) = (memory.floats(channels), memory.floats(channels))
    (inverse, sums, products) = (
      memory.floats(channels), memory.floats(channels), memory.floats(channels)
    )
    (factors, slopes, terms) = (
      memory.floats(channels), memory.floats(channels), memory.floats(channels)
    )
  }

  /// Does a pool along, whose result is the output from now on.
  func attach(_ pool: Pool, into target: ActivationBuffer, capacity: Int, in memory: Memory) {
    self.pool = AttachedPool(
      pool: pool, choices: memory.floats(capacity * target.stride),
      floatsPerSample: 2 * output.stride)
    output = target
  }

  /// A maximum pool of 2 x 2 right behind a normalisation.
  struct AttachedPool {
    let pool: Pool
    /// The pixel of each window that is the largest.
    private let choices: MutableFloats
    /// Numbers that passes one after the other would write for a sample: they decide how many samples
    /// pass at once, and so the order of sums, which is the same either way.
    let floatsPerSample: Int

    init(pool: Pool, choices: MutableFloats, floatsPerSample: Int) {
      (self.pool, self.choices, self.floatsPerSample) = (pool, choices, floatsPerSample)
    }

    func choices(of sample: Int) -> MutableFloats {
      choices + sample * pool.height * pool.width * pool.channels
    }
  }

  /// The numbers of some samples, a column for each channel.
  func columns(_ numbers: Matrix) -> Matrix {
    if numbers.columns == channels { return numbers }
    return Matrix(
      numbers.start, rows: numbers.rows * numbers.columns / channels, columns: channels,
      stride: channels)
  }

  /// Takes the samples' moments into the batch's, as Chan, Golub and LeVeque (1979) merge them:
  /// no large sum of squares is ever subtracted from another.
  func addMoments(of samples: Range<Int>) {
    if samples.lowerBound == 0 { count = 0 }
    let numbers = columns(input.values(of: samples))
    kernels.moments(of: numbers, means: someMean, squares: someSquares)
    let all = count + numbers.rows
    let share = Float(numbers.rows) / Float(all)
    for channel in 0..<channels {
      let distance = count == 0 ? 0 : someMean[channel] - mean[channel]
      mean[channel] = count == 0 ? someMean[channel] : mean[channel] + distance * share
      let before = count == 0 ? 0 : squares[channel]
      squares[channel] =
        before + someSquares[channel] + distance * distance * Float(count) * share
    }
    count = all
  }

  /// Prepares `factors` and `terms` for the way forward, and moves the running moments.
  func prepareForward(training: Bool) {
    let (runningMean, runningVariance) = (
      parameters.values(movingMean), parameters.values(movingVariance)
    )
    for channel in 0..<channels {
      var (center, variance) = (runningMean[channel], runningVariance[channel])
      if training {
        let rest = 1 - description.momentum
        (center, variance) = (mean[channel], squares[channel] / Float(count))
        runningMean[channel] += (center - runningMean[channel]) * rest
        runningVariance[channel] += (variance - runningVariance[channel]) * rest
      }
      inverse[channel] = 1 / (variance + description.epsilon).squareRoot()
      factors[channel] = inverse[channel] * (gamma.map { parameters.values($0)[channel] } ?? 1)
      terms[channel] =
        (beta.map { parameters.values($0)[channel] } ?? 0) - center * factors[channel]
      (sums[channel], products[channel]) = (0, 0)
    }
  }

  /// Turns the sums into gradients, and prepares the coefficients for the way back:
  /// `factor * (delta - (sum + (x - mean) * inverse^2 * product) / count)`.
  func prepareBackward() {
    for channel in 0..<channels {
      if let gamma { parameters.gradients(gamma)[channel] = products[channel] * inverse[channel] }
      if let beta { parameters.gradients(beta)[channel] = sums[channel] }
      let share = factors[channel] / Float(count)
      slopes[channel] = -share * inverse[channel] * inverse[channel] * products[channel]
      terms[channel] = -share * sums[channel] - slopes[channel] * mean[channel]
    }
  }
}

/// Normalises with the running moments, forward and backward: a network that is no longer trained.
final class RunningNormalisationLayer: Clamping {
  private let normalisation: Normalisation
  var input: ActivationBuffer { normalisation.input }
  var output: ActivationBuffer { normalisation.output }
  var clampsAtZero = false

  init(_ normalisation: Normalisation) {
    self.normalisation = normalisation
  }

  var floatsPerSample: Int { 2 * normalisation.output.stride }

  func forward(_ samples: Range<Int>, training: Bool) {
    let normalisation = normalisation
    if samples.lowerBound == 0 { normalisation.prepareForward(training: false) }
    kernels.scaleColumns(
      normalisation.columns(input.values(of: samples)), by: normalisation.factors,
      plus: normalisation.terms, clampsAtZero: clampsAtZero,
      into: normalisation.columns(output.values(of: samples)))
  }

  /// `gamma / sqrt(variance + epsilon)` times the output's deltas, as the moments are constants.
  func backward(_ samples: Range<Int>, taking optimizerStep: OptimizerStep?) {
    let normalisation = normalisation
    // The sums are zero after the way forward, and stay so.
    kernels.scaleColumns(
      normalisation.columns(output.deltas(of: samples)), by: normalisation.factors,
      plus: normalisation.sums, clampsAtZero: false,
      into: normalisation.columns(input.deltas(of: samples)))
  }
}

/// Forward, it takes the moments of the whole batch, which the second half waits for; backward, it
/// has the second half's sums over the whole batch.
final class MomentsLayer: Layer {
  private let normalisation: Normalisation
  var input: ActivationBuffer { normalisation.input }
  var output: ActivationBuffer { normalisation.output }
  private let isFirst: Bool

  init(_ normalisation: Normalisation, isFirst: Bool) {
    (self.normalisation, self.isFirst) = (normalisation, isFirst)
  }

  var flows: [ActivationBuffer.Flow] { [input.valueFlow, input.deltaFlow, output.deltaFlow] }
  var remembers: [ActivationBuffer.Flow] { [input.valueFlow] }

  func forward(_ samples: Range<Int>, training: Bool) {
    if training { normalisation.addMoments(of: samples) }
  }

  func backward(_ samples: Range<Int>, taking optimizerStep: OptimizerStep?) {
    let normalisation = normalisation
    if samples.lowerBound == 0 { normalisation.prepareBackward() }
    if isFirst { return }
    if let attached = normalisation.pool {
      let (numbers, deltas) = (input.values(of: samples), output.deltas(of: samples))
      let target = input.deltas(of: samples)
      for (place, sample) in samples.enumerated() {
        kernels.combinePool(
          attached.pool, choices: attached.choices(of: sample),
          deltas.start + place * deltas.stride, by: normalisation.factors,
          plus: numbers.start + place * numbers.stride, by: normalisation.slopes,
          plus: normalisation.terms, into: target.start + place * target.stride)
      }
      return
    }
    kernels.combineColumns(
      normalisation.columns(output.deltas(of: samples)), by: normalisation.factors,
      plus: normalisation.columns(input.values(of: samples)), by: normalisation.slopes,
      plus: normalisation.terms, into: normalisation.columns(input.deltas(of: samples)))
  }
}

/// Normalises with the moments of the batch, or with the running ones.
final class NormalisingLayer: Clamping {
  let normalisation: Normalisation
  var input: ActivationBuffer { normalisation.input }
  var output: ActivationBuffer { normalisation.output }
  var clampsAtZero = false

  init(_ normalisation: Normalisation) {
    self.normalisation = normalisation
  }

  var startsStage: Bool { true }
  var granularity: BatchGranularity { normalisation.pool == nil ? .any : .samples }
  var flows: [ActivationBuffer.Flow] { [input.valueFlow, output.valueFlow, output.deltaFlow] }
  var remembers: [ActivationBuffer.Flow] { [input.valueFlow] }
  var floatsPerSample: Int {
    2 * normalisation.output.stride + (normalisation.pool?.floatsPerSample ?? 0)
  }

  func forward(_ samples: Range<Int>, training: Bool) {
    let normalisation = normalisation
    if samples.lowerBound == 0 { normalisation.prepareForward(training: training) }
    let (numbers, results) = (input.values(of: samples), output.values(of: samples))
    guard let attached = normalisation.pool else {
      kernels.scaleColumns(
        normalisation.columns(numbers), by: normalisation.factors, plus: normalisation.terms,
        clampsAtZero: clampsAtZero, into: normalisation.columns(results))
      return
    }
    for (place, sample) in samples.enumerated() {
      kernels.maxPool(
        attached.pool, numbers.start + place * numbers.stride, by: normalisation.factors,
        plus: normalisation.terms, clampsAtZero: clampsAtZero,
        into: results.start + place * results.stride, choices: attached.choices(of: sample))
    }
  }

  func backward(_ samples: Range<Int>, taking optimizerStep: OptimizerStep?) {
    let normalisation = normalisation
    let (numbers, deltas) = (input.values(of: samples), output.deltas(of: samples))
    guard let attached = normalisation.pool else {
      kernels.addColumnProducts(
        normalisation.columns(numbers), minus: normalisation.mean, normalisation.columns(deltas),
        to: normalisation.sums, products: normalisation.products)
      return
    }
    kernels.addPoolProducts(
      attached.pool, samples.count, numbers.start, minus: normalisation.mean,
      choices: attached.choices(of: samples.lowerBound), deltas.start, to: normalisation.sums,
      products: normalisation.products)
  }
}
