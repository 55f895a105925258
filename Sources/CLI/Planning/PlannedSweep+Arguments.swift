import Planning
import Processes
import Specs

extension Option {
  static let warmStart = Option(
    "--warm-start", value: "SWEEP",
    "of a search that learns: begin with what this sweep of the results file has found")
}

extension PlannedSweep {
  /// Works out the spec that a command line names, or makes.
  init(_ arguments: Arguments) throws(UserError) {
    let overrides = try arguments.overrides()
    if let draft = try arguments.draft() {
      try self.init(
        "the command line", text: draft.text, folder: ".", overrides: overrides,
        former: arguments.text(.warmStart), resultsPath: arguments.resultsPath)
      unvaried = draft.unvaried
      return
    }
    guard arguments.operands.count == 1 else {
      throw UserError(
        "one spec file is expected, not \(arguments.operands.count); a command line goes after '--', as in"
          + " sweep run -- python3 train.py")
    }
    try self.init(
      arguments.operands[0], overrides: overrides, former: arguments.text(.warmStart),
      resultsPath: arguments.resultsPath)
  }
}
