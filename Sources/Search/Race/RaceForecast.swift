import Hashing
import Random
package import Sweeps
import Trials

/// The trials that a race is likely to train, told beforehand: simulated, as nobody knows the means.
package struct RaceForecast: Hashable, Sendable {
  /// The share of the full design that is trained, on average.
  package let share: Double
  /// How many configurations are in at the end, on average.
  package let remaining: Double

  /// Simulates races of normal scores with the same spread for all.
  ///
  /// - Parameters:
  ///   - spread: of the configurations' true means, in units of the spread of one training about them.
  ///   - runs: how many races; the same every time.
  package init(
    _ method: RaceMethod, blocks: Int, configurations: Int, commonBlocks: Int = 0, spread: Double,
    runs: Int = 40
  ) {
    // More configurations change shares little.
    let count = min(configurations, 200)
    let all = (0..<blocks).map { RaceBlock(replicate: $0, fold: 0) }
    let runs = max(4, min(runs, 240_000 / max(1, count * blocks)))
    var (trained, left) = (0, 0)
    let digest = Digest(of: [])
    for run in 0..<runs {
      var stream = RandomStream(seed: UInt64(run))
      let means = (0..<count).map { _ in spread * stream.normal() }
      var race = Race(
        method, blocks: all, commonBlocks: min(commonBlocks, blocks), isMaximised: true)
      race.enter(count)
      while true {
        _ = race.advance()
        let slots = race.takeDealt()
        guard !slots.isEmpty else { break }
        trained += slots.count
        for slot in slots {
          race.settle(slot, as: .result(means[slot.configuration] + stream.normal(), digest))
        }
      }
      left += race.remaining.count
    }
    share = Double(trained) / Double(runs * count * blocks)
    remaining = Double(left) / Double(runs) * Double(configurations) / Double(count)
  }
}
