import Processes
import Reports
import Results

extension Command {
  /// The effect of each parameter.
  static let effects = Command(
    name: "effects", summary: "tell what each parameter of a grid does, alone and with others",
    synopsis: "[SWEEP] [options]",
    discussion: """
      Every value of a parameter has a marginal mean: over all values of the others, block by block.
      Told are these means with their differences to the best value of the parameter, tested as the
      rows of a table are; the share of the spread between configurations that each parameter and
      each pair of parameters explains; and whether such a pair does more than both alone (F test
      over the blocks). It takes a full grid, whose trials have results.
      """,
    example: "sweep effects --metric val_loss",
    options: SummaryOptions.marking + [.sweep, .results, .json], operands: 0...64
  ) { arguments in
    let recorded = try arguments.recordedSweep(at: 0)
    try recorded.noteHidden()
    let table = try recorded.table(SummaryOptions(arguments))
    Output.print(EffectsReport(try Effects(table)), asJSON: arguments.has(.json))
    return .success
  }
}
