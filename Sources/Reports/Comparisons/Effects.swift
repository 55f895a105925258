import Documents
package import Statistics

/// The effect of each parameter of a full grid: marginal means over the blocks, and the interactions of
/// pairs of parameters.
package struct Effects: Sendable {
  /// One value of a parameter.
  package struct Level: Sendable {
    /// The value as tables show it.
    package let label: String
    /// The moments of its marginal means, one a block: over all values of the other parameters.
    package let moments: Moments
    /// Student's, each by itself; nil for a single block.
    package let interval: ConfidenceInterval?
    /// With the best value of the parameter; nil for that one.
    package let comparison: Comparison?
    /// Whether no other value was shown to be better.
    package let judgement: SimultaneousTests.Judgement
  }

  /// One parameter with several values.
  package struct Factor: Sendable {
    /// The parameter's name.
    package let name: String
    /// The values, in the order in which they first come in the table.
    package let levels: [Level]
    /// The place of the best value among the levels.
    package let best: Int
    /// The share of the spread between configurations that it explains alone.
    package let share: Double
  }

  /// Two parameters together.
  package struct Interaction: Sendable {
    /// The names of both parameters, in the order of the sweep.
    package let names: (String, String)
    /// The share of the spread between configurations that the two explain beyond each alone.
    package let share: Double
    /// The p value of no interaction; nil for a single block, or without noise.
    package let pValue: Double?
  }

  /// The table that the effects are computed from.
  package let table: SummaryTable
  /// The parameters that vary, in the order of the sweep.
  package let factors: [Factor]
  /// All pairs of these parameters, the first with each of the others, then the second, and so on.
  package let interactions: [Interaction]
  /// Blocks in which all configurations have a result; those alone count.
  package let blocks: Int
  /// Blocks that the sweep asks for.
  package let expected: Int

  /// - Throws: where the configurations are no full grid of parameters that vary, or no block is
  ///   whole.
  package init(_ table: SummaryTable) throws(Refusal) {
    guard table.best != nil else {
      throw Refusal("'\(table.sweep)' has no result yet: there are no effects to tell")
    }
    let competition = table.competition
    let all = competition.all
    let varied = table.parameters.indices.filter { parameter in
      Set(competition.rows.map { $0.labels[parameter] }).count > 1
    }
    guard !varied.isEmpty else {
      throw Refusal("'\(table.sweep)' varies no parameter: there are no effects to tell")
    }
    let places = varied.map { parameter in Places(competition.rows.map { $0.labels[parameter] }) }
    // Random draws have more cells than a whole number counts.
    let cells = places.reduce(1.0) { $0 * Double($1.labels.count) }
    let combinations = Set(all.scores.indices.map { row in places.map { $0.of[row] } })
    guard cells == Double(all.scores.count), combinations.count == all.scores.count else {
      throw Refusal(
        "the \(counted(all.scores.count, "configuration")) of '\(table.sweep)' are no full grid of"
          + " \(cells < 0x1p53 ? grouped(Int(cells)) : Document.label(cells)): marginal means of other designs mix parameters, and 'compare' tells of those"
      )
    }
    let whole = (all.scores.first ?? []).indices.filter { block in
      all.scores.allSatisfy { $0[block].isFinite }
    }
    guard !whole.isEmpty else {
      throw Refusal(
        "there is no \(table.unit.noun) of '\(table.sweep)' in which all configurations have a"
          + " result; 'trials --failed' tells which lack one")
    }
    self.table = table
    blocks = whole.count
    expected = all.scores.first?.count ?? 0
    let grid = Grid(scores: all.scores.map { row in whole.map { row[$0] } })
    factors = zip(varied, places).map { parameter, places in
      Factor(
        name: table.parameters[parameter], places: places, grid: grid, like: all,
        variance: table.variance, level: table.level)
    }
    var interactions: [Interaction] = []
    for one in varied.indices {
      for other in varied.indices where other > one {
        let (share, p) = grid.interaction(places[one], places[other], all.testToTrain)
        interactions.append(
          Interaction(
            names: (table.parameters[varied[one]], table.parameters[varied[other]]), share: share,
            pValue: p))
      }
    }
    self.interactions = interactions
  }
}

