import Glibc
import LAPACK

/// A Gaussian process over points of a cube: Matérn's covariance with smoothness 5/2 and a length a
/// parameter (Rasmussen and Williams, "Gaussian Processes for Machine Learning", 2006, ch. 4 and 5).
struct GaussianProcess {
  /// Logarithms of the lengths, of the signal's variance, and of the noise's where that is not known.
  struct Parameters: Hashable, Sendable {
    var logs: [Double]

    /// To begin with: the means of the priors.
    init(dimensions: Int) {
      let length = log(0.35 * Double(dimensions).squareRoot())
      logs = Array(repeating: length, count: dimensions) + [0, log(1e-3)]
    }
  }

  /// Observations: points row by row, values of mean 0 and variance 1 or so, and the variance of each
  /// value's noise; nil where that is for the process to find.
  struct Data {
    let points: [[Double]]
    let values: [Double]
    let noise: [Double]?
  }

  private let data: Data
  private let lengths: [Double]
  private let signal: Double
  private let factor: Cholesky
  /// K⁻¹ y.
  private let weights: [Double]

  /// Fits the process to the data; nil where the covariance is not positive definite, whatever is added to
  /// its diagonal.
  init?(_ data: Data, _ parameters: Parameters) {
    let dimensions = parameters.logs.count - 2
    lengths = parameters.logs[..<dimensions].map { exp($0) }
    signal = exp(parameters.logs[dimensions])
    self.data = data
    let count = data.points.count
    var matrix = [Double](repeating: 0, count: count * count)
    for column in 0..<count {
      for row in column..<count {
        let distance = GaussianProcess.distance(data.points[row], data.points[column], lengths)
        matrix[column * count + row] = signal * Matern.value(distance)
      }
      let noise = data.noise?[column] ?? exp(parameters.logs[dimensions + 1])
      matrix[column * count + column] += max(noise, GaussianProcess.leastNoise)
    }
    guard let factor = Cholesky(matrix, size: count) else { return nil }
    self.factor = factor
    let half = factor.solvingLower(data.values, columns: 1)
    weights = factor.solvingLower(half, columns: 1, transposed: true)
  }

  /// Keeps the covariance of near points positive definite.
  private static let leastNoise = 1e-6

  private static func distance(
    _ a: [Double], _ b: [Double], _ lengths: [Double]
  ) -> Double {
    var sum = 0.0
    for axis in lengths.indices {
      let scaled = (a[axis] - b[axis]) / lengths[axis]
      sum += scaled * scaled
    }
    return sum.squareRoot()
  }

  /// Means and standard deviations at points, without noise.
  func predictions(at points: [[Double]]) -> [(mean: Double, deviation: Double)] {
    let count = data.points.count
    var covariances: [Double] = []
    covariances.reserveCapacity(count * points.count)
    for point in points {
      for known in data.points {
        let distance = GaussianProcess.distance(point, known, lengths)
        covariances.append(signal * Matern.value(distance))
      }
    }
    let halves = factor.solvingLower(covariances, columns: points.count)
    return points.indices.map { place in
      var (mean, explained) = (0.0, 0.0)
      for row in place * count..<(place + 1) * count {
        mean += covariances[row] * weights[row - place * count]
        explained += halves[row] * halves[row]
      }
      return (mean, max(signal - explained, 1e-12).squareRoot())
    }
  }

  /// The negative logarithm of the posterior density of the parameters, and its gradient.
  private func cost(_ parameters: Parameters) -> (value: Double, gradient: [Double]) {
    let (count, dimensions) = (data.points.count, lengths.count)
    let inverse = factor.inverse
    var gradient = [Double](repeating: 0, count: dimensions + 2)
    for column in 0..<count {
      for row in column..<count {
        let share = weights[row] * weights[column] - inverse[column * count + row]
        let twice = row == column ? 0.5 : 1
        let (a, b) = (data.points[row], data.points[column])
        let distance = GaussianProcess.distance(a, b, lengths)
        gradient[dimensions] -= twice * share * signal * Matern.value(distance)
        guard row != column else {
          if data.noise == nil {
            gradient[dimensions + 1] -= 0.5 * share * exp(parameters.logs[dimensions + 1])
          }
          continue
        }
        let slope = signal * Matern.slope(distance)
        for axis in 0..<dimensions {
          let scaled = (a[axis] - b[axis]) / lengths[axis]
          gradient[axis] -= share * slope * scaled * scaled
        }
      }
    }
    var value = 0.5 * factor.logDeterminant
    for (weight, known) in zip(weights, data.values) { value += 0.5 * weight * known }
    // Lognormal priors: what few points cannot tell stays near what is usual.
    let means = Parameters(dimensions: dimensions).logs
    let deviations = Array(repeating: 1.0, count: dimensions) + [1, 3]
    for (place, log) in parameters.logs.enumerated() {
      let distance = (log - means[place]) / deviations[place]
      value += 0.5 * distance * distance
      gradient[place] += distance / deviations[place]
    }
    return (value, gradient)
  }

