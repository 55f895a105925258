import Documents
import Hashing
import Random
import Search
import Sweeps
import Testing
import Trials

@Suite struct `A race` {
  @Test func `decides as the small machine of the rules does, block for block`() throws {
    let records = try #require(Document(json: try reference("race.json")))
    guard case .list(let settings) = records.content else {
      Issue.record("no list")
      return
    }
    #expect(settings.count == 14)
    for record in settings {
      let setting = try RaceSetting(record)
      for seed in 0..<4 {
        let run = SimulatedRace(setting, workers: [1, 3, 8, 64][seed]).run(seed: UInt64(seed))
        #expect(run.dealt == setting.dealt, "setting \(setting.seed)")
        let out = run.race.verdicts.filter { !$0.departures.isEmpty }
          .map { [$0.block] + $0.departures.map(\.configuration) }
        #expect(out == setting.out, "setting \(setting.seed)")
        #expect(run.race.remaining == setting.left, "setting \(setting.seed)")
      }
    }
  }

  @Test func `decides the same whatever the workers, the order, the crashes and the duplicates`() {
    var different: [Int] = []
    for seed in 0..<150 {
      let setting = RaceSetting(
        seed: seed, configurations: 3 + seed % 17, blocks: 4 + seed % 9, from: 2 + seed % 2,
        pace: 1 + seed % 9, isSure: seed % 5 == 0, spread: Double(seed % 4) / 2, lost: 0.05,
        diverged: 0.02)
      let runs = [1, 3, 8, 64].map { workers in
        SimulatedRace(setting, workers: workers, restarts: 0.05).run(
          seed: UInt64(1000 * seed + workers))
      }
      let same = runs.dropFirst().allSatisfy {
        $0.race.verdicts == runs[0].race.verdicts && $0.dealt == runs[0].dealt
      }
      let replayed = runs.allSatisfy { $0.differing == 0 && $0.race.isOver }
      if !same || !replayed { different.append(seed) }
    }
    #expect(different == [])
  }

  @Test func `tells the figures that a departure rests on`() throws {
    var race = Race(
      RaceMethod(level: 0.05, from: 3, pace: 1),
      blocks: (0..<5).map { RaceBlock(replicate: $0, fold: 0) }, isMaximised: true)
    race.enter(3)
    let values: [[Double]] = [
      [0.9, 0.91, 0.92, 0.9, 0.9], [0.89, 0.92, 0.91, 0.9, 0.9], [0.5, 0.52, 0.51, 0.5, 0.5],
    ]
    var verdicts: [RaceVerdict] = []
    while !race.isOver {
      for trial in race.takeDealt() {
        race.settle(trial, as: result(values[trial.configuration][trial.replicate]))
      }
      verdicts += race.advance()
    }
    let left = verdicts.flatMap { verdict in verdict.departures.map { (verdict.block, $0) } }
    #expect(left.count == 1)
    let (block, departure) = try #require(left.first)
    #expect(block == 3)
    guard case .behind(let comparison) = departure.reason else {
      Issue.record("it is behind")
      return
    }
    #expect(departure.configuration == 2)
    #expect(comparison.leader == 0)
    #expect(comparison.blocks == 3)
    // Differences by hand: .4, .39, .41 of the third, .01, -.01, .01 of the second.
    #expect(abs(comparison.difference - 0.4) < 1e-12)
    let common = (0.0001 + 0.00013333333333333333) / 2
    let moderated = (4 * common + 2 * 0.0001) / 6
    #expect(abs(comparison.standardError - (moderated / 3).squareRoot()) < 1e-12)
    #expect(comparison.level == 0.05 * 2 / 6)
    // scipy.stats.t.isf(0.05 / 3, 6)
    #expect(abs(comparison.limit - 2.749056912941555) < 1e-9)
  }

