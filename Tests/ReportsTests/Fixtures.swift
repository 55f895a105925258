import Documents
import Reports
import Statistics
import Sweeps
import Trials

/// Sixteen decimal digits, as results have them: nothing here is round.
let accuracies: [[Double?]] = [
  [0.9811999797821045, 0.9821000099182129, 0.9801999926567078],
  [0.9830999970436096, 0.9836000204086304, 0.9825000166893005],
  [0.9817000031471252, 0.9818999767303467, 0.9812999963760376],
  [0.9745000004768372, 0.9726999998092651, 0.9781000018119812],
  [0.9603999853134155, 0.9550999999046326, 0.9620000123977661],
]

let accuracy = Metric(name: "val_accuracy", goal: .maximize, moment: .last)

func parameter(_ name: String, _ labels: String...) -> Parameter {
  Parameter(
    name: name,
    options: labels.map { label in
      Parameter.Option(
        label: label, value: Document(Double(label).map { .number($0) } ?? .text(label)))
    })
}

func sweep(
  _ name: String = "mnist-l2",
  parameters: [Parameter] = [
    parameter("l2", "1e-06", "0.00025075", "0.0005005", "0.00075025", "0.001")
  ],
  metric: Metric = accuracy, scheme: Evaluation.Scheme = .test, replicates: Int = 3
) -> Sweep {
  let recipe = parameters.map {
    Document.Entry(key: $0.name, value: Document(.text("$\($0.name)")))
  }
  return Sweep(
    name: name, data: Document(.text("mnist")), recipe: Document(.map(recipe)),
    parameters: parameters,
    evaluation: Evaluation(scheme: scheme, replicates: replicates, seed: 20_240_601), metric: metric
  )
}

/// The table of values by configuration and then by replicate and fold.
func table(
  _ sweep: Sweep = sweep(), _ values: [[Double?]] = accuracies, counts: TrialCounts? = nil,
  unit: Summary.Unit? = nil, statuses: [[TrialStatus]]? = nil
) -> SummaryTable {
  let folds = sweep.evaluation.foldCount
  let trials = values.enumerated().flatMap { configuration, values in
    values.enumerated().map { index, value in
      TrialValue(
        configuration: configuration, replicate: index / folds, fold: index % folds, value: value,
        status: statuses?[configuration][index])
    }
  }
  let summary = Summary(
    trials, configurationCount: values.count, metric: sweep.metric,
    unit: unit ?? sweep.evaluation.summaryUnit)
  let done = trials.count { $0.value != nil }
  return SummaryTable(
    sweep, summary: summary,
    counts: counts ?? TrialCounts(completed: done, waiting: trials.count - done))
}

/// A sweep half-way: five workers, one of them gone and two that get no more of it, one trial failed.
let halfWay = ProgressSnapshot(
  sweep: "mnist-l2",
  counts: TrialCounts(completed: 6, diverged: 1, failed: 1, running: 3, waiting: 4),
  workers: [
    WorkerProgress(
      name: "ada/4711", slots: 2, done: 5, failed: 0,
      running: [
        RunningTrial(label: "l2=0.00025075, replicate 2", epoch: 12, epochs: 40),
        RunningTrial(label: "l2=0.001, replicate 2", epoch: 3, epochs: 40),
      ]),
    WorkerProgress(
      name: "bob/815", slots: 1, done: 1, failed: 0,
      running: [RunningTrial(label: "l2=0.0005005, replicate 3", epoch: 0, epochs: nil)]),
    WorkerProgress(name: "eve/1", slots: 0, done: 1, failed: 2, running: []),
    WorkerProgress(
      name: "fay/7", slots: 1, done: 0, failed: 4, running: [], exclusion: .quarantined),
    WorkerProgress(
      name: "dan/9", slots: 4, done: 0, failed: 0, running: [], exclusion: .otherKernel),
  ],
  best: BestSoFar(table().summaries[0], ["l2"], of: sweep().evaluation) {
    sweep().configurations[$0].labels
  },
  failures: [
    FailureNote(
      trial: "l2=0.001, replicate 1", worker: "eve/1",
      failure: Failure(cause: .crashed, message: "the process ended by signal 9")),
    FailureNote(
      trial: "l2=0.001, replicate 1", worker: "eve/1",
      failure: Failure(cause: .unavailable, message: "no data set named mnist\u{1b}[2J was found")),
  ],
  elapsed: .seconds(65),
  estimate: Estimate(
    durations: Moments([24, 26, 25, 27, 23, 25]), running: 3, waiting: 4, slots: 3))
