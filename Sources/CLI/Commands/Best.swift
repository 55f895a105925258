import Documents
import Processes
import Reports
import Results
import Statistics

extension Command {
  /// The configuration to take.
  static let best = Command(
    name: "best", summary: "pick a configuration, and say how sure the pick is",
    synopsis: "[SWEEP] [options]",
    discussion: """
      Rules: mean takes the best mean; one-se the first in the spec's order within one standard
      error of it, so write the simplest first; lower-bound the best lower end of the interval.

      SWEEP names one of the results file, FILE:SWEEP one of another file, and FILE the one that was run
      last there.

      Also told: with † which others may be the best, too, which were shown to be worse than the pick
      (Tukey), how probable it is that each is the best, and by how much the best of so many
      flatters. The last two are told where the noise is known from 8 degrees of freedom or more. The
      configurations of a search are listed from the best on. Where the best were confirmed (confirm: in
      the spec), the pick is made among these by their fresh trainings, and the means that chose them
      stand beside.
      """,
    example: "sweep best --rule one-se",
    options: [BestOptions.rule] + SummaryOptions.marking + [.sweep, .results, .json],
    operands: 0...64
  ) { arguments in
    let rules = Candidates.Rule.choices(level: try arguments.level())
    let rule = try arguments.choice(BestOptions.rule, among: rules) ?? .mean
    let recorded = try arguments.recordedSweep(at: 0)
    let options = try SummaryOptions(arguments)
    let confirmed = try recorded.confirmation?.table(options)
    let report = try SelectionReport(
      try confirmed ?? recorded.table(options), rule: rule,
      listsBestFirst: try confirmed != nil || recorded.isSearch)
    try recorded.noteHidden()
    try recorded.noteOtherForms()
    recorded.noteLeft()
    Output.print(report, asJSON: arguments.has(.json))
    return .success
  }
}

/// The options of `best`.
private enum BestOptions {
  static let rule = Option(
    "--rule", value: "RULE", words: Candidates.Rule.choices(level: 0.95).map(\.word),
    "mean (default), one-se or lower-bound")
}
