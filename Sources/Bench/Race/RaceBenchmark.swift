import Documents
import Glibc
import Random
import Search
import Statistics
import Sweeps
import Trials

/// `bench race [--orders N] [--table FILE]...`: what a race trains and what it loses, on full designs whose
/// truth is known and on tables of real trainings; one JSON line a figure.
struct RaceBenchmark {
  private var orders = 400
  /// The files of real trainings: configuration, repeat, fold, val_accuracy in each line.
  private var tables: [String] = []

  /// Reads the words of a command line; nil where they make no sense.
  init?(_ words: [String]) {
    var rest = words[...]
    while let word = rest.popFirst() {
      switch word {
      case "--orders":
        guard let count = rest.popFirst().flatMap({ Int($0) }), count > 0 else { return nil }
        orders = count
      case "--table":
        guard let path = rest.popFirst() else { return nil }
        tables.append(path)
      default: return nil
      }
    }
  }

  /// - Returns: whether every bar is met.
  func run() -> Bool {
    var areMet = true
    for variances in RaceScores.Setting.Variances.allCases {
      for spread in [0, 0.5, 1, 1.5] {
        for configurations in [30, 200] {
          for blocks in [10, 15, 20, 30] {
            let setting = RaceScores.Setting(
              configurations: configurations, blocks: blocks, spread: spread, variances: variances)
            areMet = synthetic(setting) && areMet
          }
        }
      }
    }
    for path in tables { areMet = table(path) && areMet }
    if tables.isEmpty {
      let sentence = "no table was named with --table FILE, and real trainings were left out\n"
      write(STDERR_FILENO, sentence, sentence.utf8.count)
    }
    return makespans() && areMet
  }

  // MARK: - What is trained and what is lost

  private struct Tally {
    var compute: [Double] = []
    var dropped = 0
    var same = 0
    var close = 0

    mutating func add(_ outcome: RaceOutcome, _ scores: RaceScores) {
      let moments = scores.values.map { Moments($0) }
      let means = moments.compactMap(\.mean)
      let count = scores.values.count
      let blocks = scores.values.first?.count ?? 0
      let full = means.indices.max { (means[$0], $1) < (means[$1], $0) } ?? 0
      let error = (moments[full].standardDeviation ?? 0) / Double(blocks).squareRoot()
      let winner = outcome.winner(of: scores)
      compute.append(
        Double(outcome.dealt.reduce(0) { $0 + $1.count }) / Double(count * blocks))
      if !outcome.remaining.contains(scores.best ?? full) { dropped += 1 }
      if winner == full { same += 1 }
      if means[winner] >= means[full] - error { close += 1 }
    }
  }

  private func synthetic(_ setting: RaceScores.Setting) -> Bool {
    var areMet = true
    let mustHold = setting.variances != .threefold && setting.spread >= 1 && setting.blocks > 10
    for rule in RaceRule.allCases {
      var tally = Tally()
      for order in 0..<orders {
        let scores = RaceScores(setting, seed: UInt64(order))
        tally.add(rule.outcome(scores), scores)
      }
      let most = [15: 0.52, 20: 0.47, 30: 0.40][setting.blocks]
      // Unequal spreads are no reason to break the level itself.
      let mostByChance = setting.variances == .threefold ? 0.05 : 0.02
      let details: [(String, JSON)] = [
        ("rule", .text(rule.rawValue)), ("configurations", .integer(setting.configurations)),
        ("blocks", .integer(setting.blocks)), ("spread", .number(setting.spread)),
        ("variances", .text(setting.variances.rawValue)),
      ]
      areMet =
        report(
          tally, "race", details,
          compute: mustHold && rule == .paired ? most : nil,
          dropped: rule == .sure && setting.spread == 0
            ? mostByChance : mustHold && rule == .paired ? 0.065 : nil,
          close: mustHold && rule == .paired ? 0.98 : nil) && areMet
    }
    return areMet
  }

  private func table(_ path: String) -> Bool {
    guard let (scores, folds) = RaceScores.table(at: path) else {
      let sentence =
        "'\(path)' is no table of configuration, repeat, fold, val_accuracy; left out\n"
      write(STDERR_FILENO, sentence, sentence.utf8.count)
      return true
    }
    var areMet = true
    for rule in RaceRule.allCases {
      var tally = Tally()
      var stream = RandomStream(seed: 1)
      for _ in 0..<orders {
        let other = scores.reordered(folds: folds, &stream)
        tally.add(rule.outcome(other), other)
      }
      let name = path.split(separator: "/").last.map(String.init) ?? path
      areMet =
        report(
          tally, "race table",
          [
            ("rule", .text(rule.rawValue)), ("table", .text(name)),
            ("configurations", .integer(scores.values.count)),
            ("blocks", .integer(scores.values.first?.count ?? 0)),
          ], close: rule == .paired ? 0.98 : nil) && areMet
    }
    return areMet
  }

  private func report(
    _ tally: Tally, _ name: String, _ details: [(String, JSON)], compute: Double? = nil,
    dropped: Double? = nil, close: Double? = nil
  ) -> Bool {
    func share(_ count: Int) -> Double { Double(count) / Double(orders) }
    var figures = [
      Figure(
        "compute", tally.compute.reduce(0, +) / Double(orders), "of the full design",
        compute.map { .atMost($0) }),
      Figure("best dropped", share(tally.dropped), "of orders", dropped.map { .atMost($0) }),
      Figure(
        "same winner or within a standard error", share(tally.close), "of orders",
        close.map { .atLeast($0) }),
      Figure("same winner", share(tally.same), "of orders", nil),
    ]
    for place in figures.indices {
      figures[place].details = details + [("orders", .integer(orders))]
      print(figures[place].line(of: name))
    }
    fflush(nil)
    return figures.allSatisfy(\.isMet)
  }

  // MARK: - How long workers wait

  /// How much longer workers take for the trials of a race than for the same trials as a list.
  private func makespans() -> Bool {
    var areMet = true
    for (configurations, blocks, spread) in [
      (30, 30, 1.5), (30, 30, 0.5), (30, 15, 1.5), (200, 15, 1), (10, 30, 1),
    ] {
      for workers in [8, 32] {
        let setting = RaceScores.Setting(
          configurations: configurations, blocks: blocks, spread: spread, variances: .mild)
        let ratios = (0..<100).map { seed in
          RaceSchedule(
            RaceScores(setting, seed: UInt64(seed)), workers: workers, seed: UInt64(seed)
          ).ratio
        }
        // A race of few configurations has not enough trials between verdicts for many workers.
        let figure = Figure(
          "time", ratios.reduce(0, +) / Double(ratios.count), "x list scheduling", .atMost(1.1),
          [
            "configurations": .integer(configurations), "blocks": .integer(blocks),
            "spread": .number(spread), "workers": .integer(workers),
          ])
        print(figure.line(of: "race"))
        fflush(nil)
        areMet = figure.isMet && areMet
      }
    }
    return areMet
  }
}
