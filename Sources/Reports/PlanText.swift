package import Documents
import Glibc
import Statistics
package import Sweeps

/// The text of `sweep plan`: the trials that a spec asks for, and how many of them are still to run.
package struct PlanText: Report {
  private let plan: Plan
  private let done: Int
  private let stale: Int
  private let makers: String
  private let estimate: Estimate?
  private let race: RaceOutlook?
  private let halving: HalvingOutlook?
  /// The plan of confirming one configuration at the end; nil where none is confirmed.
  private let confirmation: Plan?
  private let convolution: String?
  private let precision: String?

  /// - Parameters:
  ///   - done: how many of the plan's trials have a result already.
  ///   - stale: how many of those still to run were done before, and do not count.
  ///   - makers: the code that did them, in the words that follow `done by`.
  ///   - race: the trials that a race is likely to save; nil where there is none.
  ///   - halving: how many configurations are likely to reach the end; nil where all do.
  ///   - confirmation: the plan of confirming one configuration; nil where none is confirmed.
  ///   - convolution: which layers are convolved how, where not all are directly.
  ///   - precision: the numbers that are multiplied, where not all are float32.
  ///   - estimate: of the trials still to run; nil while nothing like them has been trained.
  package init(
    _ plan: Plan, done: Int, stale: Int = 0, by makers: String = "other code",
    estimate: Estimate? = nil, race: RaceOutlook? = nil, halving: HalvingOutlook? = nil,
    confirmation: Plan? = nil, convolution: String? = nil,
    precision: String? = nil
  ) {
    (self.convolution, self.precision) = (convolution, precision)
    self.halving = halving
    self.race = race
    self.confirmation = confirmation
    self.plan = plan
    self.done = done
    self.stale = stale
    self.makers = makers
    self.estimate = estimate
  }

  /// The product that makes the number of trials, and below it an entry for each fact: data, parameters,
  /// evaluation, trials to run, time.
  package func text(width: Int? = nil, style: Style = .plain) -> String {
    let sweep = plan.sweep
    var entries: [(String, String)] = []
    if plan.data != .none {
      entries.append(("data", "\(sweep.data.label), \(counted(plan.data.rowCount, "row"))"))
    }
    entries += sweep.parameters.enumerated().map { place, parameter in
      (
        parameter.name,
        sweep.search.map { $0.space.dimensions[place].distribution.phrase }
          ?? PlanText.list(parameter.options.map(\.label))
      )
    }
    if let search = sweep.search { entries.append(("search", PlanText.phrase(of: search, plan))) }
    entries += [
      ("evaluate", design), ("metric", metric), ("trials", trials),
    ]
    if let convolution { entries.append(("convolution", convolution)) }
    if let precision { entries.append(("precision", precision)) }
    if let race { entries.append(("race", race.sentence)) }
    if let halving { entries.append(("halving", halving.sentence)) }
    if let (sentence, _) = confirming { entries.append(("confirm", sentence)) }
    if let (sentence, _) = nested { entries.append(("nested", sentence)) }
    if let estimate, toRun > 0 {
      entries.append(("time", "\(race == nil ? "about" : "at most about") \(estimate.text)"))
    }
    let names = Column("", entries.map(\.0.printable))
    var page = Page()
    page.prose(product, bold: "\(sweep.name.printable): ")
    for (name, entry) in zip(names.texts, entries) {
      page.entry("  \(name)  ", entry.1.printable)
    }
    return page.text(width: width, style: style)
  }

  /// The counts and the estimate; times in seconds.
  package var json: JSON {
    let sweep = plan.sweep
    let parameters = sweep.parameters.map { parameter in
      JSON.Member(
        parameter.name, .list(parameter.options.map { JSON(label: $0.label) }))
    }
    let outlook = [
      race.map { JSON.Member("race", $0.json) }, halving.map { JSON.Member("halving", $0.json) },
      confirming.map { JSON.Member("confirm", $0.json) },
      nested.map { JSON.Member("nested", $0.json) },
      convolution.map { JSON.Member("convolution", .text($0)) },
      precision.map { JSON.Member("precision", .text($0)) },
    ].compactMap(\.self)
    let members: KeyValuePairs<String, JSON> = [
      "sweep": .text(sweep.name),
      "configurations": .integer(plan.expectedConfigurationCount),
      "replicates": .integer(sweep.evaluation.replicates),
      "folds": .integer(sweep.evaluation.foldCount),
      "trials": .integer(plan.expectedTrialCount),
      "done": .integer(done),
      "to_run": .integer(toRun),
      "stale": .integer(stale),
      "parameters": .object(parameters),
      "search": .optional(sweep.search) { .text($0.method.sampler.rawValue) },
      "seed": .text("\(sweep.evaluation.seed)"),
      "rows": .integer(plan.data.rowCount),
      "estimate": .optional(estimate, \.json),
    ]
    return .object(members.map { JSON.Member($0.key, $0.value) } + outlook)
  }

  /// How configurations are found.
  private static func phrase(of search: SearchDesign, _ plan: Plan) -> String {
    let asked = search.method.configurations
    let found = plan.expectedConfigurationCount
    var parts = [search.method.sampler.phrase]
    if search.method.sampler != .listed, !search.listed.isEmpty {
      parts.append("the first \(counted(search.listed.count, "configuration")) as listed")
    }
    if !search.known.isEmpty {
      parts.append("learning from \(counted(search.known.count, "known configuration"))")
    }
    if let target = search.method.target {
      parts.append(
        "to its end at a \(plan.sweep.metric.name) of \(Document.label(target)): so from 1 to"
          + " \(counted(asked, "configuration"))")
    }
    if found < asked {
      parts.append("the space is exhausted: \(grouped(asked)) configurations were asked for")
    }
    return parts.joined(separator: "; ")
  }

  /// The labels; of many the first few and the last, and how many they are.
  static func list(_ labels: [String]) -> String {
    let labels = labels.map(\.withPlainExponents)
    guard labels.count > 24, let last = labels.last else { return labels.joined(separator: ", ") }
    return (labels.prefix(12) + ["…", last]).joined(separator: ", ")
      + " (\(grouped(labels.count)) values)"
  }

  private var toRun: Int { plan.expectedTrialCount - done }

  /// `5 configurations × 3 replicates × 2 folds = 30 trials`.
  private var product: String {
    let evaluation = plan.sweep.evaluation
    var factors = [
      counted(plan.expectedConfigurationCount, "configuration"),
      counted(evaluation.replicates, "replicate"),
    ]
    if evaluation.foldCount > 1 { factors.append(counted(evaluation.foldCount, "fold")) }
    let trials = counted(plan.expectedTrialCount, "trial")
    // Some end before their end, and how many there will be is decided as they go.
    if plan.sweep.halving != nil {
      return factors.joined(separator: " × ") + ", at least \(trials)"
    }
    return factors.joined(separator: " × ") + " = " + trials
  }

  /// The configurations that are trained again at the end, and how.
  private var confirming: (sentence: String, json: JSON)? {
    guard let confirmation, let method = plan.sweep.confirmation else { return nil }
    let evaluation = confirmation.sweep.evaluation
    let count = min(method.top, plan.expectedConfigurationCount)
    let trials = count * confirmation.blockCount
    let folds =
      evaluation.foldCount > 1 ? " × \(counted(evaluation.foldCount, "fold"))" : ""
    let place = method.isOnTest ? evaluation.scheme.phrase : "on the rows that chose"
    return (
      "at the end the best \(counted(count, "configuration")) × \(counted(evaluation.replicates, "fresh seed"))"
        + "\(folds) = up to \(counted(trials, "trial")) more, \(place)",
      .object([
        "configurations": .integer(count), "replicates": .integer(evaluation.replicates),
        "folds": .integer(evaluation.foldCount), "trials": .integer(trials),
        "on_test": .boolean(method.isOnTest), "seed": .text("\(evaluation.seed)"),
      ])
    )
  }

  /// How often the choice is made again to measure it, and what that takes.
  private var nested: (sentence: String, json: JSON)? {
    guard let nesting = plan.sweep.nesting else { return nil }
    let picks = nesting.folds * plan.sweep.evaluation.replicates
    let trials = nesting.folds * plan.expectedTrialCount + picks
    return (
      "at the end the whole choice again without each of \(counted(nesting.folds, "outer fold")), and its pick"
        + " measured on the fold's rows: \(plan.sweep.asksInSteps ? "up to " : "")\(counted(trials, "trial"))"
        + " more",
      .object([
        "folds": .integer(nesting.folds), "trials": .integer(trials), "picks": .integer(picks),
      ])
    )
  }

  /// The words on how a holdout deals rows: by chance or class by class, with groups whole.
  private var dealing: String {
    guard case .holdout = plan.sweep.evaluation.scheme else { return "" }
    return (plan.data.classes == nil ? " by chance" : " class by class")
      + (plan.data.groups == nil ? "" : ", groups whole")
  }

  private var design: String {
    let evaluation = plan.sweep.evaluation
    let rows =
      plan.data.rowCount == 0
      ? nil
      : plan.splits.first.map { split in
        "\(grouped(split.training.count)) rows to train on,"
          + " \(grouped(split.validation.count)) to validate on"
      }
    return [evaluation.scheme.phrase + dealing, rows, "seed \(evaluation.seed)"].compactMap(\.self)
      .joined(separator: "; ")
  }

  private var metric: String {
    let metric = plan.sweep.metric
    return "\(metric.name) \(metric.moment.phrase), to be \(metric.goal.rawValue)d"
  }

  private var trials: String {
    if toRun == 0 { return "all done, nothing to run" }
    let other = stale == 0 ? "" : ", \(grouped(stale)) of them done by \(makers)"
    return "\(grouped(done)) done, \(grouped(toRun)) to run\(other)"
  }
}

