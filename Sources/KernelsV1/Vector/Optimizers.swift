package import Kernels

extension VectorKernels {
  /// Takes a step of gradient descent with momentum (Sutskever et al., 2013, for Nesterov's).
  package static func momentumStep(
    _ weights: MutableFloats, _ gradients: Floats, _ velocities: MutableFloats, _ count: Int,
    rate: Float, momentum: Float, nesterov: Bool
  ) {
    for start in vectors(count) {
      let step = load(gradients + start) * -rate
      let velocity = load(velocities + start) * momentum + step
      let move = nesterov ? velocity * momentum + step : velocity
      store(velocity, velocities + start, first: count - start)
      store(load(weights + start) + move, weights + start, first: count - start)
    }
  }

  /// Takes a step of Adam (Kingma and Ba, 2015); `rate` includes the correction of the moments' bias.
  package static func adamStep(
    _ weights: MutableFloats, _ gradients: Floats, _ first: MutableFloats,
    _ second: MutableFloats, _ count: Int, rate: Float, beta1: Float, beta2: Float,
    epsilon: Float, decay: Float
  ) {
    for start in vectors(count) {
      let gradient = load(gradients + start)
      let mean = load(first + start)
      let square = load(second + start)
      let newMean = mean + (gradient - mean) * (1 - beta1)
      let newSquare = square + (gradient * gradient - square) * (1 - beta2)
      let weight = load(weights + start)
      let kept = weight - weight * decay
      store(newMean, first + start, first: count - start)
      store(newSquare, second + start, first: count - start)
      let move = newMean * rate * reciprocal(squareRoot(newSquare) + epsilon)
      store(kept - move, weights + start, first: count - start)
    }
  }

  /// Takes a step of RMSprop (Hinton, 2012), with `epsilon` under the root.
  package static func rmsPropStep(
    _ weights: MutableFloats, _ gradients: Floats, _ squares: MutableFloats, _ count: Int,
    rate: Float, rho: Float, epsilon: Float
  ) {
    for start in vectors(count) {
      let gradient = load(gradients + start)
      let square = load(squares + start) * rho + gradient * gradient * (1 - rho)
      store(square, squares + start, first: count - start)
      let step = gradient * rate / squareRoot(square + epsilon)
      store(load(weights + start) - step, weights + start, first: count - start)
    }
  }
}
