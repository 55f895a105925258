import Cluster
import Documents
import Random
import Sweeps
import Testing
import Trials

/// The trainings of a worker, and its messages about them.
struct WorkerTests {
  @Test func `calls, and beats once it is welcome`() {
    var ada = WorkerHarness()
    let call = ada.wait(.milliseconds(250))
    #expect(call.connects == 1)
    #expect(call.said == [.hello(Hello(worker: Fixture.facts("ada"), term: 0, holding: []))])
    #expect(ada.hear(.welcome(Welcome(timing: Timing(), keep: []))) == WorkerOutput([]))
    #expect(
      ada.wait(.seconds(1)).said == [.beat(Beat(seen: 1, holding: [], isDraining: false))])
  }

  @Test func `trains one trial a slot and holds the next one ready`() {
    var ada = WorkerHarness(slots: 2)
    _ = ada.join()
    #expect(ada.assign(ada.attempt(0)).trains == [ada.attempt(0)])
    #expect(ada.assign(ada.attempt(1)).trains == [ada.attempt(1)])
    #expect(ada.assign(ada.attempt(2)).prepares == [ada.attempt(0): ada.attempt(2)])
    #expect(
      ada.wait(.seconds(2)).holding == [ada.attempt(0), ada.attempt(1), ada.attempt(2)])
    // No message lies between the end of one and the start of the next.
    let end = ada.finish(ada.attempt(0))
    #expect(end.results == [ada.attempt(0)])
    #expect(end.trains == [ada.attempt(2)])
    #expect(end.stops == [])
  }

  @Test func `what is ready behind a long training goes to the first slot that is free`() {
    var ada = WorkerHarness(slots: 2)
    _ = ada.join()
    for index in 0..<3 { _ = ada.assign(ada.attempt(index)) }
    let end = ada.finish(ada.attempt(1))
    // The runner that it was prepared in must not train it too, and nothing else after it.
    #expect(end.stops == [ada.attempt(2)])
    #expect(end.trains == [ada.attempt(2)])
    #expect(ada.assign(ada.attempt(3)).prepares == [ada.attempt(2): ada.attempt(3)])
    #expect(ada.assign(ada.attempt(4)).prepares == [:])
    #expect(ada.finish(ada.attempt(0)).trains == [ada.attempt(4)])
  }

  @Test func `what was ready behind a training that failed is trained all the same`() {
    var ada = WorkerHarness()
    _ = ada.join()
    _ = ada.assign(ada.attempt(0))
    _ = ada.assign(ada.attempt(1))
    let end = ada.handle(.ended(ada.attempt(0), .failure(Fixture.crash)))
    #expect(end.trains == [ada.attempt(1)])
  }

  @Test func `what is assigned twice is trained once`() {
    var ada = WorkerHarness(slots: 2)
    _ = ada.join()
    _ = ada.assign(ada.attempt(0))
    #expect(ada.assign(ada.attempt(0)) == WorkerOutput([]))
    _ = ada.finish(ada.attempt(0))
    #expect(ada.assign(ada.attempt(0)) == WorkerOutput([]))
    _ = ada.hear(.resultAcknowledged(ada.attempt(0), .recorded))
    // The network doubled the first assignment, and was slow with the second copy.
    #expect(ada.hear(ada.assignment(ada.attempt(0)), sequence: 2) == WorkerOutput([]))
  }

  @Test func `holds a result until it is acknowledged, and says it again`() {
    var ada = WorkerHarness()
    _ = ada.join()
    _ = ada.assign(ada.attempt(0))
    #expect(ada.finish(ada.attempt(0)).results == [ada.attempt(0)])
    var results: [Attempt] = []
    for _ in 0..<3 {
      let deed = ada.wait(.seconds(2))
      #expect(deed.holding == [ada.attempt(0)])
      results += deed.results
    }
    #expect(!results.isEmpty)
    _ = ada.hear(.resultAcknowledged(ada.attempt(1), .recorded))
    #expect(ada.wait(.seconds(2)).holding == [ada.attempt(0)])
    let settled = ada.hear(.resultAcknowledged(ada.attempt(0), .recorded)).settled
    #expect(settled == [ada.attempt(0)])
    #expect(ada.wait(.seconds(2)).holding == [])
  }

  @Test func `results are told together while there is plenty to train`() {
    var ada = WorkerHarness()
    _ = ada.join()
    for index in 0..<6 { _ = ada.assign(ada.attempt(index)) }
    for index in 0..<3 {
      let end = ada.finish(ada.attempt(index))
      #expect(end.trains == [ada.attempt(index + 1)])
      #expect(end.said == [])
    }
    let told = (0..<4).map { ada.attempt($0) }
    #expect(ada.finish(ada.attempt(3)).results == told)
    // With little to train, it waits for the answer, which is under way.
    #expect(ada.finish(ada.attempt(4)).said == [])
    for attempt in told.dropLast() {
      #expect(ada.hear(.resultAcknowledged(attempt, .recorded)).said == [])
    }
    let last = ada.hear(.resultAcknowledged(told[3], .recorded))
    #expect(last.results == [ada.attempt(4)])
  }

  @Test func `a result waits for the answer to others a moment and no longer`() {
    var ada = WorkerHarness()
    _ = ada.join()
    _ = ada.wait(.milliseconds(250))
    for index in 0..<2 { _ = ada.assign(ada.attempt(index)) }
    #expect(ada.finish(ada.attempt(0)).results == [ada.attempt(0)])
    #expect(ada.finish(ada.attempt(1)).said == [])
    #expect(ada.wait(.milliseconds(49)).said == [])
    #expect(ada.wait(.milliseconds(1)).results == [ada.attempt(1)])
  }

  @Test func `a result waits a moment for others and no longer`() {
    var ada = WorkerHarness()
    _ = ada.join()
    // The first beat, which would say it.
    _ = ada.wait(.milliseconds(250))
    for index in 0..<6 { _ = ada.assign(ada.attempt(index)) }
    let tick = Duration.milliseconds(100)
    #expect(ada.worker.pause(upTo: tick, at: ada.now) == tick)
    #expect(ada.finish(ada.attempt(0)).said == [])
    #expect(ada.wait(.milliseconds(4)).said == [])
    #expect(ada.finish(ada.attempt(1)).said == [])
    #expect(ada.worker.pause(upTo: tick, at: ada.now) == .milliseconds(46))
    #expect(ada.wait(.milliseconds(46)).results == [ada.attempt(0), ada.attempt(1)])
    #expect(ada.worker.pause(upTo: tick, at: ada.now) == tick)
    for index in 0..<2 { _ = ada.hear(.resultAcknowledged(ada.attempt(index), .recorded)) }
    // Sent home, it has nothing to train that others' results could come of.
    #expect(ada.finish(ada.attempt(2)).said == [])
    #expect(ada.handle(.drained).results == [ada.attempt(2)])
  }

  @Test func `an acknowledgement ends no training`() {
    var ada = WorkerHarness()
    _ = ada.join()
    _ = ada.assign(ada.attempt(0))
    _ = ada.hear(.resultAcknowledged(ada.attempt(0), .recorded))
    #expect(ada.wait(.seconds(2)).holding == [ada.attempt(0)])
  }

  @Test func `reports what was measured with the next beat, in bounded parts`() {
    var ada = WorkerHarness()
    _ = ada.join()
    _ = ada.wait(.seconds(1))
    _ = ada.assign(ada.attempt(0))
    let measurements = (1...300).map { Measurement(epoch: $0, metrics: ["loss": 1]) }
    for measurement in measurements {
      #expect(ada.handle(.measured(ada.attempt(0), measurement)) == WorkerOutput([]))
    }
    let first = ada.wait(.seconds(2)).said.first
    #expect(first == .report(ada.attempt(0), Array(measurements[..<256])))
    let second = ada.wait(.seconds(2)).said.first
    #expect(second == .report(ada.attempt(0), Array(measurements[256...])))
    #expect(ada.wait(.seconds(2)).said.count == 1)
  }

  @Test func `drops what the coordinator no longer wants`() {
    var ada = WorkerHarness(slots: 2)
    _ = ada.join()
    for index in 0..<4 { _ = ada.assign(ada.attempt(index)) }
    let deed = ada.orders(hold: [ada.attempt(1), ada.attempt(3)])
    // The last was ready behind one that goes on, and has a slot of its own now.
    #expect(deed.stops == [ada.attempt(2), ada.attempt(0), ada.attempt(3)])
    #expect(deed.trains == [ada.attempt(3)])
    // A result is no training: it is kept until it is acknowledged.
    _ = ada.finish(ada.attempt(1))
    #expect(ada.orders(hold: []).stops == [ada.attempt(3)])
    #expect(ada.wait(.seconds(2)).holding == [ada.attempt(1)])
  }

  @Test func `orders from before an assignment do not stop it`() {
    var ada = WorkerHarness()
    _ = ada.join()
    _ = ada.hear(ada.assignment(ada.attempt(0)), sequence: 3)
    let late = Message.beatAcknowledged(Orders(hold: [], drain: false))
    #expect(ada.hear(late, sequence: 2) == WorkerOutput([]))
    #expect(ada.wait(.seconds(2)).holding == [ada.attempt(0)])
  }

  @Test func `a newer attempt of a trial takes an older one's place`() {
    var ada = WorkerHarness()
    _ = ada.join()
    _ = ada.assign(ada.attempt(0))
    let deed = ada.assign(ada.attempt(0, 2))
    #expect(deed.stops == [ada.attempt(0)])
    #expect(deed.trains == [ada.attempt(0, 2)])
  }

  @Test func `a newer attempt does not cost the result of an older one`() {
    var ada = WorkerHarness()
    _ = ada.join()
    _ = ada.assign(ada.attempt(0))
    _ = ada.finish(ada.attempt(0))
    _ = ada.assign(ada.attempt(0, 2))
    #expect(ada.wait(.seconds(2)).holding == [ada.attempt(0, 2), ada.attempt(0)])
  }

  @Test func `ends a training that takes too long`() {
    var ada = WorkerHarness()
    _ = ada.join()
    _ = ada.assign(ada.attempt(0), limit: .seconds(3))
    _ = ada.assign(ada.attempt(1), limit: .seconds(3))
    var deed = WorkerOutput([])
    while deed.overdue.isEmpty, ada.now < .seconds(10) { deed = ada.wait(.seconds(1)) }
    #expect(deed.overdue == [ada.attempt(0)])
    #expect(ada.now > .seconds(3) && ada.now < .seconds(5))
    let failure = AttemptResult.failure(Failure(cause: .timedOut, message: "too long"))
    deed = ada.handle(.ended(ada.attempt(0), failure))
    #expect(deed.said == [.result(ada.attempt(0), failure)])
    #expect(deed.trains == [ada.attempt(1)])
    // A message that the runner may still send comes too late.
    #expect(ada.finish(ada.attempt(0)) == WorkerOutput([]))
  }

  @Test func `hands in a failure in place of a result that no message can hold`() {
    var ada = WorkerHarness()
    _ = ada.join()
    _ = ada.assign(ada.attempt(0))
    let confusion = Document(.text(String(repeating: "x", count: WireLimit.body)))
    let outcome = Outcome(
      status: .completed, measurements: [], attachments: ["confusion": confusion])
    let deed = ada.handle(.ended(ada.attempt(0), .outcome(EncodedOutcome(outcome), seconds: 1)))
    guard case .result(ada.attempt(0), .failure(let failure))? = deed.said.first else {
      Issue.record("\(deed.said.count) messages tell of no failure")
      return
    }
    #expect(failure.cause == .invalid)
    #expect(failure.message.contains("\(WireLimit.body)"))
  }

  /// The messages of a worker from the end of a training on, while the coordinator answers beats or not.
  private func said(
    weights: Int, isAnswered: Bool, within duration: Duration
  ) -> [Message] {
    var ada = WorkerHarness()
    _ = ada.join()
    _ = ada.assign(ada.attempt(0))
    let outcome = Outcome(
      status: .completed, measurements: [],
      weights: KeptWeights(epoch: 1, file: [UInt8](repeating: 0, count: weights)))
    let end = ada.now + duration
    var said = ada.handle(.ended(ada.attempt(0), .outcome(EncodedOutcome(outcome), seconds: 1)))
      .said
    while ada.now < end {
      said += ada.wait(end - ada.now).said
      if isAnswered { said += ada.orders(hold: [ada.attempt(0)]).said }
    }
    return said
  }

  @Test func `a large network is given time to travel before its result is said again`() {
    func repetitions(_ weights: Int) -> Int {
      said(weights: weights, isAnswered: true, within: .seconds(24))
        .count { if case .result = $0 { true } else { false } }
    }
    #expect((9...13).contains(repetitions(1)))
    #expect((3...5).contains(repetitions(1 << 20)))
  }

  @Test func `a large network is given time to travel before silence counts`() {
    func calls(_ weights: Int) -> Int {
      said(weights: weights, isAnswered: false, within: .seconds(8))
        .count { if case .hello = $0 { true } else { false } }
    }
    #expect(calls(1) > 0)
    #expect(calls(1 << 20) == 0)
  }

  @Test func `believes no runner about what it was not told to train`() {
    var ada = WorkerHarness()
    _ = ada.join()
    _ = ada.assign(ada.attempt(0))
    _ = ada.assign(ada.attempt(1))
    for attempt in [ada.attempt(1), ada.attempt(2), ada.attempt(0, 2)] {
      #expect(ada.finish(attempt) == WorkerOutput([]))
    }
  }
}

