import Glibc
import Hashing
import LAPACK
import Random
import Sweeps
import Trials

/// Proposes where a Gaussian process expects the largest improvement (Bayesian optimisation).
///
/// The acquisition function is the logarithm of expected improvement, which differs also between points where
/// there is nearly none (Ament et al., "Unexpected improvements to expected improvement for Bayesian
/// optimization", 2023).
///
/// Configurations that are not known yet stand at their posterior mean (Ginsbourger et al., "Kriging is
/// well-suited to parallelize optimization", 2010).
///
/// The noise of each mean is what its trainings tell. Then improvement is that of a process without noise through
/// the posterior means: otherwise most is expected beside the best point, where another mean would be lower by
/// luck, and the search stays there (Forrester, Keane and Bressloff, "Design and analysis of 'noisy' computer
/// experiments", 2006).
struct GaussianSampler: Sampler {
  private let space: Space
  private let seed: UInt64
  private let startup: SobolSampler
  private let isDiscrete: [Bool]
  /// The parameters that were fitted to the first `count` known proposals.
  private var fits: [(count: Int, digest: Digest, parameters: GaussianProcess.Parameters)] = []

  /// Points of a Sobol sequence, before anything is estimated.
  static let startupCount = 8

  init(space: Space, seed: UInt64) {
    self.space = space
    self.seed = seed
    startup = SobolSampler(space: space, seed: seed)
    isDiscrete = space.dimensions.map(\.distribution.isDiscrete)
  }

  mutating func candidates(for index: Int, given history: History) -> Candidates {
    guard history.count >= GaussianSampler.startupCount, history.known.count >= 3,
      history.ranked.first.flatMap({ history.scores[$0] })?.isFinite == true
    else { return startup.candidates(for: index, given: history) }
    let parameters = parameters(from: history)
    var stream = RandomStream(sweepSeed: seed, proposal: index, name: "")
    let again = RandomSampler(space: space, seed: seed).candidates(for: index, given: history)
    guard let surface = Surface(history, parameters, history.known.filter(history.isPlaced)) else {
      return again
    }
    var best = surface.maxima(from: starts(history, &stream), &stream) { snapped($0) }
      .map { point in space.proposal { point[$0] } }
    best.reverse()
    return Candidates { best.popLast() ?? again.next() }
  }

  /// A point in the middle of its cells.
  private func snapped(_ point: [Double]) -> [Double] {
    point.indices.map { axis in
      let inside = min(max(point[axis], 0), 1 - 0x1p-40)
      return isDiscrete[axis] ? space.dimensions[axis].distribution.cell(at: inside).middle : inside
    }
  }

  /// Points all over the space, and around the best that are known.
  private func starts(_ history: History, _ stream: inout RandomStream) -> [[Double]] {
    let axes = space.dimensions.indices
    let key = stream.next()
    var points = (0..<512).map { index in
      axes.map { SobolSequence.scrambled($0, ofPoint: index, key: key &+ UInt64($0)) }
    }
    for known in history.ranked.filter(history.isPlaced).prefix(4) {
      for scale in [0.1, 0.02] {
        for _ in 0..<12 {
          points.append(
            history.coordinates(of: known).map { ($0 ?? 0.5) + scale * stream.normal() })
        }
      }
    }
    return points.map(snapped)
  }

  /// Parameters that are found anew with each of the first that is known, and then whenever a twentieth more
  /// is, from those before: so they follow from what is known and from nothing else, also after a restart.
  private mutating func parameters(from history: History) -> GaussianProcess.Parameters {
    var parameters = GaussianProcess.Parameters(dimensions: space.dimensions.count)
    var count = 3
    var place = 0
    while count <= history.known.count {
      let digest = history.digest(ofFirst: count)
      if fits.indices.contains(place), fits[place].digest == digest {
        parameters = fits[place].parameters
      } else {
        fits.removeSubrange(min(place, fits.count)...)
        let data = Surface.data(history, history.known.prefix(count).filter(history.isPlaced))
        parameters = GaussianProcess.fitted(data, from: parameters, steps: place == 0 ? 20 : 8)
        fits.append((count, digest, parameters))
      }
      place += 1
      count = max(count + 1, count * 21 / 20)
    }
    return parameters
  }
}

