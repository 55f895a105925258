package import Documents
package import Statistics
package import Sweeps

/// What is known before a sweep of how much differences between configurations vary.
package struct Pilot: Hashable, Sendable {
  /// The standard deviation of the paired differences of two configurations.
  let deviation: Double
  /// Where it comes from, in words.
  let origin: String
  /// How long trials took, in seconds.
  let durations: Moments

  /// A deviation that somebody knows.
  package init(deviation: Double, durations: Moments = Moments()) {
    self.deviation = deviation
    self.durations = durations
    origin = "as given"
  }

  /// The deviation in an earlier sweep, pooled over all pairs of its configurations.
  package init(_ table: SummaryTable, durations: Moments) throws(Refusal) {
    let scores = table.rows.map { $0.figures[0].observations.map { $0 ?? .nan } }
    var sum = 0.0
    var degrees = 0
    for (index, one) in scores.enumerated() {
      for other in scores[..<index] {
        let moments = PairedDifferences(one, minus: other).moments
        guard let variance = moments.variance else { continue }
        sum += variance * Double(moments.count - 1)
        degrees += moments.count - 1
      }
    }
    guard degrees > 0, sum > 0 else {
      throw Refusal(
        "'\(table.sweep)' is no pilot: it needs two configurations that differ in two"
          + " \(table.unit.noun)s or more; give --spread, the standard deviation of differences")
    }
    deviation = (sum / Double(degrees)).squareRoot()
    origin =
      "pooled over the pairs of \(counted(table.rows.count, "configuration")) of \(table.sweep),"
      + " over \(table.unit.phrase(table.evaluation))"
    self.durations = durations
  }
}

/// What `sweep plan --detect` and `--budget` print: the smallest difference a design can see, and
/// the design that sees a given one.
package struct DesignReport: Report {
  /// What somebody wants.
  package struct Wish: Hashable, Sendable {
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

    package init() {}
  }

  private let plan: Plan
  private let pilot: Pilot
  private let wish: Wish
  private let scale: Scale
  private let rows: [Scale.Row]
  private let impossible: [String]

  /// - Parameter pilot: what is known of the spread of differences, and of how long trials take.
  package init(_ plan: Plan, pilot: Pilot, wish: Wish) {
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
          impossible.append(
            "\(aim): no number of folds does, as they share training rows; add replicates")
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
    var page = Page()
    page.prose(
      "",
      bold: "\(plan.sweep.name): the smallest difference in \(plan.sweep.metric.name) to be seen"
        .printable)
    page.prose(
      "\(scale.test), two-sided, at \((1 - wish.level).percent), power \(wish.power.percent)", .dim)
    page.prose(
      "differences vary from \(noun) to \(noun) with std \(pilot.deviation.significant(2)),"
        + " \(pilot.origin)", .dim)
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
          + " is held against all others, by the strictest step of Holm's rule")
    }
    if rows.contains(where: { $0.visible == nil }) {
      notes.append("a single \(scale.unit.noun) sees nothing: there is no spread")
    }
    return notes
  }

  /// The designs and what each can see; times in seconds.
  package var json: JSON {
    return .object([
      "sweep": .text(plan.sweep.name), "metric": plan.sweep.metric.json,
      "over": .text(scale.unit.rawValue), "test": .text(scale.test), "level": .number(wish.level),
      "power": .number(wish.power), "std_of_differences": .number(pilot.deviation),
      "pilot": .text(pilot.origin),
      "designs": .list(
        rows.map { row in
          .object([
            "aim": .text(row.aim), "n": .integer(row.pairs), "trials": .integer(row.trials),
            "seconds": .optional(row.time) { .number($0.seconds) },
            "detectable": .optional(row.visible, JSON.number),
            "detectable_among_all": .optional(row.visibleAmongAll, JSON.number),
          ])
        }),
      "impossible": .list(impossible.map(JSON.text)),
    ])
  }
}

/// What one pair costs and how many there are.
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
  }

  let unit: Summary.Unit
  /// Pairs of the spec as it is.
  let pairs: Int
  /// Pairs come in steps of so many: the folds of one repeat.
  let step: Int
  let trialsPerPair: Int
  let seconds: Double?
  let wish: DesignReport.Wish
  let pair: PairedDesign
  let family: PairedDesign?
  let count: Int

  init(_ plan: Plan, _ pilot: Pilot, _ wish: DesignReport.Wish) {
    let evaluation = plan.sweep.evaluation
    count = plan.configurations.count
    unit = evaluation.designUnit
    switch (unit, evaluation.scheme) {
    case (.folds, .folds(let k, _, _)):
      (pairs, step, trialsPerPair) = (evaluation.foldCount, k, count)
    default:
      (pairs, step, trialsPerPair) = (evaluation.replicates, 1, evaluation.foldCount * count)
    }
    seconds = pilot.durations.mean
    self.wish = wish
    let alpha = 1 - wish.level
    let ratio = evaluation.testToTrain(over: unit)
    pair = PairedDesign(deviation: pilot.deviation, alpha: alpha, testToTrain: ratio)
    family =
      count > 2
      ? PairedDesign(
        deviation: pilot.deviation, alpha: alpha / Double(count - 1), testToTrain: ratio) : nil
  }

  var test: String {
    pair.testToTrain == 0 ? "paired t test" : "corrected resampled t test (Nadeau-Bengio)"
  }

  /// The designs that somebody may have in mind, and between what they see differences.
  var designs: [(PairedDesign, String)] {
    [(pair, "between two")] + (family.map { [($0, "among all \(count)")] } ?? [])
  }

  /// So many pairs as can be had.
  func whole(_ pairs: Double) -> Int {
    Int((pairs / Double(step)).rounded(.up)) * step
  }

  /// Nil while nobody knows how long a trial takes.
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
      visibleAmongAll: visible(family))
  }
}

extension Evaluation {
  /// What is added to see more: replicates, or folds where they are all there is.
  package var designUnit: Summary.Unit {
    replicates == 1 && foldCount > 1 ? .folds : .replicates
  }
}
