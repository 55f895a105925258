import Random

/// Where configurations lie and what they came to: what an importance is told from.
package struct ImportanceData: Sendable {
  /// A parameter: a number from 0 to 1, or one of several options.
  package enum Axis: Hashable, Sendable {
    case number
    case options(Int)
  }

  /// One a parameter, in the order of a point's coordinates.
  package let axes: [Axis]
  /// A list a configuration, with a coordinate each axis: from 0 to 1, or an option's place; a parameter
  /// that is not used lies in the middle, or at its first option.
  package let points: [[Double]]
  /// One each configuration; smaller is better.
  package let values: [Double]

  /// - Precondition: there is a value for each point.
  package init(axes: [Axis], points: [[Double]], values: [Double]) {
    precondition(points.count == values.count, "a value for each point")
    self.axes = axes
    self.points = points
    self.values = values
  }

  /// Configurations drawn again with replacement, by their places.
  func drawn(_ places: [Int]) -> ImportanceData {
    ImportanceData(
      axes: axes, points: places.map { points[$0] }, values: places.map { values[$0] })
  }
}

/// A tree that splits the unit cube into boxes, each with a mean: as of a random forest, for small data.
///
/// Breiman, "Random forests" (2001); every split is the best of all axes and places.
struct RegressionTree {
  /// One box: its ends on each axis that is a number, the options that it holds on each other, its mean.
  struct Leaf {
    var low: [Double]
    var high: [Double]
    var options: [Set<Int>]
    var mean: Double
  }

  private(set) var leaves: [Leaf] = []
  private let axes: [ImportanceData.Axis]
  /// Boxes with fewer are not split.
  private static let leastSplit = 4

  /// - Parameter stream: chooses among axes, half of which are looked at for each split.
  init(_ data: ImportanceData, places: [Int], _ stream: inout RandomStream) {
    axes = data.axes
    let whole = Leaf(
      low: axes.map { _ in 0 }, high: axes.map { _ in 1 },
      options: axes.map { axis in
        if case .options(let count) = axis { Set(0..<count) } else { [] }
      }, mean: 0)
    var open: [(box: Leaf, places: [Int])] = [(whole, places)]
    while let (whole, places) = open.popLast() {
      var box = whole
      box.mean = places.reduce(0) { $0 + data.values[$1] } / Double(max(places.count, 1))
      guard places.count >= RegressionTree.leastSplit,
        let split = RegressionTree.split(data, places, axes, &stream)
      else {
        leaves.append(box)
        continue
      }
      var (left, right) = (box, box)
      switch split.test {
      case .below(let value):
        left.high[split.axis] = value
        right.low[split.axis] = value
      case .isOneOf(let options):
        left.options[split.axis] = options
        right.options[split.axis].subtract(options)
      }
      open.append((left, places.filter { split.isLeft(data.points[$0]) }))
      open.append((right, places.filter { !split.isLeft(data.points[$0]) }))
    }
  }

  private struct Split {
    enum Test {
      case below(Double)
      case isOneOf(Set<Int>)
    }

    let axis: Int
    let test: Test

    func isLeft(_ point: [Double]) -> Bool {
      switch test {
      case .below(let value): point[axis] < value
      case .isOneOf(let options): options.contains(Int(point[axis]))
      }
    }
  }

