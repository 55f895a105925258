import CBOR
import Documents
import Hashing
import Random
import Search
import Sweeps
import Testing
import Trials

@Suite struct `A search` {
  static let space = Space([
    Dimension("lr", .loguniform(1e-5, 1)), Dimension("units", .logIntegers(16...1024)),
    Dimension("dropout", .steps(first: 0, step: 0.05, count: 11)),
    Dimension(
      "optimizer",
      .choice(
        [
          Parameter.Option(label: "sgd", value: Document(.text("sgd $momentum"))),
          Parameter.Option(label: "adam", value: Document(.text("adam"))),
        ], weights: nil)),
    Dimension("momentum", .uniform(0, 0.99)),
  ])

  /// A result that depends on the trial and the values alone; some fail for good, some diverge.
  static func truth(_ trial: TrialIndex, _ proposal: Proposal) -> Settlement {
    var stream = RandomStream(
      sweepSeed: Digest(of: "\(proposal.values)".utf8.map { $0 }).prefix,
      proposal: trial.replicate * 10 + trial.fold, name: "truth")
    if stream.uniform() < 0.05 { return .failed }
    if stream.uniform() < 0.03 { return .result(nil, Digest(of: [0])) }
    let value = stream.normal()
    return .result(value, Digest(of: "\(value)".utf8.map { $0 }))
  }

  static func coordinator(
    _ sampler: SearchMethod.Sampler, seed: UInt64 = 1,
    pace: SearchMethod.Pace = .virtual(workers: 8)
  ) -> SimulatedCoordinator {
    SimulatedCoordinator(truth: truth) { count in
      let method = SearchMethod(sampler: sampler, configurations: count, pace: pace)
      return PacedSearch(
        method, in: space, seed: seed, isMaximised: true, trials: 2,
        predictedCost: { proposal in proposal.values[1]?.label.count ?? 1 })
    }
  }

  @Test(arguments: [SearchMethod.Sampler.random, .sobol, .tpe])
  func `decides the same for any number of workers, in any order, whatever is lost`(
    sampler: SearchMethod.Sampler
  ) {
    var first: [Decision]?
    for workers in [1, 3, 8, 64] {
      for seed in UInt64(0)..<3 {
        var coordinator = Self.coordinator(sampler)
        coordinator.workers = workers
        coordinator.run(configurations: 40, seed: seed)
        #expect(coordinator.decisions.count == 40)
        #expect(coordinator.differing == 0)
        first = first ?? coordinator.decisions
        #expect(coordinator.decisions == first)
      }
    }
  }

  @Test(.enabled(if: SearchMethod.Sampler.gp.isAvailable))
  func `of a Gaussian process decides the same too, and after an extension`() {
    let space = Space([
      Dimension("lr", .loguniform(1e-5, 1)), Dimension("units", .integers(1, 9)),
      Dimension("rate", .uniform(0, 1)),
    ])
    func coordinator(workers: Int) -> SimulatedCoordinator {
      var coordinator = SimulatedCoordinator(truth: Self.truth) { count in
        PacedSearch(
          SearchMethod(sampler: .gp, configurations: count), in: space, seed: 3,
          isMaximised: false, trials: 2)
      }
      coordinator.workers = workers
      return coordinator
    }
    var one = coordinator(workers: 1)
    one.run(configurations: 24, seed: 1)
    var many = coordinator(workers: 8)
    many.run(configurations: 16, seed: 2)
    many.run(configurations: 24, seed: 3)
    #expect(one.decisions.count == 24)
    #expect(many.decisions == one.decisions)
    #expect(many.differing == 0)
    #expect(one.decisions.last?.kind == .gp)
  }

  /// A bowl with its minimum at (0.3, 0.7): what learns comes nearer than draws do.
  @Test(arguments: [SearchMethod.Sampler.tpe, .gp].filter(\.isAvailable))
  func `finds a minimum sooner than draws`(sampler: SearchMethod.Sampler) {
    let space = Space([Dimension("x", .uniform(0, 1)), Dimension("y", .uniform(0, 1))])
    func best(_ sampler: SearchMethod.Sampler, _ seed: UInt64) -> Double {
      let method = SearchMethod(sampler: sampler, configurations: 40, pace: .free)
      var driver = SearchDriver(
        PacedSearch(method, in: space, seed: seed, isMaximised: false, trials: 1), replicates: 1,
        folds: 1)
      var best = Double.infinity
      while let decision = driver.advance(idle: 1).first {
        let numbers = decision.proposals[0].values.compactMap { Double($0?.label ?? "") }
        let value =
          (numbers[0] - 0.3) * (numbers[0] - 0.3) + (numbers[1] - 0.7) * (numbers[1] - 0.7)
        best = min(best, value)
        driver.settle(
          TrialIndex(configuration: decision.number, replicate: 0, fold: 0),
          as: .result(value, Digest(of: [])))
      }
      return best
    }
    let sooner = (0..<10).count { best(sampler, $0) < best(.random, $0) }
    #expect(sooner >= 8)
  }

