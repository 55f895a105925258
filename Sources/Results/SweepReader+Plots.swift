import Documents
package import Plots
import Processes
import Specs
package import Statistics
import Store
package import Sweeps
import Trials

/// The data of plots.
extension SweepReader {
  /// A metric of every trial, to be averaged over a unit or the sweep's own; the sweep's metric
  /// unless told otherwise.
  package func scores(
    of metric: Metric? = nil, over unit: Summary.Unit? = nil, variance: VarianceModel = .moderated
  ) throws -> Scores {
    let metric = metric ?? sweep.metric
    return Scores(
      sweep: sweep.name, parameters: sweep.parameterNames, labels: try labels,
      metric: wording.shown(metric), evaluation: sweep.evaluation,
      values: wording.values(try values(of: metric), of: metric.name), rows: try keptRows,
      unit: unit, variance: variance,
      dataRows: try dataRows, spacings: spacings)
  }

  /// The number, among all configurations, of the one that tables mark as the best; nil while there is
  /// none.
  package var best: Int? { get throws { try scores().best.map { shown.numbers[$0] } } }

  /// How a search draws the values of each parameter; empty of a grid, whose values tell it.
  private var spacings: [Spacing] {
    guard let space = (try? Spec(sweep.specText))?.sweep.search?.space,
      space.dimensions.map(\.name) == sweep.parameterNames
    else { return [] }
    return space.dimensions.map { dimension in
      switch dimension.distribution {
      case .real(_, .identity, _), .steps: .linear
      case .real, .logIntegers: .log
      case .choice: .auto
      }
    }
  }

  /// When the last training of each shown configuration ended, in seconds from the sweep's first lease; nil
  /// of those that have not.
  package var endTimes: [Double?] {
    get throws {
      let all = try file.endTimes(of: sweep.id)
      return shown.numbers.map { all[$0] }
    }
  }

  /// A metric by epoch, of every trial of some of the configurations that are shown.
  package func curves(of metric: String, _ configurations: [Int]) throws -> [Curve] {
    let numbers = configurations.map { shown.numbers[$0] }
    let trials = try file.trials(of: sweep.id, metric: sweep.metric, .configurations(numbers))
    return try trials.compactMap { trial in
      guard let place = shown.place(of: trial.configuration) else { return nil }
      return Curve(
        of: try file.measurements(of: trial.id, metric: metric), configuration: place,
        replicate: trial.replicate, fold: trial.fold
      ) { wording.number($0, of: metric) }
    }
  }

  /// The same of configurations that halving has not trained to the end, up to the last rung that they have.
  package func leftCurves(of metric: String) throws -> [(name: String, curves: [Curve])] {
    guard halving != nil else { return [] }
    let numbers = leftNumbers
    let untils = try lastRungs
    var curves: [Int: [Curve]] = [:]
    try file.forEachPartialTrial(of: sweep.id, metric: sweep.metric) { (trial) throws(StoreError) in
      guard let until = untils[trial.configuration], until == trial.until else { return }
      curves[trial.configuration, default: []].append(
        Curve(
          of: try file.measurements(of: trial.id, metric: metric), configuration: 0,
          replicate: trial.replicate, fold: trial.fold
        ) { wording.number($0, of: metric) })
    }
    return try numbers.map { (try configurationName($0), curves[$0] ?? []) }
  }

  /// Gives the confusions of one configuration, summed over its trials; the best unless told otherwise.
  package func confusion(of configuration: Int?, among scores: Scores) throws -> ConfusionPlot {
    guard let configuration = configuration ?? scores.best else {
      throw UserError("'\(sweep.name)' has no best yet")
    }
    guard let plot = try confusionIfAny(of: configuration, among: scores) else {
      let name = scores.parameters.isEmpty ? "" : scores.fullName(of: configuration)
      throw UserError(
        "no trial of '\(sweep.name)'\(name.isEmpty ? "" : " with \(name)") has a confusion matrix;"
          + " trainings of classes keep one")
    }
    return plot
  }

  /// The same; nil where there is none.
  package func confusionIfAny(of configuration: Int?, among scores: Scores) throws -> ConfusionPlot?
  {
    guard let configuration = configuration ?? scores.best else { return nil }
    let trials = try file.trials(
      of: sweep.id, metric: sweep.metric, .configurations([shown.numbers[configuration]])
    ).filter { $0.value?.isFinite ?? false }
    var sum: ConfusionCounts?
    for trial in trials {
      guard let document = try file.attachments(of: trial.id)["confusion"],
        let counts = ConfusionCounts(document)
      else { continue }
      if sum == nil { sum = counts } else { sum?.add(counts) }
    }
    let name = scores.parameters.isEmpty ? "" : scores.fullName(of: configuration)
    guard let sum else { return nil }
    return ConfusionPlot(
      sum, of: [sweep.name, name].filter { !$0.isEmpty }.joined(separator: ", "))
  }
}
