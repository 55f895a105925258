import Processes
import Reports
import Results

extension Command {
  /// A sweep on one page.
  static let report = Command(
    name: "report", summary: "write a sweep's results as one page of HTML",
    synopsis: "FILE.html [SWEEP] [options]",
    discussion: """
      The page holds the spec, the table, plots, the comparison with the best, failures, and where
      the numbers come from: versions, hashes, hosts, kernels. It is one file that loads nothing, and
      it prints well. SWEEP names one of the results file, FILE:SWEEP one of another file.
      """,
    example: "sweep report digits-l2.html",
    options: SummaryOptions.marking + SummaryOptions.wording + [.sweep, .results],
    operands: 1...64
  ) { arguments in
    let path = arguments.operands[0]
    let options = try SummaryOptions(arguments)
    let page = try arguments.recordedSweep(at: 1).worded(options).report(
      options, version: Commands.version)
    try NewFile.write(Array(page.html.utf8), to: path)
    Output.note("wrote '\(path)'")
    return .success
  }
}
