import Cluster
import Hashing
import Testing

@testable import Runtime

/// How files are asked for on lines that are slow or break.
struct UrgencyTests {
  var urgency = Urgency()

  /// The seconds at which it asks, of those up to `end`.
  private mutating func asks(from start: Int, upTo end: Int) -> [Int] {
    (start...end).filter { urgency.isTime(at: .seconds($0)) }
  }

  @Test mutating func `what is not answered is asked again, ever more slowly`() {
    urgency.begin(at: .zero)
    #expect(asks(from: 0, upTo: 40) == [0, 1, 3, 7, 15, 31])
  }

  @Test mutating func `on a slow line, what is under way is waited for`() {
    urgency.begin(at: .zero)
    #expect(asks(from: 0, upTo: 5) == [0, 1, 3])
    urgency.end(at: .seconds(5))
    // Behind the answers to what was asked too often.
    urgency.begin(at: .seconds(5))
    #expect(asks(from: 5, upTo: 19) == [5])
    urgency.end(at: .seconds(20))
    urgency.begin(at: .seconds(20))
    #expect(asks(from: 20, upTo: 60) == [20])
  }

  @Test mutating func `what was under way on a connection that broke is asked again soon`() {
    urgency.begin(at: .zero)
    _ = asks(from: 0, upTo: 0)
    urgency.end(at: .seconds(30))
    urgency.begin(at: .seconds(30))
    #expect(asks(from: 30, upTo: 40) == [30])
    urgency.startOver(at: .seconds(40))
    #expect(asks(from: 40, upTo: 44) == [41, 42, 44])
  }
}

struct FetchProgressTests {
  @Test func `whoever waits for long is told now and then how far it is`() {
    let file = OfferedFile(
      place: "library/cifar10/batch.gz", size: 4_000_000, digest: Digest(of: []))
    var progress = FetchProgress(of: file, at: .zero)
    #expect(progress.words(after: 1_000_000, at: .seconds(4)) == nil)
    #expect(
      progress.words(after: 1_000_000, at: .seconds(6))
        == "bringing 'batch.gz' from the coordinator: 25 % of 4000 kB")
    #expect(progress.words(after: 2_000_000, at: .seconds(10)) == nil)
    #expect(progress.words(after: 4_000_000, at: .seconds(20)) == nil)
  }
}
