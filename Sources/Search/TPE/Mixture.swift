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
  /// The kernels of each parameter; the last one knows nothing.
  private let observations: [Observations]
  private let weights: [Float]
  private let totalWeight: Float
  /// How often each option of a parameter is drawn by itself, and what a kernel that saw one adds.
  private let options: [Options?]

  /// The logarithm of each kernel's weight and of what no candidate changes, in blocks; idle lanes have
  /// next to none.
  private let offsets: [Lanes]
  /// The parameters whose densities are taken at points.
  private let points: [Int]
  /// Their kernels: block by block, those of a block by parameter.
  private let kernels: [Kernels]

  /// A block of kernels on one parameter; scales are such that a density is exp(-(x - center)² scale²).
  private struct Kernels {
    let centers: Lanes
    let scales: Lanes
  }

  private struct Options {
    let shares: [Float]
    let hit: Float
  }

  /// The kernels of all observations on one parameter.
  struct Observations {
    /// The place of each kernel, for numbers.
    var centers: [Float] = []
    /// The reach of each kernel, for numbers.
    var widths: [Float] = []
    /// The option of each kernel, for options; -1 of the kernel that knows nothing.
    var places: [Int32] = []
  }

  /// Points, one after the other: of each parameter the ends of the cell, alike for a number that has none;
  /// an option's place.
  struct Points {
    let count: Int
    var lows: [Float]
    var highs: [Float]
  }

  /// - Parameters:
  ///   - observations: one a parameter.
  ///   - weights: one an observation; the kernel that knows nothing weighs 1.
  ///   - options: the shares of the options, of parameters that have them.
  init(
    _ observations: [Observations], weights: [Float], options: [[Float]?], isDiscrete: [Bool]
  ) {
    let count = weights.count + 1
    self.weights = weights + [1]
    totalWeight = self.weights.reduce(0, +)
    // As if each option had been seen once more, over all kernels.
    self.options = options.map { shares in
      guard let shares else { return nil }
      let prior = Float(shares.count) / Float(count)
      return Options(shares: shares.map { $0 * prior / (1 + prior) }, hit: 1 / (1 + prior))
    }
    self.observations = observations.indices.map { axis in
      var all = observations[axis]
      if options[axis] != nil {
        all.places.append(-1)
      } else {
        all.centers.append(0.5)
        all.widths.append(1)
      }
      return all
    }
    points = observations.indices.filter { options[$0] == nil && !isDiscrete[$0] }

    let total = Lanes(repeating: totalWeight).logarithm
    var offsets: [Lanes] = []
    var kernels: [Kernels] = []
    for block in 0..<(count + 7) / 8 {
      var offset = Mixture.block(block, of: self.weights, padding: 1).logarithm - total
      for axis in observations.indices where options[axis] == nil {
        let center = Mixture.block(block, of: self.observations[axis].centers, padding: 0)
        let width = Mixture.block(block, of: self.observations[axis].widths, padding: 1)
        let scale = 1 / width
        var within = ((1 - center) * scale).normalShare - (-center * scale).normalShare
        if !isDiscrete[axis] {
          within *= width * 2.506_628_3
          kernels.append(Kernels(centers: center, scales: scale * 0.707_106_8))
        }
        offset -= within.logarithm
      }
      for lane in 0..<8 where 8 * block + lane >= count { offset[lane] = -1e30 }
      offsets.append(offset)
    }
    self.offsets = offsets
    self.kernels = kernels
  }

  @inline(__always) private static func block<Scalar>(
    _ block: Int, of values: [Scalar], padding: Scalar
  ) -> SIMD8<Scalar> {
    var lanes = SIMD8(repeating: padding)
    for lane in 0..<min(8, values.count - 8 * block) { lanes[lane] = values[8 * block + lane] }
    return lanes
  }

  /// Draws points, one after the other: of each parameter a coordinate, or an option's place.
  func draw(_ count: Int, _ stream: inout RandomStream) -> [Float] {
    var points: [Float] = []
    points.reserveCapacity(count * observations.count)
    for _ in 0..<count {
      let kernel = drawKernel(&stream)
      for axis in observations.indices {
        points.append(
          options[axis].map { drawOption(of: axis, $0, kernel, &stream) }
            ?? drawNumber(of: axis, kernel, &stream))
      }
    }
    return points
  }

  private func drawKernel(_ stream: inout RandomStream) -> Int {
    var rest = stream.uniformFloat() * totalWeight
    var kernel = 0
    while kernel < weights.count - 1, rest >= weights[kernel] {
      rest -= weights[kernel]
      kernel += 1
    }
    return kernel
  }

  private func drawNumber(of axis: Int, _ kernel: Int, _ stream: inout RandomStream) -> Float {
    let (center, width) = (observations[axis].centers[kernel], observations[axis].widths[kernel])
    // At least a third of the draws lie within, as centers do.
    while true {
      let value = center + width * Float(stream.normal())
      if value >= 0 && value < 1 { return value }
    }
  }

  private func drawOption(
    of axis: Int, _ options: Options, _ kernel: Int, _ stream: inout RandomStream
  ) -> Float {
    let seen = observations[axis].places[kernel]
    let total = options.shares.reduce(0, +)
    var rest = stream.uniformFloat() * (seen < 0 ? total : total + options.hit)
    for (place, share) in options.shares.enumerated() {
      rest -= seen == Int32(place) ? share + options.hit : share
      if rest < 0 { return Float(place) }
    }
    return Float(options.shares.lastIndex { $0 > 0 } ?? 0)
  }

  /// The logarithms of the density at candidates.
  func logDensities(at candidates: Points) -> [Float] {
    var sums = offsets
    var values = Array(repeating: Lanes(repeating: 0), count: points.count)
    var cells: [CellDensities] = []
    for axis in observations.indices where !points.contains(axis) {
      cells.append(CellDensities(axis: axis))
    }
    var densities: [Float] = []
    densities.reserveCapacity(candidates.count)
    for number in 0..<candidates.count {
      let start = number * observations.count
      for place in points.indices {
        values[place] = Lanes(repeating: candidates.lows[start + points[place]])
      }
      var greatest = weigh(values.span, into: &sums)
      if !cells.isEmpty {
        for place in cells.indices {
          let axis = start + cells[place].axis
          cells[place].add(
            from: candidates.lows[axis], to: candidates.highs[axis], in: self, to: &sums)
        }
        greatest = sums.reduce(Lanes(repeating: -.infinity)) { $0.greater($1) }
      }
      densities.append(Mixture.logSum(of: sums.span, greatest: greatest.max()))
    }
    return densities
  }

  /// Weighs all kernels by the parameters with points.
  ///
  /// - Returns: the greatest of each lane.
  private func weigh(_ values: Span<Lanes>, into sums: inout [Lanes]) -> Lanes {
    var greatest = Lanes(repeating: -.infinity)
    var place = 0
    let (offsets, kernels) = (offsets.span, kernels.span)
    var sums = sums.mutableSpan
    for block in offsets.indices {
      var sum = offsets[block]
      for axis in values.indices {
        let distance = (values[axis] - kernels[place].centers) * kernels[place].scales
        sum -= distance * distance
        place += 1
      }
      sums[block] = sum
      greatest = greatest.greater(sum)
    }
    return greatest
  }

  private static func logSum(of logarithms: Span<Lanes>, greatest: Float) -> Float {
    let most = Lanes(repeating: greatest)
    var total = Lanes(repeating: 0)
    for block in logarithms.indices { total += (logarithms[block] - most).exponential }
    return greatest + Lanes(repeating: total.sum()).logarithm[0]
  }

  /// The logarithms of all kernels' shares of the cells of one parameter: candidates often share a cell.
  private struct CellDensities {
    let axis: Int
    private var known: [(low: Float, logarithms: [Lanes])] = []

    init(axis: Int) { self.axis = axis }

    mutating func add(
      from low: Float, to high: Float, in mixture: Mixture, to sums: inout [Lanes]
    ) {
      let place = known.firstIndex { $0.low == low } ?? known.count
      if place == known.count {
        let logarithms =
          mixture.options[axis].map {
            mixture.logShares(ofOption: Int(low), $0, mixture.observations[axis])
          } ?? mixture.logShares(from: low, to: high, mixture.observations[axis])
        known.append((low, logarithms))
      }
      for block in sums.indices { sums[block] += known[place].logarithms[block] }
    }
  }

  private func logShares(
    from low: Float, to high: Float, _ observations: Observations
  ) -> [Lanes] {
    offsets.indices.map { block in
      let center = Mixture.block(block, of: observations.centers, padding: 0)
      let scale = 1 / Mixture.block(block, of: observations.widths, padding: 1)
      let share = ((high - center) * scale).normalShare - ((low - center) * scale).normalShare
      return share.greater(Lanes(repeating: 1e-9)).logarithm
    }
  }

  private func logShares(
    ofOption place: Int, _ options: Options, _ observations: Observations
  ) -> [Lanes] {
    let least = max(options.shares[place], 1e-30)
    // The kernel that knows nothing has the options' own shares.
    let logarithms = Lanes(
      least, options.shares[place] + options.hit, least / options.shares.reduce(0, +), 1, 1, 1, 1, 1
    ).logarithm
    return offsets.indices.map { block in
      let places = Mixture.block(block, of: observations.places, padding: -1)
      var term = Lanes(repeating: logarithms[0])
      term.replace(with: logarithms[1], where: places .== Int32(place))
      term.replace(with: logarithms[2], where: places .< 0)
      return term
    }
  }
}
