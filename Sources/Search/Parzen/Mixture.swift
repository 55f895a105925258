import Glibc
import Random
import Sweeps

/// A density over parameters that are used together: one kernel an observation, and one that knows
/// nothing.
///
/// Each kernel is a product over the parameters: a normal density within 0...1 for numbers, for cells
/// its integral, and for options a share for the one that was seen. Its width in a parameter is the
/// distance to the farther of its neighbours there, as in the univariate estimators of Bergstra et al.
/// ("Algorithms for hyper-parameter optimization", 2011), within limits.
struct Mixture {
  private let axes: [Axis]
  private let weights: [Float]
  /// The logarithm of each kernel's weight and of what no candidate changes, in blocks; idle lanes have
  /// none.
  private var offsets: [Lanes]
  private let totalWeight: Float

  /// One parameter of all kernels.
  private enum Axis {
    case number(centers: [Lanes], scales: [Lanes], isDiscrete: Bool)
    /// The option of each kernel, -1 of the one that knows nothing.
    case option(places: [SIMD8<Int32>], shares: [Float], hit: Float)
  }

  /// What an observation is on one parameter.
  struct Observations {
    /// Of numbers: where each lies.
    var centers: [Float] = []
    /// Of numbers: how far the kernel reaches.
    var widths: [Float] = []
    /// Of options: which one it is.
    var places: [Int32] = []
  }

  /// - Parameters:
  ///   - observations: one a parameter.
  ///   - weights: one an observation; the kernel that knows nothing weighs 1.
  ///   - options: the shares of the options, of parameters that have them.
  init(
    _ observations: [Observations], weights: [Float], options: [[Float]?], isDiscrete: [Bool]
  ) {
    let count = weights.count + 1
    let blocks = (count + 7) / 8
    self.weights = weights + [1]
    totalWeight = self.weights.reduce(0, +)
    // What each kernel's density is to be divided by: a product over the axes, which a Float cannot hold
    // of many.
    var norms = [SIMD8<Double>](repeating: SIMD8(repeating: Double(totalWeight)), count: blocks)
    var axes: [Axis] = []
    for (axis, observed) in observations.enumerated() {
      if let shares = options[axis] {
        // As if each option had been seen once more, over all kernels.
        let prior = Float(shares.count) / Float(count)
        axes.append(
          .option(
            places: Mixture.blocks(observed.places + [-1], padding: -1),
            shares: shares.map { $0 * prior / (1 + prior) }, hit: 1 / (1 + prior)))
        continue
      }
      let centers: [Lanes] = Mixture.blocks(observed.centers + [0.5], padding: 0)
      let widths: [Lanes] = Mixture.blocks(observed.widths + [1], padding: 1)
      let scales = widths.map { 1 / $0 }
      for block in centers.indices {
        let (center, scale) = (centers[block], scales[block])
        var norm = ((1 - center) * scale).normalShare - (-center * scale).normalShare
        if !isDiscrete[axis] { norm *= widths[block] * 2.506_628_3 }
        norms[block] *= SIMD8<Double>(norm)
      }
      axes.append(.number(centers: centers, scales: scales, isDiscrete: isDiscrete[axis]))
    }
    self.axes = axes
    var offsets = [Float](repeating: -.infinity, count: blocks * 8)
    for (kernel, weight) in self.weights.enumerated() {
      offsets[kernel] = Float(log(Double(weight) / norms[kernel / 8][kernel % 8]))
    }
    self.offsets = Mixture.blocks(offsets, padding: -.infinity)
  }

  private static func blocks<Vector: SIMD>(
    _ values: [Vector.Scalar], padding: Vector.Scalar
  ) -> [Vector] {
    (0..<(values.count + 7) / 8).map { block in
      var lanes = Vector(repeating: padding)
      for lane in 0..<min(8, values.count - 8 * block) { lanes[lane] = values[8 * block + lane] }
      return lanes
    }
  }

  /// A point: of each parameter a coordinate, or an option's place.
  func draw(_ stream: inout RandomStream) -> [Float] {
    var rest = stream.uniformFloat() * totalWeight
    var kernel = 0
    while kernel < weights.count - 1, rest >= weights[kernel] {
      rest -= weights[kernel]
      kernel += 1
    }
    let (block, lane) = (kernel / 8, kernel % 8)
    return axes.map { axis in
      switch axis {
      case .number(let centers, let scales, _):
        let (center, width) = (centers[block][lane], 1 / scales[block][lane])
        // At least a third of the draws lie within, as centers do.
        while true {
          let value = center + width * Float(stream.normal())
          if value >= 0 && value < 1 { return value }
        }
      case .option(let places, let shares, let hit):
        let seen = places[block][lane]
        let total = shares.reduce(0, +)
        var rest = stream.uniformFloat() * (seen < 0 ? total : total + hit)
        for (place, share) in shares.enumerated() {
          rest -= seen == Int32(place) ? share + hit : share
          if rest < 0 { return Float(place) }
        }
        return Float(shares.lastIndex { $0 > 0 } ?? 0)
      }
    }
  }

  /// The logarithm of the density at a point.
  ///
  /// - Parameter cells: the ends of each parameter's cell, alike for a number that has none; an option's
  ///   place.
  func logDensity(at cells: [(low: Float, high: Float)]) -> Float {
    var sums = offsets
    for (axis, cell) in zip(axes, cells) {
      switch axis {
      case .number(let centers, let scales, isDiscrete: false):
        let value = Lanes(repeating: cell.low)
        for block in sums.indices {
          let distance = (value - centers[block]) * scales[block]
          sums[block] -= 0.5 * distance * distance
        }
      case .number(let centers, let scales, isDiscrete: true):
        let (low, high) = (Lanes(repeating: cell.low), Lanes(repeating: cell.high))
        for block in sums.indices {
          let share =
            ((high - centers[block]) * scales[block]).normalShare
            - ((low - centers[block]) * scales[block]).normalShare
          let least = Lanes(repeating: 1e-9)
          sums[block] += share.replacing(with: least, where: share .< least).logarithm
        }
      case .option(let places, let shares, let hit):
        let place = Int(cell.low)
        let miss = Lanes(repeating: log(max(shares[place], 1e-30)))
        let seen = Lanes(repeating: log(shares[place] + hit))
        // The kernel that knows nothing has the options' own shares.
        let prior = Lanes(repeating: log(max(shares[place], 1e-30) / shares.reduce(0, +)))
        for block in sums.indices {
          var term = miss
          term.replace(with: seen, where: places[block] .== Int32(place))
          term.replace(with: prior, where: places[block] .< 0)
          sums[block] += term
        }
      }
    }
    var greatest = -Float.infinity
    for block in sums.indices { greatest = max(greatest, sums[block].max()) }
    var total = Lanes(repeating: 0)
    let most = Lanes(repeating: greatest)
    for block in sums.indices { total += (sums[block] - most).exponential }
    return greatest + log(total.sum())
  }
}

extension Lanes {
  /// The natural logarithm of each, which is positive.
  fileprivate var logarithm: Lanes {
    var result = self
    for lane in 0..<8 { result[lane] = log(self[lane]) }
    return result
  }
}
