package import Documents
package import Statistics
package import Sweeps

/// The knowledge, before a sweep, of how much differences between configurations vary.
package struct Pilot: Sendable {
  /// The standard deviation of the paired differences of two configurations.
  let deviation: Double
  /// The degrees of freedom of the deviation; nil where somebody knows it.
  let degreesOfFreedom: Int?
  /// The variance that the rows of a test part add to a mean difference, however many seeds there are, and
  /// the number of these rows; nil where claims are not about other rows.
  let rows: (variance: Double, count: Int)?
  /// Where it comes from, in words.
  let origin: String
  /// How long trials took, in seconds.
  let durations: Moments

  /// No plan is made for larger deviations: their multiples would overflow.
  package static let largest = 1e290

  /// A deviation that somebody knows.
  package init(deviation: Double, durations: Moments = Moments()) {
    self.deviation = deviation
    self.durations = durations
    degreesOfFreedom = nil
    rows = nil
    origin = "as given"
  }

  /// The deviation in an earlier sweep: what neither configurations nor replicates or folds explain,
  /// times √2.
  package init(_ table: SummaryTable, durations: Moments) throws(Refusal) {
    let model = table.pilotModel
    guard let found = model.pooledDifference, found.deviation.isFinite, found.deviation > 0 else {
      throw Refusal(
        "'\(table.sweep)' is no pilot: it needs two configurations that differ in two"
          + " \(table.unit.noun)s or more; give --spread, the standard deviation of differences")
    }
    guard found.deviation < Pilot.largest else {
      throw Refusal(
        "values of \(table.metric.name) in '\(table.sweep)' are too large for a plan; divide the metric"
          + " by its size")
    }
    deviation = found.deviation
    degreesOfFreedom = found.degreesOfFreedom
    rows = table.summaries[0].rowScores.flatMap(Pilot.rows)
    origin =
      "pooled over \(counted(model.rows.count, "configuration")) of \(table.sweep), over"
      + " \(table.unit.phrase(table.evaluation)), \(counted(found.degreesOfFreedom, "degree")) of freedom"
    self.durations = durations
  }

  /// The mean over pairs of configurations, of a few thousand at most.
  private static func rows(_ scores: RowScores) -> (variance: Double, count: Int)? {
    let pairs = (0..<scores.candidates).lazy.flatMap { one in (0..<one).lazy.map { (one, $0) } }
    let found = pairs.prefix(2000).compactMap { scores.variance($0, $1) }
    guard !found.isEmpty else { return nil }
    let sum = found.reduce(0) { $0 + max(0, $1.rows - $1.both) }
    return (sum / Double(found.count), scores.count)
  }

  /// The end of the one-sided 80 % interval of the deviation, s √(ν / χ²_.2(ν)): a design made for it
  /// has the wanted power in four of five cases. Itself where somebody knows it.
  var upperDeviation: Double {
    guard let degreesOfFreedom else { return deviation }
    let df = Double(degreesOfFreedom)
    return deviation * (df / ChiSquare(degreesOfFreedom: df).quantile(0.2)).squareRoot()
  }

  /// The 80 % interval of the deviation.
  var deviationRange: ClosedRange<Double>? {
    guard let degreesOfFreedom else { return nil }
    let df = Double(degreesOfFreedom)
    let distribution = ChiSquare(degreesOfFreedom: df)
    return deviation * (df / distribution.quantile(0.9)).squareRoot()...deviation
      * (df / distribution.quantile(0.1)).squareRoot()
  }
}

