import Glibc
import Kernels

/// Moves a network's weights along their gradients.
final class OptimizerStep {
  private let optimizer: Optimizer
  private let parameters: Parameters
  private let clipNorm: Float?
  /// Moved by the layers themselves.
  private let layersMove: Set<Int>
  /// Momentum or first moments, then second moments, in the layout of the parameters.
  let first: MutableFloats
  let second: MutableFloats
  /// How many of the two the optimizer has.
  let momentCount: Int
  private let memory = Memory()
  /// Steps taken, with the one being taken, and its rate.
  var step = 0
  private var rate: Float = 0

  /// - Parameter layersMove: the parameters that layers can move while they compute gradients.
  init(_ training: TrainingDescription, _ parameters: Parameters, layersMove: Set<Int>) {
    (optimizer, clipNorm) = (training.optimizer, training.clipNorm)
    self.parameters = parameters
    // All gradients' norm is known only when the last of them is.
    self.layersMove = clipNorm == nil ? layersMove : []
    momentCount =
      switch optimizer {
      case .sgd(_, let momentum, _): momentum == 0 ? 0 : 1
      case .rmsProp: 1
      case .adam, .adamW: 2
      }
    first = memory.floats(momentCount > 0 ? parameters.extent : 1)
    second = memory.floats(momentCount > 1 ? parameters.extent : 1)
  }

  /// Takes one step.
  ///
  /// - Parameter backward: computes all gradients; layers move their share if it hands them on what
  ///   it is given.
  func step(rate: Float, backward: (OptimizerStep?) -> Void) {
    step += 1
    self.rate = rate
    backward(layersMove.isEmpty ? nil : self)
    for index in parameters.list.indices where isMine(index) { addPenalty(index) }
    if let clipNorm { clip(to: clipNorm) }
    for index in parameters.list.indices where isMine(index) {
      move(index, rows: allRows(index), along: parameters.gradients(index))
    }
  }

  /// The rate, where a step is `weights -= rate * (gradient + 2 * l2 * weights)` and nothing more.
  func plainRate(of index: Int) -> Float? {
    guard case .sgd(_, 0, _) = optimizer, parameters.list[index].l1 == 0 else { return nil }
    return rate
  }

  /// Moves some rows of a parameter for the layer that has just computed their gradients.
  ///
  /// - Parameter gradients: laid out as the rows are; the penalty's are added to them.
  func take(_ index: Int, rows: Range<Int>, along gradients: MutableFloats) {
    addPenalty(index, rows: rows, to: gradients)
    move(index, rows: rows, along: gradients)
  }

  private func isMine(_ index: Int) -> Bool {
    parameters.list[index].trains && !layersMove.contains(index)
  }

  private func allRows(_ index: Int) -> Range<Int> { 0..<parameters.list[index].rows }

  private func addPenalty(_ index: Int) {
    addPenalty(index, rows: allRows(index), to: parameters.gradients(index))
  }

  private func addPenalty(_ index: Int, rows: Range<Int>, to gradients: MutableFloats) {
    let parameter = parameters.list[index]
    let values = parameters.values(index) + rows.lowerBound * parameter.stride
    let count = rows.count * parameter.stride
    if parameter.l2 > 0 { kernels.add(values, times: 2 * parameter.l2, to: gradients, count) }
    if parameter.l1 > 0 { kernels.addSigns(of: values, times: parameter.l1, to: gradients, count) }
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

  private func move(_ index: Int, rows: Range<Int>, along gradients: Floats) {
    let parameter = parameters.list[index]
    let start = rows.lowerBound * parameter.stride
    let count = rows.count * parameter.stride
    let weights = parameters.values(index) + start
    let first = first + parameter.offset + start
    let second = second + parameter.offset + start
    switch optimizer {
    case .sgd(_, 0, _): kernels.add(gradients, times: -rate, to: weights, count)
    case .sgd(_, let momentum, let nesterov):
      kernels.momentumStep(
        weights, gradients, first, count, rate: rate, momentum: momentum, nesterov: nesterov)
    case .adam(_, let beta1, let beta2, let epsilon):
      kernels.adamStep(
        weights, gradients, first, second, count, rate: corrected(beta1, beta2), beta1: beta1,
        beta2: beta2, epsilon: epsilon, decay: 0)
    case .adamW(_, let beta1, let beta2, let epsilon, let weightDecay):
      kernels.adamStep(
        weights, gradients, first, second, count, rate: corrected(beta1, beta2), beta1: beta1,
        beta2: beta2, epsilon: epsilon, decay: rate * weightDecay)
    case .rmsProp(_, let rho, let epsilon):
      kernels.rmsPropStep(weights, gradients, first, count, rate: rate, rho: rho, epsilon: epsilon)
    }
  }

  /// Kingma and Ba (2015), with the bias of both moments corrected in the rate, as Keras does.
  private func corrected(_ beta1: Float, _ beta2: Float) -> Float {
    let power = Float(step)
    return rate * (1 - powf(beta2, power)).squareRoot() / (1 - powf(beta1, power))
  }
}
