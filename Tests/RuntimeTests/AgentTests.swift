import Cluster
import Hashing
import Processes
import Sweeps
import Testing
import Trials
import ZeroMQ

@testable import Runtime

/// A worker's process between a coordinator and runners that tests play, at a time that they tell.
struct AgentTests {
  /// The surroundings of the worker, which the test plays and sees.
  private final class World {
    let clock = SteppedClock()
    let signals = ScriptedSignals()
    var lines: [ScriptedLine] = []
    var children: [ScriptedChild] = []
    var events: [Agent.Event] = []
    /// Has a runner that is started end before it says a word.
    var isBroken = false

    var line: ScriptedLine { lines[lines.count - 1] }

    func makeAgent(
      slots: Int = 1, grace: Duration? = nil, spool: String? = nil
    ) throws -> Agent {
      try Agent(
        AgentOptions(
          endpoint: "test", slots: slots, patience: .seconds(60), grace: grace,
          spool: spool, runner: Command("/nowhere", arguments: []),
          output: { World.output(of: $0) }),
        Agent.Parts(
          clock: clock, signals: signals,
          connect: { [unowned self] in
            lines.append(ScriptedLine())
            return line
          },
          startRunner: { [unowned self] in
            let child = ScriptedChild()
            if isBroken {
              child.printing = "no such library\n"
              child.status = .exited(3)
            } else {
              child.say(.hello(Hello(worker: World.facts, term: 0, holding: [])))
            }
            children.append(child)
            return child
          }),
        observe: { [unowned self] in events.append($0) })
    }

    static func output(of attempt: Attempt) -> PrintedOutput {
      PrintedOutput(size: attempt.number, last: Array("\(attempt.trial)".utf8))
    }

    private static let facts = WorkerFacts(
      host: "ada", process: 7, slots: 1, semantics: ["engine 3"], kernel: "v3")

    /// The messages that the coordinator got since the last call.
    func takeSaid() -> [Cluster.Message] { line.takeSent().map(\.message) }

    /// Has the coordinator say something in the conversation that goes on.
    func say(_ messages: Cluster.Message..., to session: Session) {
      line.arrived.append(
        .envelopes(
          messages.map {
            sequence += 1
            return Envelope(term: 1, session: session, sequence: sequence, message: $0)
          }))
    }

    private var sequence = 0

    /// Lets an agent in; gives its conversation.
    func welcome(_ agent: inout Agent) throws -> Session {
      _ = try agent.turn()
      guard let hello = line.takeSent().first else { throw Silence() }
      say(.welcome(Welcome(timing: Timing(), keep: [])), to: hello.session)
      _ = try agent.turn()
      return hello.session
    }
  }

  private struct Silence: Error {}

  private let world = World()
  private let outcome = AttemptResult.outcome(
    EncodedOutcome(
      Outcome(
        status: .completed,
        measurements: [Measurement(epoch: 1, metrics: ["val_accuracy": 0.5])])),
    seconds: 0.1)

  private func attempt(_ number: UInt8) -> Attempt {
    Attempt(trial: TrialID(digest: Digest(of: [number])), number: 1)
  }

  private func assign(_ number: UInt8, limits: TrialLimits = TrialLimits()) -> Cluster.Message {
    let bytes = Array(repeating: number, count: 8)
    return .assign(
      attempt(number), EncodedAssignment(bytes: bytes, kind: .program), limits: limits)
  }

  @Test func `the hello tells what the runner says of itself, with the agent's slots`() throws {
    var agent = try world.makeAgent(slots: 3)
    #expect(try agent.turn() == nil)
    guard case .hello(let hello)? = world.takeSaid().first else { throw Silence() }
    #expect(hello.worker.host == "ada" && hello.worker.slots == 3)
    #expect(hello.worker.semantics == ["engine 3"])
    #expect(world.children.count == 3)
  }