/// How a worker finds its coordinator, keeps it, and leaves.
struct CallingTests {
  @Test func `calls at growing distances, with jitter, from a new socket each time`() {
    var ada = WorkerHarness(patience: .seconds(10_000))
    var bob = WorkerHarness(patience: .seconds(10_000), seed: 2)
    func distances(_ caller: inout WorkerHarness) -> [Duration] {
      var calls: [Duration] = []
      var sessions: Set<Session> = []
      while calls.count < 41 {
        let deed = caller.wait(.seconds(6))
        #expect(deed.calls && deed.connects == 1)
        calls.append(caller.now)
        if let session = caller.session { sessions.insert(session) }
      }
      #expect(sessions.count == 41)
      return zip(calls.dropFirst(), calls).map { $0 - $1 }
    }
    let distance = distances(&ada)
    #expect(distance.prefix(2).allSatisfy { $0 <= .seconds(1.25) })
    #expect(distance.allSatisfy { $0 >= .milliseconds(200) && $0 <= .seconds(2) })
    #expect(distance.suffix(30).contains { $0 > .seconds(1) })
    #expect(distance != distances(&bob))
  }

  @Test func `a coordinator that was reached has time to answer, and more at every call`() {
    var ada = WorkerHarness(patience: .seconds(10_000))
    var waits: [Duration] = []
    for _ in 0..<20 {
      while !ada.wait(.seconds(60)).calls {}
      let start = ada.now
      #expect(ada.handle(.connected) == WorkerOutput([]))
      _ = ada.wait(.seconds(60))
      waits.append(ada.now - start)
    }
    #expect(waits.allSatisfy { $0 >= .seconds(5) && $0 <= .seconds(35.25) })
    #expect(waits[0] < .seconds(6))
    #expect(waits.contains { $0 > .seconds(15) })
  }

