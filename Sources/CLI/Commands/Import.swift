import Documents
import Imports
import Processes
import Reports
import Results
import Specs
import Store
import Sweeps
import Trials

extension Command {
  /// The trials that another program has trained, as a sweep of ours.
  static let imports = Command(
    name: "import",
    summary: "take in trials that Optuna, W&B, Ray Tune or scikit-learn has trained",
    synopsis: "FILE [options]",
    discussion: """
      FILE is a SQLite file or a journal of Optuna, a folder of Ray Tune, cv_results_ of scikit-learn in CSV
      or JSON, runs of Weights & Biases as CSV, or any other CSV with a row a training. It becomes a sweep of
      finished trials, marked as imported, that table, compare, best, plot and export treat like any other,
      and with which 'sweep run --warm-start NAME' begins a search.

      Trainings of the same values are replicates of one configuration. Pruned and failed trials are failures
      here; those that have not ended are left out. What a file does not say is asked for: which columns of a
      CSV are parameters and which is the metric, and in which direction it is better.
      """,
    example:
      "sweep import runs.csv --parameters lr,units --metric val_loss:minimize --replicate seed",
    options: [
      ImportOption.name, ImportOption.study, ImportOption.parameters, ImportOption.metric,
      ImportOption.replicate, ImportOption.fold, .results,
    ], operands: 1...1
  ) { arguments in
    var options = ImportOptions()
    options.study = arguments.text(ImportOption.study)
    options.parameters = try arguments.list(ImportOption.parameters)
    options.metric = arguments.text(ImportOption.metric).map { Metric.named($0) }
    options.replicate = arguments.text(ImportOption.replicate)
    if options.replicate == "order" {
      (options.replicate, options.numbersReplicates) = (nil, true)
    }
    options.fold = arguments.text(ImportOption.fold)
    let path = arguments.operands[0]
    let study: ImportedStudy
    let text: String
    do throws(ImportError) {
      study = try ImportedStudy(at: path, options)
      text = try study.specText(
        named: (arguments.text(ImportOption.name) ?? study.name).sweepName, from: path)
    } catch {
      throw UserError(error.description)
    }
    let file = try ResultsFile(at: arguments.resultsPath)
    let record: ImportRecord
    do {
      record = try ImportRecord(study, specText: text, from: path)
    } catch let error as DocumentError {
      throw UserError("'\(path)' makes no sweep: \(error.message)", cause: error)
    }
    let (added, known) = try record.write(to: file)
    let sweep = record.sweepName
    for remark in study.remarks { Output.note(remark) }
    Output.note(
      "\(counted(added, "trial")) of \(study.maker) taken in as sweep '\(sweep)'"
        + (known > 0 ? "; \(known) were there already" : "")
        + "; \(hint("table", in: arguments.resultsPath)) shows them")
    return .success
  }
}

extension String {
  /// Letters, digits, points and lines, as a sweep's name has them.
  fileprivate var sweepName: String {
    let letters = map { character in
      character.isASCII && (character.isLetter || character.isNumber || "._-".contains(character))
        ? character : "-"
    }
    let name = String(letters.drop { !($0.isLetter || $0.isNumber) })
    return name.isEmpty ? "imported" : name
  }
}

private enum ImportOption {
  static let name = Option(
    "--name", value: "NAME", "what the sweep is to be called (default: as in its file)")
  static let study = Option("--study", value: "NAME", "of several studies in one file")
  static let parameters = Option(
    "--parameters", value: "NAMES", "of a CSV: the columns that are parameters, with commas between"
  )
  static let metric = Option(
    "--metric", value: "METRIC", "what it is judged by, such as val_loss or fid:minimize")
  static let replicate = Option(
    "--replicate", value: "COLUMN",
    "of a CSV: what tells trainings of one configuration apart, or order: as they come")
  static let fold = Option("--fold", value: "COLUMN", "of a CSV: what tells folds apart")
}
