import Glibc
import Kernels
import KernelsNEON

/// Three steps of each optimizer, against the definition.
func checkOptimizers() {
  var draws = Draws(seed: 9)
  for nesterov in [false, true] {
    check("momentum\(nesterov ? ", Nesterov's" : "")", &draws) { weights, gradients, v, _, count in
      VectorKernels.momentumStep(
        weights, gradients, v, count, rate: 0.1, momentum: 0.9, nesterov: nesterov)
    } expected: { exact, gradient in
      exact.first = 0.9 * exact.first - 0.1 * gradient
      exact.weight += nesterov ? 0.9 * exact.first - 0.1 * gradient : exact.first
    }
  }
  for decay: Float in [0, 0.01] {
    check("Adam, decay \(decay)", &draws) { weights, gradients, first, second, count in
      VectorKernels.adamStep(
        weights, gradients, first, second, count, rate: 0.01, beta1: 0.9, beta2: 0.99,
        epsilon: 1e-7, decay: decay)
    } expected: { exact, gradient in
      exact.first += (gradient - exact.first) * 0.1
      exact.second += (gradient * gradient - exact.second) * 0.01
      exact.weight -= exact.weight * Double(decay)
      exact.weight -= exact.first * 0.01 / (exact.second.squareRoot() + 1e-7)
    }
  }
  check("RMSprop", &draws) { weights, gradients, squares, _, count in
    VectorKernels.rmsPropStep(
      weights, gradients, squares, count, rate: 0.01, rho: 0.9, epsilon: 1e-7)
  } expected: { exact, gradient in
    exact.first = 0.9 * exact.first + 0.1 * gradient * gradient
    exact.weight -= gradient * 0.01 / (exact.first + 1e-7).squareRoot()
  }
}

/// A weight and the optimizer's moments of it, in double precision.
private struct Exact {
  var weight: Double
  var first = 0.0
  var second = 0.0
}

private func check(
  _ optimizer: String, _ draws: inout Draws,
  step: (MutableFloats, Floats, MutableFloats, MutableFloats, Int) -> Void,
  expected: (inout Exact, Double) -> Void
) {
  Results.print(of: optimizer) { results in
    for count in [1, 4, 7, 37] {
      let (weights, first, second) = (draws.numbers(count), Numbers(count), Numbers(count))
      var exact = (0..<count).map { Exact(weight: Double(weights[$0])) }
      for _ in 0..<3 {
        let gradients = draws.numbers(count)
        step(weights.start, gradients.start, first.start, second.start, count)
        for place in 0..<count { expected(&exact[place], Double(gradients[place])) }
        results.add(weights) { exact[$0].weight }
        results.add(first) { exact[$0].first }
        results.add(second) { exact[$0].second }
      }
    }
  }
}