/// The report of `sweep plan --detect` and `--budget`: the smallest difference a design can see, and
/// the design that sees a given one.
package struct DesignReport: Report {
  /// The aim of a design.
  package struct Goal: Hashable, Sendable {
    /// The difference that is to be seen, in units of the metric.
    package var difference: Double?
    /// The time that there is, by the clock.
    package var budget: Duration?
    /// Trainings at a time.
    package var slots = 1
    /// The probability with which a difference of that size is to be seen; from 1 - level to 1.
    package var power = 0.8
    /// 1 less the size of the test.
    package var level = 0.95

    /// The size of the test: 1 less the level, without what rounding adds.
    package var alpha: Double { ((1 - level) * 1e12).rounded() / 1e12 }

    /// Makes a goal without a difference or a budget, for one training at a time.
    package init() {}
  }

  private let plan: Plan
  private let pilot: Pilot
  private let wish: Goal
  private let scale: Scale
  private let rows: [Scale.Row]
  private let impossible: [String]

  /// - Parameter pilot: the knowledge of the spread of differences, and of how long trials take.
  package init(_ plan: Plan, pilot: Pilot, wish: Goal) {
    self.plan = plan
    self.pilot = pilot
    self.wish = wish
    scale = Scale(plan, pilot, wish)
    var rows = [scale.row("as the spec is", pairs: scale.pairs)]
    var impossible: [String] = []
    if let difference = wish.difference {
      for (design, among) in scale.designs {
        let aim = "to see \(Document.label(difference)) \(among)"
        if let pairs = design.pairsNeeded(difference: difference, power: wish.power) {
          rows.append(scale.row(aim, pairs: scale.whole(pairs)))
        } else {
          impossible.append("\(aim): \(scale.reasonForNone)")
        }
      }
    }
    if let budget = wish.budget {
      let aim = "within \(budget.text) on \(counted(wish.slots, "slot"))"
      if let pairs = scale.pairs(within: budget) {
        if pairs >= 2 {
          rows.append(scale.row(aim, pairs: pairs))
        } else {
          impossible.append("\(aim): not even two \(scale.unit.noun)s, which a test needs")
        }
      } else {
        impossible.append("\(aim): nobody knows how long a trial takes; run a pilot first")
      }
    }
    self.rows = rows
    self.impossible = impossible
  }

  /// Several lines.
  package func text(width: Int? = nil, style: Style = .plain) -> String {
    let noun = scale.unit.noun
    func seen(_ values: [Double?]) -> [String] {
      Column.aligned(values.map { $0?.significant(2) }, missing: "-")
    }
    var columns = [
      Column("", rows.map(\.aim)), Column("\(noun)s", rows.map { grouped($0.pairs) }, .right),
      Column("trials", rows.map { grouped($0.trials) }, .right),
    ]
    if rows.contains(where: { $0.time != nil }) {
      columns.append(Column("time", rows.map { $0.time?.text ?? "-" }, .right))
    }
    columns.append(Column("sees between 2", seen(rows.map(\.visible))))
    if plan.configurations.count > 2 {
      columns.append(
        Column("sees among \(plan.configurations.count)", seen(rows.map(\.visibleAmongAll))))
    }
    if rows.contains(where: { $0.power != nil }), let difference = wish.difference {
      columns.append(
        Column(
          "power for \(Document.label(difference))",
          rows.map { row in
            row.power.map { "\($0.lowerBound.fixed(2)) to \($0.upperBound.fixed(2))" } ?? "-"
          }))
    }
    var page = Page()
    page.prose(
      "",
      bold: "\(plan.sweep.name): the smallest difference in \(plan.sweep.metric.name) to be seen"
        .printable)
    page.prose(
      "\(scale.test), two-sided, at \((1 - wish.level).percent), power \(wish.power.percent)", .dim)
    page.prose(
      "differences vary from \(noun) to \(noun) with std \(pilot.deviation.significant(2)),"
        + " \(pilot.origin)"
        + (pilot.degreesOfFreedom == nil
          ? ""
          : "; designs are for \(pilot.upperDeviation.significant(2)), which it exceeds in one of five"
            + " cases"),
      .dim)
    page.row()
    page.table(columns)
    for line in impossible { page.prose(line) }
    page.notes(notes)
    return page.text(width: width, style: style)
  }

  private var notes: [String] {
    var notes: [String] = []
    if plan.configurations.count > 2 {
      notes.append(
        "between 2: when one comparison is planned; among \(plan.configurations.count): when the best"
          + " is held against all others, with each pair's own spread; where spreads are alike, 'sweep"
          + " table' sees more")
    }
    if rows.contains(where: { $0.power != nil }) {
      notes.append(
        "power: for that difference between two, over the 80 % interval of the pilot's std: the"
          + " smaller the pilot, the wider")
    }
    if rows.contains(where: { $0.visible == nil }) {
      notes.append("a single \(scale.unit.noun) sees nothing: there is no spread")
    }
    notes.append("claims of such a sweep are about \(scale.sampling)")
    if let floor = scale.rowFloor {
      notes.append(
        "no number of \(scale.unit.noun)s sees less than about \(floor.significant(2)) between 2: the"
          + " \(counted(scale.rows, "row")) of the test part are what they are")
    }
    return notes
  }

  /// The designs and what each can see; times in seconds.
  package var json: JSON {
    return .object([
      "sweep": .text(plan.sweep.name), "metric": plan.sweep.metric.json,
      "over": .text(scale.unit.rawValue), "test": .text(scale.test), "level": .number(wish.level),
      "power": .number(wish.power), "std_of_differences": .number(pilot.deviation),
      "std_designed_for": .number(pilot.upperDeviation),
      "pilot": .text(pilot.origin), "claims_are_about": .text(scale.sampling),
      "designs": .list(
        rows.map { row in
          .object([
            "aim": .text(row.aim), "n": .integer(row.pairs), "trials": .integer(row.trials),
            "seconds": .optional(row.time) { .number($0.seconds) },
            "detectable": .optional(row.visible, JSON.number),
            "detectable_among_all": .optional(row.visibleAmongAll, JSON.number),
            "power_at_least": .optional(row.power?.lowerBound, JSON.number),
            "power_at_most": .optional(row.power?.upperBound, JSON.number),
          ])
        }),
      "impossible": .list(impossible.map(JSON.text)),
    ])
  }
}

/// The cost of one pair, and the number of pairs.
private struct Scale: Sendable {
  /// One design.
  struct Row: Sendable {
    let aim: String
    let pairs: Int
    let trials: Int
    let time: Duration?
    /// Between two configurations, and between the best of all and any other.
    let visible: Double?
    let visibleAmongAll: Double?
    /// The least and the most power that a pilot so small leaves open, for the wanted difference
    /// between two; nil where no difference is wanted or the deviation is known.
    let power: ClosedRange<Double>?
  }

