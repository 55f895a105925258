import Documents
import Glibc
import Sweeps

/// Problems on which nothing of the searches was chosen: what they find here, they find elsewhere too.
extension SearchProblem {
  static let heldOut = [styblinski, griewank, michalewicz, shekel, trees]

  private static func box(_ count: Int, _ low: Double, _ high: Double) -> Space {
    Space((0..<count).map { Dimension("x\($0)", .uniform(low, high)) })
  }

  /// Styblinski and Tang's function of five numbers.
  private static let styblinski = SearchProblem(
    name: "styblinski5", space: box(5, -5, 5), minimum: -5 * 39.16616570377142
  ) { values in
    values.reduce(0) { sum, value in
      let x = value ?? 0
      return sum + (x * x * x * x - 16 * x * x + 5 * x) / 2
    }
  }

  /// Griewank's function of four numbers, in a box whose middle is not the minimum.
  private static let griewank = SearchProblem(
    name: "griewank4", space: box(4, -50, 70), minimum: 0
  ) { values in
    var (sum, product) = (0.0, 1.0)
    for (axis, value) in values.enumerated() {
      let x = value ?? 0
      sum += x * x / 4000
      product *= cos(x / Double(axis + 1).squareRoot())
    }
    return sum - product + 1
  }

  /// Michalewicz's function of five numbers: narrow valleys in a plain.
  private static let michalewicz = SearchProblem(
    name: "michalewicz5", space: box(5, 0, .pi), minimum: -4.687658179
  ) { values in
    -values.enumerated().reduce(0) { sum, value in
      let x = value.element ?? 0
      return sum + sin(x) * pow(sin(Double(value.offset + 1) * x * x / .pi), 20)
    }
  }

  /// Shekel's function of four numbers: ten wells.
  private static let shekel = SearchProblem(
    name: "shekel4", space: box(4, 0, 10), minimum: -10.536409816692046
  ) { values in
    let wells: [[Double]] = [
      [4, 4, 4, 4], [1, 1, 1, 1], [8, 8, 8, 8], [6, 6, 6, 6], [3, 7, 3, 7], [2, 9, 2, 9],
      [5, 5, 3, 3], [8, 1, 8, 1], [6, 2, 6, 2], [7, 3.6, 7, 3.6],
    ]
    let widths = [0.1, 0.2, 0.2, 0.4, 0.4, 0.6, 0.3, 0.7, 0.5, 0.5]
    return -zip(wells, widths).reduce(0) { sum, well in
      let distance = zip(values, well.0).reduce(0) { sum, pair in
        let difference = (pair.0 ?? 0) - pair.1
        return sum + difference * difference
      }
      return sum + 1 / (distance + well.1)
    }
  }

  /// Two kinds of ensembles of trees with parameters of their own: the better kind is the harder to tune.
  private static let trees = SearchProblem(
    name: "trees8",
    space: Space([
      Dimension(
        "kind",
        choice([
          ("forest", "forest $trees $features"), ("boosted", "boosted $rate $l2 $rounds"),
        ])),
      Dimension("depth", .integers(1, 16)), Dimension("trees", .logIntegers(10...1000)),
      Dimension("features", .uniform(0.05, 1)), Dimension("rate", .loguniform(1e-3, 1)),
      Dimension("l2", .loguniform(1e-3, 100)), Dimension("rounds", .logIntegers(10...2000)),
      Dimension("sample", .uniform(0.3, 1)),
      Dimension("criterion", choice(["a", "b", "c"].map { ($0, $0) })),
    ]), minimum: 0
  ) { values in
    func number(_ place: Int) -> Double { values[place] ?? 0 }
    func square(_ x: Double) -> Double { x * x }
    var error: Double
    if number(0) == 0 {
      error = 0.06 + 0.025 * square(log10(1000 / number(2))) + 0.3 * square(number(3) - 0.35)
      error += 0.002 * square(number(1) - 12)
    } else {
      error = 0.15 * square(log10(number(4)) + log10(number(6)) - 1.3)
      error += 0.05 * square(log10(number(4)) + 1.4) + 0.02 * square(log10(number(5)) - 0.2)
      error += 0.004 * square(number(1) - 5)
    }
    return error + 0.2 * square(number(7) - 0.75) + [0.015, 0, 0.03][Int(number(8))]
  }
}
