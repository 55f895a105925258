import Cluster
import Hashing
import Sweeps
import Testing
import Trials

/// The trials whose checkpoints a coordinator takes, and the checkpoints that it drops first.
struct CheckpointNeedTests {
  /// Rungs at 1, 2, 4 and 6.
  private let plan = OpenPlan(Fixture.halving(configurations: 4, searches: false))
  private let ada = Peer(name: "ada")
  private let bob = Peer(name: "bob")

  private func number(_ configuration: Int, until: Int?) -> Int {
    let trial = plan.plan.trial(
      configuration: configuration, replicate: 0, fold: 0, until: until)
    return plan.number(of: trial.id) ?? -1
  }

  private func coordinator(
    running: [Int], finished: [Int] = [], issued: [NumberedAttempt: Peer] = [:]
  ) -> Coordinator {
    let histories = plan.trials.indices.map { number in
      if running.contains(number) {
        return TrialHistory(standing: .running, attempts: 2, failures: 0)
      }
      guard finished.contains(number) else { return TrialHistory.untried }
      return TrialHistory(
        standing: .finished(Fingerprint(Digest(of: [1]))), attempts: 1, failures: 0)
    }
    var replay = Replay(histories: histories, issued: issued)
    replay.orphans = running.map {
      Replay.Orphan(
        NumberedAttempt(trial: $0, number: 2), holder: ProcessName(host: "ada", process: 1))
    }
    return Coordinator(plan, replay: replay, semantics: Fixture.semantics, term: 2)
  }

  private func attempt(_ number: Int, _ count: Int = 2) -> Attempt {
    Attempt(trial: plan.trials[number].id, number: count)
  }

  @Test func `an attempt that was handed out may leave one, and no other`() {
    let first = number(0, until: 1)
    let coordinator = coordinator(running: [first])
    #expect(coordinator.wantsCheckpoint(of: attempt(first), from: nil))
    // It may come late.
    #expect(coordinator.wantsCheckpoint(of: attempt(first, 1), from: nil))
    #expect(!coordinator.wantsCheckpoint(of: attempt(first, 3), from: nil))
    #expect(!coordinator.wantsCheckpoint(of: attempt(number(1, until: 1)), from: nil))
    let stranger = TrialID(digest: Digest(of: [77]))
    #expect(!coordinator.wantsCheckpoint(of: Attempt(trial: stranger, number: 1), from: nil))
  }

  @Test func `with keys it is for whoever was handed the attempt`() {
    let first = number(0, until: 1)
    let issued = [NumberedAttempt(trial: first, number: 2): ada]
    let coordinator = coordinator(running: [first], issued: issued)
    #expect(coordinator.wantsCheckpoint(of: attempt(first), from: ada))
    #expect(!coordinator.wantsCheckpoint(of: attempt(first), from: bob))
    #expect(!coordinator.wantsCheckpoint(of: attempt(first, 1), from: ada))
  }

  @Test func `nobody goes on from a whole trial, or from one whose next has its result`() {
    let (first, second, whole) = (
      number(0, until: 1), number(0, until: 2), number(0, until: nil)
    )
    let running = coordinator(running: [first, whole])
    #expect(!running.wantsCheckpoint(of: attempt(whole), from: nil))
    let later = coordinator(running: [first], finished: [second])
    #expect(!later.wantsCheckpoint(of: attempt(first), from: nil))
    #expect(later.worth(ofCheckpointOf: plan.trials[first].id) == nil)
    #expect(later.worth(ofCheckpointOf: plan.trials[second].id) != nil)
    #expect(later.trial(beforeTrialAt: second) == plan.trials[first].id)
    #expect(later.trial(beforeTrialAt: first) == nil)
    let last = number(0, until: 4)
    #expect(later.trial(beforeTrialAt: whole) == plan.trials[last].id)
  }

  @Test func `higher rungs are worth more, and better results at one rung`() {
    let low = CheckpointWorth(until: 1, score: -0.9)
    let high = CheckpointWorth(until: 3, score: 0.5)
    let better = CheckpointWorth(until: 3, score: 0.1)
    #expect([better, low, high].sorted() == [low, high, better])
  }
}
