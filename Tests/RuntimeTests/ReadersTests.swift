import Cluster
import Documents
import Hashing
import Sweeps
import Testing
import Trials

@testable import Runtime

/// What those who look on are answered.
struct ReadersTests {
  private let coordinator: Coordinator

  init() throws {
    let sweep = Sweep(
      name: "small", data: Document(.text("digits")), recipe: Document(.map([])), parameters: [],
      evaluation: Evaluation(scheme: .test, replicates: 3, seed: 1),
      metric: Metric(name: "val_accuracy", goal: .maximize, moment: .last))
    let data = DataFacts(digest: Digest(of: [1]), rowCount: 10, testCount: 2, classes: nil)
    let plan = OpenPlan(try Plan(sweep, data: data, semantics: "engine"))
    let replay = Replay(histories: plan.trials.map { _ in .untried })
    coordinator = Coordinator(plan, replay: replay, semantics: "engine", epoch: 1)
  }

  private func look(_ number: UInt64, _ sequence: Int = 1) -> Envelope {
    Envelope(epoch: 0, session: Session(number: number), sequence: sequence, message: .look)
  }

  private final class Count {
    var pictures = 0
  }

  @Test func `one picture is shown to all who look within half a second`() {
    let count = Count()
    var readers = Readers { progress in
      count.pictures += 1
      return "\(progress.total) trials, \(count.pictures)"
    }
    let first = readers.answer(look(7, 3), about: coordinator, at: .zero)
    #expect(first?.message == .sight(Sight(text: "3 trials, 1", isLast: false)))
    #expect(first?.session == Session(number: 7))
    #expect(first?.sequence == 3)
    _ = readers.answer(look(8), about: coordinator, at: .milliseconds(499))
    #expect(count.pictures == 1)
    let next = readers.answer(look(7, 4), about: coordinator, at: .milliseconds(500))
    #expect(next?.message == .sight(Sight(text: "3 trials, 2", isLast: false)))
  }

  @Test func `a flood of looks is not answered by a flood of pictures`() {
    var readers = Readers { _ in "picture" }
    let answers = (0..<1000).compactMap { number in
      readers.answer(look(number), about: coordinator, at: .zero)
    }
    #expect(answers.count == 256)
    #expect(readers.answer(look(5), about: coordinator, at: .seconds(1)) != nil)
  }

  @Test func `those who looked are told the end, and nobody else is asked for a picture`() {
    let count = Count()
    var readers = Readers { _ in
      count.pictures += 1
      return "picture \(count.pictures)"
    }
    #expect(readers.farewell(of: coordinator, at: .zero).isEmpty)
    #expect(count.pictures == 0)
    for sequence in 1...3 { _ = readers.answer(look(7, sequence), about: coordinator, at: .zero) }
    _ = readers.answer(look(8), about: coordinator, at: .zero)
    let last = readers.farewell(of: coordinator, at: .milliseconds(1))
    #expect(last.map(\.session) == [Session(number: 7), Session(number: 8)])
    #expect(last.map(\.sequence) == [3, 1])
    #expect(last.allSatisfy { $0.message == .sight(Sight(text: "picture 2", isLast: true)) })
  }
}
