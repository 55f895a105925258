package import Documents
package import Hashing
import Sweeps
package import Trials

/// Finished trials beside what they came to when they were trained once more.
///
/// ```text
/// trial         l2     replicate  fold  recorded                  again
/// 1f0c8a21b3de  0.001          0     2  0.9823 on ada, x86-64-v3  the same bits
/// 9b41c0d27e55  0.01           1     0  0.9791 on bo, x86-64-v4   0.979: other kernels, x86-64-v3
/// ```
package struct VerificationReport {
  /// A training: where, with which kernels, and what came of it.
  package struct Training: Hashable, Sendable {
    let host: String
    let kernel: String
    let digest: Digest
    let value: Double?

    /// - Parameters:
    ///   - kernel: the class of kernels that the worker computes with.
    ///   - digest: of the outcome.
    ///   - value: the judged metric; nil where there is none, as of one that diverged.
    package init(host: String, kernel: String, digest: Digest, value: Double?) {
      self.host = host
      self.kernel = kernel
      self.digest = digest
      self.value = value
    }

    fileprivate var label: String? { value.map(Document.label) }
  }

  /// The end of the second training.
  package enum Again: Hashable, Sendable {
    case trained(Training)
    case failed(Failure)
    /// The trial was not tried, as the run was stopped before.
    case open

    fileprivate var label: String? {
      if case .trained(let training) = self { training.label } else { nil }
    }
  }

  /// How two trainings of a trial stand to each other.
  enum Finding: String {
    case same
    case different
    /// They differ, and so do the kernels: nothing is promised about that.
    case otherKernels = "other kernels"
    case failed
    case open
  }

  /// One trial: its record, and its second training.
  package struct Row: Hashable, Sendable {
    let id: TrialID
    let labels: [String]
    let replicate: Int
    let fold: Int
    let recorded: Training
    let again: Again

    /// - Parameters:
    ///   - labels: the values of its parameters, in the order of the report's.
    ///   - replicate: counted from 0.
    ///   - fold: counted from 0.
    package init(
      id: TrialID, labels: [String], replicate: Int, fold: Int, recorded: Training, again: Again
    ) {
      self.id = id
      self.labels = labels
      self.replicate = replicate
      self.fold = fold
      self.recorded = recorded
      self.again = again
    }

    var finding: Finding {
      switch again {
      case .open: .open
      case .failed: .failed
      case .trained(let training):
        training.digest == recorded.digest
          ? .same : training.kernel == recorded.kernel ? .different : .otherKernels
      }
    }
  }

  private let sweep: String
  private let parameters: [String]
  private let metric: String
  /// Whether the trials are a program's, which makes its bits itself.
  private let isOfProgram: Bool
  private let rows: [Row]

  /// - Parameters:
  ///   - parameters: their names, in the order of the sweep.
  ///   - metric: the name of the judged metric.
  ///   - isOfProgram: whether the trials are a program's, which makes its bits itself.
  package init(
    sweep: String, parameters: [String], metric: String, isOfProgram: Bool, rows: [Row]
  ) {
    self.sweep = sweep
    self.parameters = parameters
    self.metric = metric
    self.isOfProgram = isOfProgram
    self.rows = rows
  }

  private func count(_ finding: Finding) -> Int { rows.count { $0.finding == finding } }

  /// Whether a trial came to other bits on the same class of kernels, or to none.
  package var hasFaults: Bool { count(.different) + count(.failed) + count(.open) > 0 }

  /// Whether no trial could be compared at all, as each was trained with other kernels.
  package var tellsNothing: Bool {
    !rows.isEmpty && count(.otherKernels) == rows.count
  }

  /// The report for people: a line a trial, and what follows from them.
  package var text: String {
    let shown = ShownValues(
      rows.flatMap { [$0.recorded.label, $0.again.label].compactMap(\.self) })
    let columns =
      [Column("trial", rows.map { "\($0.id)" })]
      + parameters.indices.map { index in
        Column(labels: parameters[index].printable, rows.map { $0.labels[index].printable })
      } + [
        Column("replicate", rows.map { "\($0.replicate)" }, .right),
        Column("fold", rows.map { "\($0.fold)" }, .right),
        Column("recorded", rows.map { words($0.recorded, shown) }),
        Column("again", rows.map { again($0, shown) }),
      ]
    return ([Column.head(columns)] + Column.rows(columns) + [""] + sentences)
      .joined(separator: "\n") + "\n"
  }

  private func words(_ training: Training, _ shown: ShownValues) -> String {
    "\(training.label.map { shown[$0] } ?? "-") on \(training.host.printable),"
      + " \(training.kernel.printable)"
  }

  private func again(_ row: Row, _ shown: ShownValues) -> String {
    switch row.again {
    case .open: return "not trained"
    case .failed(let failure): return "\(failure.cause.rawValue): \(failure.message.printable)"
    case .trained(let training):
      let value = training.label.map { shown[$0] } ?? "-"
      switch row.finding {
      case .same: return "the same bits"
      case .otherKernels: return "\(value): other kernels, \(training.kernel.printable)"
      default: return "\(value): other bits, on \(training.host.printable)"
      }
    }
  }

  private var sentences: [String] {
    let compared = count(.same) + count(.different)
    var sentences: [String] = []
    if compared > 0 {
      sentences.append(
        "\(count(.same)) of \(counted(compared, "trial")) came to the same bits: every measurement of"
          + " every epoch")
    }
    if count(.different) > 0 {
      sentences.append(
        isOfProgram
          ? "a program makes its numbers itself: a seed that it does not set, threads, a time that it"
            + " measures or another version of a library gives other bits"
          : "on one class of kernels the engine promises the same bits: this is a fault of a machine"
            + " or of sweep, and 'sweep doctor' tells whether the file is whole")
    }
    if count(.otherKernels) > 0 {
      sentences.append(
        "\(counted(count(.otherKernels), "trial")) cannot be judged: another class of kernels rounds"
          + " otherwise; --worker HOST trains on a machine of that class")
    }
    if count(.failed) > 0 {
      sentences.append("\(counted(count(.failed), "trial")) failed when trained again")
    }
    if count(.open) > 0 {
      sentences.append("\(counted(count(.open), "trial")) had no turn before it was stopped")
    }
    return sentences
  }

  /// The report for programs.
  package var json: JSON {
    .object([
      "sweep": .text(sweep), "metric": .text(metric), "same": .integer(count(.same)),
      "different": .integer(count(.different)), "failed": .integer(count(.failed)),
      "other_kernels": .integer(count(.otherKernels)), "open": .integer(count(.open)),
      "trials": .list(
        rows.map { row in
          .object([
            "trial": .text("\(row.id.digest)"), "parameters": .labels(parameters, row.labels),
            "replicate": .integer(row.replicate), "fold": .integer(row.fold),
            "finding": .text(row.finding.rawValue), "recorded": json(of: row.recorded),
            "again": again(of: row),
          ])
        }),
    ])
  }

  private func again(of row: Row) -> JSON {
    switch row.again {
    case .open: .null
    case .failed(let failure):
      .object(["cause": .text(failure.cause.rawValue), "message": .text(failure.message)])
    case .trained(let training): json(of: training)
    }
  }

  private func json(of training: Training) -> JSON {
    .object([
      "host": .text(training.host), "kernel": .text(training.kernel),
      "digest": .text("\(training.digest)"), "value": .optional(training.value, JSON.number),
    ])
  }
}
