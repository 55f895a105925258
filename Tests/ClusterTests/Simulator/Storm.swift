import Cluster
import Random
import Search
import Sweeps
import Trials

/// A sweep in bad weather: the real state machines in one thread and simulated time.
///
/// The network loses, doubles, damages, delays and so reorders messages; workers and the
/// coordinator die at any moment, also between commit and send, and come back. After a while the
/// weather clears, and every trial has to come to its end. All of it grows from the seed.
struct Storm {
  enum Happening {
    case reachesCoordinator(Envelope)
    case reachesHost(Int, Envelope)
    case hostTicks(Int, life: Int)
    case measured(Int, life: Int, Attempt, Measurement)
    case trained(Int, life: Int, Attempt, AttemptResult)
    case hostStarts(Int)
    case hostIsBack(Int)
    case coordinatorTicks(life: Int)
    case commits(life: Int)
    case coordinatorStarts
    case misfortune
    case extends
    case resumes
    case diskHasRoom
    case weatherClears
  }

  /// The events that a good storm shows.
  enum Sight: CaseIterable {
    case lost, returned, adopted, lateResult, secondResult, failure, failureForGood
    case crashBeforeCommit, crashAfterCommit, crashBetweenMessages, damage, full, end
    case slowJournal, pause, extensionWhileRunning, extensionAtRest, crashBeforeLeases, decision,
      departure, promotion, longerAtRest, longerWhileRunning, longerSearchAtRest,
      longerSearchWhileRunning, carriedOn, checkpointLost, checkpointCut, checkpointAltered,
      checkpointOfAnother
  }

  /// All trials that are asked for in the end; of a search, those that are asked for so far.
  var plan: Plan
  /// The longer form of a search, a race or halving that is asked for later, of which nothing is decided; nil
  /// where there is none, or no more.
  var longer: Plan?
  /// Whether configurations are decided from results.
  let searches: Bool
  /// Whether configurations leave by what their trials come to.
  let races: Bool
  /// Whether configurations are compared before they are trained to the end.
  let halves: Bool
  /// How many configurations there are in the end.
  let configurations: Int
  /// Starts of a coordinator that would have decided otherwise than the record says.
  var forks = 0
  /// The trials that are asked for now.
  var asked: OpenPlan
  let policy = RunPolicy(retries: 2, limits: TrialLimits(time: .seconds(20)))
  var random: RandomStream
  var weather: Weather
  var isCalm: Bool
  var agenda = Agenda<Happening>()
  var now = Duration.zero
  var messages = 0
  var sights: Set<Sight> = []

  var disk = Disk()
  /// A results file beside it; nil where nobody looks.
  var record: StormRecord?
  /// The checkpoints that trials have left beside it, which are never needed.
  var checkpoints = StormCheckpoints()
  var coordinator: Coordinator?
  var coordinatorLife = 0
  /// Until when it stands still; what reaches it meanwhile waits.
  var coordinatorWakes = Duration.zero
  /// The sessions whose goodbye this life of it has heard.
  var farewells: [Session] = []
  /// The outbox that has been decided and not been committed yet.
  var pending = Outbox()
  /// The outbox that the disk had no room for.
  var held = Outbox()
  /// How long the journal takes.
  var commitDelay = Storm.commitDelay
  var isDiskFull = false

  var hosts: [Host]
  /// The host of each session.
  var owners: [Session: Int] = [:]

  static let tick = Duration.milliseconds(300)
  static let commitDelay = Duration.milliseconds(5)

  /// The sweep of a seed, in a storm or in calm weather.
  init(seed: UInt64, isCalm: Bool = false) {
    var random = RandomStream(seed: seed)
    halves = seed % 5 == 4
    searches = halves ? seed % 2 == 0 : seed % 3 == 0
    races = !halves && seed % 3 == 1
    configurations = 3 + random.integer(below: races ? 5 : searches || halves ? 8 : 30)
    let plan =
      halves
      ? Fixture.halving(configurations: configurations, searches: searches)
      : races
        ? Fixture.race(configurations: configurations)
        : searches
          ? Fixture.search(configurations: configurations) : Fixture.plan(trials: configurations)
    self.plan = plan
    let isExtended = !isCalm && (races || searches != halves) && seed / 10 % 2 == 1
    longer = isExtended ? plan : nil
    let half = max(1, configurations / 2)
    let shorter =
      races
      ? Fixture.race(configurations: configurations, replicates: 3)
      : halves
        ? Fixture.halving(configurations: half, of: configurations, searches: searches)
        : Fixture.search(configurations: half)
    // Some are asked for later, while the sweep runs or between two runs.
    let first =
      isCalm || searches || races || halves
      ? configurations : 1 + random.integer(below: configurations)
    asked = OpenPlan(
      isExtended ? shorter : searches || races || halves ? plan : Fixture.plan(trials: first))
    hosts = (0..<1 + random.integer(below: 5)).map { index in
      Host("host \(index)", slots: 1 + random.integer(below: 3))
    }
    self.isCalm = isCalm
    weather = isCalm ? .calm : .drawn(from: &random)
    self.random = random
    agenda.note(.coordinatorStarts, at: .zero)
    for index in hosts.indices {
      agenda.note(.hostStarts(index), at: .seconds(3) * self.random.uniform())
    }
    if !isCalm {
      agenda.note(.misfortune, at: .seconds(1))
      agenda.note(.weatherClears, at: .seconds(30 + 60 * self.random.uniform()))
    }
  }

