import Cluster
import Control
import Documents
import Hashing
import Sweeps
import Testing
import Trials

@testable import Runtime

/// The news of a sweep that subscribers are told.
struct SubscribersTests {
  private let coordinator: Coordinator

  init() throws {
    let sweep = Sweep(
      name: "small", data: Document(.text("digits")), recipe: Document(.map([])), parameters: [],
      evaluation: Evaluation(scheme: .test, replicates: 3, seed: 1),
      metric: Metric(name: "val_accuracy", goal: .maximize, moment: .last))
    let data = DataFacts(digest: Digest(of: [1]), rowCount: 10, testCount: 2, classes: nil)
    let plan = OpenPlan(try Plan(sweep, data: data, semantics: "engine"))
    let replay = Replay(histories: plan.trials.map { _ in .untried })
    coordinator = Coordinator(plan, replay: replay, semantics: "engine", term: 1)
  }

  private func asker(_ session: UInt64, _ number: Int = 1) -> ControlAsker {
    .remote(Session(number: session), number: number)
  }

  private final class Count {
    var pictures = 0
  }

  @Test func `one picture is shown to all who ask within half a second`() {
    let count = Count()
    var subscribers = Subscribers { progress in
      count.pictures += 1
      return "\(progress.total) trials, \(count.pictures)"
    }
    func told(_ session: UInt64, at now: Duration) -> [String] {
      #expect(subscribers.subscribe(asker(session), after: 0) == .taken(instead: nil))
      return subscribers.news(of: coordinator, position: 5, at: now).map(\.status.picture)
    }
    #expect(told(7, at: .zero) == ["3 trials, 1"])
    #expect(told(8, at: .milliseconds(499)) == ["3 trials, 1"])
    #expect(told(7, at: .milliseconds(500)) == ["3 trials, 2"])
  }

  @Test func `who knows what is on record waits until there is more`() {
    var subscribers = Subscribers { _ in "picture" }
    _ = subscribers.subscribe(asker(7), after: 5)
    #expect(subscribers.news(of: coordinator, position: 5, at: .zero).isEmpty)
    let news = subscribers.news(of: coordinator, position: 6, at: .seconds(1))
    #expect(news.map(\.asker) == [asker(7)])
    #expect(news.first?.status.position == 6)
    #expect(subscribers.news(of: coordinator, position: 7, at: .seconds(2)).isEmpty)
  }

  @Test func `a second question of one who waits takes the place of the first`() {
    var subscribers = Subscribers { _ in "picture" }
    for number in 1...1000 {
      let earlier = number == 1 ? nil : asker(7, number - 1)
      #expect(subscribers.subscribe(asker(7, number), after: 5) == .taken(instead: earlier))
    }
    #expect(subscribers.subscribe(asker(7, 1000), after: 5) == .taken(instead: nil))
    let local = ControlAsker.local(route: [1])
    #expect(subscribers.subscribe(local, after: 5) == .taken(instead: nil))
    #expect(
      subscribers.news(of: coordinator, position: 6, at: .zero).map(\.asker) == [
        asker(7, 1000), local,
      ])
  }

  @Test func `a flood of those who ask is not taken in`() {
    var subscribers = Subscribers { _ in "picture" }
    let taken = (0..<1000).count { subscribers.subscribe(asker($0), after: 0) != .tooMany }
    #expect(taken == 256)
    #expect(subscribers.news(of: coordinator, position: 1, at: .zero).count == 256)
    #expect(subscribers.subscribe(asker(5), after: 0) == .taken(instead: nil))
  }

  @Test(arguments: [true, false])
  func `those who wait are told the end, and nobody else is asked for a picture`(isLast: Bool) {
    let count = Count()
    var subscribers = Subscribers { _ in
      count.pictures += 1
      return "picture \(count.pictures)"
    }
    #expect(subscribers.lastNews(of: coordinator, position: 5, isLast: isLast).isEmpty)
    #expect(count.pictures == 0)
    for session in [7, 8] as [UInt64] { _ = subscribers.subscribe(asker(session), after: 5) }
    let last = subscribers.lastNews(of: coordinator, position: 5, isLast: isLast)
    #expect(last.map(\.asker) == [asker(7), asker(8)])
    #expect(last.allSatisfy { $0.status.isLast == isLast && $0.status.picture == "picture 1" })
  }
}