  /// The most likely parameters, by a few steps of BFGS from others.
  static func fitted(_ data: Data, from start: Parameters, steps: Int) -> Parameters {
    var (parameters, process) = (start, GaussianProcess(data, start))
    guard var cost = process?.cost(parameters) else { return start }
    let count = start.logs.count
    // The inverse Hessian, as far as the steps tell it.
    var inverse = (0..<count).map { row in (0..<count).map { $0 == row ? 1.0 : 0 } }
    for _ in 0..<steps {
      var direction = inverse.map { row in -zip(row, cost.gradient).reduce(0) { $0 + $1.0 * $1.1 } }
      var slope = zip(direction, cost.gradient).reduce(0) { $0 + $1.0 * $1.1 }
      if slope >= 0 {
        direction = cost.gradient.map { -$0 }
        slope = -cost.gradient.reduce(0) { $0 + $1 * $1 }
      }
      // No length changes by more than a factor of e in a step.
      let longest = direction.reduce(0) { max($0, abs($1)) }
      guard longest > 1e-4 else { break }
      var scale = min(1, 1 / longest)
      var next: (parameters: Parameters, cost: (value: Double, gradient: [Double]))?
      for _ in 0..<6 {
        var trial = parameters
        for place in 0..<count { trial.logs[place] += scale * direction[place] }
        process = GaussianProcess(data, trial)
        if let found = process?.cost(trial), found.value <= cost.value + 1e-4 * scale * slope {
          next = (trial, found)
          break
        }
        scale *= 0.4
      }
      guard let next else { break }
      let step = zip(next.parameters.logs, parameters.logs).map { $0 - $1 }
      let change = zip(next.cost.gradient, cost.gradient).map { $0 - $1 }
      let curvature = zip(step, change).reduce(0) { $0 + $1.0 * $1.1 }
      if curvature > 1e-10 { inverse = updated(inverse, step, change, curvature) }
      let gain = cost.value - next.cost.value
      (parameters, cost) = (next.parameters, next.cost)
      if gain < 1e-4 { break }
    }
    return parameters
  }

  /// The BFGS update of an inverse Hessian (Nocedal and Wright, "Numerical Optimization", 6.17).
  private static func updated(
    _ inverse: [[Double]], _ step: [Double], _ change: [Double], _ curvature: Double
  ) -> [[Double]] {
    let product = inverse.map { row in zip(row, change).reduce(0) { $0 + $1.0 * $1.1 } }
    let quadratic = zip(product, change).reduce(0) { $0 + $1.0 * $1.1 }
    let factor = (1 + quadratic / curvature) / curvature
    return inverse.indices.map { row in
      inverse.indices.map { column in
        inverse[row][column] + factor * step[row] * step[column]
          - (product[row] * step[column] + step[row] * product[column]) / curvature
      }
    }
  }
}

/// Matérn's correlation with smoothness 5/2 at a scaled distance.
private enum Matern {
  static func value(_ distance: Double) -> Double {
    let scaled = 2.236_067_977_499_79 * distance
    return (1 + scaled + scaled * scaled / 3) * exp(-scaled)
  }

  /// Gives the derivative by the logarithm of a length, over the square of the scaled distance there.
  static func slope(_ distance: Double) -> Double {
    let scaled = 2.236_067_977_499_79 * distance
    return 5.0 / 3 * (1 + scaled) * exp(-scaled)
  }
}
