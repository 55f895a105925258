import Cluster
import Sweeps
import Testing
import Trials

/// A worker whose own time is short.
struct WorkingTimeTests {
  @Test func `takes no trial that may take longer than it has`() {
    var ada = WorkerHarness(end: .seconds(60))
    _ = ada.join()
    let deed = ada.assign(ada.attempt(0), limit: .seconds(600))
    #expect(deed.trains == [])
    // It says that it holds nothing, so that another gets the trial.
    #expect(deed.leaves == .done)
  }

  @Test func `takes trials as long as they fit, by the times it has seen`() {
    var ada = WorkerHarness(end: .seconds(60))
    _ = ada.join()
    #expect(ada.assign(ada.attempt(0)).trains == [ada.attempt(0)])
    ada.train(ada.attempt(0), until: .seconds(20))
    _ = ada.finish(ada.attempt(0))
    _ = ada.hear(.resultAcknowledged(ada.attempt(0), .recorded))
    #expect(ada.assign(ada.attempt(1)).trains == [ada.attempt(1)])
    // The first took some 20 s; the third would not be done at 60.
    ada.train(ada.attempt(1), until: .seconds(45))
    #expect(ada.assign(ada.attempt(2)).trains == [])
    #expect(ada.finish(ada.attempt(1)).results == [ada.attempt(1)])
    let end = ada.hear(.resultAcknowledged(ada.attempt(1), .recorded))
    #expect(end.leaves == .done)
  }

  @Test func `what is prepared behind a training that took too long is not begun`() {
    var ada = WorkerHarness(end: .seconds(60))
    _ = ada.join()
    _ = ada.assign(ada.attempt(0))
    _ = ada.assign(ada.attempt(1))
    ada.train(ada.attempt(0), until: .seconds(45), ahead: ada.attempt(1))
    let end = ada.finish(ada.attempt(0))
    #expect(end.results == [ada.attempt(0)])
    // Its runner would go on with it by itself.
    #expect(end.stops == [ada.attempt(1)])
    #expect(end.trains == [])
  }

  @Test func `a training in progress is not given up for it`() {
    var ada = WorkerHarness(end: .seconds(30))
    _ = ada.join()
    _ = ada.assign(ada.attempt(0), limit: .seconds(20))
    ada.train(ada.attempt(0), until: .seconds(29))
    #expect(ada.finish(ada.attempt(0)).results == [ada.attempt(0)])
  }
}

extension WorkerHarness {
  /// Lets time go by with one training, which it must not give up, and a coordinator that answers.
  fileprivate mutating func train(
    _ attempt: Attempt, until end: Duration, ahead next: Attempt? = nil
  ) {
    while now < end {
      let deed = wait(.seconds(1))
      #expect(deed.leaves == nil && deed.stops == [])
      _ = orders(hold: [attempt] + (next.map { [$0] } ?? []))
    }
  }
}
