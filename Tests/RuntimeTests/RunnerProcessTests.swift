import Cluster
import Hashing
import Processes
import Sweeps
import Testing
import Trials

@testable import Runtime

/// The worker's view of a runner, whose process the test plays.
struct RunnerProcessTests {
  private let child = ScriptedChild()
  private let clock = SteppedClock()
  private let attempt = Attempt(trial: TrialID(digest: Digest(of: [1])), number: 1)
  private let assignment = EncodedAssignment(
    bytes: Array(repeating: 7, count: 1000), kind: .engine)

  private func makeRunner() -> RunnerProcess { RunnerProcess(child, clock: clock) }

  private func makeBusyRunner(_ limits: TrialLimits = TrialLimits()) throws -> RunnerProcess {
    let runner = makeRunner()
    try runner.assign(attempt, assignment, limits: limits)
    runner.begin(limits)
    return runner
  }

  @Test func `an assignment goes down the pipe as fast as the pipe takes it`() throws {
    let runner = makeRunner()
    child.room = 100
    try runner.assign(attempt, assignment, limits: TrialLimits())
    #expect(try child.takeTold().isEmpty)
    #expect(runner.writable != nil)
    for _ in 0..<20 { try runner.flush() }
    #expect(runner.writable == nil)
    #expect(
      try child.takeTold() == [.assign(attempt, assignment, limits: TrialLimits())])
  }

  @Test func `a runner is free until it has something to train, and after it`() throws {
    let runner = makeRunner()
    #expect(runner.isFree)
    try runner.assign(attempt, assignment, limits: TrialLimits())
    #expect(!runner.isFree && runner.attempt == nil)
    runner.begin(TrialLimits())
    #expect(runner.attempt == attempt && runner.next == nil)
    runner.rest()
    #expect(runner.isFree)
  }

  @Test func `a message that comes in pieces is one message`() throws {
    let runner = makeRunner()
    #expect(!runner.hasSpoken)
    let failure = AttemptResult.failure(Failure(cause: .crashed, message: "no"))
    let whole = Envelope.onPipe(.result(attempt, failure))
    child.say(bytes: whole.prefix(10))
    #expect(try runner.messages().isEmpty)
    #expect(!runner.hasSpoken)
    child.say(bytes: whole.dropFirst(10))
    #expect(try runner.messages() == [.result(attempt, failure)])
    #expect(runner.hasSpoken)
  }

  @Test func `what a training prints is kept to its last 4,096 bytes`() throws {
    let runner = try makeBusyRunner()
    child.printing = String(repeating: "a", count: 5000)
    try runner.readOutput()
    child.printing = "the end"
    try runner.readOutput()
    #expect(runner.output.utf8.count == 4096)
    #expect(runner.output.hasSuffix("athe end"))
  }

  @Test func `a training that nobody wants is asked to end, once, and given eight seconds`() throws
  {
    let runner = try makeBusyRunner()
    runner.end()
    runner.end()
    #expect(child.signals == [.user2])
    #expect(child.hasClosedInput)
    #expect(runner.isEnding && runner.isAstray)
    clock.now = .seconds(7)
    #expect(try !runner.isLate && !runner.hasLeft())
    clock.now = .seconds(8)
    #expect(try runner.isLate && runner.hasLeft())
  }

  @Test func `memory above the limit is told once, and ends all that the training started`() throws
  {
    let runner = try makeBusyRunner(TrialLimits(memory: 1_000_000))
    #expect(runner.excess == nil)
    // Memory shared with other processes does not count.
    child.ownMemory = 5_000_000
    child.proportionalMemory = 900_000
    #expect(runner.excess == nil)
    child.proportionalMemory = 3_000_000
    let excess = try #require(runner.excess)
    #expect(excess.cause == .outOfMemory)
    #expect(
      excess.message
        == "the training's process has 3 MB of memory for itself and the limit is 1 MB")
    runner.end(because: excess)
    #expect(child.hasKilledDescendants && child.signals.isEmpty)
    #expect(runner.excess == nil)
  }

  @Test func `a training that was ended failed for the reason it was ended for`() throws {
    let runner = try makeBusyRunner()
    let crash = Failure(cause: .crashed, message: "a signal", output: "its words")
    #expect(runner.blame(crash) == crash)
    runner.end(because: Failure(cause: .timedOut, message: "too long"))
    #expect(
      runner.blame(crash) == Failure(cause: .timedOut, message: "too long", output: "its words"))
    runner.rest()
    #expect(runner.blame(crash) == crash)
  }

  @Test func `nothing begins in a slot before what was there has gone`() throws {
    let former = try makeBusyRunner()
    former.end()
    let successor = ScriptedChild()
    let runner = RunnerProcess(successor, clock: clock, after: former)
    try runner.assign(attempt, assignment, limits: TrialLimits())
    #expect(try successor.takeTold().isEmpty)
    #expect(runner.writable == nil)
    child.status = .exited(0)
    try runner.flush()
    #expect(try successor.takeTold().count == 1)
  }
}
