import Documents
import Exports
import HTTP
import Processes
import Reports
import Results
import Specs
import Store
import Sweeps

extension Command {
  /// A sweep's results for other programs.
  static let export = Command(
    name: "export", summary: "write results for other programs", synopsis: "[DIR] [options]",
    discussion: """
      Into the directory DIR go
        trials.csv        a line a trial
        measurements.csv  a line a trial and epoch
        splits.csv        a line a fold and row
        summary.csv       what 'sweep table' shows
        levels.csv        the same for every level of noise, if there are some
        sweep.json        all there is
        report.html       what 'sweep report' writes
      Where the best were confirmed, summary.csv has the means of their fresh trainings, too; --sweep
      NAME+confirmed exports these trainings.

      Numbers are exact; NaN, inf and -inf stand for themselves, and what there is none of is empty. --metric, --over,
      --level and --variance concern the summary and the report; all else holds every metric of every
      trial.

      For TensorBoard every trial is a run, those of a configuration in one group; for Optuna every
      configuration is a trial, with the distributions of a search, or the levels of a grid; for MLflow
      every trial is a run, and what was sent once is not sent again. Several may be asked for at once.
      """,
    example: "sweep export results --tensorboard logs",
    options: [
      ExportOptions.tensorBoard, ExportOptions.optuna, ExportOptions.mlflow, ExportOptions.force,
    ] + SummaryOptions.marking + [.safe, .sweep, .results],
    operands: 0...1
  ) { arguments in
    let directory = arguments.operands.first
    let logs = arguments.text(ExportOptions.tensorBoard)
    let study = arguments.text(ExportOptions.optuna)
    let server = arguments.text(ExportOptions.mlflow)
    guard [directory, logs, study, server].contains(where: { $0 != nil }) else {
      throw UserError("name a directory to export to, as in 'sweep export results'")
    }
    guard server == nil || Client.isAvailable else {
      throw UserError(
        "MLflow is asked by libcurl, which is not installed here; install libcurl4",
        exitCode: .unavailable)
    }
    let isForced = arguments.has(ExportOptions.force)
    let options = try SummaryOptions(arguments)
    let recorded = try SweepReader(arguments)
    var table = try recorded.table(options)
    if arguments.has(.safe) { table.cells = .safe }
    let confirmation = try recorded.confirmation
    try table.confirm(by: confirmation?.table(options))
    let material = try ExportSource(
      recorded.sweep, in: recorded.file, table: table, shown: recorded.shown.numbers,
      left: recorded.leftNumbers, lastRungs: try recorded.lastRungs
    ) { BusyLine.say("exporting: \($0) of \(counted($1, "trial"))") }
    try recorded.noteHidden()
    if let directory {
      let folder = try Folder(at: directory, like: .tables, isForced: isForced)
      try material.write(to: folder)
      if var levels = try recorded.levelTable(options) {
        levels.cells = table.cells
        try folder.write(levels.csv, as: "levels.csv")
      }
      try folder.write(recorded.frozenPage(options), as: "report.html")
      try folder.finish()
      Output.note("\(recorded.sweep.name): tables are in '\(directory)'")
    }
    if let logs {
      let folder = try Folder(at: logs, like: .tensorBoard, isForced: isForced)
      try material.writeTensorBoard(to: folder)
      try folder.finish()
      Output.note("\(recorded.sweep.name): see it with 'tensorboard --logdir \(logs)'")
    }
    if let study {
      let space = try? Spec(recorded.sweep.specText).sweep.search?.space
      try material.writeOptuna(to: study, of: space, isForced: isForced)
      Output.note("\(recorded.sweep.name): see it with 'optuna-dashboard sqlite:///\(study)'")
    }
    if let server {
      let (sent, known) = try material.sendToMLflow(at: server)
      Output.note("\(recorded.sweep.name): \(sent) runs sent, \(known) there already")
    }
    return .success
  }
}

/// The options of `export`.
private enum ExportOptions {
  static let tensorBoard = Option("--tensorboard", value: "DIR", "a log directory for TensorBoard")
  static let optuna = Option("--optuna", value: "FILE", "a study for Optuna (SQLite)")
  static let mlflow = Option("--mlflow", value: "URL", "an MLflow server to send runs to")
  static let force = Option("--force", "replace files of the same names, whatever they are")
}
