import Processes
import Reports
import Results
import Runtime
import Store
import Trials
import Views

/// What a run says at its end: the table, and how it went.
struct RunConclusion {
  private let recorded: SweepReader
  private let counts: TrialCounts
  private let resultsPath: String

  /// - Parameters:
  ///   - withConfirmation: whether the trials of a confirmation count, too.
  ///   - withNesting: whether those of a nested evaluation do.
  init(
    of sweep: String, in resultsPath: String, withConfirmation: Bool, withNesting: Bool
  ) throws {
    self.resultsPath = resultsPath
    recorded = try SweepReader(path: resultsPath, name: sweep)
    var counts = try recorded.counts
    if withConfirmation, let fresh = try recorded.confirmation?.counts { counts.add(fresh) }
    if withNesting, let parts = try recorded.nesting?.counts { counts.add(parts) }
    self.counts = counts
  }

  /// Prints the table; for people, only where there is something in it.
  func printTable(as format: SummaryTable.Format) throws {
    guard counts.ended > 0 || format != .text else { return }
    var table = try (recorded.levelTable() ?? recorded.table()).arranged()
    if format == .text, try recorded.isSearch { table = table.sorted(by: .best) }
    if [.csv, .json].contains(format) { try recorded.noteHidden() }
    try table.confirm(by: recorded.confirmation?.table())
    Output.print(table.formatted(as: format, width: Output.width, style: Output.style))
    try recorded.noteEqualReplicates()
  }

  /// Says how it went, and what to do about it.
  ///
  /// - Parameters:
  ///   - failsAlike: whether what stopped it is that the first trials failed for one cause.
  ///   - isQueued: whether the sweep is one of a queue, which goes on with it by itself.
  func tell(
    _ ending: CoordinatorLoop.Ending, failsAlike: Bool, isQueued: Bool
  ) throws -> ExitCode {
    let failed = counted(counts.failed, "trial")
    let reasons = hint("trials --failed", in: resultsPath)
    let again =
      "\(hint("retry --failed", in: resultsPath)) has \(counts.failed == 1 ? "it" : "them") tried again"
    switch ending {
    case .drained(let signal), .stopped(let signal):
      if !isQueued { Output.note("stopped; run the same command again to go on") }
      return .signalled(signal.rawValue)
    case .unable(let sentence):
      throw UserError(
        "no trial can be trained on this machine: \(sentence)", exitCode: .unavailable)
    case .halted where failsAlike:
      Output.note(
        "stopped, as \(failed) failed for one cause\(try recorded.lastFailure) and none came to a result;"
          + " \(reasons) tells more, --keep-going goes on all the same, and \(again)")
      return .trialsFailed
    case .halted:
      Output.note(
        "stopped after \(failed) failed, more than limits.failures allows; \(reasons) tells why,"
          + " \(again)")
      return .trialsFailed
    case .complete where counts.failed > 0:
      Output.note("\(failed) failed; \(reasons) tells why, \(again)")
      return .trialsFailed
    case .complete:
      return .success
    }
  }
}

extension SweepReader {
  /// The failure that came last, in brackets; nothing where there is none.
  fileprivate var lastFailure: String {
    get throws {
      let latest = try file.failures(of: sweep.id, last: 1).first?.failure
      return latest.map { " (\($0.cause.rawValue): \($0.message.printable))" } ?? ""
    }
  }
}