  @Test func `keeps its first proposals when it is extended`() {
    var short = Self.coordinator(.tpe)
    short.run(configurations: 40, seed: 1)
    var long = Self.coordinator(.tpe)
    long.run(configurations: 60, seed: 2)
    #expect(Array(long.decisions.prefix(40)) == short.decisions)
    // Going on from the shorter one's journal leads to the same.
    short.run(configurations: 60, seed: 3)
    #expect(short.decisions == long.decisions)
    #expect(short.differing == 0)
  }

  @Test func `is extended while it runs`() {
    var long = Self.coordinator(.tpe)
    long.run(configurations: 60, seed: 2)
    var driver = SearchDriver(Self.coordinator(.tpe).search(40), replicates: 1, folds: 2)
    var decisions = driver.advance()
    func finish(_ driver: inout SearchDriver) {
      while !driver.needs.isEmpty {
        for trial in driver.needs {
          let proposal = decisions[trial.configuration].proposals[0]
          driver.settle(trial, as: Self.truth(trial, proposal))
        }
        decisions += driver.advance()
      }
    }
    finish(&driver)
    #expect(driver.end == .complete)
    driver.extend(to: Self.coordinator(.tpe).search(60))
    decisions += driver.advance()
    finish(&driver)
    #expect(decisions == long.decisions)
  }

  @Test func `ends when everything fails`() {
    var coordinator = Self.coordinator(.tpe)
    coordinator.truth = { _, _ in .failed }
    coordinator.run(configurations: 40, seed: 1)
    #expect(coordinator.decisions.count == 40)
  }

  @Test func `tells what the next decision waits for, and what was known to each`() {
    var driver = SearchDriver(
      Self.coordinator(.tpe, pace: .virtual(workers: 1)).search(5), replicates: 1, folds: 2)
    // One simulated worker and slack for more: the first results are waited for at the third or later.
    let first = driver.advance()
    #expect(first.count >= 2 && first.count < 5)
    #expect(driver.needs.map(\.configuration).allSatisfy { $0 < first.count })
    #expect(driver.advance() == [])
    for trial in driver.needs { driver.settle(trial, as: .result(1, Digest(of: [1]))) }
    let more = driver.advance()
    #expect(more.first?.number == first.count)
    #expect(more.first?.evidence != first.first?.evidence)
  }

  @Test func `notes a record that is not made again, and goes on from it`() {
    var coordinator = Self.coordinator(.tpe)
    coordinator.run(configurations: 30, seed: 1)
    var driver = SearchDriver(coordinator.search(31), replicates: 1, folds: 2)
    var same: [Bool] = []
    for entry in coordinator.journal {
      switch entry {
      case .decided(let decision): same.append(driver.replay(decision))
      // Another result than the one that was known then.
      case .settled(let trial, _): driver.settle(trial, as: .result(0.5, Digest(of: [5])))
      }
    }
    #expect(same.first == true)
    #expect(same.contains(false))
    #expect(driver.advance().map(\.number) == [30])
  }

  @Test func `proposes on arrival where its pace is free`() {
    var coordinator = Self.coordinator(.tpe, pace: .free)
    coordinator.run(configurations: 40, seed: 1)
    #expect(coordinator.decisions.count == 40)
    #expect(coordinator.differing == 0)
    var steady = Self.coordinator(.tpe, pace: .free)
    steady.restarts = 0
    steady.run(configurations: 200, seed: 1)
    #expect(steady.busyShare > 0.9)
    var other = Self.coordinator(.tpe, pace: .free)
    other.run(configurations: 40, seed: 2)
    #expect(coordinator.decisions != other.decisions)
  }

  @Test func `says when the space is exhausted`() {
    let space = Space([
      Dimension("a", .integers(1, 3)), Dimension("b", .integers(1, 2)),
    ])
    for sampler in SearchMethod.Sampler.allCases {
      let method = SearchMethod(
        sampler: sampler, configurations: 20, pace: .virtual(workers: 1000))
      var driver = SearchDriver(
        PacedSearch(method, in: space, seed: 3, isMaximised: false, trials: 1), replicates: 1,
        folds: 1)
      let decisions = driver.advance()
      #expect(driver.end == .exhausted, "\(sampler)")
      #expect(Set(decisions.flatMap(\.proposals)).count == 6)
    }
  }

  @Test func `has proposals that are stored and read back`() throws {
    var driver = SearchDriver(Self.coordinator(.random).search(20), replicates: 1, folds: 2)
    for proposal in driver.advance(idle: 0).flatMap(\.proposals) {
      #expect(Proposal(proposal.item) == proposal)
    }
    #expect(Proposal(.text("no")) == nil)
  }
}

@Suite struct `A grid` {
  @Test func `is one decision from no evidence, and one more when it grows`() {
    var driver = SearchDriver(Grid(configurationCount: 6), replicates: 1, folds: 1)
    let decisions = driver.advance()
    #expect(decisions.map(\.configurations) == [0..<6])
    #expect(decisions[0].evidence == Digest(of: []))
    #expect(driver.end == .complete)
    driver.extend(to: Grid(configurationCount: 8))
    #expect(driver.advance().map(\.configurations) == [6..<8])
    #expect(driver.decisions.map(\.number) == [0, 1])
  }
}
