import Documents
import Hashing
import Random
import Search
import Sweeps
import Testing
import Trials

@Suite struct `Halving` {
  static let method = HalvingMethod(from: 1, factor: 3, to: 27)

  /// The settlement of a training until an epoch: some diverge, some are given up.
  static func truth(_ trial: TrialIndex, _ proposal: Proposal) -> Settlement {
    var stream = RandomStream(
      sweepSeed: UInt64(trial.until ?? 1000) * 100 + UInt64(trial.replicate * 10 + trial.fold),
      proposal: trial.configuration, name: "truth")
    if stream.uniform() < 0.04 { return .failed }
    if stream.uniform() < 0.03 { return .result(nil, Digest(of: [0])) }
    let value = Double(trial.configuration % 11) + stream.normal()
    return .result(value, Digest(of: "\(value)".utf8.map { $0 }))
  }

  /// The trainings that a decision asks for.
  static func asked(_ decision: Decision, _ method: HalvingMethod, trials: Int = 2) -> [TrialIndex]
  {
    decision.configurations.flatMap { configuration in
      let rung = decision.until ?? method.rungs[method.firstRung(of: configuration)]
      return (0..<trials).map {
        TrialIndex(
          configuration: configuration, replicate: 0, fold: $0,
          until: rung == method.to ? nil : rung)
      }
    }
  }

  static func listed(_ method: HalvingMethod = method) -> SimulatedCoordinator {
    var coordinator = SimulatedCoordinator(truth: truth) { count in
      ListHalving(method, ends: Array(repeating: method.to, count: count), isMaximised: true)
    }
    coordinator.asked = { asked($0, method) }
    return coordinator
  }

  static func paced(
    _ sampler: SearchMethod.Sampler, _ method: HalvingMethod = method
  ) -> SimulatedCoordinator {
    var coordinator = SimulatedCoordinator(truth: truth) { count in
      PacedHalving(
        SearchDesign(
          SearchMethod(sampler: sampler, configurations: count), in: `A search`.space), method,
        seed: 5, isMaximised: true, trials: 2,
        predictedCost: { proposal in proposal.values[1]?.label.count ?? 1 }, end: { _ in method.to }
      )
    }
    coordinator.asked = { asked($0, method) }
    return coordinator
  }

  /// The promotions to each rung, in order.
  static func promotions(_ decisions: [Decision]) -> [Int: [Decision]] {
    Dictionary(grouping: decisions.filter { $0.kind == .promotion }) { $0.until ?? 0 }
      .mapValues { decisions in
        decisions.map {
          Decision(
            number: 0, kind: $0.kind, evidence: $0.evidence, configurations: $0.configurations,
            until: $0.until)
        }
      }
  }

  @Test(arguments: HalvingMethod.Brackets.allCases)
  func `of a list promotes the same for any number of workers, in any order, whatever is lost`(
    brackets: HalvingMethod.Brackets
  ) {
    let method = HalvingMethod(from: 1, factor: 3, to: 27, brackets: brackets)
    // Brackets go on side by side, so only within each is there an order.
    func told(_ decisions: [Decision]) -> [[Decision]] {
      method.bracketSizes.indices.map { bracket in
        Self.promotions(
          decisions.filter { method.bracket(of: $0.configurations.lowerBound) == bracket }
        ).sorted { $0.key < $1.key }.flatMap(\.value)
      }
    }
    var first: [[Decision]]?
    for workers in [1, 3, 8, 64] {
      for seed in UInt64(0)..<5 {
        var coordinator = Self.listed(method)
        coordinator.workers = workers
        coordinator.run(configurations: 60, seed: seed)
        #expect(coordinator.differing == 0)
        let decisions = told(coordinator.decisions)
        first = first ?? decisions
        #expect(decisions == first)
        #expect(coordinator.decisions.contains { $0.until == 27 })
      }
    }
  }

  @Test(arguments: [SearchMethod.Sampler.random, .sobol, .tpe])
  func `of a search decides the same in the same order`(sampler: SearchMethod.Sampler) {
    for brackets in HalvingMethod.Brackets.allCases {
      let method = HalvingMethod(from: 1, factor: 3, to: 27, brackets: brackets)
      var first: [Decision]?
      for workers in [1, 3, 8, 64] {
        for seed in UInt64(0)..<2 {
          var coordinator = Self.paced(sampler, method)
          coordinator.workers = workers
          coordinator.run(configurations: 40, seed: seed)
          #expect(coordinator.differing == 0)
          #expect(coordinator.decisions.count { $0.kind != .promotion } == 40)
          first = first ?? coordinator.decisions
          #expect(coordinator.decisions == first)
        }
      }
    }
  }