  let unit: Summary.Unit
  /// Pairs of the spec as it is.
  let pairs: Int
  /// Pairs come in steps of so many: the folds of one repeat.
  let step: Int
  let trialsPerPair: Int
  let seconds: Double?
  let wish: DesignReport.Goal
  let pair: PairedDesign
  let family: PairedDesign?
  /// The 80 % interval of the deviation; nil where somebody knows it.
  let range: ClosedRange<Double>?
  let count: Int
  /// The number of rows of the test part, where claims are about other rows, too; else 0.
  let rows: Int
  /// The scope of claims.
  let sampling: String

  init(_ plan: Plan, _ pilot: Pilot, _ wish: DesignReport.Goal) {
    let evaluation = plan.sweep.evaluation
    count = plan.configurations.count
    unit = evaluation.designUnit
    switch (unit, evaluation.scheme) {
    case (.folds, .folds(let k, _, _)):
      (pairs, step, trialsPerPair) =
        (evaluation.foldCount, k, count * evaluation.replicates)
    default:
      (pairs, step, trialsPerPair) = (evaluation.replicates, 1, evaluation.foldCount * count)
    }
    seconds = pilot.durations.mean
    self.wish = wish
    let alpha = wish.alpha
    let deviation = pilot.upperDeviation
    let ofRows = evaluation.foldCount > 1 ? nil : pilot.rows
    // Rows add as much as shared training rows do: the same whatever the number of pairs.
    let ratio =
      ofRows.map { $0.variance / (deviation * deviation) } ?? evaluation.testToTrain(over: unit)
    rows = ofRows?.count ?? 0
    sampling =
      ofRows == nil
      ? evaluation.sampling(over: unit) : Evaluation.samplingOfRows
    pair = PairedDesign(deviation: deviation, alpha: alpha, testToTrain: ratio)
    family =
      count > 2
      ? PairedDesign(
        deviation: deviation, alpha: alpha / Double(count - 1), testToTrain: ratio) : nil
    range = pilot.deviationRange
  }

  var test: String {
    rows > 0
      ? "t test of seeds and rows"
      : pair.testToTrain == 0 ? "paired t test" : "corrected resampled t test (Nadeau-Bengio)"
  }

  /// The designs that somebody may have in mind, and between what they see differences.
  var designs: [(PairedDesign, String)] {
    [(pair, "between two")] + (family.map { [($0, "among all \(count)")] } ?? [])
  }

  /// The reason for which no number of pairs sees what is wanted.
  var reasonForNone: String {
    rows > 0
      ? "no number of replicates does, as the test part has \(counted(rows, "row")); more rows would"
      : pair.testToTrain > 0
        ? "no number of folds does, as they share training rows; more data would, or a smaller k"
        : "not even a thousand million replicates do; is the difference that small beside a std of"
          + " \(pair.deviation.significant(2))?"
  }

  /// The difference that no number of pairs goes below; nil where more pairs always see more.
  var rowFloor: Double? {
    rows > 0 && pair.testToTrain > 0
      ? pair.detectableDifference(pairs: 1e6, power: wish.power) : nil
  }

  /// Rounds a number of pairs up to whole steps of the design.
  func whole(_ pairs: Double) -> Int {
    Int((pairs / Double(step)).rounded(.up)) * step
  }

  /// The most pairs within a time; nil while nobody knows how long a trial takes.
  func pairs(within budget: Duration) -> Int? {
    seconds.map { seconds in
      let trials = budget.seconds * Double(wish.slots) / seconds
      return Int(min(1e9, trials / Double(trialsPerPair * step))) * step
    }
  }

  func row(_ aim: String, pairs: Int) -> Row {
    func visible(_ design: PairedDesign?) -> Double? {
      pairs < 2 ? nil : design?.detectableDifference(pairs: Double(pairs), power: wish.power)
    }
    let trials = pairs * trialsPerPair
    let time = seconds.map { Duration.seconds(clamping: Double(trials) * $0 / Double(wish.slots)) }
    return Row(
      aim: aim, pairs: pairs, trials: trials, time: time, visible: visible(pair),
      visibleAmongAll: visible(family), power: pairs < 2 ? nil : power(pairs: Double(pairs)))
  }

  private func power(pairs: Double) -> ClosedRange<Double>? {
    guard let difference = wish.difference, let range else { return nil }
    func power(_ deviation: Double) -> Double {
      // The variance that rows add does not grow with that of seeds.
      let ratio =
        rows > 0
        ? pair.testToTrain * pair.deviation * pair.deviation / (deviation * deviation)
        : pair.testToTrain
      return PairedDesign(deviation: deviation, alpha: pair.alpha, testToTrain: ratio)
        .power(difference: difference, pairs: pairs)
    }
    return power(range.upperBound)...max(power(range.upperBound), power(range.lowerBound))
  }
}

extension Evaluation {
  /// The unit that is added to see more: replicates, or folds where they are all there is.
  package var designUnit: Summary.Unit {
    foldCount > 1 ? .folds : .replicates
  }
}
