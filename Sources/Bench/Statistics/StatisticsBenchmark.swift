import Documents
import Glibc
import Random
import Reports
import Statistics

/// `bench statistics`: how often claims are false and how much they see, simulated, with the bars
/// that each has to keep. Seeded: the same numbers every time.
enum StatisticsBenchmark {
  /// Takes every figure as soon as it is there: all of them take minutes.
  typealias Emit = (Figure) -> Void

  static let cases: [(name: String, measure: @Sendable (Emit) -> Void)] = [
    ("pooled", pooled),
    ("moderated", moderated),
    ("heavy", heavy),
    ("separate", separate),
    ("power", power),
    ("folds", folds),
    ("parts", parts),
    ("best", best),
  ]

  /// Simulates the cases of these names, or all; says whether every bar was kept.
  static func run(_ names: [String]) -> Bool {
    var isMet = true
    for (name, measure) in cases where names.isEmpty || names.contains(name) {
      measure { figure in
        print(figure.line(of: "statistics \(name)"))
        fflush(nil)
        if !figure.isMet { isMet = false }
      }
    }
    return isMet
  }

  /// Sweeps a cell: rates of 5 % are good to ± 0.01 (two standard errors).
  private static let sweeps = 2000

  private static func details(
    _ count: Int, _ blocks: Int, _ noise: SimulatedSweep.Noise
  ) -> KeyValuePairs<String, JSON> {
    ["K": .integer(count), "n": .integer(blocks), "noise": .text(noise.rawValue)]
  }

  /// All equal, equal variances, the textbook's model: errors are what they say.
  @Sendable private static func pooled(_ emit: Emit) {
    for (count, blocks) in [
      (2, 2), (2, 5), (5, 3), (5, 20), (20, 3), (50, 2), (50, 10), (180, 3),
    ] {
      let rates = ClaimRates(
        count, blocks: blocks, noise: .equal, gap: 0, variance: .pooled,
        sweeps: count > 100 ? 500 : count == 2 ? 10 * sweeps : sweeps,
        seed: UInt64(count * 100 + blocks), allPairs: true)

      emit(
        Figure(
          "a best one lacks its mark", rates.missing, "of sweeps", .atMost(0.06),
          details(count, blocks, .equal)))
      emit(
        Figure(
          "any false pair", rates.falsePairs, "of sweeps", .atMost(0.06),
          details(count, blocks, .equal)))
    }
  }

  /// The default, in every scenario that it was made for.
  @Sendable private static func moderated(_ emit: Emit) {
    let bars: [Int: (missing: Double, pick: Double)] = [
      2: (0.052, 0.095), 3: (0.052, 0.055), 5: (0.049, 0.044), 10: (0.052, 0.058),
    ]
    let unlike: [Int: (missing: Double, pick: Double)] = [
      2: (0.097, 0.18), 3: (0.077, 0.12), 5: (0.061, 0.077), 10: (0.058, 0.07),
    ]
    for noise in SimulatedSweep.Noise.allCases where noise != .poorFifth {
      for count in [5, 20, 50] {
        for blocks in [2, 3, 5, 10] {
          // Fifty take longest; two blocks come nearest to the bars.
          let sweeps = count < 50 ? sweeps : blocks == 2 ? 2 * sweeps : sweeps / 2
          let rates = ClaimRates(
            count, blocks: blocks, noise: noise, gap: 0, variance: .moderated, sweeps: sweeps,
            seed: UInt64(count * 100 + blocks))
          let bar = (noise == .unlike ? unlike : bars)[blocks]!
          let heavy = noise == .heavy && count == 50 && blocks >= 3

          emit(
            Figure(
              "a best one lacks its mark", rates.missing, "of sweeps",
              .atMost(heavy ? 0.03 : bar.missing + 0.01), details(count, blocks, noise)))
          emit(
            Figure(
              "a false claim against the pick", rates.falseAgainstPick, "of sweeps",
              .atMost(bar.pick + 0.01), details(count, blocks, noise)))
        }
      }
    }
  }

  /// The cell that comes nearest to its bar, from four seeds more: its rate is good to ± 0.004.
  @Sendable private static func heavy(_ emit: Emit) {
    let (count, blocks, each) = (50, 2, 5000)
    let rates = (1...4).map { seed in
      ClaimRates(
        count, blocks: blocks, noise: .heavy, gap: 0, variance: .moderated, sweeps: each,
        seed: UInt64(9_000_000 + seed)
      ).falseAgainstPick
    }
    let mean = rates.reduce(0, +) / 4
    let error = (mean * (1 - mean) / Double(4 * each)).squareRoot()

    emit(
      Figure(
        "a false claim against the pick", mean, "of sweeps", .atMost(0.105 + 2 * error),
        [
          "K": .integer(count), "n": .integer(blocks), "noise": .text("heavy"),
          "sweeps": .integer(4 * each), "standard error": .number(error),
          "by seed": .list(rates.map(JSON.number)),
        ]))
  }

  /// Each pair's own variance assumes nothing.
  @Sendable private static func separate(_ emit: Emit) {
    for noise in [SimulatedSweep.Noise.equal, .unlike, .poorHalf, .skewed] {
      for (count, blocks) in [(5, 3), (20, 3), (50, 5)] {
        let rates = ClaimRates(
          count, blocks: blocks, noise: noise, gap: 0, variance: .separate, sweeps: sweeps,
          seed: UInt64(count * 100 + blocks))
        emit(
          Figure(
            "a best one lacks its mark", rates.missing, "of sweeps", .atMost(0.063),
            details(count, blocks, noise)))
      }
    }
  }

