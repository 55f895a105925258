import Cluster
import Sweeps
import Testing

/// Whose fault it is: the trial's, the worker's, or nobody's.
struct BlameTests {
  @Test func `a failed trial is tried next, and on another worker`() {
    var desk = Desk(trials: 6)
    _ = desk.hello(.ada)
    _ = desk.hello(.bob)
    let answer = desk.failure(desk.attempt(0), from: .ada)
    // Ada, who has a slot free now, gets another trial.
    #expect(answer.assigned(to: .ada) == [desk.attempt(4)])
    #expect(
      desk.result(desk.attempt(2), 0.5, from: .bob).assigned(to: .bob) == [desk.attempt(0, 2)])
  }

  @Test func `alone, a worker tries again what it has failed`() {
    var desk = Desk(trials: 1)
    _ = desk.hello(.ada)
    #expect(desk.failure(desk.attempt(0), from: .ada).assigned(to: .ada) == [desk.attempt(0, 2)])
  }

  @Test func `a worker that fails five trials waits until another has tried them`() {
    var desk = Desk(trials: 40)
    _ = desk.hello(.ada)
    _ = desk.hello(.bob)
    let failed = fail(5, on: .ada, &desk)
    // What she holds ready she may still train, and fail.
    _ = fail(2, on: .ada, &desk)
    #expect(desk.held(by: .ada) == [])
    // Bob fails some of them too: those are not her fault.
    for _ in 0..<20 where desk.held(by: .ada).isEmpty {
      guard let attempt = desk.held(by: .bob).first else { break }
      if failed.contains(desk.place(of: attempt)) {
        _ = desk.failure(attempt, from: .bob)
      } else {
        finishOne(of: .bob, &desk)
      }
    }
    #expect(desk.held(by: .ada) != [])
    #expect(desk.quarantined == [])
  }

  @Test func `a worker that fails what others can do gets nothing more`() {
    var desk = Desk(trials: 40)
    _ = desk.hello(.ada)
    _ = desk.hello(.bob)
    _ = fail(7, on: .ada, &desk)
    for _ in 0..<10 where desk.quarantined.isEmpty { finishOne(of: .bob, &desk) }
    #expect(desk.quarantined == [.ada])
    // Not even when nobody else is left.
    _ = desk.hear(.bye, from: .bob)
    #expect(desk.held(by: .ada) == [])
    // Mended and started again, it is another worker.
    #expect(
      desk.hello(Session(number: 300 << 32)).assigned(to: Session(number: 300 << 32)).count > 0)
  }

  @Test func `the death of a worker counts against what it trained, and not what it held ready`() {
    var desk = Desk(trials: 8)
    _ = desk.hello(.ada)
    let records = desk.die(.ada).records
    let failure = Failure(cause: .crashed, message: "the worker 7 died while it trained this")
    #expect(
      records == [
        .failed(desk.attempt(0), failure, isFinal: false), .returned(desk.attempt(1)), .left(.ada),
      ])
  }

  @Test func `while nothing can be recorded, beats are answered and nothing else happens`() {
    var desk = Desk(trials: 4)
    _ = desk.hello(.ada)
    #expect(desk.fill(true) == Answer([]))
    #expect(desk.result(desk.attempt(0), 0.5, from: .ada) == Answer([]))
    #expect(desk.hello(.bob) == Answer([]))
    let held = [desk.attempt(0), desk.attempt(1)]
    #expect(desk.beat(.ada, holding: held).orders(to: .ada) == Orders(hold: held, drain: false))
    // Silence for longer than a lease: nobody can be recorded as lost.
    #expect(desk.wait(beats: 20) == Answer([]))
    _ = desk.beat(.ada, holding: held)
    #expect(desk.wait(beats: 20) == Answer([]))
    _ = desk.fill(false)
    #expect(desk.result(desk.attempt(0), 0.5, from: .ada).verdict == .recorded)
  }

  /// Has so many of a worker's trials fail, and gives their places in the plan.
  private func fail(_ count: Int, on session: Session, _ desk: inout Desk) -> [Int?] {
    (0..<count).map { _ in
      guard let attempt = desk.held(by: session).first else { return nil }
      _ = desk.failure(attempt, from: session)
      return desk.place(of: attempt)
    }
  }

  private func finishOne(of session: Session, _ desk: inout Desk) {
    guard let attempt = desk.held(by: session).first else { return }
    _ = desk.result(attempt, 0.5, from: session)
  }
}
