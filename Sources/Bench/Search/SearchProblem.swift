import Documents
import Glibc
import Sweeps
import Trials

/// A function to minimise, of which the minimum is known.
struct SearchProblem: Sendable {
  let name: String
  let space: Space
  let minimum: Double
  /// The function of a configuration's values, by their places in the space; nil for those that are not used.
  let value: @Sendable ([Double?]) -> Double

  func value(of proposal: Proposal) -> Double { value(space.numbers(of: proposal)) }
}

extension Space {
  /// The values as numbers; the places of options.
  fileprivate func numbers(of proposal: Proposal) -> [Double?] {
    zip(dimensions, proposal.values).map { dimension, value in
      guard let value else { return nil }
      if case .choice(let options, _) = dimension.distribution {
        return options.firstIndex { $0.label == value.label }.map(Double.init)
      }
      switch value.value.content {
      case .integer(let integer): return Double(integer)
      case .number(let number): return number
      default: return nil
      }
    }
  }
}

extension SearchProblem {
  static let all = [branin, hartmann, mixed, rosenbrock, ackley, levy, networks]

  /// Rosenbrock's curved valley of four numbers.
  private static let rosenbrock = SearchProblem(
    name: "rosenbrock4", space: Space((0..<4).map { Dimension("x\($0)", .uniform(-5, 10)) }),
    minimum: 0
  ) { values in
    let x = values.map { $0 ?? 0 }
    return (0..<3).reduce(0) { sum, axis in
      sum + 100 * square(x[axis + 1] - x[axis] * x[axis]) + square(1 - x[axis])
    }
  }

  /// Ackley's function of six numbers, one minimum in a plain of many, off its middle.
  private static let ackley = SearchProblem(
    name: "ackley6",
    space: Space((0..<6).map { Dimension("x\($0)", .uniform(-32.768, 32.768)) }), minimum: 0
  ) { values in
    let x = zip(values, [3, -7, 11, -13, 5, -2]).map { ($0 ?? 0) - $1 }
    let distance = (x.reduce(0) { $0 + $1 * $1 } / 6).squareRoot()
    let waves = x.reduce(0) { $0 + cos(2 * .pi * $1) } / 6
    return 20 + exp(1) - 20 * exp(-0.2 * distance) - exp(waves)
  }

  /// Levy's function of five numbers.
  private static let levy = SearchProblem(
    name: "levy5", space: Space((0..<5).map { Dimension("x\($0)", .uniform(-10, 10)) }),
    minimum: 0
  ) { values in
    let w = values.map { 1 + (($0 ?? 0) - 1) / 4 }
    let middle = w.dropLast().reduce(0) {
      $0 + square($1 - 1) * (1 + 10 * square(sin(.pi * $1 + 1)))
    }
    return square(sin(.pi * w[0])) + middle
      + square(w[4] - 1) * (1 + square(sin(2 * .pi * w[4])))
  }

  /// Two kinds of networks with parameters of their own, and a learning rate that depends on both.
  private static let networks = SearchProblem(
    name: "nets8",
    space: Space([
      Dimension(
        "net", choice([("dense", "dense $layers $width"), ("conv", "conv $filters $kernel")])),
      Dimension("layers", .integers(1, 6)), Dimension("width", .logIntegers(16...1024)),
      Dimension("filters", .logIntegers(8...256)), Dimension("kernel", .integers(1, 7)),
      Dimension("lr", .loguniform(1e-5, 1)), Dimension("noise", .uniform(0, 0.5)),
      Dimension("decay", .loguniform(1e-8, 1e-1)),
    ]), minimum: 0
  ) { values in
    func number(_ place: Int) -> Double { values[place] ?? 0 }
    var rate = -2.5
    var error: Double
    if number(0) == 0 {
      rate = -1.5 - 0.2 * (number(1) - 2)
      error = 0.05 + 0.02 * square(number(1) - 2) + 0.05 * square(log10(number(2) / 400))
    } else {
      error = 0.03 * square(number(4) - 3) + 0.08 * square(log10(number(3) / 64))
    }
    error += 0.2 * square(log10(number(5)) - rate) + 1.5 * square(number(6) - 0.12)
    return error + 0.01 * square(log10(number(7)) + 5)
  }

