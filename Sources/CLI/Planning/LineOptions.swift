import Documents
import Processes
import Specs
import Sweeps

/// Options beside a command line in place of a spec file: `-- COMMAND... NAME=VALUES...`.
enum LineOptions {
  static let replicates = Option(
    "--replicates", short: "-r", value: "N", "of a command line: trainings of each (default: 1)")
  static let folds = Option(
    "--folds", value: "K", "of a command line: folds, whose number the program is told")
  static let seed = Option("--seed", value: "N", "of a command line: the sweep's seed (default: 0)")
  static let seeds = Option(
    "--seeds", value: "LIST",
    "of a command line: the seeds of replicates, such as 1,2,3, for {seed}")
  static let metric = Option(
    "--judge", value: "METRIC",
    "of a command line: what it is judged by, such as val_accuracy (default) or fid:minimize")
  static let rows = Option(
    "--rows", value: "N", "of a command line: rows to deal to folds, for {train_index}")
  static let table = Option(
    "--csv", value: "FILE", "of a command line: a table whose rows are dealt to folds")
  static let target = Option(
    "--target", value: "COLUMN", "of --csv: the column with the classes, which folds share evenly")

  static let search = Option(
    "--search", value: "METHOD",
    "of a command line: random, sobol, tpe or gp in place of all combinations; needs --configurations"
  )
  static let configurations = Option(
    "--configurations", value: "N", "of --search: how many to try")

  /// The hint for an unknown option: it may be the program's.
  static let hint =
    "; a program's own options go after '--', as in: sweep run -- python3 train.py --lr 0.1"

  static let all = [
    search, configurations, replicates, folds, seed, seeds, metric, rows, table, target,
  ]
}

extension Arguments {
  /// The spec that the words after `--` make; nil where there are none.
  func draft() throws(UserError) -> SpecDraft? {
    guard let line else {
      guard let stray = LineOptions.all.first(where: has) else { return nil }
      throw UserError(
        "\(stray.name) is for a command line after '--'; a spec file says it under evaluate, metric or method"
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
    draft.seeds = try list(LineOptions.seeds)?.map { (word) throws(UserError) in
      guard let seed = Int(word), seed >= 0 else {
        throw UserError(
          "--seeds takes whole numbers with commas between, such as 1,2,3, not '\(word)'")
      }
      return seed
    }
    guard draft.seeds == nil || !has(LineOptions.replicates) else {
      throw UserError("--seeds says how many replicates there are; leave out --replicates")
    }
    let count = try integer(LineOptions.configurations, in: 1...SpecLimit.trials)
    draft.search = try text(LineOptions.search).map { (word) throws(UserError) in
      guard let count else {
        throw UserError("--search needs to know how many to try: --configurations 60")
      }
      return (word, count)
    }
    guard count == nil || draft.search != nil else {
      throw UserError("--configurations says how many a search tries; say how with --search random")
    }
    draft.data = try lineData()
    guard draft.data == nil || draft.folds > 1 else {
      throw UserError("rows are dealt to folds; say to how many with --folds K")
    }
    return draft
  }

  /// The data whose rows are dealt, as a spec has it.
  private func lineData() throws(UserError) -> String? {
    let rows = try integer(LineOptions.rows, in: 2...100_000_000)
    let target = text(LineOptions.target)
    guard let path = text(LineOptions.table) else {
      guard target == nil else { throw UserError("--target is a column of --csv FILE") }
      return rows.map { "{ rows: \($0) }" }
    }
    guard rows == nil else {
      throw UserError("--csv knows how many rows there are; leave out --rows")
    }
    let column = target.map { ", target: \(Document(.text($0)).json)" } ?? ""
    return "{ csv: \(Document(.text(path)).json)\(column) }"
  }
}
