import Hashing
import Statistics
import Sweeps
import Trials

/// The outcome of one trial, as a race takes it.
enum RaceOutcome: Hashable, Sendable {
  case open
  /// To be maximised.
  case value(Double, Digest)
  case diverged(Digest)
  /// The trial was given up: that tells nothing about the configuration.
  case missing
}

/// The configurations of a race after a block, compared with the one that leads.
///
/// Simulated with shuffled arrivals, failures and divergence, over tables of real trainings and synthetic
/// ones; `bench race` repeats that.
struct RaceField {
  private let configurations: [Int]
  private let outcomes: [[RaceOutcome]]
  private let blocks: Int
  private let total: Int
  private let overlap: Double
  private let method: RaceMethod

  /// - Parameters:
  ///   - configurations: the configurations that are in.
  ///   - outcomes: of all configurations, by block.
  ///   - blocks: so many of them count.
  ///   - total: how many configurations entered the race.
  ///   - overlap: by how much more than 1/n a mean of n blocks varies, as they share training rows.
  init(
    _ configurations: [Int], outcomes: [[RaceOutcome]], blocks: Int, total: Int, overlap: Double,
    method: RaceMethod
  ) {
    self.configurations = configurations
    self.outcomes = outcomes
    self.blocks = blocks
    self.total = total
    self.overlap = overlap
    self.method = method
  }

  /// The configurations that leave, in their order: those that diverged, unless all did, and those that are
  /// too far behind.
  var departures: [Departure] {
    let diverged = configurations.filter { configuration in
      outcomes[configuration][..<blocks].contains { if case .diverged = $0 { true } else { false } }
    }
    let areAllDiverged = diverged.count == configurations.count
    let lost = areAllDiverged ? [] : Set(diverged)
    let well = configurations.filter { !lost.contains($0) }
    let behind = comparisons(of: well).filter { $0.comparison.statistic > $0.comparison.limit }
    let leaving =
      lost.map { Departure(configuration: $0, reason: .diverged) }
      + behind.map { Departure(configuration: $0.configuration, reason: .behind($0.comparison)) }
    return leaving.sorted { $0.configuration < $1.configuration }
  }

  private func value(_ configuration: Int, _ block: Int) -> Double? {
    if case .value(let value, _) = outcomes[configuration][block] { value } else { nil }
  }

  /// The one with the best mean distance from the median of each block, among those with enough blocks; the
  /// first of equals.
  private func leader(among well: [Int]) -> Int? {
    let medians = (0..<blocks).map { block in
      Description(well.compactMap { value($0, block) }).median
    }
    var best: (configuration: Int, mean: Double)?
    for configuration in well {
      var (sum, count) = (0.0, 0)
      for (block, median) in medians.enumerated() {
        guard let median, let value = value(configuration, block) else { continue }
        sum += value - median
        count += 1
      }
      guard count >= method.from else { continue }
      let mean = sum / Double(count)
      if let known = best, mean <= known.mean { continue }
      best = (configuration, mean)
    }
    return best?.configuration
  }

  /// How each of the others stands to the leader: a paired t test whose variance is moderated by the median
  /// of all pairs, which counts as four differences.
  private func comparisons(
    of well: [Int]
  ) -> [(configuration: Int, comparison: RaceComparison)] {
    guard blocks >= method.from, well.count > 1, let leader = leader(among: well) else { return [] }
    var pairs: [(configuration: Int, moments: Moments)] = []
    for configuration in well where configuration != leader {
      let differences = (0..<blocks).compactMap { block -> Double? in
        guard let best = value(leader, block), let other = value(configuration, block) else {
          return nil
        }
        return best - other
      }
      guard differences.count >= method.from else { continue }
      pairs.append((configuration, Moments(differences)))
    }
    // Without any spread there is nothing to compare differences with.
    guard let common = Description(pairs.compactMap(\.moments.variance)).median, common > 0 else {
      return []
    }
    let level =
      method.level * Double(method.from - 1) / Double(blocks * (blocks - 1))
      / (method.rule == .sure ? Double(max(1, total - 1)) : 1)
    var limits: [Int: Double] = [:]
    return pairs.compactMap { configuration, moments in
      guard let mean = moments.mean, let variance = moments.variance else { return nil }
      let count = Double(moments.count)
      let moderated = (4 * common + (count - 1) * variance) / (count + 3)
      let limit =
        limits[moments.count] ?? -StudentT(degreesOfFreedom: count + 3).quantile(level)
      limits[moments.count] = limit
      return (
        configuration,
        RaceComparison(
          leader: leader, blocks: moments.count, difference: mean,
          standardError: (moderated * (1 / count + overlap)).squareRoot(), limit: limit,
          level: level)
      )
    }
  }
}