  @Test func `keeps its first proposals when it is extended`() {
    var (few, many) = (Self.paced(.tpe), Self.paced(.tpe))
    few.run(configurations: 40, seed: 1)
    many.run(configurations: 60, seed: 2)
    let proposals = { (coordinator: SimulatedCoordinator) in
      coordinator.decisions.flatMap(\.proposals)
    }
    #expect(proposals(few) == Array(proposals(many).prefix(40)))
    // The decisions made stand, and the search goes on from there.
    few.run(configurations: 60, seed: 3)
    #expect(proposals(few).count == 60)
    #expect(Array(proposals(few).prefix(40)) == Array(proposals(many).prefix(40)))
  }

  @Test func `ends where every training fails`() {
    var coordinator = Self.listed()
    coordinator.truth = { _, _ in .failed }
    coordinator.run(configurations: 20, seed: 1)
    #expect(coordinator.decisions.map(\.kind) == [.grid])
    var search = Self.paced(.tpe)
    search.truth = { _, _ in .failed }
    search.run(configurations: 20, seed: 1)
    #expect(search.decisions.allSatisfy { $0.kind == .tpe })
  }

  @Test func `takes the best to the end where there are few`() {
    for count in 1...8 {
      var coordinator = Self.listed()
      coordinator.truth = { trial, _ in
        .result(Double(trial.configuration), Digest(of: [UInt8(trial.configuration)]))
      }
      coordinator.run(configurations: count, seed: 1)
      let last = coordinator.decisions.filter { $0.until == 27 }
      #expect(last.last?.configurations.lowerBound == count - 1)
      #expect(count == 8 || last.count == 1)
    }
  }

  @Test func `of equals the first goes on, and what a score became counts for those that follow`() {
    let strategy = ListHalving(Self.method, ends: [27, 27, 27], isMaximised: true)
    /// The place of the one that goes on after these results of the three; the first has another one later.
    func first(_ values: [Double], then later: Double? = nil) -> Int? {
      var driver = SearchDriver(strategy, replicates: 1, folds: 1)
      _ = driver.advance()
      func settle(_ place: Int, _ value: Double) {
        let order = (0..<3).sorted { Self.method.place(of: $0) < Self.method.place(of: $1) }
        driver.settle(
          TrialIndex(configuration: order[place], replicate: 0, fold: 0, until: 1),
          as: .result(value, Digest(of: [UInt8(value * 10)])))
      }
      for place in 0..<2 { settle(place, values[place]) }
      _ = driver.advance()
      if let later { settle(0, later) }
      settle(2, values[2])
      let went = driver.advance().first?.configurations.lowerBound
      return went.map { configuration in
        (0..<3).filter { Self.method.place(of: $0) < Self.method.place(of: configuration) }.count
      }
    }
    #expect(first([0.5, 0.5, 0.5]) == 0)
    #expect(first([0.1, 0.2, 0.5]) == 2)
    #expect(first([0.1, 0.2, 0.5], then: 0.9) == 0)
  }

  @Test func `reads a configuration with fewer epochs at its own end`() {
    // The second has five epochs: at the rungs of 9 and 27 that is the same whole training.
    var driver = SearchDriver(
      ListHalving(Self.method, ends: [27, 5, 27], isMaximised: true), replicates: 1, folds: 1)
    _ = driver.advance()
    for configuration in 0..<3 {
      driver.settle(
        TrialIndex(configuration: configuration, replicate: 0, fold: 0, until: 1),
        as: .result(configuration == 1 ? 1 : 0, Digest(of: [])))
    }
    #expect(driver.advance().map(\.until) == [3])
    driver.settle(
      TrialIndex(configuration: 1, replicate: 0, fold: 0, until: 3), as: .result(1, Digest(of: [])))
    #expect(driver.advance().map(\.until) == [9])
    #expect(driver.needs == [TrialIndex(configuration: 1, replicate: 0, fold: 0)])
    driver.settle(
      TrialIndex(configuration: 1, replicate: 0, fold: 0), as: .result(1, Digest(of: [])))
    #expect(driver.advance().map(\.until) == [27])
    #expect(driver.end == .complete)
  }

