import Glibc

/// Gauss and Legendre's rule: the nodes and weights on -1...1 that integrate polynomials of degree
/// 2n - 1 exactly, and analytic functions to machine precision with few nodes.
struct GaussLegendre: Sendable {
  /// Ascending, between -1 and 1.
  let nodes: [Double]
  /// They add up to 2.
  let weights: [Double]

  /// The rule with so many nodes: roots of the Legendre polynomial by Newton's method from
  /// Tricomi's approximation (DLMF 3.5.4, 18.16.6), its values by the three-term recurrence.
  ///
  /// - Precondition: there is a node.
  init(count: Int) {
    precondition(count > 0, "a quadrature has nodes, not \(count)")
    let n = Double(count)
    var points: [(node: Double, weight: Double)] = []
    for index in 1...count {
      var x = cos(.pi * (Double(index) - 0.25) / (n + 0.5))
      var slope = 0.0
      for _ in 0..<100 {
        var (previous, value) = (1.0, x)
        for degree in 1..<max(count, 2) where degree < count {
          let k = Double(degree)
          (previous, value) = (value, ((2 * k + 1) * x * value - k * previous) / (k + 1))
        }
        slope = n * (x * value - previous) / (x * x - 1)
        let step = value / slope
        x -= step
        if abs(step) <= 2 * x.ulp { break }
      }
      points.append((x, 2 / ((1 - x * x) * slope * slope)))
    }
    points.sort { $0.node < $1.node }
    nodes = points.map(\.node)
    weights = points.map(\.weight)
  }

  /// The integral of a function over lower...upper.
  func integral(from lower: Double, to upper: Double, of function: (Double) -> Double) -> Double {
    let half = (upper - lower) / 2
    let middle = (upper + lower) / 2
    var sum = 0.0
    for (node, weight) in zip(nodes, weights) { sum += weight * function(middle + half * node) }
    return sum * half
  }
}