extension Evaluation.Scheme {
  /// The design in words.
  var phrase: String {
    switch self {
    case .test: "on the data's own test part"
    case .validation: "on the data's own validation part"
    case .own: "by the program's own measure"
    case .holdout(let fraction):
      "on \(Levels.labels([100 * fraction])[0]) % of the rows, held out"
    case .folds(let k, let kind, let repeats):
      "on \(k) \(kind.adjective) folds"
        + (repeats > 1 ? ", dealt \(repeats) times" : "") + kind.limits
    case .listed(let count):
      "on \(count) split\(count == 1 ? "" : "s") that the data's index files list"
    }
  }
}

extension FoldKind {
  fileprivate var adjective: String {
    switch self {
    case .kfold: "shuffled"
    case .stratified: "stratified"
    case .grouped: "grouped"
    case .stratifiedGrouped: "stratified and grouped"
    case .leaveOneGroupOut: "left-out groups as"
    case .ordered: "ordered"
    case .fitting: "fitting"
    }
  }

  /// The rows that ordered folds leave out of training.
  fileprivate var limits: String {
    guard case .ordered(let gap, let window) = self else { return "" }
    return (gap > 0 ? ", trained up to \(counted(gap, "row")) before" : "")
      + (window.map { ", on at most \(counted($0, "row"))" } ?? "")
  }
}

