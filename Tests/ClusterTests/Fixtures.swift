import Cluster
import Documents
import Hashing
import Search
import Sweeps
import Trials

/// Small things that the tests talk about.
enum Fixture {
  static let semantics = "engine 1"

  /// A sweep of so many trials, one configuration each.
  static func plan(trials: Int) -> Plan {
    let rates = (0..<trials).map { Document(.number(Double($0 + 1) / 1000)) }
    let sweep = Sweep(
      name: "rates", data: Document(.text("digits")),
      recipe: Document(.map([.init(key: "rate", value: Document(.text("$rate")))])),
      parameters: [
        Parameter(name: "rate", options: rates.map { .init(label: $0.label, value: $0) })
      ],
      evaluation: Evaluation(scheme: .test, replicates: 1, seed: 1),
      metric: Metric(name: "accuracy", goal: .maximize, moment: .last))
    let data = DataFacts(digest: Digest(of: [1]), rowCount: 4, testCount: 1, classes: nil)
    do {
      return try Plan(sweep, data: data, semantics: semantics)
    } catch {
      preconditionFailure("the fixture is no sweep: \(error)")
    }
  }

  /// A race of so many configurations, in which many leave.
  static func race(configurations: Int, replicates: Int = 6) -> Plan {
    let rates = (0..<configurations).map { Document(.number(Double($0 + 1) / 1000)) }
    let sweep = Sweep(
      name: "race", data: Document(.text("digits")),
      recipe: Document(.map([.init(key: "rate", value: Document(.text("$rate")))])),
      parameters: [
        Parameter(name: "rate", options: rates.map { .init(label: $0.label, value: $0) })
      ],
      evaluation: Evaluation(scheme: .test, replicates: replicates, seed: 1),
      metric: Metric(name: "accuracy", goal: .maximize, moment: .last),
      race: RaceMethod(level: 0.6, from: 2, pace: 2))
    let data = DataFacts(digest: Digest(of: [1]), rowCount: 4, testCount: 1, classes: nil)
    do {
      return try Plan(sweep, data: data, semantics: semantics)
    } catch {
      preconditionFailure("the fixture is no sweep: \(error)")
    }
  }

  /// Halving of so many configurations over two replicates: of a list, or of a search that has decided nothing
  /// yet.
  ///
  /// - Parameter total: how many there are to be in the end.
  static func halving(configurations: Int, of total: Int? = nil, searches: Bool) -> Plan {
    let plan = searches ? search(configurations: configurations) : plan(trials: configurations)
    let sweep = plan.sweep
    do {
      return try Plan(
        Sweep(
          name: "halving", data: sweep.data, recipe: sweep.recipe, parameters: sweep.parameters,
          evaluation: Evaluation(scheme: .test, replicates: 2, seed: 1), metric: sweep.metric,
          search: sweep.search,
          halving: HalvingMethod(
            from: 1, factor: 2, to: 6,
            brackets: (total ?? configurations) % 2 == 0 ? .one : .hyperband)),
        data: plan.data, semantics: semantics)
    } catch {
      preconditionFailure("the fixture is no sweep: \(error)")
    }
  }

  /// A search of so many configurations, two replicates each, that has decided nothing yet.
  static func search(configurations: Int) -> Plan {
    let space = Space([
      Dimension("rate", .loguniform(1e-4, 1)), Dimension("units", .integers(1, 64)),
    ])
    let method = SearchMethod(
      sampler: .tpe, configurations: configurations, pace: .virtual(workers: 3), replicates: 2)
    let sweep = Sweep(
      name: "search", data: Document(.text("digits")),
      recipe: Document(
        .map([
          .init(key: "rate", value: Document(.text("$rate"))),
          .init(key: "units", value: Document(.text("$units"))),
        ])),
      parameters: [
        Parameter(name: "rate", options: []), Parameter(name: "units", options: []),
      ],
      evaluation: Evaluation(scheme: .test, replicates: 2, seed: 1),
      metric: Metric(name: "accuracy", goal: .maximize, moment: .last),
      search: SearchDesign(method, in: space))
    let data = DataFacts(digest: Digest(of: [1]), rowCount: 4, testCount: 1, classes: nil)
    do {
      return try Plan(sweep, data: data, semantics: semantics)
    } catch {
      preconditionFailure("the fixture is no sweep: \(error)")
    }
  }

  /// The strategy that decides the configurations of a search.
  static func strategy(of plan: Plan) -> any Strategy {
    if let halving = plan.sweep.halving {
      guard let design = plan.sweep.search else {
        return ListHalving(
          halving, ends: plan.configurations.map { _ in halving.to }, isMaximised: true)
      }
      return PacedHalving(
        design, halving, seed: plan.sweep.evaluation.seed, isMaximised: true,
        trials: design.method.replicates, end: { _ in halving.to })
    }
    guard let design = plan.sweep.search else { preconditionFailure("the plan is no search") }
    return PacedSearch(
      design.method, in: design.space, seed: plan.sweep.evaluation.seed, isMaximised: true,
      trials: design.method.replicates * plan.splits.count)
  }

  static func facts(
    _ host: String, process: Int = 7, slots: Int = 1, semantics: String = semantics
  ) -> WorkerFacts {
    WorkerFacts(
      host: host, process: process, slots: slots, semantics: [semantics], kernel: "SkylakeX")
  }

  static func outcome(_ accuracy: Double) -> Outcome {
    Outcome(
      status: .completed,
      measurements: [Measurement(epoch: 1, metrics: ["accuracy": accuracy])])
  }

  static let crash = Failure(cause: .crashed, message: "signal 11", output: "oh")
}