  /// Each line of the reference, by the rules' own small machine.
  @Test func `agrees with the small machine, decision for decision`() throws {
    for line in try reference("halving.txt").split(separator: "\n") {
      let fields = line.split(separator: " ")
      let numbers = fields[0..<4].compactMap { Int($0) }
      let (count, pace, trials, factor) = (numbers[0], numbers[1], numbers[2], numbers[3])
      let rungs = fields[4].split(separator: ",").compactMap { Int($0) }
      let method = HalvingMethod(from: rungs[0], factor: factor, to: rungs[rungs.count - 1])
      #expect(method.rungs == rungs)
      func settle(_ driver: inout SearchDriver, _ trial: TrialIndex) {
        let rung = rungs.firstIndex(of: trial.until ?? method.to) ?? 0
        let i = trial.configuration
        let word = i * 7919 + rung * 104_729 + trial.fold * 1_299_709 + i * i * 31
        driver.settle(
          trial,
          as: word % 17 == 0 ? .failed : .result(Double(word % 1009) / 1009, Digest(of: [])))
      }
      let listed = (0..<count).map {
        Proposal(values: [.init(label: "\($0)", value: Document(.integer(Int64($0))))])
      }
      let design = SearchDesign(
        SearchMethod(
          sampler: .listed, configurations: count, pace: .virtual(workers: pace)),
        in: Space([Dimension("i", .integers(0, 1000))]), listed: listed)
      var told: [String] = []
      func run(_ strategy: any Strategy, seed: UInt64) -> [Decision] {
        var driver = SearchDriver(strategy, replicates: 1, folds: trials)
        var stream = RandomStream(seed: seed)
        var open: [TrialIndex] = []
        while true {
          open += driver.advance().flatMap { Self.asked($0, method, trials: trials) }
          guard !open.isEmpty else { return driver.decisions }
          settle(&driver, open.remove(at: stream.integer(below: open.count)))
        }
      }
      for seed in UInt64(0)..<4 {
        let decisions = run(
          PacedHalving(
            design, method, seed: 1, isMaximised: false, trials: trials,
            predictedCost: { 1 + (Int($0.values[0]?.label ?? "") ?? 0) % 7 },
            end: { _ in method.to }
          ), seed: seed)
        told = decisions.map { decision in
          let configuration = decision.configurations.lowerBound
          guard let until = decision.until else { return "\(configuration)" }
          return "\(configuration)>\(rungs.firstIndex(of: until) ?? 0)"
        }
        #expect(told == fields[5...].map(String.init))
        // The same of a list go on in the same order.
        let promoted = Self.promotions(decisions).mapValues { $0.map(\.configurations) }
        let ofList = run(
          ListHalving(
            method, ends: Array(repeating: method.to, count: count), isMaximised: false), seed: seed
        )
        #expect(Self.promotions(ofList).mapValues { $0.map(\.configurations) } == promoted)
      }
    }
  }

  /// In the order of a grid values rise: each is better than all before it, and all would go on.
  @Test func `compares a grid in an order of its own`() {
    func reached(_ method: HalvingMethod) -> Int {
      var coordinator = Self.listed(method)
      coordinator.truth = { trial, _ in
        .result(Double(trial.configuration), Digest(of: [UInt8(trial.configuration)]))
      }
      coordinator.run(configurations: 60, seed: 1)
      let last = coordinator.decisions.filter { $0.until == 27 }.map(\.configurations.lowerBound)
      #expect(last.contains(59))
      return last.count
    }
    #expect(reached(Self.method) > 40)
    #expect(reached(Self.method.shuffled(60, seed: 1)) < 12)
  }

  @Test func `has the brackets of Hyperband`() {
    // Li et al., JMLR 18, 2018, table 1: R = 81, factor 3.
    let method = HalvingMethod(from: 1, factor: 3, to: 81, brackets: .hyperband)
    #expect(method.rungs == [1, 3, 9, 27, 81])
    #expect(method.bracketSizes.map(\.count) == [81, 34, 15, 8, 5])
    #expect((0..<143).map(method.bracket).filter { $0 == 1 }.count == 34)
    #expect(method.bracket(of: 143) == 0)
    #expect(method.firstRung(of: 142) == 4)
  }
}
