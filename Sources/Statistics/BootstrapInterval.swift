import Random

extension Description {
  /// The interval of the mean from drawing the numbers again with replacement: bias corrected and
  /// accelerated.
  ///
  /// Efron, "Better bootstrap confidence intervals" (1987). It assumes no shape, and with few numbers
  /// it is too short: fewer than ten give nil. Nil, too, where all are equal.
  ///
  /// - Precondition: the level lies between 0 and 1.
  package static func bootstrapInterval(
    _ values: [Double], level: Double, draws: Int = 10_000, seed: UInt64
  ) -> ConfidenceInterval? {
    precondition(level > 0 && level < 1, "a confidence level lies between 0 and 1, not at \(level)")
    let values = values.filter(\.isFinite)
    let count = values.count
    guard count >= 10, let mean = Moments(values).mean, Set(values).count > 1 else { return nil }
    var random = RandomStream(seed: seed)
    var means: [Double] = []
    for _ in 0..<draws {
      var sum = 0.0
      for _ in 0..<count { sum += values[random.integer(below: count)] - mean }
      means.append(sum / Double(count))
    }
    means.sort()
    let normal = Normal()
    let largest = values.reduce(0) { max($0, abs($1 - mean)) }
    // Draws whose sum is that of the values are ties, whatever rounding makes of them.
    let dust = 1e-12 * largest
    let ties = means.count { abs($0) <= dust }
    let below = Double(means.count { $0 < -dust }) + Double(ties) / 2
    guard below > 0, below < Double(draws) else { return nil }
    let bias = normal.quantile(below / Double(draws))
    // The jackknife's skewness: leaving out x moves the mean by (mean - x) / (n - 1). It has no scale,
    // and cubes of great or small numbers are none.
    let shifts = values.map { (mean - $0) / largest }
    let squares = shifts.reduce(0) { $0 + $1 * $1 }
    let cubes = shifts.reduce(0) { $0 + $1 * $1 * $1 }
    let acceleration = -cubes / (6 * squares * squares.squareRoot())
    let ordered = Description(means)
    func limit(_ probability: Double) -> Double? {
      let z = bias + normal.quantile(probability)
      let share = normal.cdf(bias + z / (1 - acceleration * z))
      guard share.isFinite else { return nil }
      return ordered.quantile(share).map { mean + $0 }
    }
    guard let lower = limit((1 - level) / 2), let upper = limit((1 + level) / 2) else { return nil }
    return ConfidenceInterval(lower: lower, upper: upper, level: level)
  }
}