  /// Half of the configurations are three standard deviations worse.
  @Sendable private static func power(_ emit: Emit) {
    for count in [5, 20, 50] {
      func rates(_ variance: VarianceModel) -> ClaimRates {
        ClaimRates(
          count, blocks: 3, noise: .equal, gap: 3, variance: variance, sweeps: sweeps,
          seed: UInt64(count))
      }
      let (checked, textbook) = (rates(.moderated), rates(.pooled))
      let loss = count == 5 ? 0.03 : 0.11

      emit(
        Figure(
          "worse ones out of the set", checked.power, "of them",
          .atLeast(textbook.power - 0.02), details(count, 3, .equal)))
      emit(
        Figure(
          "worse ones claimed against the pick", checked.pickPower, "of them",
          .atLeast(textbook.pickPower - loss), details(count, 3, .equal)))
    }
    for variance in [VarianceModel.moderated, .pooled] {
      let rates = ClaimRates(
        50, blocks: 3, noise: .poorFifth, gap: 3, variance: variance, sweeps: sweeps, seed: 7)
      emit(
        Figure(
          "worse ones out of the set, \(variance.rawValue)", rates.power, "of them",
          variance == .moderated ? .atLeast(0.95) : nil, details(50, 3, .poorFifth)))
    }
  }

  @Sendable private static func folds(_ emit: Emit) {
    for (folds, repeats, replicates) in [(5, 1, 1), (5, 1, 3), (10, 1, 1), (5, 3, 1)] {
      let rates = FoldRates(
        learners: 5, folds: folds, repeats: repeats, replicates: replicates, sweeps: 600,
        seed: UInt64(100 * folds + 10 * repeats + replicates))
      let details: KeyValuePairs<String, JSON> = [
        "K": .integer(5), "folds": .integer(folds), "repeats": .integer(repeats),
        "replicates": .integer(replicates),
      ]

      emit(Figure("a best one lacks its mark", rates.missing, "of sweeps", .atMost(0.03), details))
      emit(Figure("any false pair", rates.falsePairs, "of sweeps", .atMost(0.03), details))
      emit(Figure("intervals that hold 0", rates.coverage, "of sweeps", .atLeast(0.97), details))
    }
  }

  @Sendable private static func parts(_ emit: Emit) {
    for (seeds, rows) in [(2, 400), (3, 100), (3, 400), (5, 400), (5, 2000)] {
      emit(
        Figure(
          "intervals that hold the truth",
          TestPartRates.coverage(
            seeds: seeds, rows: rows, sweeps: 600, seed: UInt64(seeds * 10_000 + rows)),
          "of sweeps", seeds > 2 ? .atLeast(0.93) : nil,
          ["seeds": .integer(seeds), "rows": .integer(rows)]))
    }
    for (count, seeds, rows, variance, sweeps) in [
      (5, 2, 400, VarianceModel.moderated, 600), (5, 3, 400, .moderated, 600),
      (5, 5, 2000, .moderated, 600), (20, 3, 400, .moderated, 400), (20, 3, 400, .separate, 400),
    ] {
      let rates = TestPartRates.errors(
        learners: count, seeds: seeds, rows: rows, variance: variance, sweeps: sweeps,
        seed: UInt64(seeds * 1000 + rows))
      let details: KeyValuePairs<String, JSON> = [
        "K": .integer(count), "seeds": .integer(seeds), "rows": .integer(rows),
        "variance": .text(variance.rawValue),
      ]
      emit(
        Figure("the best one lacks its mark", rates.missing, "of sweeps", .atMost(0.06), details))
      emit(
        Figure(
          "some interval of a pair misses the truth", rates.misses, "of sweeps", .atMost(0.06),
          details))
    }
  }

  /// P(best) and optimism of sweeps whose true means are spread.
  @Sendable private static func best(_ emit: Emit) {
    for (count, blocks, spread) in [
      (5, 3, 0.0), (5, 3, 0.5), (5, 3, 1), (5, 10, 1), (20, 3, 0.5), (20, 3, 1),
    ] {
      var random = RandomStream(seed: UInt64(count * 100 + blocks))
      var (sure, right, told, hits) = (0.0, 0.0, 0.0, 0.0)
      var (optimism, truth) = (Moments(), Moments())
      let sweeps = 1500
      for _ in 0..<sweeps {
        let means = (0..<count).map { _ in spread * random.normal() }
        let scores = means.map { mean in (0..<blocks).map { _ in mean + random.normal() } }
        let candidates = Candidates(scores: scores, better: .larger)
        guard let pick = candidates.best(),
          let found = Shrinkage(
            candidates, rows: Array(means.indices), seed: random.next(), draws: 1000),
          let probability = found.probabilityOfBest[pick]
        else { continue }
        // Where all are equal any is the best: the first stands for it.
        let isRight = means[pick] == means.max() && (spread > 0 || pick == 0)
        if isRight { hits += 1 }
        told += probability
        if probability >= 0.95 {
          sure += 1
          if isRight { right += 1 }
        }
        let noise = Moments(scores.joined()).mean! - Moments(means).mean!
        optimism.add(found.optimism ?? .nan)
        truth.add(Moments(scores[pick]).mean! - means[pick] - noise)
      }
      let details: KeyValuePairs<String, JSON> = [
        "K": .integer(count), "n": .integer(blocks), "spread": .number(spread),
      ]

      emit(Figure("P(best) told on average", told / Double(sweeps), "", nil, details))
      emit(Figure("picks that are the best", hits / Double(sweeps), "of sweeps", nil, details))
      emit(Figure("optimism told", optimism.mean!, "std", nil, details))
      emit(Figure("optimism in truth", truth.mean!, "std", nil, details))
      if sure > 20 {
        let bar: Double = spread == 1 ? 0.95 : 0.8
        emit(Figure("right where P >= .95", right / sure, "of picks", .atLeast(bar), details))
      }
    }
  }
}
