package import Documents
import Processes
import Reports
package import Store
import Sweeps
import Trials

/// All that the results file knows of one trial.
package struct TrialStory {
  private let trial: TrialRecord
  private let sweep: RecordedSweep
  private let labels: [String]
  private let attempts: [AttemptRecord]
  private let notes: [Int: Notes]
  private let code: ProgramCode?
  /// The measurements of the result, or of the last attempt so far, in the order of the epochs.
  private let measurements: [Measurement]
  private let reasons: [String]
  /// Results that were set aside, each with whether the one that counts now is the same.
  private let earlier: [(result: EarlierResult, isSame: Bool?, value: Double?)]

  /// The output so far of an attempt in training, as a terminal would show it.
  private let printed: (attempt: Int, text: String)?

  /// - Parameter printed: the output so far of an attempt in training; nil where nobody knows it.
  package init(
    _ trial: TrialRecord, of recorded: SweepReader, printed: (attempt: Int, text: String)? = nil
  ) throws {
    self.trial = trial
    self.printed = printed.map { ($0.attempt, TerminalText.shown($0.text)) }
    sweep = recorded.sweep
    labels = try recorded.file.labels(of: sweep.id, configuration: trial.configuration)
    attempts = try recorded.file.attempts(of: trial.id)
    notes = try recorded.file.notes(of: trial.id)
    code = try recorded.file.program(of: sweep.id)
    measurements = try recorded.file.measurements(of: trial.id)
    reasons =
      try TrialStory.reasons(trial, recorded)
      + (recorded.shown.reason(for: trial.configuration).map {
        ["its configuration is not shown in tables and plots (\($0.printable))"]
      } ?? [])
      + (try recorded.departure(of: trial.configuration).map { ["its configuration \($0)"] } ?? [])
    let digest = try recorded.file.resultDigest(of: trial.id)
    earlier = try recorded.file.earlierResults(of: trial.id).map { result in
      let measured = try recorded.file.measurements(of: trial.id, attempt: result.attempt)
      return (
        result, digest.map { $0 == result.digest }, recorded.sweep.metric.value(of: measured)
      )
    }
  }

  private var last: Measurement? { measurements.last }

  /// All metrics by epoch, for pages: `{"loss": [[1, 0.5], [2, 0.4]]}`.
  package var curves: JSON {
    let names = Set(measurements.flatMap(\.metrics.keys)).sorted()
    return .object(
      names.map { name in
        JSON.Member(
          name,
          .list(
            measurements.compactMap { measurement in
              measurement.metrics[name].map {
                .list([.integer(measurement.epoch), .number($0)])
              }
            }))
      })
  }

  /// The reasons why a trial has no result, as sentences; empty for a trial that has one.
  private static func reasons(_ trial: TrialRecord, _ recorded: SweepReader) throws -> [String] {
    let file = recorded.file
    let serving = hint("serve", in: file.path)
    let idle = "no coordinator is running; \(recorded.runHint) or \(serving) goes on"
    switch trial.status {
    case .completed, .diverged: return []
    case .failed:
      return ["it was given up; \(recorded.ownHint("retry \(trial.id)")) gives it another chance"]
    case .running:
      return file.writer == nil
        ? ["\(idle), and waits for its worker to come back or tries it again"] : []
    case .open:
      guard file.writer != nil else { return [idle] }
      var reasons: [String] = []
      if FileSystem(of: file.path).map({ $0.free < 1 << 20 }) ?? false {
        reasons.append("the disk of '\(file.path)' is full: nothing can be recorded")
      }
      let workers = try file.presentWorkers()
      if workers.isEmpty {
        reasons.append("no worker has come; start one with 'sweep work'")
      } else if workers.allSatisfy(\.isQuarantined) {
        let hosts = try file.quarantinedHosts().joined(separator: ",")
        reasons.append(
          "all workers get no more work, as they failed what others could train; once they are"
            + " mended, \(hint("retry --host \(hosts.printable)", in: file.path)) trusts them again"
        )
      }
      guard reasons.isEmpty else { return reasons }
      let open = try file.progress(of: recorded.sweep.id).open
      let slots = workers.filter { !$0.isQuarantined }.reduce(0) { $0 + $1.worker.slots }
      return ["it is one of \(open) that wait for one of \(slots) slots"]
    }
  }

  /// The story in lines for people: the trial, its result, then its attempts from the first to the last.
  package var text: String {
    let label = TrialLabel.trial(
      sweep.parameterNames, labels, replicate: trial.replicate, fold: trial.fold,
      of: sweep.evaluation)
    var lines = ["trial \(trial.id) of \(sweep.name): \(label.withPlainExponents)"]
    let value = trial.value.map { ", \(sweep.metric.name) \(Document.label($0))" } ?? ""
    let time = trial.seconds.map { " in \(Duration.seconds(clamping: $0).text)" } ?? ""
    lines.append("\(trial.status.rawValue)\(time)\(value)")
    lines += reasons
    for (result, isSame, value) in earlier {
      let number = value.map { ", \(sweep.metric.name) \(Document.label($0))" } ?? ""
      let comparison =
        switch isSame {
        case true?: "the one that counts now is the same, to the last bit"
        case false?: "the one that counts now is another"
        case nil: "the next one has yet to come"
        }
      lines.append(
        "attempt \(result.attempt) had the result \(result.status)\(number), set aside"
          + " \(result.aside.prefix(16)); \(comparison)")
    }
    if let last {
      let metrics = last.metrics.sorted { $0.key < $1.key }
        .map { "\($0.key) \(Document.label($0.value))" }
      lines.append("measured last, at epoch \(last.epoch): \(metrics.joined(separator: ", "))")
    }
    if let code { lines.append("the code is \(code.words)") }
    for attempt in attempts {
      lines += ["", "attempt \(attempt.number) at \(attempt.worker.words): \(attempt.words)"]
      lines.append("  from \(attempt.started) to \(attempt.ended ?? "now")")
      if let notes = notes[attempt.number] {
        // The engine's are by no program.
        if !notes.program.isEmpty { lines.append("  by \(notes.program.printable)") }
        if let epoch = notes.resumedAfter { lines.append("  went on after epoch \(epoch)") }
      }
      lines += (notes[attempt.number]?.sentences(first: sweep.metric.name) ?? []).map { "  \($0)" }
      for line in output(of: attempt).split(separator: "\n") {
        lines.append("  | \(String(line).printable)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The last that an attempt printed.
  private func output(of attempt: AttemptRecord) -> String {
    if case .failed(let failure)? = attempt.ending { return failure.output }
    if attempt.ending == nil, let printed, printed.attempt == attempt.number { return printed.text }
    return notes[attempt.number]?.output ?? ""
  }

  /// The story for programs; `attempts` are in their order, and null stands for all that is not known.
  package var json: JSON {
    .object([
      "sweep": .text(sweep.name), "trial": .text("\(trial.id.digest)"),
      "parameters": .object(zip(sweep.parameterNames, labels).map { .init($0, .text($1)) }),
      "replicate": .integer(trial.replicate), "fold": .integer(trial.fold),
      "status": .text(trial.status.rawValue), "value": .optional(trial.value, JSON.number),
      "seconds": .optional(trial.seconds, JSON.number),
      "reasons": .list(reasons.map(JSON.text)),
      "last": .optional(last) { last in
        .object([
          "epoch": .integer(last.epoch),
          "metrics": .object(
            last.metrics.sorted { $0.key < $1.key }.map { .init($0.key, .number($0.value)) }),
        ])
      },
      "earlier": .list(
        earlier.map { result, isSame, value in
          .object([
            "attempt": .integer(result.attempt), "status": .text(result.status),
            "value": .optional(value, JSON.number), "aside": .text(result.aside),
            "same": .optional(isSame, JSON.boolean),
          ])
        }),
      "code": .optional(code, \.json),
      "attempts": .list(attempts.map { $0.json(notes[$0.number], output: output(of: $0)) }),
    ])
  }
}

extension Notes {
  /// Where the numbers come from, and what became of them; those of one metric first.
  fileprivate func sentences(first metric: String) -> [String] {
    let own = origins.filter { $0.metric == metric }
    let others = origins.filter { $0.metric != metric }
    let shown = own + others.prefix(12)
    let rest = own.count + others.count - shown.count
    return (remarks + shown).map(\.words.printable) + (rest > 0 ? ["and \(rest) more metrics"] : [])
  }
}

extension Remark {
  fileprivate var json: JSON {
    .object(["metric": .optional(metric, JSON.text), "text": .text(text)])
  }
}

extension ProgramCode {
  fileprivate var words: String {
    let name = digest.map { "\($0)".prefix(12) } ?? "not known"
    guard let revision else { return "\(name)" }
    return "\(name), of revision \(revision.prefix(12))\(isChanged ? " with changes" : "")"
  }

  fileprivate var json: JSON {
    .object([
      "hash": .optional(digest) { .text("\($0)") }, "revision": .optional(revision, JSON.text),
      "changed": revision == nil ? .null : .boolean(isChanged),
    ])
  }
}

extension RecordedWorker {
  fileprivate var words: String {
    "\(host)/\(process) (\(kernel))".printable + (key.map { " with the key '\($0)'" } ?? "")
  }
}

extension AttemptRecord {
  fileprivate var words: String {
    switch ending {
    case nil: "running, or left behind by a coordinator that is gone"
    case .finished: "finished"
    case .lost: "lost: nothing was heard of its worker any more"
    case .returned: "handed back"
    case .failed(let failure): "failed, \(failure.cause.rawValue): \(failure.message.printable)"
    }
  }

  fileprivate func json(_ notes: Notes?, output: String) -> JSON {
    let (word, failure): (JSON, Failure?) =
      switch ending {
      case nil: (.null, nil)
      case .finished: (.text("finished"), nil)
      case .lost: (.text("lost"), nil)
      case .returned: (.text("returned"), nil)
      case .failed(let failure): (.text("failed"), failure)
      }
    return .object([
      "attempt": .integer(number), "host": .text(worker.host),
      "process": .integer(worker.process), "kernel": .text(worker.kernel),
      "started": .text(started), "ended": .optional(ended, JSON.text), "ending": word,
      "program": .optional(notes?.program.isEmpty == false ? notes?.program : nil, JSON.text),
      "resumed_after": .optional(notes?.resumedAfter, JSON.integer),
      "output": failure == nil && !output.isEmpty
        ? .text(output) : .optional(notes?.output, JSON.text),
      "sources": .list((notes?.origins ?? []).map(\.json)),
      "remarks": .list((notes?.remarks ?? []).map(\.json)),
      "failure": .optional(failure) { failure in
        .object([
          "cause": .text(failure.cause.rawValue), "message": .text(failure.message),
          "output": .text(failure.output),
        ])
      },
    ])
  }
}
