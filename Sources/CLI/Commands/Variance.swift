import Documents
import Reports
import Sweeps

extension Command {
  /// Where spread comes from.
  static let variance = Command(
    name: "variance", summary: "tell how much of the spread comes from folds and from replicates",
    synopsis: "[options]",
    discussion: """
      Takes the trials of every configuration apart, as a table of replicates x folds with random
      effects: what folds add, what replicates add, and what is left. Then what one replicate or one
      fold more would do to the standard error of a mean.
      """,
    example: "sweep variance --sweep optdigits-folds",
    options: [.metric, .sweep, .results, .json]
  ) { arguments in
    let report = try VarianceReport(
      try Recorded(arguments).table(SummaryOptions(arguments), over: .trials))
    Output.print(report, asJSON: arguments.has(.json))
    return .success
  }
}
