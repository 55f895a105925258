import Sweeps

/// Knows logs by their names and places.
///
/// | file | read as |
/// |---|---|
/// | `*tfevents*` | TensorBoard; a series a folder |
/// | `run-*.wandb` | Weights & Biases; a run a file |
/// | `mlflow.db` | MLflow |
/// | `*.db` in a folder `trackio` | Trackio |
/// | `plots/metrics/NAME.tsv`, and `metrics.json` beside `plots` | DVCLive |
/// | `metrics.json` elsewhere | Sacred, where it has steps and values; rows in a list or a line each |
/// | `trainer_state.json` | Hugging Face's Trainer; of several checkpoints in a folder the last |
/// | `history.json` | skorch |
/// | `*.csv`, `*.tsv`, `*.log` | a table with a column epoch or step |
enum LogCatalogue {
  enum Entry {
    case log(Source, () -> any LogReader)
    case database(RunDatabase)
  }

  /// Tells how a file is read; nil where nothing is read from it.
  ///
  /// - Parameters:
  ///   - name: the file's.
  ///   - folders: the folders that it lies in, below the directory of the attempt.
  ///   - siblings: the names beside it.
  static func entry(_ name: String, in folders: [String], among siblings: [String]) -> Entry? {
    if name.contains("tfevents") {
      let folder = folders.last ?? ""
      return .log(Source(.events, folders), { EventFileReader(folder: folder) })
    }
    if name.hasPrefix("run-"), name.hasSuffix(".wandb") {
      return .log(Source(.wandb, folders + [name]), { WandbReader() })
    }
    if name.hasSuffix(".db") {
      if name == "mlflow.db" { return .database(.mlflow) }
      return folders.last == "trackio" ? .database(.trackio) : nil
    }
    switch name {
    case "trainer_state.json":
      // A checkpoint's tells all that went before it.
      let isCheckpoint = folders.last?.hasPrefix("checkpoint-") ?? false
      return .log(
        Source(.trainer, isCheckpoint ? folders.dropLast() : folders), { DocumentReader(.trainer) })
    case "history.json": return .log(Source(.skorch, folders), { DocumentReader(.skorch) })
    case "metrics.json" where siblings.contains("plots"):
      return .log(Source(.dvclive, folders), { DocumentReader(.summary) })
    case "metrics.json": return .log(Source(.sacred, folders), { DocumentReader(.sacred) })
    default: break
    }
    guard let dot = name.lastIndex(of: "."),
      ["csv", "tsv", "log"].contains(name[dot...].dropFirst())
    else { return nil }
    let stem = String(name[..<dot])
    if let place = plots(folders) {
      let metric = (folders[(place + 2)...] + [stem]).joined(separator: "/")
      return .log(
        Source(.dvclive, Array(folders[..<place])), { TableReader(metric: metric) })
    }
    return .log(Source(.table, folders + [name]), { TableReader() })
  }

  /// Where the folders `plots/metrics` of DVCLive begin.
  private static func plots(_ folders: [String]) -> Int? {
    folders.indices.first { place in
      place + 1 < folders.count && folders[place] == "plots" && folders[place + 1] == "metrics"
    }
  }
}