extension Distribution {
  /// The distribution as a spec would write it.
  fileprivate var phrase: String {
    switch self {
    case .real(let base, let transform, let multiple):
      let multiples = multiple.map { ", multiples of \(Document.label($0))" } ?? ""
      return base.phrase(transform) + multiples
    case .steps(let first, let step, let count):
      let last = Levels.decimals([first + Double(count - 1) * step])[0]
      let ends = "\(Document.label(first)) to \(Document.label(last))".withPlainExponents
      return "\(ends) in steps of \(Document.label(step))"
    case .logIntegers(let range):
      return
        "whole numbers from \(range.lowerBound) to \(range.upperBound), uniform in the logarithm"
    case .choice(let options, let weights):
      guard let weights else { return PlanText.list(options.map(\.label)) }
      let labels = zip(options, weights).map { "\($0.label) (\(Document.label($1)))" }
      return PlanText.list(labels)
    }
  }
}

extension Distribution.Base {
  fileprivate func phrase(_ transform: Distribution.Transform) -> String {
    func label(_ value: Double) -> String {
      Document.label(Levels.rounded(value, significantDigits: 6)).withPlainExponents
    }
    switch (self, transform) {
    case (.uniform(let low, let high), .identity):
      return "\(label(low)) to \(label(high)), uniform"
    case (.uniform(let low, let high), .exponential):
      return "\(label(exp(low))) to \(label(exp(high))), uniform in the logarithm"
    case (.uniform(let low, let high), .inverseExponential):
      return "\(label(exp(-high))) to \(label(exp(-low))), uniform in the logarithm"
    case (.normal(let mean, let deviation), _):
      let ends = "mean \(label(mean)), standard deviation \(label(deviation))"
      return transform == .identity ? "normal, \(ends)" : "lognormal, \(ends) of the logarithm"
    case (.beta(let beta), _): return "beta with shapes \(label(beta.a)) and \(label(beta.b))"
    }
  }
}

extension SearchMethod.Sampler {
  fileprivate var phrase: String {
    switch self {
    case .random: "random draws"
    case .sobol: "a scrambled Sobol sequence"
    case .tpe: "tree-structured Parzen estimators"
    case .gp: "a Gaussian process"
    case .listed: "all of the list, one after the other"
    }
  }
}
