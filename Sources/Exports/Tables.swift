import Documents
import Reports
import Store
import Sweeps
import Trials

extension Folder.Kind {
  /// Tables for any program that reads CSV or JSON, and a page for people.
  package static let tables = Folder.Kind(mark: "sweep.json", beginning: SweepDocument.beginning) {
    [
      "trials.csv", "measurements.csv", "splits.csv", "summary.csv", "sweep.json", "report.html",
    ].contains($0)
  }
}

extension ExportSource {
  /// Writes `trials.csv`, `measurements.csv`, `splits.csv`, `summary.csv` and `sweep.json`.
  ///
  /// The same results give the same bytes. Configurations, replicates, folds and rows count from 0,
  /// epochs from 1, as in the results file; values of parameters are called what `sweep table` calls
  /// them, and `sweep.json` has them exactly.
  package func write(to folder: Folder) throws {
    var trials = try TrialTable(self, folder)
    var measurements = try MeasurementTable(self, folder)
    var document = try SweepDocument(self, try folder.file("sweep.json"))
    try forEachTrial { story in
      try trials.add(story)
      try measurements.add(story)
      try document.add(story)
    }
    try trials.rows.finish()
    try measurements.rows.finish()
    try document.finish()
    try writeSplits(to: folder)
    try folder.write(table.csv, as: "summary.csv")
  }

  /// A line for every row of the data set in every fold.
  private func writeSplits(to folder: Folder) throws {
    var rows = try CSVWriter(
      try folder.file("splits.csv"), columns: ["fold", "row", "part"],
      table.cells)
    for (fold, split) in try file.splits(of: sweep.id).enumerated() {
      for (part, numbers) in [("training", split.training), ("validation", split.validation)] {
        for number in numbers {
          rows.add(fold)
          rows.add(number)
          rows.add(part)
          try rows.endLine()
        }
      }
    }
    try rows.finish()
  }
}

/// The columns' names, those that are taken already with what they are behind them.
private func distinct(_ names: [String], _ kind: String, besides taken: [String]) -> [String] {
  names.map { taken.contains($0) ? "\($0) (\(kind))" : $0 }
}

/// `trials.csv`: a line for every trial, whether it has a result or not.
private struct TrialTable {
  var rows: CSVWriter
  private let labels: [[String]]
  private let metric: String

  init(_ material: ExportSource, _ folder: Folder) throws(ExportError) {
    let fixed = [
      "trial", "configuration", "replicate", "fold", "status", "metric", "value", "epochs",
      "seconds", "attempts", "host", "kernel", "started", "ended", "failure", "message",
    ]
    rows = try CSVWriter(
      try folder.file("trials.csv"),
      columns: fixed[..<2] + distinct(material.sweep.parameterNames, "parameter", besides: fixed)
        + fixed[2...], material.table.cells)
    labels = material.labels
    metric = material.sweep.metric.name
  }

  mutating func add(_ story: TrialStory) throws(ExportError) {
    let record = story.record
    rows.add("\(record.id.digest)")
    rows.add(record.configuration)
    for label in labels[record.configuration] { rows.add(label) }
    rows.add(record.replicate)
    rows.add(record.fold)
    rows.add(record.status.rawValue)
    rows.add(metric)
    rows.add(record.value)
    rows.add(story.curves?.epochs.last ?? 0)
    rows.add(record.seconds)
    rows.add(record.attempts)
    rows.add(story.attempt?.worker.host ?? "")
    rows.add(story.attempt?.worker.kernel ?? "")
    rows.add(story.attempt?.started ?? "")
    rows.add(story.attempt?.ended ?? "")
    rows.add(story.failure?.cause.rawValue ?? "")
    rows.add(story.failure?.message ?? "")
    try rows.endLine()
  }
}

/// `measurements.csv`: a line for every epoch of every trial with a result, a column a metric.
private struct MeasurementTable {
  var rows: CSVWriter
  private let labels: [[String]]

  init(_ material: ExportSource, _ folder: Folder) throws(ExportError) {
    let fixed = ["configuration", "replicate", "fold", "epoch"]
    let metrics = distinct(material.metrics, "metric", besides: fixed)
    let parameters = distinct(
      material.sweep.parameterNames, "parameter", besides: fixed + material.metrics)
    rows = try CSVWriter(
      try folder.file("measurements.csv"),
      columns: fixed[..<1] + parameters + fixed[1...] + metrics,
      material.table.cells)
    labels = material.labels
  }

  mutating func add(_ story: TrialStory) throws(ExportError) {
    guard let curves = story.curves, !curves.epochs.isEmpty else { return }
    rows.add(story.record.configuration)
    for label in labels[story.record.configuration] { rows.add(label) }
    rows.add(story.record.replicate)
    rows.add(story.record.fold)
    let beginning = rows.line
    for (index, epoch) in curves.epochs.enumerated() {
      rows.line = beginning
      rows.add(epoch)
      for column in curves.columns { rows.add(column[index]) }
      try rows.endLine()
    }
  }
}
