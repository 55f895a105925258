import Glibc
import Random
import Statistics

/// Learners that are really trained, on rows drawn anew each time: ridge regressions that each see
/// three features of their own beside three common ones, so all are equally good in truth unless one
/// is made better.
struct RefittedSweep {
  private static let features = 7
  private let labels: [Double]
  /// The inputs by learner, row after row: a constant 1, the common features, its own.
  private let inputs: [[Double]]
  private let shifts: [[Double]]

  /// - Parameter better: how much farther apart the classes lie for the first learner.
  init(learners: Int, rows: Int, better: Double = 0, _ random: inout RandomStream) {
    let labels = (0..<rows).map { _ in random.uniform() < 0.5 ? 1.0 : -1 }
    let common = labels.map { label in (0..<3).map { _ in random.normal() + 0.35 * label } }
    self.labels = labels
    shifts = (0..<learners).map { learner in
      [Double](repeating: 0.35, count: 3)
        + [Double](repeating: 0.35 + (learner == 0 ? better : 0), count: 3)
    }
    inputs = shifts.map { shifts in
      labels.indices.flatMap { row in
        let own = shifts[3...].map { random.normal() + $0 * labels[row] }
        return [1] + common[row] + own
      }
    }
  }

  /// The weights of a learner that was trained on 70 % of some rows, drawn by its seed.
  func train(_ learner: Int, on rows: [Int], _ random: inout RandomStream) -> [Double] {
    let n = Self.features
    var matrix = [Double](repeating: 0, count: n * n)
    var target = [Double](repeating: 0, count: n)
    for row in rows where random.uniform() < 0.7 {
      for i in 0..<n {
        let x = inputs[learner][row * n + i]
        target[i] += x * labels[row]
        for j in 0...i { matrix[i * n + j] += x * inputs[learner][row * n + j] }
      }
    }
    for i in 0..<n { matrix[i * n + i] += i == 0 ? 1e-6 : 1 }
    return RefittedSweep.solve(matrix, target)
  }

  /// Whether a learner is right on a row.
  func isRight(_ weights: [Double], _ learner: Int, _ row: Int) -> Bool {
    var sum = 0.0
    for i in 0..<Self.features { sum += weights[i] * inputs[learner][row * Self.features + i] }
    return (sum > 0) == (labels[row] > 0)
  }

  /// The share of all rows there could be on which it is right: exact, as features are normal.
  func accuracy(_ weights: [Double], _ learner: Int) -> Double {
    let norm = weights.dropFirst().reduce(0) { $0 + $1 * $1 }.squareRoot() + 1e-300
    let mean = zip(weights.dropFirst(), shifts[learner]).reduce(0) { $0 + $1.0 * $1.1 }
    let normal = Normal()
    return 0.5 * (normal.cdf((mean + weights[0]) / norm) + normal.cdf((mean - weights[0]) / norm))
  }

  /// Cholesky's decomposition of the lower triangle, and both substitutions.
  private static func solve(_ matrix: [Double], _ target: [Double]) -> [Double] {
    let n = target.count
    var (l, x) = (matrix, target)
    for i in 0..<n {
      for j in 0...i {
        var sum = l[i * n + j]
        for k in 0..<j { sum -= l[i * n + k] * l[j * n + k] }
        l[i * n + j] = i == j ? sum.squareRoot() : sum / l[j * n + j]
      }
    }
    for i in 0..<n {
      for k in 0..<i { x[i] -= l[i * n + k] * x[k] }
      x[i] /= l[i * n + i]
    }
    for i in (0..<n).reversed() {
      for k in i + 1..<n { x[i] -= l[k * n + i] * x[k] }
      x[i] /= l[i * n + i]
    }
    return x
  }
}

/// How often the claims of fold designs are false, and their intervals right.
struct FoldRates {
  /// A configuration lacks its place among the possible bests though all are equal.
  var missing = 0.0
  /// Any two are claimed to differ.
  var falsePairs = 0.0
  /// The 95 % interval of the difference of two holds the true one.
  var coverage = 0.0

  init(
    learners: Int, folds: Int, repeats: Int, replicates: Int, sweeps: Int, seed: UInt64,
    rows: Int = 200
  ) {
    var random = RandomStream(seed: seed)
    let distributions = SimultaneousTests.Distributions(candidates: learners)
    for _ in 0..<sweeps {
      let sweep = RefittedSweep(learners: learners, rows: rows, &random)
      var scores = [[Double]](repeating: [], count: learners)
      for _ in 0..<repeats {
        var order = Array(0..<rows)
        random.shuffle(&order)
        for fold in 0..<folds {
          let tested = order.indices.filter { $0 % folds == fold }.map { order[$0] }
          let trained = order.indices.filter { $0 % folds != fold }.map { order[$0] }
          for learner in 0..<learners {
            var right = 0.0
            for _ in 0..<replicates {
              let weights = sweep.train(learner, on: trained, &random)
              right += Double(tested.count { sweep.isRight(weights, learner, $0) })
            }
            scores[learner].append(right / Double(tested.count * replicates))
          }
        }
      }
      let tests = SimultaneousTests(
        Candidates(scores: scores, better: .larger, testToTrain: 1 / Double(folds - 1)),
        distributions: distributions)
      let out = tests.judgements(level: 0.95).count { $0 == .beaten }
      missing += Double(out) / Double(learners)
      let pairs = (0..<learners).flatMap { one in (0..<one).map { (one, $0) } }
      let claims = pairs.count { one, other in
        tests.difference(one, other).map { tests.adjustedP(.allPairs, $0) < 0.05 } ?? false
      }
      if claims > 0 { falsePairs += 1 }
      if let found = tests.difference(0, 1) {
        // All learners are alike: on average over data sets the true difference is 0.
        let reach =
          -StudentT(degreesOfFreedom: found.degreesOfFreedom).quantile(0.025) * found.standardError
        if abs(found.mean) <= reach { coverage += 1 }
      } else {
        coverage += 1
      }
    }
    missing /= Double(sweeps)
    falsePairs /= Double(sweeps)
    coverage /= Double(sweeps)
  }
}