extension Effects.Factor {
  fileprivate init(
    name: String, places: Places, grid: Grid, like all: Candidates, variance: VarianceModel,
    level: Double
  ) {
    self.name = name
    let scores = grid.marginals(places)
    let candidates = Candidates(
      scores: scores, better: all.better, testToTrain: all.testToTrain)
    let tests = SimultaneousTests(candidates, variance: variance)
    let best = candidates.best() ?? 0
    let comparisons = Dictionary(
      uniqueKeysWithValues: candidates.comparisons(to: best, level: level, tests: tests)
        .map { ($0.candidate, $0) })
    let judgements = tests.judgements(level: level)
    self.best = best
    levels = places.labels.indices.map { place in
      Effects.Level(
        label: places.labels[place], moments: candidates.moments[place],
        interval: candidates.moments[place].interval(
          level: level, testToTrain: candidates.testToTrain),
        comparison: comparisons[place], judgement: judgements[place])
    }
    share = grid.share(places)
  }
}

/// The place among a parameter's values of the one that each configuration has.
private struct Places {
  /// The values, in the order in which they first appear.
  let labels: [String]
  /// The place of its value, for each configuration.
  let of: [Int]

  init(_ values: [String]) {
    let labels = values.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    self.labels = labels
    of = values.map { labels.firstIndex(of: $0) ?? 0 }
  }
}

/// A full grid: configurations x blocks without gaps.
private struct Grid {
  let scores: [[Double]]

  private var blocks: Int { scores[0].count }

  /// The mean over all configurations that have a value, for each value, block by block.
  func marginals(_ places: Places) -> [[Double]] {
    let each = Double(scores.count / places.labels.count)
    var sums = [[Double]](
      repeating: [Double](repeating: 0, count: blocks), count: places.labels.count)
    for (row, place) in zip(scores, places.of) {
      for block in 0..<blocks { sums[place][block] += row[block] / each }
    }
    return sums
  }

  private func mean(_ values: [Double]) -> Double {
    values.reduce(0) { $0 + $1 / Double(values.count) }
  }

  /// The sum of squared deviations of the configurations' means.
  private var total: Double {
    let means = scores.map(mean)
    let grand = mean(means)
    return means.reduce(0) { $0 + ($1 - grand) * ($1 - grand) }
  }

  func share(_ places: Places) -> Double {
    let means = marginals(places).map(mean)
    let grand = mean(means)
    let squares = means.reduce(0) { $0 + ($1 - grand) * ($1 - grand) }
    let total = total
    return total > 0 ? squares * Double(scores.count / means.count) / total : 0
  }

  /// Gives the interaction of two parameters: its share of the spread between configurations, and
  /// the F test of its mean square over how much it varies from block to block.
  func interaction(
    _ one: Places, _ other: Places, _ testToTrain: Double
  ) -> (share: Double, pValue: Double?) {
    let both = Places(zip(one.of, other.of).map { "\($0) \($1)" })
    let cells = marginals(both)
    let (rows, columns) = (marginals(one), marginals(other))
    let grand = (0..<blocks).map { block in mean(scores.map { $0[block] }) }
    let excess = cells.indices.map { cell in
      let first = both.of.firstIndex(of: cell) ?? 0
      let (cell, row, column) = (cells[cell], rows[one.of[first]], columns[other.of[first]])
      return (0..<blocks).map { cell[$0] - row[$0] - column[$0] + grand[$0] }
    }
    let means = excess.map(mean)
    let squares = means.reduce(0) { $0 + $1 * $1 }
    let total = total
    let share = total > 0 ? squares * Double(scores.count / cells.count) / total : 0
    let freedom = Double((one.labels.count - 1) * (other.labels.count - 1))
    var noise = 0.0
    for (cell, mean) in zip(excess, means) {
      for value in cell { noise += (value - mean) * (value - mean) }
    }
    let largest = scores.joined().lazy.map(\.magnitude).max() ?? 0
    let rounding = 4 * largest.ulp
    guard blocks > 1, noise > rounding * rounding * Double(cells.count * blocks) else {
      return (share, nil)
    }
    let variance = noise / (freedom * Double(blocks - 1))
    let ratio = squares / freedom / (variance * (1 / Double(blocks) + testToTrain))
    let test = FisherF(numerator: freedom, denominator: freedom * Double(blocks - 1))
    return (share, test.upperTail(ratio))
  }
}
