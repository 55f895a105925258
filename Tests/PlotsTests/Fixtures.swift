import Documents
import Drawings
import Plots
import Sweeps
import Trials

/// Two parameters, two replicates of three folds; one trial diverged.
let twoByThree = scores(
  "digits-folds",
  [("units", ["32", "128"]), ("dropout", ["0", "0.25", "0.5"])],
  [
    [0.962, 0.971, 0.955, 0.964, 0.968, 0.951], [0.960, 0.969, 0.954, 0.958, 0.970, 0.957],
    [0.951, 0.965, 0.949, 0.955, 0.960, nil], [0.969, 0.980, 0.966, 0.972, 0.979, 0.968],
    [0.970, 0.981, 0.969, 0.971, 0.983, 0.967], [0.967, 0.978, 0.969, 0.968, 0.984, 0.970],
  ],
  scheme: .folds(k: 3, kind: .stratified, repeats: 1), replicates: 2)

/// The five factors of a published sweep, three replicates each.
let factors = scores(
  "mnist-l2", [("l2", ["1e-06", "0.00025075", "0.0005005", "0.00075025", "0.001"])],
  [
    [0.9812, 0.9821, 0.9802], [0.9831, 0.9836, 0.9825], [0.9817, 0.9819, 0.9813],
    [0.9745, 0.9727, 0.9781], [0.9604, 0.9551, 0.9620],
  ])

/// Scores of every combination of the parameters' levels, by replicate and then by fold.
func scores(
  _ name: String, _ parameters: [(name: String, levels: [String])], _ values: [[Double?]],
  scheme: Evaluation.Scheme = .test, replicates: Int = 3, unit: Summary.Unit? = nil,
  metric: Metric = Metric(name: "val_accuracy", goal: .maximize, moment: .last)
) -> Scores {
  let labels = parameters.reduce([[String]]([[]])) { rows, parameter in
    rows.flatMap { row in parameter.levels.map { row + [$0] } }
  }
  let evaluation = Evaluation(scheme: scheme, replicates: replicates, seed: 1)
  let trials = values.enumerated().flatMap { configuration, values -> [TrialValue] in
    values.enumerated().map { index, value in
      TrialValue(
        configuration: configuration, replicate: index / evaluation.foldCount,
        fold: index % evaluation.foldCount, value: value,
        status: value == nil ? .diverged : .completed)
    }
  }
  return Scores(
    sweep: name, parameters: parameters.map(\.name), labels: labels, metric: metric,
    evaluation: evaluation, values: trials, unit: unit)
}

/// Curves that end near the scores, one a trial.
func curves(of scores: Scores, epochs: Int = 6) -> [Curve] {
  let shown = CurvesPlot.configurations(of: scores)
  return scores.values.filter { shown.contains($0.configuration) }.map { trial in
    let measurements = (1...epochs).map { epoch in
      (epoch: epoch, value: (trial.value ?? .nan) - 0.5 / Double(epoch * epoch))
    }
    return Curve(
      of: measurements, configuration: trial.configuration,
      replicate: trial.replicate, fold: trial.fold)
  }
}

let column = PlotFormat(millimetres: PlotFormat.column)

extension Drawing {
  /// All that can be read in it, line by line.
  var texts: [String] { pieces.flatMap(\.texts).map(\.label.plain) }
}

extension Piece {
  var texts: [Text] {
    switch self {
    case .text(let text): [text]
    case .shape, .image: []
    case .titled(_, let pieces), .clipped(_, let pieces): pieces.flatMap(\.texts)
    }
  }

  /// The titles that the pointer shows.
  var titles: [String] {
    switch self {
    case .text, .shape, .image: []
    case .titled(let title, let pieces): [title] + pieces.flatMap(\.titles)
    case .clipped(_, let pieces): pieces.flatMap(\.titles)
    }
  }
}