  @Test func `a connection that breaks before the answer is called for anew`() {
    var ada = WorkerHarness()
    while !ada.wait(.seconds(60)).calls {}
    _ = ada.handle(.connected)
    _ = ada.handle(.disconnected)
    #expect(ada.wait(.seconds(2)).calls)
  }

  @Test func `a connection that breaks later heals by itself`() {
    var ada = WorkerHarness()
    _ = ada.join()
    #expect(ada.handle(.disconnected) == WorkerOutput([]))
    #expect(ada.handle(.connected) == WorkerOutput([]))
    #expect(!ada.wait(.milliseconds(800)).calls)
  }

  @Test func `calls anew after five silent beats, with all that it has`() {
    var ada = WorkerHarness()
    _ = ada.join()
    _ = ada.assign(ada.attempt(0))
    _ = ada.assign(ada.attempt(1))
    let start = ada.now
    var deed = WorkerOutput([])
    while !deed.calls, ada.now < .seconds(60) { deed = ada.wait(.seconds(1)) }
    #expect(ada.now - start > .seconds(5) && ada.now - start < .seconds(6))
    #expect(deed.connects == 1)
    #expect(deed.holding == [ada.attempt(0), ada.attempt(1)])
    // Trainings do not wait for coordinators.
    let end = ada.finish(ada.attempt(0))
    #expect(end.results == [])
    #expect(end.trains == [ada.attempt(1)])
    let welcome = ada.hear(.welcome(Welcome(timing: Timing(), keep: [ada.attempt(1)])))
    #expect(welcome.results == [ada.attempt(0)])
    #expect(welcome.stops == [])
  }

