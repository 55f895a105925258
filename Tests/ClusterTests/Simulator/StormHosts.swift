import Cluster
import Random
import Sweeps
import Trials

extension Storm {
  /// A machine that runs one worker after the other.
  struct Host {
    private let name: String
    private let slots: Int
    var worker: Worker?
    var life = 0
    var training: Set<Attempt> = []
    /// The attempts that runners go on with by themselves, behind those that they train.
    var next: [Attempt: Attempt] = [:]
    /// Trainings whose runner would go on with what nobody wants, and so is ended with them.
    var astray: Set<Attempt> = []
    /// The attempts that this worker has ever begun.
    var begun: Set<Attempt> = []
    var isDraining = false
    var term = 0
    var isCutOff = (toCoordinator: false, fromCoordinator: false)

    init(_ name: String, slots: Int) {
      self.name = name
      self.slots = slots
    }

    /// Every life is a process of its own.
    var facts: WorkerFacts { Fixture.facts(name, process: life, slots: slots) }

    /// The host after a life, before the next.
    var successor: Host {
      var host = Host(name, slots: slots)
      host.life = life + 1
      host.isCutOff = isCutOff
      return host
    }

    /// A training is over; nil when there was none.
    mutating func end(_ attempt: Attempt) -> Attempt? {
      next[attempt] = nil
      astray.remove(attempt)
      return training.remove(attempt)
    }
  }

  mutating func start(_ index: Int) {
    guard hosts[index].worker == nil else { return }
    hosts[index].life += 1
    hosts[index].worker = Worker(
      hosts[index].facts, patience: .seconds(120), random: RandomStream(seed: random.next()),
      at: now)
    agenda.note(.hostTicks(index, life: hosts[index].life), at: now)
  }

  mutating func stop(_ index: Int) {
    hosts[index] = hosts[index].successor
    agenda.note(.hostStarts(index), at: now + .seconds(1 + random.integer(below: 15)))
  }

  mutating func tell(_ index: Int, _ event: Worker.Event) throws(Violation) {
    guard let actions = hosts[index].worker?.handle(event, at: now) else { return }
    for action in actions {
      switch action {
      case .connect, .settled, .refused: break
      case .prepare(let attempt, _, _, let leader):
        guard hosts[index].training.contains(leader), hosts[index].next[leader] == nil,
          !hosts[index].astray.contains(leader)
        else {
          throw Violation("\(attempt) was prepared behind \(leader)")
        }
        hosts[index].next[leader] = attempt
      case .send(let envelope): try send(envelope, from: index)
      case .train(let attempt, let assignment, _): try train(attempt, assignment, on: index)
      case .overdue(let attempt, _):
        guard hosts[index].end(attempt) != nil else {
          throw Violation("\(attempt) was overdue and was not in training")
        }
        let failure = Failure(cause: .timedOut, message: "it took too long")
        try tell(index, .ended(attempt, .failure(failure)))
      case .stop(let attempt):
        if let leader = hosts[index].next.first(where: { $0.value == attempt })?.key {
          hosts[index].next[leader] = nil
          hosts[index].astray.insert(leader)
        } else if hosts[index].end(attempt) == nil {
          throw Violation("\(attempt) was stopped and was not in training")
        }
      case .leave:
        guard hosts[index].training.isEmpty else {
          throw Violation("a worker left in the middle of \(hosts[index].training)")
        }
        return stop(index)
      }
    }
  }

  /// I6: what a worker believes of the coordinator's life never goes back.
  mutating func send(_ envelope: Envelope, from index: Int) throws(Violation) {
    guard envelope.term >= hosts[index].term else {
      throw Violation("a worker went back from term \(hosts[index].term) to \(envelope.term)")
    }
    hosts[index].term = envelope.term
    owners[envelope.session] = index
    guard !hosts[index].isCutOff.toCoordinator else { return }
    try carry(envelope) { .reachesCoordinator($0) }
  }

  mutating func train(
    _ attempt: Attempt, _ encoded: EncodedAssignment, on index: Int
  ) throws(Violation) {
    let assignment = encoded.decoded
    guard assignment?.trial == attempt.trial, !hosts[index].isDraining else {
      throw Violation("\(attempt) was begun by a worker that had been drained")
    }
    guard hosts[index].begun.insert(attempt).inserted else {
      throw Violation("\(attempt) was begun twice by one worker")
    }
    hosts[index].training.insert(attempt)
    guard hosts[index].training.count <= hosts[index].facts.slots else {
      throw Violation("a worker trains more than it has slots")
    }
    let life = hosts[index].life
    let nature = Nature(of: attempt.trial)
    let state = assignment?.earlier.flatMap { checkpoint(of: $0, for: index) }
    // It carries on where the trial before has ended.
    let duration = nature.duration * (0.5 + random.uniform()) * (state == nil ? 1 : 0.4)
    let natural = nature.result(afterFailures: disk.entry(attempt.trial).failed.count)
    if let result = result(natural, goingOnFrom: state, of: assignment?.earlier) {
      for measurement in nature.outcome.measurements {
        let moment = now + duration * (Double(measurement.epoch) / 3)
        agenda.note(.measured(index, life: life, attempt, measurement), at: moment)
      }
      agenda.note(.trained(index, life: life, attempt, result), at: now + duration)
    }
  }
}