/// How often intervals for other seeds and other rows hold the true difference of two learners that
/// were trained on the same rows and measured on one test part.
enum TestPartRates {
  static func coverage(seeds: Int, rows: Int, sweeps: Int, seed: UInt64) -> Double {
    var random = RandomStream(seed: seed)
    // Where seeds come to equal differences nothing is claimed.
    var (held, claimed) = (0, 0)
    for _ in 0..<sweeps {
      let sweep = RefittedSweep(learners: 2, rows: 150 + rows, &random)
      let trained = Array(0..<150)
      var right: [[[UInt8]?]] = [[], []]
      var truth = 0.0
      let many = 60
      for index in 0..<many {
        let weights = (0..<2).map { sweep.train($0, on: trained, &random) }
        truth += (sweep.accuracy(weights[0], 0) - sweep.accuracy(weights[1], 1)) / Double(many)
        guard index < seeds else { continue }
        for learner in 0..<2 {
          right[learner].append(
            TestPartRates.bits(150..<150 + rows) { sweep.isRight(weights[learner], learner, $0) })
        }
      }
      let tests = SimultaneousTests(TestPartRates.candidates(right, rows: rows))
      guard let found = tests.difference(0, 1) else { continue }
      claimed += 1
      let interval = TTest(
        difference: found.mean, standardError: found.standardError,
        degreesOfFreedom: found.degreesOfFreedom
      ).interval(level: 0.95)
      if interval.lower <= truth, truth <= interval.upper { held += 1 }
    }
    return Double(held) / Double(claimed)
  }
}

extension TestPartRates {
  /// Bits for rows, eight a byte, the first in the lowest bit.
  fileprivate static func bits(_ rows: Range<Int>, _ isRight: (Int) -> Bool) -> [UInt8] {
    var bits = [UInt8](repeating: 0, count: (rows.count + 7) / 8)
    for (place, row) in rows.enumerated() where isRight(row) {
      bits[place / 8] |= 1 << UInt8(place % 8)
    }
    return bits
  }

  /// Learners with their accuracies, and the rows behind them.
  fileprivate static func candidates(_ right: [[[UInt8]?]], rows: Int) -> Candidates {
    Candidates(
      scores: right.map {
        $0.map { bits in
          Double((bits ?? []).reduce(0) { $0 + $1.nonzeroBitCount }) / Double(rows)
        }
      },
      better: .larger, rowScores: RowScores(right, count: rows))
  }

  /// Several learners on one test part: how often the one that is truly the best on all rows lacks its
  /// place among the possible bests, and how often some simultaneous interval of a pair misses the truth.
  static func errors(
    learners: Int, seeds: Int, rows: Int, variance: VarianceModel = .moderated, sweeps: Int,
    seed: UInt64
  ) -> (missing: Double, misses: Double) {
    var random = RandomStream(seed: seed)
    let distributions = SimultaneousTests.Distributions(candidates: learners)
    var (missing, misses) = (0.0, 0.0)
    for _ in 0..<sweeps {
      let sweep = RefittedSweep(learners: learners, rows: 150 + rows, &random)
      let trained = Array(0..<150)
      var right = [[[UInt8]?]](repeating: [], count: learners)
      var truths = [Double](repeating: 0, count: learners)
      let many = 40
      for index in 0..<many {
        for learner in 0..<learners {
          let weights = sweep.train(learner, on: trained, &random)
          truths[learner] += sweep.accuracy(weights, learner) / Double(many)
          guard index < seeds else { continue }
          right[learner].append(
            bits(150..<150 + rows) { sweep.isRight(weights, learner, $0) })
        }
      }
      let candidates = candidates(right, rows: rows)
      let tests = SimultaneousTests(
        candidates, variance: variance, distributions: distributions)
      let best = truths.indices.max { truths[$0] < truths[$1] } ?? 0
      if tests.judgements(level: 0.95)[best] == .beaten { missing += 1 }
      let isMissed = candidates.allComparisons(tests: tests).contains { reference, comparison in
        let truth = truths[comparison.candidate] - truths[reference]
        return comparison.interval.map { !($0.lower...$0.upper).contains(truth) } ?? false
      }
      if isMissed { misses += 1 }
    }
    return (missing / Double(sweeps), misses / Double(sweeps))
  }
}
