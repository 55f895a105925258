package import Documents
import Random

/// How configurations are compared before they are trained to the end: the block `halving` of a spec.
///
/// Every configuration is trained until the first rung, an epoch; of those that were compared there, about
/// one of `factor` goes on to the next, and few of many reach the last.
package struct HalvingMethod: Hashable, Sendable {
  /// At which rung configurations begin.
  package enum Brackets: String, Hashable, Sendable, CaseIterable {
    /// All at the first.
    case one
    /// Some at each, in the numbers of Hyperband: what learns slowly has a chance, too.
    case hyperband
  }

  /// The first rung, in epochs.
  package let from: Int
  /// The ratio of a rung to the one before; about one of so many configurations goes on. At least 2.
  package let factor: Int
  /// The last rung, in epochs: a training to its end, or to that of a configuration with fewer.
  package let to: Int
  /// The rungs at which configurations begin.
  package let brackets: Brackets
  /// The place of each configuration in the order in which they are compared; nil for that of the plan.
  package private(set) var places: [Int]?

  /// - Parameters:
  ///   - from: the first rung, in epochs; at least 1.
  ///   - factor: at least 2.
  ///   - to: the last rung, in epochs; beyond the first.
  package init(from: Int = 1, factor: Int = 3, to: Int, brackets: Brackets = .one) {
    precondition(from >= 1 && factor >= 2 && to > from, "a rung is before the end")
    self.from = from
    self.factor = factor
    self.to = to
    self.brackets = brackets
  }

  /// The epochs at which configurations are compared, and then the end.
  package var rungs: [Int] {
    var rungs: [Int] = []
    var epoch = from
    while epoch < to {
      rungs.append(epoch)
      let (next, overflows) = epoch.multipliedReportingOverflow(by: factor)
      epoch = overflows ? to : next
    }
    return rungs + [to]
  }

  /// The number of configurations of each round that begin in each bracket, and the rung at which they begin.
  ///
  /// In Hyperband (Li et al., JMLR 18, 2018) bracket s has ceil((s_max + 1) / (s + 1) factor^s)
  /// configurations, which begin s rungs before the last: the one with the most comes first.
  package var bracketSizes: [(first: Int, count: Int)] {
    let last = rungs.count - 1
    guard brackets == .hyperband else { return [(0, 1)] }
    return (0...last).map { first in
      let s = last - first
      let power = (0..<s).reduce(1) { power, _ in power * factor }
      return (first, ((last + 1) * power + s) / (s + 1))
    }
  }

  /// The same for a grid of so many configurations, which are compared in an order drawn from the seed.
  ///
  /// In the order of a grid values rise, so each may be better than all before it, and all would go on.
  package func shuffled(_ configurations: Int, seed: UInt64) -> HalvingMethod {
    var order = Array(0..<configurations)
    var stream = RandomStream(sweepSeed: seed, purpose: "halving", 0)
    stream.shuffle(&order)
    var places = order
    for (place, configuration) in order.enumerated() { places[configuration] = place }
    var method = self
    method.places = places
    return method
  }

  /// The place of a configuration in the order in which they are compared.
  package func place(of configuration: Int) -> Int {
    guard let places, places.indices.contains(configuration) else { return configuration }
    return places[configuration]
  }

  /// The bracket that a configuration is in, counted from 0.
  package func bracket(of configuration: Int) -> Int {
    let sizes = bracketSizes.map(\.count)
    var place = place(of: configuration) % sizes.reduce(0, +)
    for (bracket, size) in sizes.enumerated() {
      if place < size { return bracket }
      place -= size
    }
    preconditionFailure("a configuration is in a bracket")
  }

  /// The rung at which a configuration begins.
  package func firstRung(of configuration: Int) -> Int {
    bracketSizes[bracket(of: configuration)].first
  }
}

extension HalvingMethod {
  /// The least number of configurations trained at each rung, where nothing diverges: about one of `factor`
  /// goes on, and one of each bracket reaches the end.
  package func leastCounts(of configurations: Int) -> [Int] {
    var counts = Array(repeating: 0, count: rungs.count)
    let sizes = bracketSizes
    let round = sizes.reduce(0) { $0 + $1.count }
    var before = 0
    for size in sizes {
      let rest = min(max(configurations % round - before, 0), size.count)
      var count = configurations / round * size.count + rest
      before += size.count
      for rung in size.first..<rungs.count {
        counts[rung] += count
        count = count > 0 ? max(1, count / factor) : 0
      }
    }
    return counts
  }

  /// The number of configurations that begin at each rung, of so many in all.
  package func beginnings(of configurations: Int) -> [Int] {
    var counts = Array(repeating: 0, count: rungs.count)
    let sizes = bracketSizes
    let round = sizes.reduce(0) { $0 + $1.count }
    var before = 0
    for size in sizes {
      counts[size.first] +=
        configurations / round * size.count
        + min(max(configurations % round - before, 0), size.count)
      before += size.count
    }
    return counts
  }

  /// After how many epochs a configuration's whole training ends.
  package func end(of recipe: Document) -> Int {
    guard case .integer(let own)? = recipe["training"]?["epochs"]?.content else { return to }
    return min(to, Int(own))
  }

  /// The epoch after which a configuration's trial until a rung ends; nil where that is its end.
  ///
  /// - Parameters:
  ///   - rung: in epochs.
  ///   - recipe: the configuration's.
  package func until(_ rung: Int, of recipe: Document) -> Int? {
    rung < end(of: recipe) ? rung : nil
  }
}

extension Metric {
  /// The metric of a trial that ends after an epoch: an epoch beyond it is read as the last.
  package func within(_ until: Int?) -> Metric {
    guard let until, case .epoch(let epoch) = moment, epoch > until else { return self }
    return Metric(name: name, goal: goal, moment: .last)
  }
}
