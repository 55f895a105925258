import Documents
package import Plots
import Processes
package import Reports
import Specs
import Statistics
import Store
package import Sweeps
import Trials

extension SweepReader {
  /// The reason for which a configuration left the race, in a sentence; nil of one that is in.
  package func departure(of number: Int) throws -> String? {
    guard let (block, departure) = race?.left[number] else { return nil }
    let why = try departure.phrase { try self.configurationName($0) }
    return
      "left the race after block \(block): \(why);"
      + " \(ownHint("retry --configuration \(try configurationName(number))")) brings it back"
  }

  /// Gives the name of a configuration, by its number among all of the sweep.
  package func configurationName(_ number: Int) throws -> String {
    TrialLabel.configuration(
      sweep.parameterNames, try file.labels(of: sweep.id, configuration: number))
  }

  /// The numbers of those that left the race, or that halving has not trained to the end, and nobody has
  /// hidden, in order.
  package var leftNumbers: [Int] {
    let hidden = Set(shown.removals.compactMap(\.configuration))
    let left = race.map { Array($0.left.keys) } ?? halving?.unfinished ?? []
    return left.filter { !hidden.contains($0) }.sorted()
  }

  /// Puts those that left the race, or that halving has not trained to the end, below a table's line.
  ///
  /// - Parameters:
  ///   - metrics: of the table.
  ///   - replicates: how many count.
  package func putLeft(
    below table: inout SummaryTable, _ metrics: [Metric], over unit: Summary.Unit,
    replicates: Int
  ) throws {
    let numbers = leftNumbers
    guard !numbers.isEmpty else { return }
    let labels = try file.labels(of: sweep.id)
    let untils = halving == nil ? nil : try lastRungs
    let summaries = try metrics.map { metric in
      let known =
        try untils.map { untils in
          try partialValues(of: metric).filter { $0.until == untils[$0.configuration] }
        } ?? file.values(of: sweep.id, metric: metric)
      let values = known.compactMap { value in
        numbers.firstIndex(of: value.configuration).map { place in
          TrialValue(
            configuration: place, replicate: value.replicate, fold: value.fold,
            value: value.value, status: value.status)
        }
      }
      return Summary(
        values.filter { $0.replicate < replicates }, configurationCount: numbers.count,
        metric: metric, unit: unit)
    }
    table.putBelow(
      labels: numbers.map { labels[$0] },
      leaving: numbers.map { number in
        untils.map { .epoch($0[number] ?? 0) } ?? .block(race?.left[number]?.block ?? 0)
      }, summaries: summaries)
  }

  /// The metric of all trials that end before their end.
  package func partialValues(of metric: Metric) throws -> [TrialValue] {
    try file.partialValues(of: sweep.id, metric: metric)
  }

  /// The configurations that were in at each block, with their values of a metric.
  package func racePlot(of metric: Metric) throws -> RacePlot {
    guard let race else {
      throw UserError(
        "'\(sweep.name)' is no race; write race: paired into its spec, and 'sweep help spec' tells more"
      )
    }
    let blocks = sweep.evaluation.raceBlocks
    let places = Dictionary(uniqueKeysWithValues: blocks.enumerated().map { ($1, $0) })
    let count = sweep.configurationCount
    var values: [[Double?]] = Array(
      repeating: Array(repeating: nil, count: blocks.count), count: count)
    for value in try file.values(of: sweep.id, metric: metric) {
      guard let number = value.value, number.isFinite,
        let place = places[RaceBlock(replicate: value.replicate, fold: value.fold)]
      else { continue }
      values[value.configuration][place] = number
    }
    guard values.contains(where: { $0.contains { $0 != nil } }) else {
      throw UserError(
        "no trial of '\(sweep.name)' has a value of \(metric.name) yet; see \(ownHint("status"))")
    }
    let hidden = Set(shown.removals.compactMap(\.configuration))
    return RacePlot(
      sweep: sweep.name, metric: metric,
      runners: try (0..<count).filter { !hidden.contains($0) }.map { number in
        RacePlot.Runner(
          name: try configurationName(number), values: values[number],
          left: race.left[number]?.block)
      }, blocks: blocks.count)
  }

  /// Says that configurations are out, for what has no room for them; nil where none is.
  package var notCompared: String? {
    if let count = halving?.unfinished.count, count > 0 {
      return
        "\(counted(count, "configuration")) \(count == 1 ? "was" : "were") not trained to the end by halving"
        + " and \(count == 1 ? "is" : "are") not compared; \(ownHint("table")) shows them below the line"
    }
    guard let race, !race.left.isEmpty else { return nil }
    return
      "\(counted(race.left.count, "configuration")) left the race and \(race.left.count == 1 ? "is" : "are")"
      + " not compared; \(ownHint("table")) shows them below the line"
  }
}

extension SweepReader {
  /// The last epoch with results of each configuration that halving has not trained to the end and nobody has
  /// hidden; empty where there are none.
  package var lastRungs: [Int: Int] {
    get throws { try halving?.lastRungs(of: leftNumbers, file, sweep) ?? [:] }
  }
}