  /// Lets it pass, and gives what is on the disk then.
  mutating func pass() throws(Violation) -> Disk {
    // Long after the weather has cleared: leases, grace and all trainings have had their time.
    let patience = Duration.seconds(900)
    while let (time, happening) = agenda.next() {
      now = time
      guard now < patience else { break }
      try happen(happening)
      if coordinator == nil, isComplete, longer == nil,
        asked.trials.count == plan.allTrials.count
      {
        try judge()
        return disk
      }
    }
    let open = plan.trials.filter { disk.entry($0.id).isOpen }
    throw Violation("\(open.count) of \(plan.trials.count) trials never came to their end")
  }

  /// Whether all that is asked for so far has come to its end.
  var isComplete: Bool {
    if halves {
      let isThere = disk.dealt.allSatisfy { !disk.entry($0).isOpen }
      return isThere && !disk.decisions.isEmpty && halving().search.isOver
    }
    if races { return race().map { $0.race.isSettled && !disk.verdicts.isEmpty } ?? false }
    return asked.trials.allSatisfy { !disk.entry($0.id).isOpen }
      && (!searches || disk.decisions.count == asked.plan.sweep.search?.method.configurations)
  }

  /// Checks what must be true when all is over, besides what is watched all the time.
  private func judge() throws(Violation) {
    guard forks == 0 else {
      throw Violation("\(forks) coordinators would have decided otherwise than the record says")
    }
    for trial in plan.allTrials where !plan.sweep.asksInSteps || disk.dealt.contains(trial.id) {
      let entry = disk.entry(trial.id)
      let nature = Nature(of: trial.id)
      guard (entry.outcome != nil) == nature.succeeds, entry.isFailed != nature.succeeds else {
        throw Violation("\(trial.id) is \(nature.kind) and ended as \(entry)")
      }
    }
  }

  private mutating func happen(_ happening: Happening) throws(Violation) {
    if now < coordinatorWakes, happening.isCoordinators {
      return agenda.note(happening, at: coordinatorWakes)
    }
    switch happening {
    case .reachesCoordinator(let envelope):
      guard case .checkpoint(let attempt, let piece) = envelope.message else {
        return try tell(.received(envelope))
      }
      try takeCheckpoint(piece, of: attempt)
    case .reachesHost(let index, let envelope): try tell(index, .received(envelope))
    case .hostTicks(let index, let life):
      guard hosts[index].life == life else { return }
      agenda.note(happening, at: now + Storm.tick)
      try tell(index, .ticked)
    case .measured(let index, let life, let attempt, let measurement):
      guard hosts[index].life == life, hosts[index].training.contains(attempt) else { return }
      try tell(index, .measured(attempt, measurement))
    case .trained(let index, let life, let attempt, let result):
      let next = hosts[index].next[attempt]
      guard hosts[index].life == life, hosts[index].end(attempt) != nil else { return }
      try leaveCheckpoint(of: attempt, result, from: index)
      try tell(index, .ended(attempt, result))
      guard
        next == nil || hosts[index].life != life || next.map(hosts[index].training.contains) == true
      else { throw Violation("after \(attempt), \(next as Any) was prepared and not trained") }
    case .hostStarts(let index): start(index)
    case .hostIsBack(let index): hosts[index].isCutOff = (false, false)
    case .coordinatorTicks(let life):
      guard coordinatorLife == life, coordinator != nil else { return }
      agenda.note(happening, at: now + Storm.tick)
      try tell(.ticked)
    case .commits(let life):
      if coordinatorLife == life { try commit() }
    case .coordinatorStarts: startCoordinator()
    case .misfortune: try strike()
    case .extends: try extend()
    case .resumes:
      guard held.isEmpty else { return agenda.note(.resumes, at: now + .milliseconds(100)) }
      try tell(.paused(false))
    case .diskHasRoom: try makeRoom()
    case .weatherClears:
      try extend()
      commitDelay = Storm.commitDelay
      isCalm = true
      weather = .calm
      for index in hosts.indices { hosts[index].isCutOff = (false, false) }
    }
  }
}

extension Storm.Happening {
  /// Whether it waits for a coordinator that stands still.
  fileprivate var isCoordinators: Bool {
    switch self {
    case .reachesCoordinator, .coordinatorTicks, .commits: true
    default: false
    }
  }
}
