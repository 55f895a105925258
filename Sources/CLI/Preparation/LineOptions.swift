import Documents
import Specs
import Sweeps

/// What a command line says in place of a spec file: `-- COMMAND... NAME=VALUES...`.
enum LineOptions {
  static let replicates = Option(
    "--replicates", short: "-r", value: "N", "of a command line: trainings of each (default: 1)")
  static let folds = Option(
    "--folds", value: "K", "of a command line: folds, whose number the program is told")
  static let seed = Option("--seed", value: "N", "of a command line: the sweep's seed (default: 0)")
  static let metric = Option(
    "--judge", value: "METRIC",
    "of a command line: what it is judged by (default: val_accuracy)")

  static let all = [replicates, folds, seed, metric]
}

extension Arguments {
  /// The spec that the words after `--` make; nil where there are none.
  func draft() throws(UserError) -> SpecDraft? {
    guard let line else {
      guard let stray = LineOptions.all.first(where: has) else { return nil }
      throw UserError(
        "\(stray.name) is for a command line after '--'; a spec file says it under evaluate or metric"
      )
    }
    guard operands.count == line.count else {
      throw UserError("give a spec file or a command line after '--', not both")
    }
    var draft: SpecDraft
    do throws(DocumentError) {
      draft = try SpecDraft(line)
    } catch {
      throw UserError(error.message)
    }
    draft.replicates = try integer(LineOptions.replicates, in: 1...SpecLimit.trials) ?? 1
    draft.folds = try integer(LineOptions.folds, in: 2...SpecLimit.trials) ?? 1
    draft.seed = try integer(LineOptions.seed, in: 0...Int.max) ?? 0
    draft.metric = text(LineOptions.metric)
    return draft
  }
}
