/// The values of one metric in one series, in the order in which they were said.
///
/// Within an epoch the last value stands. When there are too many, some are left out: never the
/// first, the last, the smallest, the greatest, or one that is asked for by its epoch.
struct Curve {
  struct Point: Hashable {
    /// The epoch of the value; nil where neither the row nor one before it named one.
    var epoch: Double?
    var step: Int?
    /// How many came before, of those that stand.
    let order: Int
    var value: Double
    /// Whether the epoch is our own count, for want of one that is named.
    var isImplied = false
  }

  private(set) var points: [Point] = []
  private var count = 0
  /// Whether an epoch was measured several times in a row, other than by a bar that is drawn over.
  private(set) var hasSeveralAnEpoch = false
  /// Whether values were left out.
  private(set) var isThinned = false
  /// The program's clock at its first and last point, where the log has one.
  private(set) var times: ClosedRange<Double>?

  var isEmpty: Bool { points.isEmpty }
  var last: Double? { points.last?.value }

  /// Takes a value in.
  ///
  /// - Parameter isRedrawn: whether it takes the place of one that was drawn before it.
  mutating func add(
    _ value: Double, epoch: Double?, step: Int?, isImplied: Bool = false, isRedrawn: Bool = false,
    time: Double? = nil
  ) {
    if let time, time.isFinite {
      times = min(times?.lowerBound ?? time, time)...max(times?.upperBound ?? time, time)
    }
    if let epoch, let last = points.last, last.epoch == epoch, last.isImplied == isImplied,
      epoch == epoch.rounded()
    {
      points[points.count - 1].value = value
      points[points.count - 1].step = step
      if !isRedrawn { hasSeveralAnEpoch = true }
      return
    }
    points.append(
      Point(epoch: epoch, step: step, order: count, value: value, isImplied: isImplied))
    count += 1
  }

  /// Takes away what comes at or after a step.
  mutating func purge(from step: Int) { points.removeAll { ($0.step ?? .min) >= step } }

  /// Goes on with the points of another.
  mutating func append(_ other: Curve) {
    for point in other.points {
      add(point.value, epoch: point.epoch, step: point.step, isImplied: point.isImplied)
    }
    isThinned = isThinned || other.isThinned
    hasSeveralAnEpoch = hasSeveralAnEpoch || other.hasSeveralAnEpoch
    for time in [other.times?.lowerBound, other.times?.upperBound].compactMap(\.self) {
      times = min(times?.lowerBound ?? time, time)...max(times?.upperBound ?? time, time)
    }
  }

  /// Leaves out every other point but those that must stay.
  ///
  /// - Parameter epoch: one that is asked for, in the program's count or in ours, from 0 or from 1.
  mutating func thin(keeping epoch: Int?) {
    guard points.count > 8 else { return }
    let values = points.indices.filter { !points[$0].value.isNaN }
    let extremes = [
      values.min { points[$0].value < points[$1].value },
      values.max { points[$0].value < points[$1].value },
    ]
    let wanted = epoch.map { [$0 - 1, $0] } ?? []
    points = points.indices.filter { index in
      let point = points[index]
      return index % 2 == 0 || index == points.count - 1 || extremes.contains(index)
        || wanted.contains {
          point.epoch == Double($0) || point.step == $0 || point.order == $0 - 1
        }
    }.map { points[$0] }
    isThinned = true
  }

  /// The same with epochs from elsewhere for points that have only a step; unchanged unless each of
  /// them finds its own.
  func named(by epochs: [Int: Double]) -> Curve {
    guard !epochs.isEmpty, points.allSatisfy({ $0.epoch == nil }) else { return self }
    var named = Curve()
    named.isThinned = isThinned
    named.times = times
    for point in points {
      guard let step = point.step, let epoch = epochs[step] else { return self }
      named.add(point.value, epoch: epoch, step: step)
    }
    return named
  }
}

// MARK: - Numbers

extension Curve {
  /// The counts that its measurements are numbered by.
  enum Numbering: Hashable {
    case epochs, steps, order
  }

  /// The reason why they are not numbered by epochs.
  enum Reason: Hashable {
    case missing, fractions, repeats
    /// Below 0, or beyond what a whole number holds.
    case uncountable
  }

  struct Numbered {
    var numbering: Numbering
    /// The reason why they are not numbered by epochs; nil where they are.
    var reason: Reason?
    /// Rising; by epochs and steps as the program counts, in order from 1.
    var values: [(number: Int, value: Double)]
  }

  /// The curve's values with a whole number each: the epoch's, or where epochs repeat, are fractions or are
  /// missing, the step's, or where steps are no better, the place in the order.
  var numbered: Numbered {
    let reason: Reason
    if points.contains(where: { $0.epoch == nil || $0.isImplied }) {
      reason = .missing
    } else if points.contains(where: { $0.epoch != $0.epoch?.rounded() }) {
      reason = .fractions
    } else if points.contains(where: { Curve.whole($0.epoch) == nil }) {
      reason = .uncountable
    } else if let values = Curve.rising(points.map { (Curve.whole($0.epoch) ?? 0, $0.value) }) {
      return Numbered(numbering: .epochs, values: values)
    } else {
      reason = .repeats
    }
    let steps = points.compactMap { point in point.step.map { ($0, point.value) } }
    // Points that were given no step all have step 0.
    let haveSteps =
      steps.count == points.count && (steps.count == 1 || steps.contains { $0.0 != 0 })
    if haveSteps, steps.allSatisfy({ (0..<1 << 53).contains($0.0) }),
      let values = Curve.rising(Curve.lastOfEach(steps))
    {
      return Numbered(numbering: .steps, reason: reason, values: values)
    }
    // Where nothing names epochs, all metrics of a row share our own count.
    if points.allSatisfy(\.isImplied) {
      return Numbered(
        numbering: .order, reason: reason,
        values: points.map { (Curve.whole($0.epoch) ?? 0, $0.value) })
    }
    return Numbered(
      numbering: .order, reason: reason, values: points.map { ($0.order + 1, $0.value) })
  }

  /// A count that can number a measurement; nil for fractions and what no training reaches.
  static func whole(_ epoch: Double?) -> Int? {
    guard let epoch, epoch >= 0, epoch < 0x1p53 else { return nil }
    return Int(exactly: epoch)
  }

  private static func lastOfEach(_ values: [(Int, Double)]) -> [(Int, Double)] {
    values.indices.filter { $0 == values.count - 1 || values[$0].0 != values[$0 + 1].0 }
      .map { values[$0] }
  }

  /// The values in rising order; nil where a number comes twice with different values.
  private static func rising(_ values: [(Int, Double)]) -> [(number: Int, value: Double)]? {
    var isRising = true
    for index in values.indices.dropFirst() where values[index].0 <= values[index - 1].0 {
      isRising = false
      break
    }
    if isRising { return values.map { (number: $0.0, value: $0.1) } }
    var known: [Int: Double] = [:]
    for (number, value) in values {
      if let other = known[number] {
        guard other == value || (other.isNaN && value.isNaN) else { return nil }
      }
      known[number] = value
    }
    return known.sorted { $0.key < $1.key }.map { (number: $0.key, value: $0.value) }
  }
}