  @Test func `that minimises keeps the lowest`() {
    let setting = RaceSetting(
      seed: 3, configurations: 6, blocks: 12, from: 3, pace: 1, isSure: false, spread: 3)
    let up = SimulatedRace(setting, workers: 2).run(seed: 1).race
    let down = SimulatedRace(setting, workers: 2, isMaximised: false).run(seed: 1).race
    #expect(up.remaining == down.remaining)
    #expect(up.verdicts.map(\.departures) == down.verdicts.map(\.departures))
  }

  @Test func `with more blocks later changes no verdict`() {
    for seed in 0..<20 {
      let short = RaceSetting(
        seed: seed, configurations: 12, blocks: 8, from: 3, pace: 4, isSure: false, spread: 1)
      let long = RaceSetting(
        seed: seed, configurations: 12, blocks: 16, from: 3, pace: 4, isSure: false, spread: 1)
      // The values of the long one, for both.
      let first = SimulatedRace(short, workers: 3, values: long.values).run(seed: 5).race
      let second = SimulatedRace(long, workers: 8).run(seed: 6).race
      #expect(Array(second.verdicts.prefix(first.verdicts.count)) == first.verdicts)
    }
  }

  @Test func `takes a configuration back that somebody wants, for all blocks and for good`() {
    let blocks = (0..<8).map { RaceBlock(replicate: $0, fold: 0) }
    var race = Race(RaceMethod(from: 2, pace: 1), blocks: blocks, isMaximised: true)
    race.enter(3)
    func value(_ trial: TrialIndex) -> Settlement {
      let noise = Double((trial.replicate * 7 + trial.configuration * 3) % 5) / 100
      return result([1, 0.9, 0][trial.configuration] + noise)
    }
    var trained: Set<TrialIndex> = []
    func train() {
      while true {
        _ = race.advance()
        let trials = race.takeDealt()
        guard !trials.isEmpty else { return }
        for trial in trials {
          trained.insert(trial)
          race.settle(trial, as: value(trial))
        }
      }
    }
    train()
    #expect(race.isOver)
    #expect(race.remaining == [0])
    let before = race.verdicts
    let back = [race.keep(2), race.keep(2)]
    #expect(back == [true, false])
    train()
    #expect(race.isOver)
    #expect(race.remaining == [0, 2])
    #expect(Array(race.verdicts.prefix(before.count)) == before)
    #expect(trained.filter { $0.configuration == 2 }.count == 8)
    #expect(trained.filter { $0.configuration == 1 }.count < 8)
  }

  @Test func `a longer form has come back whoever came back, after as many verdicts`() {
    let setting = RaceSetting(
      seed: 3, configurations: 8, blocks: 12, from: 2, pace: 1, isSure: false, spread: 2)
    func race(_ blocks: Int) -> Race {
      var race = Race(
        setting.method, blocks: (0..<blocks).map { RaceBlock(replicate: $0, fold: 0) },
        isMaximised: true)
      race.enter(8)
      return race
    }
    func train(_ race: inout Race) {
      while true {
        _ = race.advance()
        let trials = race.takeDealt()
        guard !trials.isEmpty else { return }
        for trial in trials {
          race.settle(trial, as: setting.values[trial.configuration][trial.replicate])
        }
      }
    }
    var short = race(6)
    train(&short)
    let left = short.verdicts.flatMap(\.departures).map(\.configuration)
    #expect(!left.isEmpty)
    let back = Kept(configuration: left[0], after: short.verdicts.count)
    let isNew = short.keep(back.configuration)
    #expect(isNew)
    train(&short)
    var long = race(12)
    long.bringBack([back])
    train(&long)
    #expect(Array(long.verdicts.prefix(short.verdicts.count)) == short.verdicts)
    #expect(long.remaining.contains(back.configuration))
    #expect(long.isOver)
  }

