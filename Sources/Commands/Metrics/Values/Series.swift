import Sweeps
import Trials

/// The measurements of one file, or one stream, so far: never joined with another.
struct Series {
  /// The name of a number within the series.
  struct Name: Hashable, Comparable {
    /// The part of the data that rows say they are about; nil where they do not.
    var part: String?
    var metric: String

    static func < (a: Name, b: Name) -> Bool {
      (a.metric, a.part ?? "") < (b.metric, b.part ?? "")
    }
  }

  private(set) var source: Source
  private(set) var curves: [Name: Curve] = [:]
  /// The values that are told of the end.
  private(set) var summaries: [Name: Double] = [:]
  /// The texts that stood where a number was expected, of metrics that have numbers and of the judge.
  private(set) var unread: [Name: Unread] = [:]
  /// How many points its curves have.
  private(set) var pointCount = 0
  /// Whether some names were left out, as there were too many.
  private(set) var hasTooManyNames = false
  /// Whether some names were left out, as no result may have them.
  private(set) var hasUnfitNames = false
  /// The program's clock when it last measured, or where runs have a beginning, then.
  var time: Double?
  /// Steps from which files that were written before this one do not count any more.
  private(set) var purges: [Int] = []

  /// The epoch that rows without one belong to: the last that was named.
  private var epochAtHand: Double?
  /// Our own count, where none has been named.
  private var implied = 1
  private var seen: Set<Name> = []
  private var epochsOfSteps: [Int: Double] = [:]

  /// Names beyond this many are left out, but for the one that the sweep is judged by.
  static let nameLimit = 10_000

  init(_ source: Source) { self.source = source }

  /// Takes a row in.
  ///
  /// - Parameter judge: the metric that the sweep is judged by.
  mutating func add(_ row: MetricRow, judgedBy judge: String) {
    if let time = row.time, time.isFinite { self.time = max(self.time ?? time, time) }
    guard !row.isSummary else {
      for (metric, value) in row.metrics where isFit(metric) {
        summaries[Name(part: row.part, metric: metric)] = value
      }
      return
    }
    let (epoch, isImplied) = epoch(of: row)
    if let step = row.step, let named = row.epoch, epochsOfSteps.count < 200_000 {
      epochsOfSteps[step] = named
    }
    // In their order where not all may be kept.
    let isNarrow = curves.count + row.metrics.count > Series.nameLimit
    let metrics =
      isNarrow ? row.metrics.sorted { $0.key < $1.key } : row.metrics.map { ($0.key, $0.value) }
    for (metric, value) in metrics where isFit(metric) {
      let name = Name(part: row.part, metric: metric)
      guard curves[name] != nil || curves.count < Series.nameLimit || metric == judge else {
        hasTooManyNames = true
        continue
      }
      let before = curves[name]?.points.count ?? 0
      curves[name, default: Curve()].add(
        value, epoch: epoch, step: row.step, isImplied: isImplied, isRedrawn: row.isRedrawn,
        time: row.time)
      pointCount += (curves[name]?.points.count ?? 0) - before
      if !unread.isEmpty { unread[name]?.addNumber() }
    }
    for (metric, text) in row.unread {
      let name = Name(part: row.part, metric: metric)
      guard metric == judge || curves[name] != nil else { continue }
      unread[name, default: Unread()].add(text, at: epoch ?? row.step.map(Double.init))
    }
  }

  /// Whether a result may have a metric of this name; remembers that there was one that may not.
  private mutating func isFit(_ metric: String) -> Bool {
    let isFit = (1...ResultLimit.name).contains(metric.utf8.count)
    if !isFit { hasUnfitNames = true }
    return isFit
  }

  /// The epoch of a row: its own, or the one at hand; else our count, in which a metric that comes
  /// again begins the next, unless it is drawn over the one before. A row with a step of its own
  /// needs none.
  private mutating func epoch(of row: MetricRow) -> (epoch: Double?, isImplied: Bool) {
    if let named = row.epoch {
      epochAtHand = named
      return (named, false)
    }
    if row.step != nil { return (nil, false) }
    if let epochAtHand { return (epochAtHand, false) }
    let names = Set(row.metrics.keys.map { Name(part: row.part, metric: $0) })
    if !row.isRedrawn, !seen.isDisjoint(with: names) {
      implied += 1
      seen = []
    }
    seen.formUnion(names)
    return (Double(implied), true)
  }

  /// Takes away what comes at or after a step: the program went back to it.
  mutating func purge(from step: Int) {
    purges.append(step)
    removePoints(from: step)
  }

  mutating func removePoints(from step: Int) {
    for name in curves.keys { curves[name]?.purge(from: step) }
    curves = curves.filter { !$0.value.isEmpty }
    recount()
  }

  /// Leaves out every other point of curves that are longer than some length.
  mutating func thin(longerThan length: Int, keeping epoch: Int?, except judge: String?) {
    for (name, curve) in curves where curve.points.count > length && name.metric != judge {
      curves[name]?.thin(keeping: epoch)
    }
    recount()
  }

  private mutating func recount() {
    pointCount = curves.values.reduce(0) { $0 + $1.points.count }
  }

  /// The length of the longest curve, but for that of a metric.
  func longest(except judge: String?) -> Int {
    curves.lazy.filter { $0.key.metric != judge }.map(\.value.points.count).max() ?? 0
  }

  /// Has single points at step 0 stand for the end: TensorBoard's hparams are written so.
  mutating func takeHyperparameterMetrics() {
    for (name, curve) in curves where curve.points.count == 1 && curve.points[0].step == 0 {
      summaries[name] = curve.points[0].value
      curves[name] = nil
    }
    recount()
  }

  /// The same where what only has steps finds its epochs by them.
  var withEpochs: Series {
    var series = self
    guard !series.epochsOfSteps.isEmpty else { return series }
    series.curves = series.curves.mapValues { $0.named(by: series.epochsOfSteps) }
    return series
  }

  /// The same under another path.
  func moved(to path: [String]) -> Series {
    var series = self
    series.source = Source(source.kind, path)
    return series
  }

  /// Goes on with a file that was written after this one; nil where the two were written at once, or
  /// nobody can tell.
  func followed(by next: Series) -> Series? {
    var joined = self
    for step in next.purges { joined.removePoints(from: step) }
    for (name, curve) in next.curves {
      guard let first = curve.points.first, let known = joined.curves[name],
        let last = known.points.last
      else {
        joined.curves[name] = curve
        continue
      }
      if (first.step ?? 0) < (last.step ?? 0) {
        guard let then = known.times?.upperBound, let now = curve.times?.lowerBound, then <= now
        else { return nil }
        joined.curves[name]?.purge(from: first.step ?? 0)
      } else if first.step == last.step, let then = known.times, let now = curve.times,
        then.upperBound > now.lowerBound
      {
        return nil
      }
      joined.curves[name, default: Curve()].append(curve)
    }
    joined.summaries.merge(next.summaries) { $1 }
    joined.purges += next.purges
    joined.unread.merge(next.unread) { $1 }
    joined.time = [time, next.time].compactMap(\.self).max()
    joined.hasTooManyNames = hasTooManyNames || next.hasTooManyNames
    joined.recount()
    return joined
  }
}
