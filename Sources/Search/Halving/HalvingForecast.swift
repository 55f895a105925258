import Hashing
import Random
package import Sweeps
import Trials

/// How many configurations are likely to reach each rung: by runs of halving itself over results in random
/// order, as many orders as make no visible difference.
///
/// Without a lucky order no fewer reach a rung than one of the factor; more do, as the best of the first few
/// go on before better ones come.
package struct HalvingForecast: Sendable {
  /// The mean number of configurations that reach each rung.
  package let counts: [Double]

  /// Runs halving from a fixed seed, so the same arguments give the same counts; beyond 5,000 configurations
  /// the counts of 5,000 are scaled up.
  package init(_ method: HalvingMethod, configurations: Int) {
    // The share of very many is that of many.
    let count = min(configurations, 5000)
    let orders = max(2, min(40, 4000 / max(1, count)))
    var sums = Array(repeating: 0, count: method.rungs.count)
    var stream = RandomStream(seed: 20)
    for _ in 0..<orders {
      for (rung, reached) in HalvingForecast.run(method, count, &stream).enumerated() {
        sums[rung] += reached
      }
    }
    let scale = Double(configurations) / Double(max(1, count)) / Double(orders)
    counts = sums.map { Double($0) * scale }
  }

  private static func run(
    _ method: HalvingMethod, _ count: Int, _ stream: inout RandomStream
  ) -> [Int] {
    let scores = (0..<count).map { _ in stream.uniform() }
    let strategy = ListHalving(
      method, ends: Array(repeating: method.to, count: count), isMaximised: true)
    var driver = SearchDriver(strategy, replicates: 1, folds: 1)
    var reached = Array(repeating: 0, count: method.rungs.count)
    while case let decisions = driver.advance(), !decisions.isEmpty {
      for decision in decisions {
        for configuration in decision.configurations {
          let rung =
            decision.until.flatMap(method.rungs.firstIndex) ?? method.firstRung(of: configuration)
          reached[rung] += 1
          let until = rung == method.rungs.count - 1 ? nil : method.rungs[rung]
          driver.settle(
            TrialIndex(configuration: configuration, replicate: 0, fold: 0, until: until),
            as: .result(scores[configuration], Digest(of: [])))
        }
      }
    }
    return reached
  }
}
