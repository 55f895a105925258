import Processes
import Reports
import Results

extension Command {
  /// A sweep on one page.
  static let report = Command(
    name: "report", summary: "write a sweep's results as one page of HTML",
    synopsis: "FILE.html [SWEEP] [options]",
    discussion: """
      The page is what 'sweep web' shows of a sweep, frozen into one file: the table, the pictures, the
      comparison with the best, failures by cause, hosts, the spec, and where the numbers come from: versions
      and hashes. It loads nothing, runs nothing, and prints well. SWEEP names one of the results file, FILE:SWEEP one of another file.
      """,
    example: "sweep report digits-l2.html",
    options: SummaryOptions.marking + SummaryOptions.wording + [.sweep, .results],
    operands: 1...64
  ) { arguments in
    let path = arguments.operands[0]
    let options = try SummaryOptions(arguments)
    let page = try arguments.recordedSweep(at: 1).worded(options).frozenPage(options)
    try NewFile.write(Array(page.utf8), to: path)
    Output.note("wrote '\(path)'")
    return .success
  }
}
