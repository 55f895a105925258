import Control
import Hashing
import Testing
import Trials

@testable import Runtime

/// How often workers are asked what trials print, and who is told.
struct OutputRequestsTests {
  private var requests = OutputRequests()
  private let worker = Session(number: 1 << 40)
  private let output = PrintedOutput(size: 8, last: Array("epoch 1\n".utf8))

  private func attempt(_ number: UInt8 = 1) -> Attempt {
    Attempt(trial: TrialID(digest: Digest(of: [number])), number: 1)
  }

  private func asker(_ number: Int) -> ControlAsker {
    .remote(Session(number: UInt64(number)), number: 1)
  }

  @Test mutating func `one question goes to the worker, and its answer to all who wait`() {
    #expect(requests.take(asker(1), about: attempt(), of: worker, at: .zero) == .ask)
    #expect(requests.take(asker(2), about: attempt(), of: worker, at: .zero) == .waits)
    #expect(requests.take(asker(2), about: attempt(), of: worker, at: .zero) == .waits)
    let told = requests.tell(output, of: attempt(), from: worker, at: .milliseconds(10))
    #expect(told == [asker(1), asker(2)])
    #expect(requests.tell(output, of: attempt(), from: worker, at: .milliseconds(20)).isEmpty)
  }

  @Test mutating func `what was told holds for half a second, however many look`() {
    _ = requests.take(asker(1), about: attempt(), of: worker, at: .zero)
    _ = requests.tell(output, of: attempt(), from: worker, at: .zero)
    for time in [0, 200, 499] {
      let taking = requests.take(asker(2), about: attempt(), of: worker, at: .milliseconds(time))
      #expect(taking == .told(output))
    }
    #expect(requests.take(asker(2), about: attempt(), of: worker, at: .milliseconds(500)) == .ask)
  }

  @Test mutating func `a worker that says nothing is waited for two seconds`() {
    _ = requests.take(asker(1), about: attempt(), of: worker, at: .zero)
    #expect(requests.giveUp(at: .milliseconds(1999)).isEmpty)
    let unanswered = requests.giveUp(at: .seconds(2))
    #expect(unanswered.map(\.asker) == [asker(1)] && unanswered.map(\.attempt) == [attempt()])
    // Output that comes late is for nobody.
    #expect(requests.tell(output, of: attempt(), from: worker, at: .seconds(3)).isEmpty)
  }

  @Test mutating func `nobody else tells, and a worker that has come back is asked anew`() {
    _ = requests.take(asker(1), about: attempt(), of: worker, at: .zero)
    #expect(requests.tell(output, of: attempt(), from: Session(number: 7), at: .zero).isEmpty)
    #expect(requests.tell(output, of: attempt(2), from: worker, at: .zero).isEmpty)
    #expect(requests.take(asker(2), about: attempt(), of: worker.next, at: .zero) == .ask)
    #expect(requests.tell(output, of: attempt(), from: worker, at: .zero).isEmpty)
    let told = requests.tell(output, of: attempt(), from: worker.next, at: .zero)
    #expect(told == [asker(1), asker(2)])
  }

  @Test mutating func `so many attempts are asked of at a time, until nobody looks any more`() {
    for number in 0..<OutputRequests.attemptLimit {
      let taking = requests.take(asker(1), about: attempt(UInt8(number)), of: worker, at: .zero)
      #expect(taking == .ask)
    }
    #expect(requests.take(asker(1), about: attempt(200), of: worker, at: .zero) == .tooMany)
    _ = requests.tell(output, of: attempt(0), from: worker, at: .zero)
    #expect(requests.giveUp(at: .milliseconds(500)).isEmpty)
    #expect(requests.take(asker(1), about: attempt(200), of: worker, at: .seconds(1)) == .ask)
  }

  @Test mutating func `so many wait at a time, and all hear of the end`() {
    for number in 0..<OutputRequests.askerLimit {
      _ = requests.take(asker(number), about: attempt(), of: worker, at: .zero)
    }
    #expect(requests.take(asker(999), about: attempt(), of: worker, at: .zero) == .tooMany)
    #expect(requests.takeAll().count == OutputRequests.askerLimit)
    #expect(requests.takeAll().isEmpty)
  }
}
