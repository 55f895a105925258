import Hashing
import Testing
import Trials

@testable import Cluster
@testable import Runtime

/// Batches on their way to the disk, and what is said once they are there.
struct PendingBatchesTests {
  private static let session = Session(number: 1)
  private var pending = PendingBatches()

  private func outbox(
    _ entries: [JournalEntry] = [], decisions: Int = 0, says messages: Int = 0
  ) -> Outbox {
    var outbox = Outbox()
    for entry in entries { outbox.record(entry) }
    outbox.record(
      (0..<decisions).map {
        Decision(
          number: $0, kind: .tpe, evidence: Digest(of: []), configurations: $0..<$0,
          proposals: [])
      })
    for number in 0..<messages {
      outbox.send(Envelope(term: 1, session: Self.session, sequence: number, message: .bye))
    }
    return outbox
  }

  private func report(ofBytes bytes: Int) -> JournalEntry {
    let name = String(repeating: "m", count: bytes - 48)
    return .measured(
      NumberedAttempt(trial: 0, number: 1), [Measurement(epoch: 1, metrics: [name: 1])])
  }

  /// The numbers of batches, each with how many messages follow from it.
  private mutating func take(upTo recorded: Int) -> [[Int]] {
    pending.take(upTo: recorded).map { [$0.number, $0.outbox.messages.count] }
  }

  @Test
  mutating func `what is said waits for its batch, and what records nothing for the one before`() {
    #expect(pending.add(outbox([.paused(true)], says: 1)).count == 1)
    #expect(pending.add(outbox(says: 2)).isEmpty)
    #expect(pending.add(outbox([.paused(false)], says: 4)).count == 1)
    #expect(pending.submitted == 2)
    #expect(take(upTo: 0).isEmpty)
    #expect(take(upTo: 1) == [[1, 3]])
    #expect(take(upTo: 1).isEmpty)
    #expect(take(upTo: 2) == [[2, 4]])
    #expect(pending.isEmpty)
    // There is no batch to wait for.
    #expect(pending.add(outbox(says: 1)).isEmpty)
    #expect(take(upTo: 2) == [[2, 1]])
  }

  @Test
  mutating func `decisions are a batch of their own, after the entries that they follow from`() {
    let batches = pending.add(outbox([.paused(true)], decisions: 2, says: 1))
    guard batches.count == 2, case .entries = batches[0], case .decided(let decisions) = batches[1]
    else {
      Issue.record("\(batches)")
      return
    }
    #expect(decisions.count == 2)
    #expect(take(upTo: 1) == [[1, 1]])
    let recorded = pending.take(upTo: 2)
    #expect(recorded.map(\.decisions) == [decisions])
    #expect(recorded.map(\.count) == [2])
  }

  @Test mutating func `reports are left out while more than a megabyte of them waits`() {
    _ = pending.add(outbox([report(ofBytes: 1 << 20)]))
    #expect(!pending.leavesOutReports)
    _ = pending.add(outbox([report(ofBytes: 49)]))
    #expect(pending.leavesOutReports)
    _ = pending.take(upTo: 1)
    #expect(!pending.leavesOutReports)
  }

  @Test mutating func `no more is taken in while twenty thousand entries wait`() {
    _ = pending.add(outbox(Array(repeating: .paused(true), count: 19_999)))
    #expect(!pending.isBacklogged)
    _ = pending.add(outbox([.paused(false)]))
    #expect(pending.isBacklogged)
    _ = pending.take(upTo: 1)
    #expect(!pending.isBacklogged)
  }
}