/// The expected improvement over a space, as far as it is known.
private struct Surface {
  private let process: GaussianProcess
  /// The lowest mean at what is known.
  private let lowest: Double

  init?(_ history: History, _ parameters: GaussianProcess.Parameters, _ known: [Int]) {
    let data = Surface.data(history, known)
    guard let process = GaussianProcess(data, parameters) else { return nil }
    let means = process.predictions(at: data.points).map(\.mean)
    lowest = means.reduce(.infinity) { min($0, $1) }
    let pending = history.pending.filter(history.isPlaced).map { Surface.point(history, $0) }
    guard data.noise != nil || !pending.isEmpty else {
      self.process = process
      return
    }
    let points = data.points + pending
    let all = GaussianProcess(
      GaussianProcess.Data(
        points: points,
        values: (data.noise == nil ? data.values : means)
          + process.predictions(at: pending).map(\.mean),
        noise: data.noise.map { _ in points.map { _ in 0 } }), parameters)
    guard let all else { return nil }
    self.process = all
  }

  private static func point(_ history: History, _ index: Int) -> [Double] {
    history.coordinates(of: index).map { $0 ?? 0.5 }
  }

  /// Gives the known scores, with mean 0 and variance 1; a failed proposal counts as the worst of the others.
  static func data(_ history: History, _ known: [Int]) -> GaussianProcess.Data {
    let scores = known.map { history.scores[$0] ?? .infinity }
    let finite = scores.filter(\.isFinite)
    let worst = finite.max() ?? 0
    let values = scores.map { $0.isFinite ? $0 : worst }
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let variance = max(squares / Double(values.count), .leastNormalMagnitude)
    let deviation = variance.squareRoot()
    // A spread of few trainings says little: all of them together say it.
    let spreads = known.compactMap { history.variances[$0] }
    let noise = spreads.isEmpty ? nil : spreads.reduce(0, +) / Double(spreads.count) / variance
    return GaussianProcess.Data(
      points: known.map { point(history, $0) }, values: values.map { ($0 - mean) / deviation },
      noise: noise.map { Array(repeating: $0, count: known.count) })
  }

  private func improvements(at points: [[Double]]) -> [Double] {
    process.predictions(at: points).map { prediction in
      let score = (lowest - prediction.mean) / prediction.deviation
      return log(prediction.deviation) + Surface.logImprovement(score)
    }
  }

  /// log(φ(z) + z Φ(z)), by its asymptotic series far below 0.
  private static func logImprovement(_ z: Double) -> Double {
    if z > -6 {
      let density = exp(-0.5 * z * z) * 0.398_942_280_401_432_7
      return log(density + z * 0.5 * erfc(-z * 0.5.squareRoot()))
    }
    return -0.5 * z * z - 0.918_938_533_204_672_7 - 2 * log(-z) + log1p(-3 / (z * z))
  }

  /// Points with much improvement, most first: from the best of some, by ever smaller steps.
  func maxima(
    from starts: [[Double]], _ stream: inout RandomStream, snapped: ([Double]) -> [Double]
  ) -> [[Double]] {
    let first = improvements(at: starts)
    let order = first.indices.sorted { (-first[$0], $0) < (-first[$1], $1) }
    var best = order.prefix(8).map { (point: starts[$0], value: first[$0]) }
    var scale = 0.1
    for _ in 0..<12 {
      var trials: [[Double]] = []
      for (point, _) in best {
        for _ in 0..<14 { trials.append(snapped(point.map { $0 + scale * stream.normal() })) }
      }
      let values = improvements(at: trials)
      for place in values.indices where values[place] > best[place / 14].value {
        best[place / 14] = (trials[place], values[place])
      }
      scale *= 0.6
    }
    let refined = best.indices.sorted { (-best[$0].value, $0) < (-best[$1].value, $1) }
    return refined.map { best[$0].point } + order.dropFirst(8).prefix(40).map { starts[$0] }
  }
}
