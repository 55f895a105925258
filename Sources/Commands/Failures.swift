import Documents
import Processes
import Sweeps
import Trials

extension Failure {
  /// The reason why a program that has ended came to no result; nil when it says that all went well.
  ///
  /// | exit code | means |
  /// |---|---|
  /// | 0 | it went well |
  /// | 64, 78 | the command line or the configuration is wrong: no reason to try again |
  /// | 75 | not now: try again |
  /// | any other | it failed |
  ///
  /// One that was ended as it had measured all that was asked of it went well.
  init?(_ ending: ProgramRun.Ending, tail: OutputTail) {
    lazy var last = tail.lastLine.map { ": \($0.prefix(400))" } ?? ""
    func failure(_ cause: Cause, _ message: String) -> Failure {
      Failure(cause: cause, message: message, output: tail.text)
    }
    switch (ending.interruption, ending.status) {
    // The exit status does not count here: the measurements that were asked for are there.
    case (.measured?, _):
      return nil
    case (_?, _):
      self = failure(.crashed, "the program was told to end")
    case (nil, .exited(0)):
      return nil
    case (nil, .exited(let code)) where code == 64 || code == 78:
      self = failure(
        .invalid, "the program says with exit code \(code) that it was called wrongly\(last)")
    case (nil, .exited(75)):
      self = failure(.postponed, "the program asks with exit code 75 for another try\(last)")
    case (nil, .exited(let code)):
      self = failure(.exited, "the program ended with exit code \(code)\(last)")
    case (nil, .signalled(.kill)):
      self = failure(
        .crashed, "the program was ended by SIGKILL, by somebody or for lack of memory\(last)")
    case (nil, .signalled(let signal)):
      self = failure(.crashed, "the program was ended by \(signal)\(last)")
    }
  }

  /// A program ended well, and the metric that the sweep is judged by was not measured.
  ///
  /// - Parameters:
  ///   - remarks: the remarks on what was renumbered or left out of its measurements.
  ///   - tables: why tables that may know the metric are not read, a sentence each.
  ///   - hasPatterns: whether the spec has patterns for lines of output.
  init(
    unmeasured metric: Metric, among measurements: [Measurement], told remarks: [Remark],
    tables: [String], tail: OutputTail, hasPatterns: Bool
  ) {
    let names = Set(measurements.flatMap(\.metrics.keys)).sorted()
    let moment = if case .epoch(let epoch) = metric.moment { " at epoch \(epoch)" } else { "" }
    // The line that it printed last is most often the one that should have been read.
    let line = tail.lastLine.flatMap { $0.contains(where: \.isNumber) ? $0.prefix(120) : nil }
    let hint = line.map {
      hasPatterns
        ? "; the spec's metrics: { pattern: ... } does not fit lines such as '\($0)'"
        : "; to read lines such as '\($0)', give the spec metrics: { pattern: ... }"
    }
    let told = remarks.filter { $0.metric == metric.name || $0.metric == nil }.map(\.words)
    let columns = tables.prefix(3).map { "; \($0)" }.joined()
    let help = "; see 'sweep help command' for how it can say so"
    let suggestion = suggestion(for: metric.name, among: names)
    let known =
      names.isEmpty
      ? "it measured nothing\(hint ?? "")\(help)"
      : "it measured \(names.prefix(12).joined(separator: ", "))\(names.count > 12 ? " and more" : "")"
        + (suggestion.isEmpty ? help : suggestion)
    self.init(
      cause: .unmeasured,
      message: "the program ended well without measuring '\(metric.name)'\(moment): \(known)"
        + columns + told.map { " (\($0))" }.joined(),
      output: tail.text)
  }
}
