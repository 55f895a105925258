import Cluster
import Trials

/// The batches that are not on the disk yet, the oldest first, and what is to be said once they are.
///
/// A batch is recorded as a whole and after those before it, so what follows from one waits for its number.
struct PendingBatches {
  /// A batch, and the messages to send once it is on the disk.
  struct Pending {
    let number: Int
    var outbox = Outbox()
    /// Bytes of the reports among its entries.
    var reportBytes = 0
    /// The decisions that the batch is, where it is some.
    var decisions: [Decision] = []
    /// The longer form of the sweep that the batch is, where it is one.
    var longer: PlanExtension?

    /// How many entries, decisions and longer plans it puts on record.
    var count: Int { outbox.entries.count + decisions.count + (longer == nil ? 0 : 1) }
  }

  private var pending: [Pending] = []
  /// The number of the last batch; how many there have been.
  private(set) var submitted = 0
  /// Bytes of the reports that are not on the disk yet.
  private var reportBytes = 0

  /// The most entries that wait for the disk before no more messages are taken in.
  private static let backlog = 20_000
  /// The most bytes of reports that wait for the disk before further reports are left out: a result brings
  /// the measurements of its reports again, and waits behind no more of them than are recorded in a moment.
  private static let reportBacklog = 1 << 20

  var isEmpty: Bool { pending.isEmpty }

  /// Whether no more messages are to be taken in.
  var isBacklogged: Bool {
    pending.reduce(0) { $0 + $1.outbox.entries.count } >= PendingBatches.backlog
  }

  /// Whether further reports are to be left out.
  var leavesOutReports: Bool { reportBytes > PendingBatches.reportBacklog }

  /// Adds what was decided. Without anything to record, what is to be said waits for the batch before, from which it
  /// may follow.
  ///
  /// - Returns: the batches to record, in this order.
  mutating func add(_ outbox: Outbox) -> [Batch] {
    if outbox.entries.isEmpty, outbox.decisions.isEmpty, !pending.isEmpty {
      pending[pending.count - 1].outbox.append(outbox)
      return []
    }
    var batches: [Batch] = []
    if !outbox.entries.isEmpty {
      submitted += 1
      batches.append(.entries(outbox.entries))
    }
    let bytes = outbox.entries.reduce(0) { $0 + $1.reportBytes }
    reportBytes += bytes
    pending.append(Pending(number: submitted, outbox: outbox, reportBytes: bytes))
    guard !outbox.decisions.isEmpty else { return batches }
    submitted += 1
    pending.append(Pending(number: submitted, decisions: outbox.decisions))
    return batches + [.decided(outbox.decisions)]
  }

  /// Adds a longer form of the sweep; gives the batch to record.
  mutating func add(_ longer: PlanExtension) -> Batch {
    submitted += 1
    pending.append(Pending(number: submitted, longer: longer))
    return .longer(longer)
  }

  /// The batches that are on the disk now, the oldest first, once.
  ///
  /// - Parameter recorded: how many batches are on the disk, of all that there have been.
  mutating func take(upTo recorded: Int) -> [Pending] {
    let taken = Array(pending.prefix { $0.number <= recorded })
    pending.removeFirst(taken.count)
    reportBytes -= taken.reduce(0) { $0 + $1.reportBytes }
    return taken
  }
}

extension JournalEntry {
  /// About as many bytes as a report takes in a results file; 0 of any other entry.
  fileprivate var reportBytes: Int {
    guard case .measured(_, let measurements) = self else { return 0 }
    return measurements.reduce(0) { sum, measurement in
      measurement.metrics.keys.reduce(sum) { $0 + 48 + $1.utf8.count }
    }
  }
}
