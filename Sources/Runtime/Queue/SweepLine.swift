import Cluster
import Control
import Processes
import Synchronization
import Trials
import ZeroMQ

/// The way between a queue of sweeps and the coordinator of one of them, which runs on a thread of its own.
///
/// To that coordinator it is the transport: it brings the messages of the workers that serve its sweep, and takes
/// what it sends them. Either side wakes the other.
package final class SweepLine: CoordinatorTransport, Sendable {
  /// What the queue has for the coordinator.
  private struct Inbox {
    var messages: [(envelopes: [Envelope], peer: Peer?)] = []
    var events: [Coordinator.Event] = []
    var signals: [Signal] = []
    var roles: [Peer?: ControlRole] = [:]
    var slotLimits: [Peer: Int] = [:]
  }

  /// What the coordinator has for the queue, in the order in which it came.
  enum News {
    case sent([Envelope])
    case kept(Session)
    case forgot(Session)
    /// These workers get none of the sweep's trials.
    case unfit([Session])
    /// The sweep trusts a host again.
    case trusted(host: String)
    /// How many trainings there could be at a time.
    case demand(Int)
    case counts(QueuedCounts)
    /// Somebody has asked the sweep to stop, and what is under way is waited for.
    case stopping
    /// A part of the sweep is at its end; another may follow.
    case partEnded
  }

  /// The term that its workers hear: that of the queue, as they go from sweep to sweep.
  let term: Int
  let endpoint: String
  private let inbox = Mutex(Inbox())
  private let outbox = Mutex<[News]>([])
  private let lastDemand = Mutex<Int?>(nil)
  private let lastCounts = Mutex<QueuedCounts?>(nil)
  /// Wakes the coordinator.
  private let wakeup: Wakeup
  /// Wakes the queue.
  private let queue: Wakeup

  /// The most messages that wait for a coordinator that is busy; further ones are lost, which heals.
  private static let limit = 100_000

  init(
    term: Int, endpoint: String, slotLimits: [Peer: Int], waking queue: Wakeup
  ) throws(SystemError) {
    self.term = term
    self.endpoint = endpoint
    self.queue = queue
    wakeup = try Wakeup()
    inbox.withLock { $0.slotLimits = slotLimits }
  }

  // MARK: - The queue's side

  /// Hands on what workers or people have sent.
  func deliver(_ envelopes: [Envelope], from peer: Peer?, as role: ControlRole) {
    inbox.withLock { inbox in
      guard inbox.messages.count < SweepLine.limit else { return }
      inbox.messages.append((envelopes, peer))
      inbox.roles[peer] = role
    }
    wakeup.signal()
  }

  /// Tells of what has happened to workers, or is to happen.
  func tell(_ event: Coordinator.Event) {
    inbox.withLock { $0.events.append(event) }
    wakeup.signal()
  }

  /// Tells how many slots the list of keys gives to some of them from now on.
  func limit(slots: [Peer: Int]) {
    inbox.withLock { inbox in
      inbox.slotLimits = slots
      inbox.events.append(.limited(slots: slots))
    }
    wakeup.signal()
  }

  /// Has the sweep stop, as a signal to its process would.
  func send(_ signal: Signal) {
    inbox.withLock { $0.signals.append(signal) }
    wakeup.signal()
  }

  func takeNews() -> [News] {
    outbox.withLock { outbox in
      defer { outbox = [] }
      return outbox
    }
  }

  // MARK: - The coordinator's side

  private func tell(_ news: News) {
    outbox.withLock { $0.append(news) }
    queue.signal()
  }

  func add(to poller: inout Poller) { _ = poller.add(descriptor: wakeup.number) }

  func receive() -> (envelopes: [Envelope], peer: Peer?)? {
    inbox.withLock { inbox in
      // What is left has the coordinator come again at once.
      guard inbox.messages.isEmpty else { return inbox.messages.removeFirst() }
      wakeup.take()
      return nil
    }
  }

  func send(_ envelopes: [Envelope]) {
    if !envelopes.isEmpty { tell(.sent(envelopes)) }
  }

  func neighbours(of session: Session) -> [Session] { [] }
  func keep(_ session: Session) { tell(.kept(session)) }
  func forget(_ session: Session) { tell(.forgot(session)) }

  /// What has happened to workers since the last call, or is to happen.
  func takeEvents() -> [Coordinator.Event] {
    inbox.withLock { inbox in
      defer { inbox.events = [] }
      return inbox.events
    }
  }

  func note(demand: Int) {
    let isNews = lastDemand.withLock { last in
      defer { last = demand }
      return last != demand
    }
    if isNews { tell(.demand(demand)) }
  }

  func note(unfit sessions: [Session]) {
    if !sessions.isEmpty { tell(.unfit(sessions)) }
  }

  func note(trusted host: String) { tell(.trusted(host: host)) }

  func note(_ counts: QueuedCounts) {
    let isNews = lastCounts.withLock { last in
      defer { last = counts }
      return last != counts
    }
    if isNews { tell(.counts(counts)) }
  }

  /// Tells that the sweep was asked to stop.
  func noteStopping() { tell(.stopping) }

  /// Tells that the coordinator ends; another may take its place here.
  func endPart() {
    lastDemand.withLock { $0 = nil }
    tell(.partEnded)
  }

  var slotLimits: [Peer: Int] { inbox.withLock { $0.slotLimits } }

  /// The queue watches connections and keys.
  func closedSessions() -> [Session] { [] }
  func authenticationEvents() -> [AuthenticationEvent] { [] }
  var haveKeysChanged: Bool { false }
  func reloadKeys() -> (event: AuthenticationEvent, ended: [Session])? { nil }
  func takeOtherVersions() -> Set<Int> { [] }

  func role(of peer: Peer?) -> ControlRole {
    inbox.withLock { $0.roles[peer] ?? .keyless }
  }
}

extension SweepLine: SignalSource {
  func nextSignal() -> Signal? {
    inbox.withLock { $0.signals.isEmpty ? nil : $0.signals.removeFirst() }
  }
}

extension SweepLine: Hashable {
  package static func == (one: SweepLine, other: SweepLine) -> Bool { one === other }
  package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
