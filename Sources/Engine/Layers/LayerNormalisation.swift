import Kernels

/// Gives each sample's numbers mean 0 and deviation 1 over the last extent, then scales and shifts them.
final class LayerNormalisation: Layer {
  let input: ActivationBuffer
  let output: ActivationBuffer
  private let isFirst: Bool
  private let epsilon: Double
  private let width: Int
  private let parameters: Parameters
  private let gamma: Int?
  private let beta: Int?

  /// - Parameter isFirst: nobody wants the input's deltas.
  init(
    _ description: LayerDescription.LayerNorm, _ input: ActivationBuffer,
    _ output: ActivationBuffer, isFirst: Bool,
    _ parameters: Parameters, layer: Int
  ) {
    (self.input, self.output, self.isFirst) = (input, output, isFirst)
    self.parameters = parameters
    epsilon = Double(description.epsilon)
    width = input.shape.extents.last ?? 1
    func declare(_ name: String, _ initializer: Initializer) -> Int {
      parameters.declare("\(layer).\(name)", [input.shape.extents.last ?? 1], initializer)
    }
    gamma = description.scale ? declare("gamma", .ones) : nil
    beta = description.center ? declare("beta", .zeros) : nil
  }

  var remembers: [ActivationBuffer.Flow] { [input.valueFlow] }
  var floatsPerSample: Int { 2 * output.stride }

  func forward(_ samples: Range<Int>, training: Bool) {
    let (gammas, betas) = (gamma.map(parameters.values), beta.map(parameters.values))
    let (sources, targets) = (input.values(of: samples), output.values(of: samples))
    forEachGroup(of: samples) { place in
      let (source, target) = (sources.start + place, targets.start + place)
      let (mean, inverse) = moments(of: source)
      for column in 0..<width {
        let normal = Float((Double(source[column]) - mean) * inverse)
        target[column] = normal * (gammas?[column] ?? 1) + (betas?[column] ?? 0)
      }
    }
  }

  func propagate(_ samples: Range<Int>) {
    propagate(samples, slopes: nil, shifts: nil)
  }

  func backward(_ samples: Range<Int>, taking optimizerStep: OptimizerStep?) {
    let (slopes, shifts) = (gamma.map(parameters.gradients), beta.map(parameters.gradients))
    if samples.lowerBound == 0 {
      slopes?.update(repeating: 0, count: width)
      shifts?.update(repeating: 0, count: width)
    }
    propagate(samples, slopes: slopes, shifts: shifts)
  }

  /// - Parameters:
  ///   - slopes: where gamma's gradient is added, if it is wanted.
  ///   - shifts: where beta's is.
  private func propagate(
    _ samples: Range<Int>, slopes: MutableFloats?, shifts: MutableFloats?
  ) {
    let gammas = gamma.map(parameters.values)
    let (sources, results) = (input.values(of: samples), output.deltas(of: samples))
    let targets = isFirst ? nil : input.deltas(of: samples)
    forEachGroup(of: samples) { place in
      let (source, deltas) = (sources.start + place, results.start + place)
      let (mean, inverse) = moments(of: source)
      var (sum, product) = (0.0, 0.0)
      for column in 0..<width {
        let normal = (Double(source[column]) - mean) * inverse
        slopes?[column] += deltas[column] * Float(normal)
        shifts?[column] += deltas[column]
        let delta = Double(deltas[column]) * Double(gammas?[column] ?? 1)
        sum += delta
        product += delta * normal
      }
      guard let target = targets.map({ $0.start + place }) else { return }
      let share = 1 / Double(width)
      for column in 0..<width {
        let normal = (Double(source[column]) - mean) * inverse
        let delta = Double(deltas[column]) * Double(gammas?[column] ?? 1)
        target[column] = Float(inverse * (delta - sum * share - normal * product * share))
      }
    }
  }

  /// Mean, and one over the deviation.
  private func moments(of numbers: MutableFloats) -> (mean: Double, inverse: Double) {
    var sum = 0.0
    for column in 0..<width { sum += Double(numbers[column]) }
    let mean = sum / Double(width)
    var squares = 0.0
    for column in 0..<width {
      let distance = Double(numbers[column]) - mean
      squares += distance * distance
    }
    return (mean, 1 / (squares / Double(width) + epsilon).squareRoot())
  }

  /// Calls `body` with the place of each group of numbers from the first of the samples'.
  private func forEachGroup(of samples: Range<Int>, _ body: (Int) -> Void) {
    for sample in 0..<samples.count {
      for group in 0..<input.shape.count / width {
        body(sample * input.stride + group * width)
      }
    }
  }
}
