import Glibc
import Planning
import Processes
import Reports

extension StaleTrials {
  /// The choice between keeping their results and training them again.
  enum Choice: String, CaseIterable { case keep, rerun }

  /// The choice of the command line, or else of the person at the terminal. Nobody is there to ask in a job
  /// or behind nohup, and both answers can cost days: the run does not begin.
  ///
  /// - Parameter mayAsk: whether there may be a person at the terminal.
  func choice(_ arguments: Arguments, mayAsk: Bool = true) throws(UserError) -> Choice {
    let words = Choice.allCases.map { ($0.rawValue, $0) }
    if let choice = try arguments.choice(.stale, among: words) { return choice }
    guard count > 0 else { return .rerun }
    let fact =
      "\(counted(count, "trial")) of this sweep \(count == 1 ? "was" : "were") done by \(makers)"
    guard mayAsk, isatty(STDIN_FILENO) == 1, Terminal.isThere else {
      throw UserError(
        "\(fact); --stale keep counts their results, --stale rerun trains them again")
    }
    while true {
      Output.live("\(fact). Keep their results, or run them again? [keep/rerun] ")
      guard let line = readLine() else { throw UserError("nothing was chosen; give --stale") }
      let chosen = Choice.allCases.filter {
        !line.isEmpty && $0.rawValue.hasPrefix(line.lowercased())
      }
      if chosen.count == 1 { return chosen[0] }
    }
  }
}

extension Option {
  static let stale = Option(
    "--stale", value: "WHAT", words: StaleTrials.Choice.allCases.map(\.rawValue),
    "keep or rerun trials that were done by other code (default: ask)")
}
