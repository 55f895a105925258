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
    let adam = Adam(
      rate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, decay: decay)
    // Four vectors side by side: the root and the quotient of one alone would be waited for.
    let group = 4 * Vector.scalarCount
    let whole = count / group * group
    for start in stride(from: 0, to: whole, by: group) {
      var (weight, mean): (Four, Four) = (load(weights + start), load(first + start))
      var square: Four = load(second + start)
      adam.move(&weight, &mean, &square, along: load(gradients + start))
      store(mean, first + start)
      store(square, second + start)
      store(weight, weights + start)
    }
    for start in stride(from: whole, to: count, by: Vector.scalarCount) {
      var (weight, mean): (One, One) = (load(weights + start), load(first + start))
      var square: One = load(second + start)
      adam.move(&weight, &mean, &square, along: load(gradients + start))
      store(mean, first + start, first: count - start)
      store(square, second + start, first: count - start)
      store(weight, weights + start, first: count - start)
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

private typealias One = InlineArray<1, Vector>

/// A step of Adam for vectors that lie side by side.
private struct Adam {
  let rate: Float
  let beta1: Float
  let beta2: Float
  let epsilon: Float
  let decay: Float

  @inline(__always)
  func move<let count: Int>(
    _ weights: inout InlineArray<count, Vector>, _ means: inout InlineArray<count, Vector>,
    _ squares: inout InlineArray<count, Vector>, along gradients: InlineArray<count, Vector>
  ) {
    var sizes = squares
    for v in 0..<count {
      let gradient = gradients[v]
      squares[v] += (gradient * gradient - squares[v]) * (1 - beta2)
      sizes[v] = squareRoot(squares[v])
    }
    for v in 0..<count { means[v] += (gradients[v] - means[v]) * (1 - beta1) }
    if decay != 0 {
      for v in 0..<count { weights[v] -= weights[v] * decay }
    }
    for v in 0..<count { weights[v] -= means[v] * rate * reciprocal(sizes[v] + epsilon) }
  }
}