  @Test func `a runner that cannot start ends the agent with the runner's own words`() throws {
    world.isBroken = true
    let error = #expect(throws: RunnerDidNotStart.self) { _ = try world.makeAgent() }
    #expect(
      error?.description == "a runner ended with exit code 3 before it could train: no such library"
    )
  }

  @Test func `a key that is not known is tried again for three seconds`() throws {
    var agent = try world.makeAgent()
    for _ in 0..<3 {
      _ = try agent.turn()
      world.line.happened.append(.refused(.key))
      #expect(try agent.turn() == nil)
      world.clock.now += .seconds(1)
    }
    _ = try agent.turn()
    world.line.happened.append(.refused(.key))
    #expect(throws: Refused.self) { _ = try agent.turn() }
    #expect(world.lines.count > 2, "it calls again meanwhile")
  }

  @Test func `a coordinator that asks for a key is called once without`() throws {
    var agent = try world.makeAgent()
    _ = try agent.turn()
    world.line.happened.append(.refused(.mechanism))
    #expect(throws: Refused.self) { _ = try agent.turn() }
  }

  @Test func `a trial goes to the runner, and its result to the coordinator`() throws {
    var agent = try world.makeAgent()
    let session = try world.welcome(&agent)
    world.say(assign(1), to: session)
    #expect(try agent.turn() == nil)
    #expect(try world.children[0].takeTold() == [assign(1)])
    world.children[0].say(.result(attempt(1), outcome))
    #expect(try agent.turn() == nil)
    #expect(world.takeSaid().contains(.result(attempt(1), outcome)))
  }

  @Test func `what a training here has printed is told, and nothing of any other`() throws {
    var agent = try world.makeAgent()
    let session = try world.welcome(&agent)
    world.say(assign(1), to: session)
    _ = try agent.turn()
    _ = world.line.takeSent()
    // The question has no place in the conversation, and neither has the answer.
    world.line.arrived = [1, 2].map {
      .envelopes([
        Envelope(term: 1, session: session, sequence: 0, message: .outputWanted(attempt($0)))
      ])
    }
    _ = try agent.turn()
    let answers = world.line.takeSent().filter {
      if case .output = $0.message { true } else { false }
    }
    #expect(
      answers
        == [
          Cluster.Message.output(attempt(1), World.output(of: attempt(1))),
          .output(attempt(2), .nothing),
        ].map { Envelope(term: 1, session: session, sequence: 0, message: $0) })
  }

  @Test func `a result is said again until it is acknowledged`() throws {
    var agent = try world.makeAgent()
    let session = try world.welcome(&agent)
    world.say(assign(1), to: session)
    _ = try agent.turn()
    world.children[0].say(.result(attempt(1), outcome))
    _ = try agent.turn()
    _ = world.takeSaid()
    // The first was lost: the coordinator still wants the trial to be held.
    world.clock.now += .seconds(3)
    world.say(.beatAcknowledged(Orders(hold: [attempt(1)], drain: false)), to: session)
    _ = try agent.turn()
    _ = try agent.turn()
    #expect(world.takeSaid().contains(.result(attempt(1), outcome)))
    world.say(.resultAcknowledged(attempt(1), .recorded), to: session)
    _ = try agent.turn()
    world.clock.now += .seconds(3)
    _ = try agent.turn()
    #expect(!world.takeSaid().contains(.result(attempt(1), outcome)))
  }

  @Test func `a runner that dies fails its trial, and another takes its place`() throws {
    var agent = try world.makeAgent()
    let session = try world.welcome(&agent)
    world.say(assign(1), to: session)
    _ = try agent.turn()
    world.children[0].printing = "out of luck"
    world.children[0].status = .signalled(.kill)
    #expect(try agent.turn() == nil)
    #expect(world.children.count == 2)
    let failure = Failure(
      cause: .crashed,
      message: "the training's process was ended by SIGKILL (by somebody, or for lack of memory)",
      output: "out of luck")
    #expect(world.takeSaid().contains(.result(attempt(1), .failure(failure))))
    world.say(.resultAcknowledged(attempt(1), .recorded), assign(2), to: session)
    _ = try agent.turn()
    #expect(try world.children[1].takeTold() == [assign(2)])
  }

  @Test func `a runner that breaks its own output is replaced`() throws {
    var agent = try world.makeAgent()
    let session = try world.welcome(&agent)
    world.say(assign(1), to: session)
    _ = try agent.turn()
    world.children[0].say(bytes: Array(repeating: 0xFF, count: 64)[...])
    _ = try agent.turn()
    #expect(world.children.count == 2)
    guard
      case .result(_, .failure(let failure))? = world.takeSaid().last(where: {
        if case .result = $0 { true } else { false }
      })
    else { throw Silence() }
    #expect(failure.message.hasPrefix("the training's process broke its own output"))
  }

  @Test func `the fifth runner in a row that ends without a word ends the agent`() throws {
    var agent = try world.makeAgent()
    _ = try world.welcome(&agent)
    world.isBroken = true
    world.children[0].status = .exited(1)
    var turns = 0
    #expect(throws: RunnerDidNotStart.self) {
      while turns < 20 {
        turns += 1
        _ = try agent.turn()
      }
    }
    // The first had spoken: five came after it.
    #expect(world.children.count == 6)
  }

  @Test func `a trial that takes longer than its limit is ended, for that reason`() throws {
    var agent = try world.makeAgent()
    let session = try world.welcome(&agent)
    world.say(assign(1, limits: TrialLimits(time: .seconds(1))), to: session)
    _ = try agent.turn()
    world.clock.now += .milliseconds(1100)
    _ = try agent.turn()
    #expect(world.children[0].signals == [.user2])
    world.children[0].status = .exited(1)
    _ = try agent.turn()
    let failures = world.takeSaid().compactMap {
      if case .result(_, .failure(let failure)) = $0 { failure.cause } else { nil }
    }
    #expect(failures == [.timedOut])
  }

  @Test func `the first signal lets a training end, and the second gives it up`() throws {
    var agent = try world.makeAgent()
    let session = try world.welcome(&agent)
    world.say(assign(1), to: session)
    _ = try agent.turn()
    world.signals.arrived = [.interrupt]
    #expect(try agent.turn() == nil)
    #expect(agent.told == .interrupt)
    #expect(world.children[0].signals.isEmpty)
    world.signals.arrived = [.interrupt]
    #expect(try agent.turn() == .done)
    #expect(world.children[0].signals == [.user2])
  }

  /// Its coordinator may end it in that moment.
  @Test func `a worker that says goodbye has left nothing on its disk`() throws {
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/spool"
    var agent = try world.makeAgent(spool: path)
    let session = try world.welcome(&agent)
    world.say(assign(1), to: session)
    _ = try agent.turn()
    let outcome = EncodedOutcome(Outcome(status: .diverged, measurements: []))
    world.children[0].say(.result(attempt(1), .outcome(outcome, seconds: 60)))
    _ = try agent.turn()
    #expect(Folder.exists(at: path))
    world.say(.resultAcknowledged(attempt(1), .recorded), to: session)
    world.signals.arrived = [.terminate]
    #expect(try agent.turn() == .done)
    #expect(!Folder.exists(at: path))
  }

  @Test func `a training has the grace that was given, and no longer`() throws {
    var agent = try world.makeAgent(grace: .seconds(10))
    let session = try world.welcome(&agent)
    world.say(assign(1), to: session)
    _ = try agent.turn()
    world.signals.arrived = [.terminate]
    #expect(try agent.turn() == nil)
    world.clock.now += .seconds(9)
    #expect(try agent.turn() == nil)
    world.clock.now += .seconds(1)
    #expect(try agent.turn() == .done)
  }

  @Test func `a trial that the machine cannot train is handed back, and the agent goes home`()
    throws
  {
    var agent = try world.makeAgent()
    let session = try world.welcome(&agent)
    world.say(assign(1), to: session)
    _ = try agent.turn()
    let failure = Failure(cause: .unavailable, message: "no such data here")
    world.children[0].say(.result(attempt(1), .failure(failure)))
    _ = try agent.turn()
    #expect(agent.inability == "no such data here")
    #expect(
      !world.takeSaid().contains { if case .result = $0 { true } else { false } })
  }

  @Test func `a coordinator that is silent is called anew, and then asked for its version`() throws
  {
    var agent = try world.makeAgent()
    _ = try agent.turn()
    // The first call goes by the connection that was made while the runners came up.
    #expect(world.lines.count == 1)
    for _ in 0..<20 where world.lines.count < 2 {
      world.line.happened = [.disconnected(0)]
      world.clock.now += .seconds(2)
      _ = try agent.turn()
    }
    #expect(world.lines.count == 2)
    #expect(world.line.asksFormerVersion)
    world.line.arrived = [.otherVersion(1)]
    #expect(try agent.turn() == .otherVersion(1))
  }

  @Test func `an agent leaves a coordinator that nobody has heard of for as long as its patience`()
    throws
  {
    var agent = try world.makeAgent()
    _ = try agent.turn()
    world.clock.now = .seconds(59)
    #expect(try agent.turn() == nil)
    world.clock.now = .seconds(61)
    #expect(try agent.turn() == .unanswered)
  }
}
