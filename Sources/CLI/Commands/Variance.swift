import Documents
import Processes
import Reports
import Results
import Sweeps

extension Command {
  /// Where spread comes from.
  static let variance = Command(
    name: "variance", summary: "tell how much of the spread comes from folds and from replicates",
    synopsis: "[SWEEP] [options]",
    discussion: """
      Takes the trials of every configuration apart, as a table of replicates x folds with random
      effects: what folds add, what replicates add, and what is left. Then what one replicate or one
      fold more would do to the standard error of a mean.
      """,
    example: "sweep variance --sweep optdigits-folds",
    options: [.metric, .sweep, .results, .json], operands: 0...64
  ) { arguments in
    let recorded = try arguments.recordedSweep(at: 0)
    let report = try VarianceReport(
      try recorded.table(SummaryOptions(arguments), over: .trials))
    try recorded.noteHidden()
    Output.print(report, asJSON: arguments.has(.json))
    return .success
  }
}
