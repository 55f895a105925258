import Glibc
import Kernels

/// Moves a network's weights along their gradients.
final class Descent {
  private let optimizer: Optimizer
  private let parameters: Parameters
  private let clipNorm: Float?
  /// Moved by the layers themselves.
  private let descending: Set<Int>
  /// Momentum or first moments, then second moments, in the layout of the parameters.
  private let first: MutableFloats
  private let second: MutableFloats
  private let memory = Memory()
  /// Steps taken.
  private var step = 0

  init(_ training: TrainingDescription, _ network: Network) {
    (optimizer, clipNorm) = (training.optimizer, training.clipNorm)
    parameters = network.parameters
    var isPlain = false
    var moments = 2
    switch optimizer {
    case .sgd(_, let momentum, _):
      isPlain = momentum == 0
      moments = isPlain ? 0 : 1
    case .rmsProp: moments = 1
    case .adam, .adamW: break
    }
    // Plain descent needs nothing but the gradient, so a layer can subtract it where it arises.
    let isPenalised = parameters.list.contains { $0.l1 > 0 }
    descending =
      isPlain && clipNorm == nil && !isPenalised ? network.descendingParameters : []
    first = memory.floats(moments > 0 ? parameters.extent : 1)
    second = memory.floats(moments > 1 ? parameters.extent : 1)
  }

  /// Whether layers are to descend by themselves in `Network.backward`.
  var leavesToLayers: Bool { !descending.isEmpty }

  /// Takes a step with all parameters that no layer has moved by itself.
  func step(rate: Float) {
    step += 1
    for index in parameters.list.indices where isMine(index) { addPenalty(index) }
    if let clipNorm { clip(to: clipNorm) }
    for index in parameters.list.indices where isMine(index) { move(index, rate) }
  }

  private func isMine(_ index: Int) -> Bool {
    parameters.list[index].trains && !descending.contains(index)
  }

  private func addPenalty(_ index: Int) {
    let parameter = parameters.list[index]
    let (values, gradients) = (parameters.values(index), parameters.gradients(index))
    if parameter.l2 > 0 {
      kernels.add(values, times: 2 * parameter.l2, to: gradients, parameter.extent)
    }
    if parameter.l1 > 0 {
      kernels.addSigns(of: values, times: parameter.l1, to: gradients, parameter.extent)
    }
  }

  private func clip(to limit: Float) {
    var square = 0.0
    for index in parameters.list.indices where isMine(index) {
      square += kernels.sumOfSquares(parameters.gradients(index), parameters.list[index].extent)
    }
    let norm = Float(square.squareRoot())
    guard norm > limit else { return }
    for index in parameters.list.indices where isMine(index) {
      let gradients = parameters.gradients(index)
      kernels.rescale(
        gradients, parameters.list[index].extent, times: limit / norm, plus: 0, into: gradients)
    }
  }

  private func move(_ index: Int, _ rate: Float) {
    let parameter = parameters.list[index]
    let (weights, gradients) = (parameters.values(index), parameters.gradients(index))
    let count = parameter.extent
    switch optimizer {
    case .sgd(_, 0, _): kernels.add(gradients, times: -rate, to: weights, count)
    case .sgd(_, let momentum, let nesterov):
      kernels.momentumStep(
        weights, gradients, first + parameter.offset, count, rate: rate, momentum: momentum,
        nesterov: nesterov)
    case .adam(_, let beta1, let beta2, let epsilon):
      adam(parameter, weights, gradients, rate, beta1, beta2, epsilon, decay: 0)
    case .adamW(_, let beta1, let beta2, let epsilon, let weightDecay):
      adam(parameter, weights, gradients, rate, beta1, beta2, epsilon, decay: rate * weightDecay)
    case .rmsProp(_, let rho, let epsilon):
      kernels.rmsPropStep(
        weights, gradients, first + parameter.offset, count, rate: rate, rho: rho,
        epsilon: epsilon)
    }
  }

  /// Kingma and Ba (2015), with the bias of both moments corrected in the rate, as Keras does.
  private func adam(
    _ parameter: Parameter, _ weights: MutableFloats, _ gradients: Floats, _ rate: Float,
    _ beta1: Float, _ beta2: Float, _ epsilon: Float, decay: Float
  ) {
    let power = Float(step)
    let corrected = rate * (1 - powf(beta2, power)).squareRoot() / (1 - powf(beta1, power))
    kernels.adamStep(
      weights, gradients, first + parameter.offset, second + parameter.offset, parameter.extent,
      rate: corrected, beta1: beta1, beta2: beta2, epsilon: epsilon, decay: decay)
  }
}