  /// The split that leaves least spread within both parts.
  private static func split(
    _ data: ImportanceData, _ places: [Int], _ axes: [ImportanceData.Axis],
    _ stream: inout RandomStream
  ) -> Split? {
    var candidates = Array(axes.indices)
    // All of them where there are few.
    let looked = max((axes.count + 1) / 2, min(axes.count, 2))
    while candidates.count > looked {
      candidates.remove(at: stream.integer(below: candidates.count))
    }
    var best: (gain: Double, split: Split)?
    let total = places.reduce(0) { $0 + data.values[$1] }
    let count = Double(places.count)
    for axis in candidates {
      // Options in the order of their means: the best two parts are neighbours there (Fisher, 1958).
      var rank: [Double] = []
      if case .options(let options) = axes[axis] {
        var sums = Array(repeating: (sum: 0.0, count: 0.0), count: options)
        for place in places {
          sums[Int(data.points[place][axis])].sum += data.values[place]
          sums[Int(data.points[place][axis])].count += 1
        }
        rank = sums.map { $0.count > 0 ? $0.sum / $0.count : .infinity }
      }
      func key(_ place: Int) -> Double {
        rank.isEmpty ? data.points[place][axis] : rank[Int(data.points[place][axis])]
      }
      let sorted = places.map { (key: key($0), place: $0) }
        .sorted { ($0.key, $0.place) < ($1.key, $1.place) }
      var left = 0.0
      for cut in 1..<sorted.count {
        left += data.values[sorted[cut - 1].place]
        guard sorted[cut].key > sorted[cut - 1].key else { continue }
        let n = Double(cut)
        let right = total - left
        let gain = left * left / n + right * right / (count - n) - total * total / count
        guard gain > (best?.gain ?? 1e-12 * abs(total)) else { continue }
        let test: Split.Test
        if rank.isEmpty {
          test = .below((sorted[cut].key + sorted[cut - 1].key) / 2)
        } else {
          test = .isOneOf(Set(rank.indices.filter { rank[$0] <= sorted[cut - 1].key }))
        }
        best = (gain, Split(axis: axis, test: test))
      }
    }
    return best?.split
  }
}

extension RegressionTree {
  /// The mean over the whole cube, and the variance of what the tree says about it.
  var total: (mean: Double, variance: Double) {
    let sizes = leaves.map { leaf in axes.indices.reduce(1) { $0 * share(of: leaf, $1) } }
    let mean = zip(leaves, sizes).reduce(0) { $0 + $1.0.mean * $1.1 }
    let variance = zip(leaves, sizes).reduce(0) {
      $0 + ($1.0.mean - mean) * ($1.0.mean - mean) * $1.1
    }
    return (mean, variance)
  }

  /// The share of an axis that a box covers.
  private func share(of leaf: Leaf, _ axis: Int) -> Double {
    switch axes[axis] {
    case .number: leaf.high[axis] - leaf.low[axis]
    case .options(let count): Double(leaf.options[axis].count) / Double(count)
    }
  }

  /// Gives the tree's mean where some axes are fixed, averaged over all the others.
  func marginal(at point: [Int: Double]) -> Double {
    leaves.reduce(0) { sum, leaf in
      for (axis, value) in point where !holds(leaf, axis, value) { return sum }
      let size = axes.indices.reduce(1.0) {
        point[$1] == nil ? $0 * share(of: leaf, $1) : $0
      }
      return sum + leaf.mean * size
    }
  }

  private func holds(_ leaf: Leaf, _ axis: Int, _ value: Double) -> Bool {
    switch axes[axis] {
    case .number:
      value >= leaf.low[axis] && (value < leaf.high[axis] || leaf.high[axis] >= 1)
    case .options: leaf.options[axis].contains(Int(value))
    }
  }

  /// The variance of the marginal over one axis.
  func marginalVariance(of axis: Int) -> Double {
    var cells: [(value: Double, size: Double)] = []
    switch axes[axis] {
    case .number:
      let ends = Set(leaves.flatMap { [$0.low[axis], $0.high[axis]] }).sorted()
      cells = zip(ends, ends.dropFirst()).map { (($0 + $1) / 2, $1 - $0) }
    case .options(let count):
      cells = (0..<count).map { (Double($0), 1 / Double(count)) }
    }
    let values = cells.map { marginal(at: [axis: $0.value]) }
    let mean = zip(values, cells).reduce(0) { $0 + $1.0 * $1.1.size }
    return zip(values, cells).reduce(0) { $0 + ($1.0 - mean) * ($1.0 - mean) * $1.1.size }
  }
}