  @Test func `beside a search cuts no block short that the search learns from`() {
    let evaluation = Evaluation(
      scheme: .folds(k: 4, kind: .stratified, repeats: 1), replicates: 3, seed: 9)
    var race = Race(
      RaceMethod(from: 2, pace: 1), blocks: evaluation.raceBlocks, commonBlocks: 4,
      isMaximised: true)
    var counts = [0, 0, 0, 0, 0]
    func train() {
      while true {
        _ = race.advance()
        let trials = race.takeDealt()
        guard !trials.isEmpty else { return }
        for trial in trials {
          counts[trial.configuration] += 1
          let noise = Double((trial.replicate * 5 + trial.fold * 3 + trial.configuration) % 7) / 100
          race.settle(trial, as: result(Double(trial.configuration) + noise))
        }
      }
    }
    for count in 1...4 {
      race.enter(count, isLast: false)
      train()
    }
    #expect(counts == [4, 4, 4, 4, 0])
    #expect(race.verdicts == [])
    race.enter(5)
    train()
    #expect(race.isOver)
    #expect(counts.allSatisfy { $0 >= 4 })
    #expect(counts[0] < 12)
    #expect(race.remaining == [4])
  }

  @Test func `about other rows is slower to drop where folds share training rows`() {
    func left(_ aim: RaceMethod.Aim) -> Int {
      let setting = RaceSetting(
        seed: 2, configurations: 20, blocks: 15, from: 3, pace: 1, isSure: false, spread: 1)
      return SimulatedRace(setting, workers: 4, aim: aim, testToTrain: 0.25).run(seed: 1).dealt
        .reduce(0, +)
    }
    #expect(left(.rows) > left(.design))
  }

  @Test func `orders blocks replicate by replicate, and more replicates change none`() {
    func blocks(_ replicates: Int) -> [RaceBlock] {
      Evaluation(
        scheme: .folds(k: 5, kind: .stratified, repeats: 1), replicates: replicates, seed: 4
      ).raceBlocks
    }
    #expect(Array(blocks(6).prefix(15)) == blocks(3))
    for replicate in 0..<3 {
      let some = blocks(3)[(replicate * 5)..<(replicate * 5 + 5)]
      #expect(some.allSatisfy { $0.replicate == replicate })
      #expect(Set(some.map(\.fold)) == [0, 1, 2, 3, 4])
    }
  }
}

private func result(_ value: Double) -> Settlement {
  .result(value, Digest(of: Array("\(value)".utf8)))
}

/// A race over values that any language can draw: see `References/race.py`.
struct RaceSetting {
  let seed: Int
  let configurations: Int
  let blocks: Int
  let method: RaceMethod
  /// The settlements by configuration and block.
  let values: [[Settlement]]
  /// The decisions of the small machine.
  private(set) var dealt: [Int] = []
  private(set) var out: [[Int]] = []
  private(set) var left: [Int] = []

  init(
    seed: Int, configurations: Int, blocks: Int, level: Double = 0.05, from: Int, pace: Int,
    isSure: Bool, spread: Double, lost: Double = 0, diverged: Double = 0
  ) {
    self.seed = seed
    self.configurations = configurations
    self.blocks = blocks
    method = RaceMethod(rule: isSure ? .sure : .paired, level: level, from: from, pace: pace)
    var numbers = LinearNumbers(seed: seed)
    let means = (0..<configurations).map { _ in spread * numbers.normal() }
    let common = (0..<blocks).map { _ in numbers.normal() }
    values = means.map { mean in
      common.map { block in
        let rest = numbers.normal()
        let fate = numbers.uniform()
        if fate < lost { return .failed }
        if fate < lost + diverged { return .result(nil, Digest(of: [1])) }
        return result(mean + block + rest)
      }
    }
  }

