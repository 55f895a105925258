package import Sweeps
package import Trials

/// A worker as the coordinator knows it, for as long as one conversation lasts.
struct Member: Hashable, Sendable {
  let facts: WorkerFacts
  /// The peer whose key the worker came in with; nil where no keys are asked for.
  let peer: Peer?
  /// How many of the sweep's trainings it can do at a time.
  private(set) var places = 0
  private(set) var leases: [Lease] = []
  /// Attempts whose trials went to others as well, as nothing was heard of them: it may go on with them.
  var shared: [NumberedAttempt] = []
  var lastHeard: Duration
  /// The sequence of the newest message to it.
  var sent = 0
  /// The sequence of the newest message from it.
  var received: Int
  var isDraining = false
  /// How many trials it may have for each place, by how long its last trainings took.
  var credit = Credit()
  /// Trials were taken from it that it held for too long, and it has handed in none since.
  var isStalled = false
  /// It is to serve another sweep of a queue, and gets nothing new here.
  var isReleased = false
  /// Its process is known to have ended.
  var hasEnded = false
  /// Whether its key was revoked.
  var isRevoked = false

  init(facts: WorkerFacts, peer: Peer? = nil, lastHeard: Duration = .zero, received: Int = 0) {
    self.facts = facts
    self.peer = peer
    self.lastHeard = lastHeard
    self.received = received
  }

  /// Whether it is to get new work, as far as it goes.
  var takesWork: Bool {
    guard !isDraining, !isStalled, !isReleased else { return false }
    return true
  }

  /// Who it is, where somebody is to blame.
  var identity: WorkerIdentity { WorkerIdentity(facts.processName, peer: peer) }

  /// The attempts that the member should hold.
  var held: [NumberedAttempt] { leases.map(\.attempt) }

  /// Its lease of an attempt; nil where it has none.
  func lease(of attempt: NumberedAttempt) -> Lease? { leases.first { $0.attempt == attempt } }

  /// Gives it so many slots, for trainings with these needs.
  mutating func allot(slots: Int, for needs: Needs) {
    places = facts.places(for: needs, slots: slots)
  }

  /// Gives it a trial.
  mutating func hold(_ lease: Lease) { leases.append(lease) }

  /// Takes a trial from it; gives its lease of that trial.
  @discardableResult
  mutating func release(_ trial: Int) -> Lease? {
    let index = leases.firstIndex { $0.attempt.trial == trial }
    return index.map { leases.remove(at: $0) }
  }

  /// Notes that the worker is told to keep the first leases alone.
  mutating func letGo(after count: Int) {
    for index in leases.indices.dropFirst(count) { leases[index].isLetGo = true }
  }

  /// Notes which message told the worker of an attempt.
  mutating func note(_ attempt: NumberedAttempt, assignedBy sequence: Int) {
    guard let index = leases.lastIndex(where: { $0.attempt == attempt }) else { return }
    leases[index].sequence = sequence
  }

  /// Notes how far an attempt is; false where it is none of the worker's.
  mutating func note(_ attempt: NumberedAttempt, trained epoch: Int, at now: Duration) -> Bool {
    guard let index = leases.firstIndex(where: { $0.attempt == attempt }) else { return false }
    if epoch > leases[index].trained { leases[index].heard = now }
    leases[index].trained = epoch
    return true
  }
}

/// How many trials a worker may have for each of its places: one in training, and others that it holds ready.
struct Credit: Hashable, Sendable {
  /// One that is ready; two where trainings are over sooner than a busy disk may have the last result; and more
  /// where many are over before one result could be told and recorded, so that several are at once.
  private(set) var trials = 2
  /// How many trainings in a row were over in an instant, as far as that is looked at: where trials differ much,
  /// those that are held ready may be long ones, and others have nothing to do.
  private var instants = 0

  private static let most = 32
  private static let few = 3
  private static let mostOfWorker = 128
  private static let streak = 16

  /// Takes in how long a training took, in seconds.
  mutating func note(_ seconds: Double) {
    instants = seconds < 0.02 ? min(instants + 1, Credit.streak) : 0
    trials = instants == Credit.streak ? Credit.most : seconds < 0.25 ? Credit.few : 2
  }

  /// The trials for each of a worker's places: more than a few are no more than a place's share of those that
  /// wait, nor than make 128 of the worker, as results of many places are together anyway.
  func within(share: Int, places: Int) -> Int {
    min(trials, max(min(share, Credit.mostOfWorker / max(places, 1)), Credit.few))
  }
}

extension WorkerFacts {
  /// How many trainings with these needs the worker can do at a time.
  package func places(for needs: Needs) -> Int { places(for: needs, slots: slots) }

  /// How many it can do at a time with so many of its slots.
  func places(for needs: Needs, slots: Int) -> Int {
    needs.places(slots: slots, gpus: gpus, memory: memory, tags: tags)
  }
}