  @Test func `hands in at once to a new coordinator what an old one did not acknowledge`() {
    var ada = WorkerHarness()
    _ = ada.join()
    _ = ada.assign(ada.attempt(0))
    #expect(ada.finish(ada.attempt(0)).results == [ada.attempt(0)])
    let call = ada.hear(.reject(.unknownSession), term: 2, sequence: 0)
    #expect(call.connects == 1)
    #expect(call.holding == [ada.attempt(0)])
    let welcome = ada.hear(.welcome(Welcome(timing: Timing(), keep: [])), term: 2)
    #expect(welcome.results == [ada.attempt(0)])
  }

  @Test func `stops what a coordinator does not want it to go on with`() {
    var ada = WorkerHarness(slots: 2)
    _ = ada.join()
    for index in 0..<2 { _ = ada.assign(ada.attempt(index)) }
    _ = ada.hear(.reject(.unknownSession), term: 2, sequence: 0)
    let welcome = ada.hear(
      .welcome(Welcome(timing: Timing(), keep: [ada.attempt(1)])), term: 2)
    #expect(welcome.stops == [ada.attempt(0)])
  }

  @Test func `does not listen to a coordinator that was replaced`() {
    var ada = WorkerHarness()
    _ = ada.join(term: 2)
    _ = ada.hear(ada.assignment(ada.attempt(0)), term: 2)
    #expect(
      ada.hear(.beatAcknowledged(Orders(hold: [], drain: true)), term: 1) == WorkerOutput([]))
    #expect(ada.hear(.reject(.unknownSession), term: 1, sequence: 0) == WorkerOutput([]))
    #expect(ada.wait(.seconds(2)).holding == [ada.attempt(0)])
  }

  @Test func `tells the next coordinator the highest term that it knows`() {
    var ada = WorkerHarness()
    _ = ada.join(term: 7)
    let call = ada.hear(.reject(.unknownSession), term: 9, sequence: 0)
    #expect(call.said == [.hello(Hello(worker: Fixture.facts("ada"), term: 9, holding: []))])
  }

  @Test func `begins again when its coordinator has begun a new life`() {
    var ada = WorkerHarness()
    _ = ada.join()
    for _ in 0..<9 { _ = ada.orders(hold: []) }
    // The new life counts from 1, so its words would not compare with those of the old.
    let deed = ada.hear(ada.assignment(ada.attempt(0)), term: 2, sequence: 2)
    #expect(deed.calls)
    #expect(deed.trains == [])
  }

  @Test func `does not hear the echo of an earlier conversation`() {
    var ada = WorkerHarness()
    _ = ada.join()
    let former = ada.session
    _ = ada.hear(.reject(.unknownSession), sequence: 0)
    _ = ada.hear(.welcome(Welcome(timing: Timing(), keep: [])))
    #expect(ada.hear(ada.assignment(ada.attempt(0)), sequence: 9, in: former) == WorkerOutput([]))
    #expect(ada.hear(.reject(.unknownSession), sequence: 0, in: former) == WorkerOutput([]))
  }

  @Test func `goes home when nobody answers for longer than it waits`() {
    var ada = WorkerHarness(patience: .seconds(30))
    _ = ada.join()
    _ = ada.assign(ada.attempt(0))
    var last = WorkerOutput([])
    while last.leaves == nil, ada.now < .seconds(60) { last = ada.wait(.seconds(1)) }
    #expect(last.leaves == .unanswered)
    #expect(last.stops == [ada.attempt(0)])
    #expect(ada.now > .seconds(30) && ada.now < .seconds(33))
    #expect(ada.assign(ada.attempt(1)) == WorkerOutput([]))
  }

  @Test func `starts nothing in the moment in which it leaves`() {
    var ada = WorkerHarness(patience: .seconds(30))
    _ = ada.join()
    // The limit of the first and the end of patience fall into the same tick.
    _ = ada.assign(ada.attempt(0), limit: .seconds(20))
    _ = ada.assign(ada.attempt(1))
    let assigned = ada.now
    #expect(ada.worker.handle(.ticked, at: assigned + .seconds(31)).last == .leave(.unanswered))
  }

  @Test func `goes home when its numbers would be others`() {
    var ada = WorkerHarness()
    _ = ada.wait(.seconds(1))
    #expect(ada.hear(.reject(.otherSemantics), sequence: 0).leaves == .rejected(.otherSemantics))
  }

  @Test(arguments: [Rejection.full, .quota])
  func `where there is no room it says so once, calls again, and goes home in the end`(
    rejection: Rejection
  ) {
    var ada = WorkerHarness()
    let begin = ada.now
    var (refusals, calls) = ([Rejection](), 0)
    var leaves: WorkerEnd?
    while leaves == nil, ada.now - begin < .seconds(2000) {
      let output = ada.wait(.seconds(1))
      leaves = output.leaves
      calls += output.connects
      if output.connects > 0 { refusals += ada.hear(.reject(rejection), sequence: 0).refusals }
    }
    #expect(leaves == .rejected(rejection))
    #expect(refusals == [rejection])
    #expect(calls > 5)
  }

  @Test func `a worker that comes in after all is as any other`() {
    var ada = WorkerHarness()
    _ = ada.wait(.seconds(1))
    _ = ada.hear(.reject(.quota), sequence: 0)
    _ = ada.join()
    #expect(ada.assign(ada.attempt(0)).trains == [ada.attempt(0)])
  }

  @Test func `told to stop, it gives back what it trains, and says goodbye`() {
    var ada = WorkerHarness()
    _ = ada.join()
    _ = ada.assign(ada.attempt(0))
    _ = ada.assign(ada.attempt(1))
    let deed = ada.handle(.stopped)
    #expect(Set(deed.stops) == [ada.attempt(0), ada.attempt(1)])
    #expect(deed.said == [.bye])
    #expect(deed.leaves == .done)
  }

  @Test func `hands in what the worker before it has left`() {
    let attempt = WorkerHarness().attempt(3, 2)
    let result = AttemptResult.outcome(EncodedOutcome(Fixture.outcome(0.5)), seconds: 60)
    var ada = WorkerHarness(results: [attempt: result])
    #expect(ada.wait(.seconds(6)).holding == [attempt])
    #expect(ada.hear(.welcome(Welcome(timing: Timing(), keep: []))).results == [attempt])
    #expect(ada.hear(.resultAcknowledged(attempt, .recorded)).settled == [attempt])
  }

  @Test func `drained, it gives back what it has not begun and finishes the rest`() {
    var ada = WorkerHarness()
    _ = ada.join()
    _ = ada.assign(ada.attempt(0))
    _ = ada.assign(ada.attempt(1))
    let drained = ada.handle(.drained)
    #expect(drained.stops == [ada.attempt(1)])
    #expect(drained.said == [])
    #expect(
      ada.wait(.seconds(2)).said == [
        .beat(Beat(seen: 3, holding: [ada.attempt(0)], isDraining: true))
      ])
    #expect(ada.assign(ada.attempt(2)) == WorkerOutput([]))
    let end = ada.finish(ada.attempt(0))
    #expect(end.trains == [])
    #expect(end.leaves == nil)
    let home = ada.hear(.resultAcknowledged(ada.attempt(0), .recorded))
    #expect(home.said == [.bye])
    #expect(home.leaves == .done)
  }

  @Test func `goes home when it is told that all is done`() {
    var ada = WorkerHarness()
    _ = ada.join()
    let home = ada.orders(hold: [], drain: true)
    #expect(home.said == [.bye])
    #expect(home.leaves == .done)
  }

  @Test func `drained before anybody has answered, it just leaves`() {
    var ada = WorkerHarness()
    let deed = ada.handle(.drained)
    #expect(deed.leaves == .done)
    #expect(deed.said == [])
  }

  @Test func `takes the beat from the coordinator`() {
    var ada = WorkerHarness()
    _ = ada.wait(.seconds(1))
    _ = ada.hear(.welcome(Welcome(timing: Timing(beat: .seconds(60)), keep: [])))
    _ = ada.wait(.seconds(1))
    #expect(ada.wait(.seconds(50)) == WorkerOutput([]))
    #expect(ada.wait(.seconds(20)).said.count == 1)
  }
}