  /// Branin's function of two numbers, three minima.
  static let branin = SearchProblem(
    name: "branin",
    space: Space([Dimension("x", .uniform(-5, 10)), Dimension("y", .uniform(0, 15))]),
    minimum: 0.39788735772973816
  ) { values in
    let (x, y) = (values[0] ?? 0, values[1] ?? 0)
    let valley = y - 5.1 / (4 * .pi * .pi) * x * x + 5 / .pi * x - 6
    return valley * valley + 10 * (1 - 1 / (8 * .pi)) * cos(x) + 10
  }

  /// Hartmann's function of six numbers, one narrow minimum among others.
  static let hartmann = SearchProblem(
    name: "hartmann6", space: Space((0..<6).map { Dimension("x\($0)", .uniform(0, 1)) }),
    minimum: -3.322368011415515
  ) { values in
    let scales: [[Double]] = [
      [10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8],
      [17, 8, 0.05, 10, 0.1, 14],
    ]
    let centers: [[Double]] = [
      [1312, 1696, 5569, 124, 8283, 5886], [2329, 4135, 8307, 3736, 1004, 9991],
      [2348, 1451, 3522, 2883, 3047, 6650], [4047, 8828, 8732, 5743, 1091, 381],
    ]
    let heights = [1, 1.2, 3, 3.2]
    var sum = 0.0
    for peak in 0..<4 {
      var distance = 0.0
      for axis in 0..<6 {
        let difference = (values[axis] ?? 0) - 1e-4 * centers[peak][axis]
        distance += scales[peak][axis] * difference * difference
      }
      sum -= heights[peak] * exp(-distance)
    }
    return sum
  }

  /// A made-up training: three optimizers with a parameter of their own each, and learning rates that
  /// depend on the optimizer and the batch.
  static let mixed = SearchProblem(name: "mixed10", space: mixedSpace, minimum: 0) { values in
    func number(_ place: Int) -> Double { values[place] ?? 0 }
    let optimizer = Int(number(0))
    let (rate, layers, units, dropout) = (number(4), number(5), number(6), number(7))
    let (decay, batch, warm) = (number(8), number(9), number(11))
    let best = [-1, -3, -3.3][optimizer] + 0.5 * log10(batch / 64)
    var error = 0.25 * square(log10(rate) - best)
    switch optimizer {
    case 0: error += 0.04 + 0.3 * square(number(1) - 0.9)
    case 1: error += 0.02 * square(log10(number(2)) + 3)
    default: error += 0.02 + 0.2 * square(number(3) - 0.9)
    }
    error += 0.02 * square(layers - 3) + 0.06 * square(log10(units) - log10(256))
    error += 0.3 * square(dropout - (0.1 + 0.1 * (log10(units) - 1.2)))
    error += 0.015 * square(log10(decay) + 4) + 0.03 * square(log10(batch) - log10(32))
    return error + [0.01, 0.06, 0, 0.2][Int(number(10))] + 0.1 * square(warm - 0.3)
  }

  private static let mixedSpace = Space([
    Dimension(
      "opt",
      choice([
        ("sgd", "sgd $momentum"), ("adam", "adam $beta2"), ("rms", "rms $rho"),
      ])),
    Dimension("momentum", .uniform(0, 0.99)), Dimension("beta2", .loguniform(1e-4, 1e-1)),
    Dimension("rho", .uniform(0.5, 0.999)), Dimension("lr", .loguniform(1e-5, 1)),
    Dimension("layers", .integers(1, 6)), Dimension("units", .logIntegers(16...1024)),
    Dimension("dropout", .uniform(0, 0.7)), Dimension("wd", .loguniform(1e-8, 1e-1)),
    Dimension("batch", .logIntegers(8...512)),
    Dimension("act", choice(["relu", "tanh", "gelu", "sigmoid"].map { ($0, $0) })),
    Dimension("warm", .uniform(0, 1)),
  ])

  static func choice(_ options: [(String, String)]) -> Distribution {
    .choice(
      options.map { Parameter.Option(label: $0.0, value: Document(.text($0.1))) }, weights: nil)
  }
}

private func square(_ x: Double) -> Double { x * x }