  init(_ record: Document) throws {
    func number(_ key: String) throws -> Double { try #require(record[key]).number(key) }
    func integers(_ document: Document) throws -> [Int] {
      guard case .list(let items) = document.content else { return [] }
      return try items.map { Int(try $0.number("")) }
    }
    self.init(
      seed: Int(try number("seed")), configurations: Int(try number("configurations")),
      blocks: Int(try number("blocks")), level: try number("level"), from: Int(try number("from")),
      pace: Int(try number("pace")), isSure: record["sure"]?.content == .boolean(true),
      spread: try number("spread"), lost: try number("lost"), diverged: try number("diverged"))
    dealt = try integers(try #require(record["dealt"]))
    left = try integers(try #require(record["left"]))
    guard case .list(let outs)? = record["out"]?.content else { return }
    out = try outs.map { pair in
      guard case .list(let parts) = pair.content else { return [] }
      return try integers(Document(.list([parts[0]]))) + integers(parts[1])
    }
  }
}

/// A linear congruential generator, and sums of twelve for a bell.
private struct LinearNumbers {
  private var state: UInt64

  init(seed: Int) { state = UInt64(seed) &* 2_862_933_555_777_941_757 &+ 3_037_000_493 }

  mutating func uniform() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) * 0x1p-53
  }

  mutating func normal() -> Double {
    var sum = 0.0
    for _ in 0..<12 { sum += uniform() }
    return sum - 6
  }
}

/// Runs a race as a coordinator with some workers does, with all that goes wrong.
struct SimulatedRace {
  private let setting: RaceSetting
  private let workers: Int
  private let restarts: Double
  private let values: [[Settlement]]
  private let isMaximised: Bool
  private let method: RaceMethod
  private let testToTrain: Double

  init(
    _ setting: RaceSetting, workers: Int, restarts: Double = 0, values: [[Settlement]]? = nil,
    isMaximised: Bool = true, aim: RaceMethod.Aim = .design, testToTrain: Double = 0
  ) {
    self.setting = setting
    self.workers = workers
    self.restarts = restarts
    self.values = values ?? setting.values
    self.isMaximised = isMaximised
    let method = setting.method
    self.method = RaceMethod(
      rule: method.rule, level: method.level, from: method.from, pace: method.pace, aim: aim)
    self.testToTrain = testToTrain
  }

  private func fresh() -> Race {
    var race = Race(
      method, blocks: (0..<setting.blocks).map { RaceBlock(replicate: $0, fold: 0) },
      isMaximised: isMaximised, testToTrain: testToTrain)
    race.enter(setting.configurations)
    return race
  }

  private func settlement(_ trial: TrialIndex) -> Settlement {
    let known = values[trial.configuration][trial.replicate]
    guard !isMaximised, case .result(let value?, let digest) = known else { return known }
    return .result(-value, digest)
  }

  /// - Returns: the race at its end, how many configurations each block was dealt to, and how many verdicts
  ///   came out otherwise when they were made again.
  func run(seed: UInt64) -> (race: Race, dealt: [Int], differing: Int) {
    var stream = RandomStream(seed: seed)
    var race = fresh()
    var journal: [(TrialIndex, Settlement)] = []
    var asked: Set<TrialIndex> = []
    var (waiting, training): ([TrialIndex], [TrialIndex]) = ([], [])
    var differing = 0
    while true {
      _ = race.advance()
      let dealt = race.takeDealt().filter { asked.insert($0).inserted }
      waiting += dealt
      while training.count < workers, !waiting.isEmpty { training.append(waiting.removeFirst()) }
      guard !training.isEmpty else { break }
      let trial = training.remove(at: stream.integer(below: training.count))
      // A lease is lost, and the trial trained again.
      if stream.uniform() < 0.2 {
        waiting.insert(trial, at: 0)
        continue
      }
      race.settle(trial, as: settlement(trial))
      journal.append((trial, settlement(trial)))
      if stream.uniform() < 0.1 { race.settle(trial, as: settlement(trial)) }
      guard stream.uniform() < restarts else { continue }
      // All verdicts are on record; the trials' settlements, too.
      let verdicts = race.verdicts
      race = fresh()
      for (trial, settlement) in journal { race.settle(trial, as: settlement) }
      for verdict in verdicts where !race.replay(verdict) { differing += 1 }
    }
    var counts = Array(repeating: 0, count: setting.blocks)
    for trial in asked { counts[trial.replicate] += 1 }
    return (race, Array(counts.prefix { $0 > 0 }), differing)
  }
}
