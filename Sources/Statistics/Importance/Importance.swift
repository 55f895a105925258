import Glibc
import Random

/// How much each parameter matters, as a share, with an interval.
///
/// Two measures, as they answer two questions. `fanova`: which share of the spread over the whole space
/// does a parameter explain alone (Hutter, Hoos, Leyton-Brown, "An efficient approach for assessing
/// hyperparameter importance", 2014)? `pedAnova`: which parameters tell the best tenth from all others
/// (Watanabe, Bansal, Hutter, "PED-ANOVA", 2023)? Parameters that ruin a training lead in the first, those
/// that remain to be tuned in the second.
package struct Importance: Hashable, Sendable {
  /// The question that a share answers: see the type.
  package enum Measure: String, Hashable, Sendable, CaseIterable {
    case fanova
    case pedAnova = "ped-anova"
  }

  /// From 0 to 1, one each axis. Those of fANOVA sum to less than 1 where parameters act together; those of
  /// PED-ANOVA sum to 1.
  package let shares: [Double]
  /// The middle 90 % of the shares when configurations are drawn again, one each axis.
  package let intervals: [ClosedRange<Double>]

  /// Fewer configurations tell nothing.
  package static let leastCount = 10
  private static let drawCount = 50

  /// - Precondition: there are at least `leastCount` configurations.
  package init(_ measure: Measure, of data: ImportanceData) {
    precondition(data.values.count >= Importance.leastCount, "too few tell nothing")
    var stream = RandomStream(seed: 0)
    func shares(_ data: ImportanceData, trees: Int) -> [Double] {
      switch measure {
      case .fanova: Importance.explained(data, trees: trees, &stream)
      case .pedAnova: Importance.divergences(data)
      }
    }
    let all = shares(data, trees: 32)
    self.shares = all
    let draws = (0..<Importance.drawCount).map { _ in
      let places = data.values.indices.map { _ in
        stream.integer(below: data.values.count)
      }
      return shares(data.drawn(places), trees: 4)
    }
    intervals = data.axes.indices.map { axis in
      let sorted = draws.map { $0[axis] }.sorted()
      let (low, high) = (sorted[2], sorted[sorted.count - 3])
      return min(low, all[axis])...max(high, all[axis])
    }
  }

  /// fANOVA: the mean over trees of the share of each marginal's variance.
  private static func explained(
    _ data: ImportanceData, trees: Int, _ stream: inout RandomStream
  ) -> [Double] {
    var sums = Array(repeating: 0.0, count: data.axes.count)
    var count = 0.0
    for _ in 0..<trees {
      let places = data.values.indices.map { _ in
        stream.integer(below: data.values.count)
      }
      let tree = RegressionTree(data, places: places, &stream)
      let total = tree.total.variance
      guard total > 0 else { continue }
      for axis in data.axes.indices { sums[axis] += tree.marginalVariance(of: axis) / total }
      count += 1
    }
    return sums.map { count > 0 ? $0 / count : 0 }
  }

  /// PED-ANOVA: the Pearson divergence of the best tenth's density on each axis from that of all, as a share
  /// of their sum.
  private static func divergences(_ data: ImportanceData) -> [Double] {
    let order = data.values.indices.sorted { (data.values[$0], $0) < (data.values[$1], $1) }
    let best = Array(order.prefix(max(2, (order.count + 9) / 10)))
    let all = data.axes.indices.map { axis -> Double in
      let top = density(best.map { data.points[$0][axis] }, data.axes[axis])
      let whole = density(data.points.map { $0[axis] }, data.axes[axis])
      return zip(top, whole).reduce(0) { sum, pair in
        let ratio = pair.0 / pair.1 - 1
        return sum + ratio * ratio * pair.1
      }
    }
    let total = all.reduce(0, +)
    return all.map { total > 0 ? $0 / total : 0 }
  }

  /// Probabilities of the cells of an axis: 50 of a number, by kernels as wide as Scott's rule has them.
  private static func density(_ values: [Double], _ axis: ImportanceData.Axis) -> [Double] {
    let count = Double(values.count)
    if case .options(let options) = axis {
      // As if each had been seen once more, over all.
      var cells = Array(repeating: 1 / Double(options), count: options)
      for value in values { cells[Int(value)] += 1 }
      return cells.map { $0 / (count + 1) }
    }
    let cells = 50
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(count - 1, 1)
    let sorted = values.sorted()
    let range = sorted[Int(0.75 * (count - 1))] - sorted[Int(0.25 * (count - 1))]
    let width = max(
      1.059 * min(variance.squareRoot(), range > 0 ? range / 1.34 : variance.squareRoot())
        * pow(count, -0.2), 0.5 / Double(cells))
    let normal = Normal()
    // One kernel that knows nothing, as where nobody has looked.
    var sums = Array(repeating: 1 / Double(cells), count: cells)
    for value in values {
      let ends = (0...cells).map { normal.cdf((Double($0) / Double(cells) - value) / width) }
      let inside = ends[cells] - ends[0]
      for cell in 0..<cells { sums[cell] += (ends[cell + 1] - ends[cell]) / inside }
    }
    return sums.map { $0 / (count + 1) }
  }
}

/// The joint effect of two parameters, as a forest has it: the mean over all others at each cell.
package struct MarginalSurface: Sendable {
  private let trees: [RegressionTree]

  /// - Precondition: there are at least `Importance.leastCount` configurations.
  package init(_ data: ImportanceData) {
    var stream = RandomStream(seed: 1)
    trees = (0..<32).map { _ in
      let places = data.values.indices.map { _ in
        stream.integer(below: data.values.count)
      }
      return RegressionTree(data, places: places, &stream)
    }
  }

  /// The mean at values of some axes.
  package func value(at point: [Int: Double]) -> Double {
    trees.reduce(0) { $0 + $1.marginal(at: point) } / Double(trees.count)
  }
}
