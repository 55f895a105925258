import Reports
import Store
import Sweeps

extension Command {
  /// What a run would do.
  static let plan = Command(
    name: "plan", summary: "show what a run would do, and what is done already",
    synopsis: "FILE [options]",
    discussion: """
      Reads the spec, opens its data and counts the trials: configurations x replicates x folds.
      Trials that the results file has already, from this spec or an earlier form of it, are not
      trained again. Nothing is written.
      """,
    example: "sweep plan sweeps/digits-l2.yaml",
    options: [.results, .json], operands: 1...1
  ) { arguments in
    let prepared = try Preparation(arguments.operands[0])
    let plan = prepared.plan
    let trials = Set(plan.trials.map(\.id))
    var done = 0
    do {
      done = try ResultsReader(at: arguments.resultsPath).finished(among: trials).count
    } catch let error as StoreError where error.reason == .missing {
      // No file yet: nothing is done.
    }
    let text = PlanText(plan, done: done)
    Output.print(arguments.has(.json) ? text.json.text : text.text(style: Output.style))
    return .success
  }
}
