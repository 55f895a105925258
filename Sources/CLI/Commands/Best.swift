import Documents
import Reports
import Statistics

extension Command {
  /// Which configuration to take.
  static let best = Command(
    name: "best", summary: "pick a configuration, and say how sure the pick is",
    synopsis: "[options]",
    discussion: """
      Rules: mean takes the best mean; one-se the first in the spec's order within one standard
      error of it, so write the simplest first; lower-bound the best lower end of the interval.

      Also told: which configurations the data do not tell from the pick, the probability that each is
      the best, and how much the best of so many flatters.
      """,
    example: "sweep best --rule one-se",
    options: [BestOptions.rule] + SummaryOptions.all + [.sweep, .results, .json]
  ) { arguments in
    let rules = Candidates.Rule.choices(level: try arguments.level())
    let rule = try arguments.choice(BestOptions.rule, among: rules) ?? .mean
    let report = try SelectionReport(
      try Recorded(arguments).table(SummaryOptions(arguments)), rule: rule)
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
