import Plots
import Store
import Sweeps

/// What plots are drawn from.
extension Recorded {
  /// The metric of every trial, to be averaged over a unit or the sweep's own.
  func scores(over unit: Summary.Unit? = nil) throws -> Scores {
    Scores(
      sweep: sweep.name, parameters: sweep.parameterNames, labels: try file.labels(of: sweep.id),
      metric: sweep.metric, evaluation: sweep.evaluation,
      values: try file.values(of: sweep.id, metric: sweep.metric), counts: try counts, unit: unit)
  }

  /// A metric by epoch, of every trial of some configurations.
  func curves(of metric: String, _ configurations: [Int]) throws -> [Curve] {
    try file.trials(of: sweep.id, metric: sweep.metric)
      .filter { configurations.contains($0.configuration) }
      .map { trial in
        Curve(
          metric, of: try file.measurements(of: trial.id), configuration: trial.configuration,
          replicate: trial.replicate, fold: trial.fold)
      }
  }

  /// What the best configuration takes for what.
  func confusion(of scores: Scores) throws -> ConfusionPlot {
    throw UserError("'\(sweep.name)' kept no confusion matrices")
  }
}
