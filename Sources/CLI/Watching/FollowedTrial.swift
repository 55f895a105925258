import Control
import Glibc
import Processes
import Reports
import Results
import Store
import Sweeps
import Trials

/// A trial whose output is printed as it comes, until the trial has ended.
struct FollowedTrial: ~Copyable {
  private let trial: TrialID
  private let path: String
  private let sweep: String?
  private let line: ControlClient
  private var attempt: Int?
  /// Bytes of the attempt's output that were printed.
  private var seen = 0
  /// The end of it, as it was told last.
  private var last = ""

  private static let pause: UInt32 = 500_000

  /// - Parameter name: the beginning of its hash.
  init(_ name: String, _ arguments: Arguments) throws {
    let recorded = try SweepReader(arguments)
    let record = try recorded.trial(named: name)
    let line = try ControlClient(beside: recorded.file.path)
    trial = record.id
    path = recorded.file.path
    sweep = recorded.name
    self.line = line
  }

  /// Prints until the trial has ended.
  mutating func run() throws -> ExitCode {
    while true {
      // Asked first: what is on record then is all that a coordinator has left that is gone.
      let isCoordinated = WriterLock.holder(of: path) != nil
      // A reader that stays open sees the file as it was when it was opened.
      let recorded = try SweepReader(path: path, name: sweep)
      let record = try recorded.file.trial(
        trial, of: recorded.sweep.id, metric: recorded.sweep.metric)
      switch record?.status {
      case .completed?, .diverged?:
        try showRest(in: recorded.file)
        Output.note("the trial has ended; 'sweep show \(trial)' tells what it came to")
        return .success
      case .failed?:
        try showRest(in: recorded.file)
        Output.note("the trial was given up; 'sweep show \(trial)' tells why")
        return .trialsFailed
      case .open?, .running?, nil: break
      }
      guard isCoordinated else {
        throw UserError(
          "no coordinator is running for '\(path)', so the trial is not in training",
          exitCode: .unreachable)
      }
      if let host = WriterLock.otherHost(writing: path) {
        throw UserError(
          "'\(path)' is coordinated on \(host); follow the trial there", exitCode: .unreachable)
      }
      if let told = try line.output(of: trial, within: .seconds(3)) { show(told) }
      usleep(FollowedTrial.pause)
    }
  }

  private mutating func show(_ told: TrialOutput) {
    guard let number = told.attempt else { return }
    if attempt != number {
      Output.note("attempt \(number)")
      (attempt, seen) = (number, 0)
    }
    // Of an attempt that has ended and is not on record yet, its worker tells nothing.
    guard told.output.size > 0 else { return }
    print(told.output.text(after: seen))
    seen = max(seen, told.output.size)
    last = TerminalText.shown(told.output.text)
  }

  /// Shows the output since the last look, which is on record now.
  private func showRest(in file: ResultsReader) throws {
    guard let ended = try file.attempts(of: trial).last,
      attempt ?? ended.number == ended.number
    else { return }
    var output = try file.notes(of: trial)[ended.number]?.output ?? ""
    if case .failed(let failure)? = ended.ending { output = failure.output }
    if last.isEmpty {
      print(output)
    } else if let known = output.ranges(of: last).last {
      print(String(output[known.upperBound...]))
    }
  }

  /// Prints control characters as text: the terminal would obey them.
  private func print(_ text: String) {
    let lines = TerminalText.shown(text).split(separator: "\n", omittingEmptySubsequences: false)
    Output.print(lines.map { String($0).printable }.joined(separator: "\n"))
  }
}
