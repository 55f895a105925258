import Glibc
import Hashing
import Random
import Search
import Sweeps
import Trials

/// Runs a search as a coordinator with many workers does, in one thread, with all that goes wrong.
struct SimulatedCoordinator {
  /// The record: results and decisions in the order in which they became durable.
  enum Entry {
    case decided(Decision)
    case settled(TrialIndex, Settlement)
  }

  var workers = 8
  var lostLeases = 0.2
  var duplicates = 0.3
  /// Restarts of the coordinator, as a share of all events.
  var restarts = 0.02
  var replicates = 1
  var folds = 2
  /// The settlement of a training.
  var truth: (TrialIndex, Proposal) -> Settlement
  /// A search of so many configurations.
  var search: (Int) -> any Strategy

  /// The trainings that a decision asks for, where it is not all of its configurations.
  var asked: ((Decision) -> [TrialIndex])?

  private(set) var journal: [Entry] = []
  /// Records that were not made again from the entries before them.
  private(set) var differing = 0
  /// The share of workers' time in which they trained.
  private(set) var busyShare = 0.0

  init(
    truth: @escaping (TrialIndex, Proposal) -> Settlement, search: @escaping (Int) -> any Strategy
  ) {
    self.truth = truth
    self.search = search
  }

  var decisions: [Decision] {
    journal.compactMap { if case .decided(let decision) = $0 { decision } else { nil } }
  }

  /// Runs to the end, from whatever the journal holds.
  mutating func run(configurations: Int, seed: UInt64) {
    var stream = RandomStream(seed: seed)
    while !session(configurations: configurations, &stream) {}
  }

  /// Runs until the end or a crash: a driver made anew from the journal, nothing else.
  private mutating func session(configurations: Int, _ stream: inout RandomStream) -> Bool {
    var driver = SearchDriver(search(configurations), replicates: replicates, folds: folds)
    var settled: Set<TrialIndex> = []
    for entry in journal {
      switch entry {
      case .decided(let decision): if !driver.replay(decision) { differing += 1 }
      case .settled(let trial, let settlement):
        driver.settle(trial, as: settlement)
        settled.insert(trial)
      }
    }
    var proposals = decisions.flatMap(\.proposals)
    var waiting = decisions.flatMap(trials).filter { !settled.contains($0) }
    var running: [(end: Double, trial: TrialIndex)] = []
    var (now, busy) = (0.0, 0.0)
    while true {
      for decision in driver.advance(idle: workers - running.count - waiting.count) {
        journal.append(.decided(decision))
        proposals += decision.proposals
        waiting += trials(of: decision).filter { !settled.contains($0) }
      }
      while running.count < workers, !waiting.isEmpty {
        // A worker may take any of those that wait.
        let trial = waiting.remove(at: stream.integer(below: min(waiting.count, 3)))
        let time = -log(1 - stream.uniform()) + 0.1
        running.append((now + time, trial))
      }
      guard let next = running.indices.min(by: { running[$0].end < running[$1].end }) else {
        busyShare = now > 0 ? busy / (now * Double(workers)) : 0
        return true
      }
      let (end, trial) = running[next]
      busy += Double(running.count) * (end - now)
      now = end
      running.remove(at: next)
      if stream.uniform() < restarts { return false }
      if stream.uniform() < lostLeases {
        waiting.append(trial)
        continue
      }
      let nothing = Proposal(values: [])
      let settlement = truth(
        trial, proposals.isEmpty ? nothing : proposals[trial.configuration])
      for _ in 0..<(stream.uniform() < duplicates ? 2 : 1) {
        driver.settle(trial, as: settlement)
      }
      journal.append(.settled(trial, settlement))
    }
  }

  private func trials(of decision: Decision) -> [TrialIndex] {
    asked?(decision) ?? decision.configurations.flatMap { trials(of: $0) }
  }

  private func trials(of configuration: Int) -> [TrialIndex] {
    (0..<replicates).flatMap { replicate in
      (0..<folds).map { TrialIndex(configuration: configuration, replicate: replicate, fold: $0) }
    }
  }
}
