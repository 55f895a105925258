import Glibc
import Random
import Statistics

/// A sweep whose truth is known: so many configurations over so many blocks.
struct SimulatedSweep {
  /// How scores scatter around the true means.
  enum Noise: String, CaseIterable {
    case equal
    /// Shares of 360 rows, near 0.95.
    case binomial
    case skewed
    /// Student's t with three degrees of freedom.
    case heavy
    /// One score in twenty is missing.
    case gaps
    /// Half of all configurations are poor beyond doubt, and ten times as noisy.
    case poorHalf = "poor half"
    /// A fifth are.
    case poorFifth = "poor fifth"
    /// Every other configuration has three times the spread.
    case unlike = "half 3 x"
  }

  let scores: [[Double]]
  let means: [Double]

  /// - Parameter gap: by how many standard deviations half of the configurations are worse; 0 for a
  ///   sweep in which all are equal, but for those that the noise makes poor.
  init(_ count: Int, blocks: Int, noise: Noise, gap: Double, _ random: inout RandomStream) {
    var means = [Double](repeating: 0, count: count)
    var deviations = [Double](repeating: 1, count: count)
    if gap > 0 { for row in max(1, (count + 1) / 2)..<count { means[row] = -gap } }
    switch noise {
    case .poorHalf:
      for row in (count + 1) / 2..<count { (means[row], deviations[row]) = (-30, 10) }
    case .poorFifth:
      for row in count - max(1, count / 5)..<count { (means[row], deviations[row]) = (-30, 10) }
    case .unlike:
      for row in stride(from: 0, to: count, by: 2) { deviations[row] = 3 }
    default: break
    }
    let shared = (0..<blocks).map { _ in random.normal() }
    var scores = (0..<count).map { row in
      (0..<blocks).map { block in
        if noise == .binomial {
          let spread = (0.95 * 0.05 / 360).squareRoot()
          let chance = 0.95 + spread * (means[row] + 0.3 * shared[block])
          return Double((0..<360).count { _ in random.uniform() < chance }) / 360
        }
        let error: Double =
          switch noise {
          case .skewed: 1 + log(1 - random.uniform())
          case .heavy: SimulatedSweep.heavy(&random)
          default: random.normal()
          }
        return means[row] + shared[block] + deviations[row] * error
      }
    }
    if noise == .gaps {
      for row in 0..<count {
        let kept = scores[row].map { _ in random.uniform() >= 0.05 }
        guard kept.count(where: { $0 }) > 1 else { continue }
        for block in 0..<blocks where !kept[block] { scores[row][block] = .nan }
      }
    }
    self.scores = scores
    self.means = means
  }

  /// Student's t with three degrees of freedom, of variance 1.
  private static func heavy(_ random: inout RandomStream) -> Double {
    let squares = (0..<3).reduce(0.0) { sum, _ in
      let x = random.normal()
      return sum + x * x
    }
    return random.normal() / (squares / 3).squareRoot() / 3.0.squareRoot()
  }
}

/// How often claims about simulated sweeps are false, and how often true differences are seen.
struct ClaimRates {
  /// A configuration that is best lacks its place among the possible bests.
  var missing = 0.0
  /// A claim against the pick is false, in a share of sweeps.
  var falseAgainstPick = 0.0
  /// Any claim about any pair is false.
  var falsePairs = 0.0
  /// Configurations that are not best and are out of the set.
  var power = 0.0
  /// Configurations that are not best and are claimed to be worse than the pick.
  var pickPower = 0.0

  /// - Parameter allPairs: whether all pairs are looked at, which takes long for many.
  init(
    _ count: Int, blocks: Int, noise: SimulatedSweep.Noise, gap: Double, variance: VarianceModel,
    sweeps: Int, seed: UInt64, allPairs: Bool = false
  ) {
    var random = RandomStream(seed: seed)
    let distributions = SimultaneousTests.Distributions(candidates: count)
    for _ in 0..<sweeps {
      let sweep = SimulatedSweep(count, blocks: blocks, noise: noise, gap: gap, &random)
      add(sweep, variance, distributions, allPairs: allPairs)
    }
    let all = Double(sweeps)
    missing /= all
    falseAgainstPick /= all
    falsePairs /= all
    power /= all
    pickPower /= all
  }

  private mutating func add(
    _ sweep: SimulatedSweep, _ variance: VarianceModel,
    _ distributions: SimultaneousTests.Distributions, allPairs: Bool
  ) {
    let candidates = Candidates(scores: sweep.scores, better: .larger)
    let tests = SimultaneousTests(
      candidates, variance: variance, distributions: distributions)
    let judgements = tests.judgements(level: 0.95)
    let best = sweep.means.max() ?? 0
    let good = sweep.means.indices.filter { sweep.means[$0] == best }
    let rest = sweep.means.indices.filter { sweep.means[$0] < best }
    let out = { (rows: [Int]) in
      Double(rows.count { judgements[$0] == .beaten }) / Double(max(1, rows.count))
    }
    missing += out(good)
    power += out(rest)
    guard let pick = candidates.best() else { return }
    func claim(_ one: Int, _ other: Int) -> (isMade: Bool, isTrue: Bool) {
      // No statistic below 1.6 is ever claimed: it saves an integral.
      guard let found = tests.difference(one, other),
        abs(found.mean) > 1.6 * found.standardError, tests.adjustedP(.allPairs, found) < 0.05
      else { return (false, true) }
      let (a, b) = (sweep.means[one], sweep.means[other])
      return (true, a != b && (found.mean > 0) == (a > b))
    }
    let claims = sweep.means.indices.filter { $0 != pick }.map { (row: $0, claim(pick, $0)) }
    if claims.contains(where: { $0.1.isMade && !$0.1.isTrue }) { falseAgainstPick += 1 }
    let seen = claims.count { claim in
      claim.1.isMade && claim.1.isTrue && sweep.means[claim.row] < best
    }
    pickPower += Double(seen) / Double(max(1, rest.count))
    if allPairs {
      let isWrong = sweep.means.indices.contains { one in
        (0..<one).contains { other in
          let made = claim(one, other)
          return made.isMade && !made.isTrue
        }
      }
      if isWrong { falsePairs += 1 }
    }
  }
}
