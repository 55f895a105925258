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
    forEachGroup(of: samples) { place in
      let (source, target) = (input.values + place, output.values + place)
      let (mean, inverse) = moments(of: source)
      for column in 0..<width {
        let normal = Float((Double(source[column]) - mean) * inverse)
        target[column] = normal * (gammas?[column] ?? 1) + (betas?[column] ?? 0)
      }
    }
  }

  func backward(_ samples: Range<Int>, taking optimizerStep: OptimizerStep?) {
    let (gammas, slopes) = (gamma.map(parameters.values), gamma.map(parameters.gradients))
    let shifts = beta.map(parameters.gradients)
    if samples.lowerBound == 0 {
      slopes?.update(repeating: 0, count: width)
      shifts?.update(repeating: 0, count: width)
    }
    forEachGroup(of: samples) { place in
      let (source, deltas) = (input.values + place, output.deltas + place)
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
      if isFirst { return }
      let target = input.deltas + place
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

  /// Calls `body` with the place of each group of numbers from the start of a flow.
  private func forEachGroup(of samples: Range<Int>, _ body: (Int) -> Void) {
    let first = input.valueFlow.isPassing ? 0 : samples.lowerBound
    for sample in 0..<samples.count {
      for group in 0..<input.shape.count / width {
        body((first + sample) * input.stride + group * width)
      }
    }
  }
}
