import Sweeps
import Trials

/// Decides which series each metric is taken from, and says what was chosen, joined or left out.
///
/// | where several know a metric | it comes from |
/// |---|---|
/// | sources of several kinds | the kind that is first in `Source.Kind` |
/// | several runs of one logger in one program | the run that logged it last |
/// | several files or folders of one kind, of which one is about validation and the others about training | the one about validation |
/// | any others that differ | none: each goes by the name of its folder, as in `test/accuracy` |
///
/// Values that are told of the end, as W&B's summary, count for metrics that have no curve. Nothing here
/// depends on when which file was read.
struct Arbiter {
  /// The measurements that were decided on, and the remarks on them.
  struct Decision {
    /// The measurements, in the order of the epochs.
    var measurements: [Measurement] = []
    /// The source that every number came from, by kind and path; for people who look at one trial.
    var origins: [Remark] = []
    /// The remarks on what was chosen, renumbered or left out.
    var remarks: [Remark] = []
    /// The reason why the metric that the sweep is judged by cannot be read, where several claim it.
    var conflict: String?
    /// The kind of log that gives the metric that the sweep is judged by; nil where none has it.
    var judgedFrom: Source.Kind?
    /// The kinds whose epochs, or steps, count from 0.
    var fromZero: Set<Origin> = []

    /// More sentences than this are not kept with a trial.
    private static let sentenceLimit = 64

    /// Keeps no more sentences than people read, those of one metric and of all first.
    mutating func limit(first metric: String) {
      func limited(_ remarks: [Remark]) -> [Remark] {
        guard remarks.count > Decision.sentenceLimit else { return remarks }
        let first = remarks.filter { $0.metric == metric || $0.metric == nil }
        let others = remarks.filter { $0.metric != metric && $0.metric != nil }
        return Array((first + others).prefix(Decision.sentenceLimit)) + [
          Remark("and so for more metrics than are named here")
        ]
      }
      origins = limited(origins)
      remarks = limited(remarks)
    }
  }

  /// The sources that count, and from where on.
  struct Origin: Hashable {
    let kind: Source.Kind
    let numbering: Curve.Numbering

    /// Both outputs are one origin: what an earlier attempt printed is read from one file.
    init(kind: Source.Kind, numbering: Curve.Numbering) {
      self.kind = kind == .errors ? .output : kind
      self.numbering = numbering
    }
  }

  /// One series' claim to a metric.
  private struct Claim {
    let source: Source
    let name: Series.Name
    let curve: Curve?
    let summary: Double?
    let time: Double?
    /// The texts in it that were no numbers.
    var unread: Unread?

    /// Where it lies: folders and file, and the part that its rows name.
    var path: [String] { source.path + (name.part.map { [$0] } ?? []) }
    var last: Double? { curve?.last ?? summary }
    /// The part of the data that its rows, its file or the innermost folder that tells are about.
    var part: DataPart? { path.reversed().lazy.compactMap(DataPart.init(of:)).first }
    /// Where it lies, in words.
    var words: String { source.words + (name.part.map { ", \($0)" } ?? "") }
  }

  private let judge: Metric
  /// The only metrics to keep; nil keeps all.
  private let names: Set<String>?
  private let earlier: Set<Origin>

  /// - Parameter earlier: the logs that counted from 0 in an attempt that this one goes on from.
  init(judgedBy judge: Metric, names: Set<String>? = nil, after earlier: Set<Origin> = []) {
    self.judge = judge
    self.names = names.map { $0.union([judge.name]) }
    self.earlier = earlier
  }

  func decide(_ series: [Series]) -> Decision {
    var decision = Decision()
    var claims: [String: [Claim]] = [:]
    for series in series {
      for (name, curve) in series.curves where !curve.isEmpty {
        claims[name.metric, default: []].append(
          Claim(
            source: series.source, name: name, curve: curve, summary: nil,
            time: curve.times?.upperBound ?? series.time, unread: series.unread[name]))
      }
    }
    for series in series {
      for (name, value) in series.summaries where claims[name.metric]?.first?.curve == nil {
        claims[name.metric, default: []].append(
          Claim(
            source: series.source, name: name, curve: nil, summary: value,
            time: series.time))
      }
    }
    var chosen: [String: Claim] = [:]
    for metric in claims.keys.sorted() {
      choose(metric, among: claims[metric] ?? [], into: &chosen, &decision)
    }
    if chosen[judge.name] == nil, decision.conflict == nil { chooseQualified(claims, &chosen) }
    decision.judgedFrom = chosen[judge.name]?.source.kind
    if decision.judgedFrom == nil { tellOfUnread(series, &decision) }
    number(chosen, of: series, &decision)
    return decision
  }

  /// Says where the metric that the sweep is judged by is there, and nowhere a number.
  private func tellOfUnread(_ series: [Series], _ decision: inout Decision) {
    let ordered = series.sorted {
      ($0.source.kind, $0.source.words) < ($1.source.kind, $1.source.words)
    }
    for series in ordered {
      for (name, unread) in series.unread.sorted(by: { $0.key < $1.key })
      where name.metric == judge.name {
        guard let words = unread.words(after: nil) else { continue }
        decision.remarks.append(Remark("\(words), in \(series.source.words)", about: judge.name))
      }
    }
  }

  // MARK: - Choice

  private func choose(
    _ metric: String, among claims: [Claim], into chosen: inout [String: Claim],
    _ decision: inout Decision
  ) {
    guard let kind = claims.map(\.source.kind).min() else { return }
    var rivals = claims.filter { $0.source.kind == kind }
      .sorted { $0.path.lexicographicallyPrecedes($1.path) }
    if kind.isRun, rivals.count > 1 {
      let last = rivals.indices.max { (rivals[$0].time ?? 0, $0) < (rivals[$1].time ?? 0, $1) } ?? 0
      decision.remarks.append(
        Remark("of several \(kind.words) runs the last that logged it counts", about: metric))
      rivals = [rivals[last]]
    }
    var winner = rivals[0]
    if rivals.count > 1, !Arbiter.areEqual(rivals) {
      let names = Arbiter.names(of: rivals, metric)
      for (name, rival) in zip(names, rivals) { chosen[name] = rival }
      let validation = rivals.filter { $0.part == .validation }
      guard validation.count == 1, rivals.filter({ $0.part == .training }).count == rivals.count - 1
      else {
        let list = zip(names, rivals).map { name, rival in
          "'\(name)', \(Arbiter.short(rival.last)) in \(rival.words)"
        }
        if metric == judge.name {
          // Few want to be judged by what they trained on.
          let meant = rivals.lastIndex { $0.part != .training } ?? 0
          decision.conflict =
            "'\(metric)' is measured by \(rivals.count) series: \(list.prefix(4).joined(separator: "; "))"
            + (list.count > 4 ? " and more" : "")
            + "; choose one in the spec, such as metric: { name: \(names[meant]) }"
        }
        return
      }
      winner = validation[0]
      decision.remarks.append(
        Remark(
          "of training and validation, which share the name, validation counts", about: metric))
    }
    chosen[metric] = winner
    let others = Set(claims.filter { $0.source.kind != kind }.map(\.source.kind)).sorted()
    guard !others.isEmpty else { return }
    let differ = claims.contains { $0.source.kind != kind && !Arbiter.same($0.last, winner.last) }
    let text =
      "taken from \(kind.words) and not from \(others.map(\.words).joined(separator: ", ")), which"
      + " \(others.count == 1 ? "has" : "have") it too"
    let remark = Remark(differ ? text + " and with other values" : text, about: metric)
    if differ { decision.remarks.append(remark) } else { decision.origins.append(remark) }
  }

  /// Takes the metric that the sweep is judged by for a name with folders, such as `test/accuracy`.
  private func chooseQualified(_ claims: [String: [Claim]], _ chosen: inout [String: Claim]) {
    let fitting = claims.sorted { $0.key < $1.key }.flatMap(\.value).filter { claim in
      Source.isName(judge.name, of: claim.name.metric, in: claim.path)
    }.sorted { $0.path.lexicographicallyPrecedes($1.path) }
    guard let kind = fitting.map(\.source.kind).min() else { return }
    let best = fitting.filter { $0.source.kind == kind }
    if best.count == 1 || Arbiter.areEqual(best) { chosen[judge.name] = best[0] }
  }

  /// Gives the names of rivals: as much of their paths, from the end, as tells them apart.
  private static func names(of rivals: [Claim], _ metric: String) -> [String] {
    var paths = rivals.map(\.path)
    while let last = paths[0].last, paths.allSatisfy({ $0.last == last }), paths[0].count > 1 {
      paths = paths.map { $0.dropLast() }
    }
    let longest = paths.map(\.count).max() ?? 0
    for length in 1...max(longest, 1) {
      let short = paths.map { $0.suffix(length).joined(separator: "/") }
      if Set(short).count == short.count || length >= longest {
        return short.map { ($0.isEmpty ? "." : $0) + "/" + metric }
      }
    }
    return paths.map { $0.joined(separator: "/") + "/" + metric }
  }

  private static func areEqual(_ claims: [Claim]) -> Bool {
    let values = claims.map { claim in claim.curve?.points.map(\.value) ?? [claim.summary ?? .nan] }
    return values.dropFirst().allSatisfy { other in
      other.count == values[0].count && zip(other, values[0]).allSatisfy { same($0, $1) }
    }
  }

  private static func same(_ a: Double?, _ b: Double?) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    // Single precision is what event files have.
    return a == b || (a.isNaN && b.isNaN) || Float(a) == Float(b)
  }

  private static func short(_ value: Double?) -> String {
    value.map { "\(Float($0))" } ?? "nothing"
  }

  // MARK: - Numbers

  private func number(
    _ chosen: [String: Claim], of series: [Series], _ decision: inout Decision
  ) {
    var numbered: [(name: String, claim: Claim, values: Curve.Numbered)] = []
    decision.fromZero = earlier
    for (name, claim) in chosen.sorted(by: { $0.key < $1.key }) where names?.contains(name) ?? true
    {
      guard let curve = claim.curve else { continue }
      let values = curve.numbered
      numbered.append((name, claim, values))
      if values.values.first?.number == 0 {
        decision.fromZero.insert(Origin(kind: claim.source.kind, numbering: values.numbering))
      }
    }
    var epochs: [Int: [String: Double]] = [:]
    for (name, claim, values) in numbered {
      let origin = Origin(kind: claim.source.kind, numbering: values.numbering)
      let isFromZero = decision.fromZero.contains(origin)
      for (number, value) in values.values {
        epochs[isFromZero ? number + 1 : number, default: [:]][name] = value
      }
      tell(name, claim, values, isFromZero: isFromZero, &decision)
    }
    let last = epochs.keys.max() ?? 1
    for (name, claim) in chosen.sorted(by: { $0.key < $1.key }) where names?.contains(name) ?? true
    {
      guard let value = claim.summary else { continue }
      epochs[last, default: [:]][name] = value
      decision.origins.append(Remark("from \(claim.words), which says it of the end", about: name))
    }
    decision.measurements = epochs.sorted { $0.key < $1.key }
      .map { Measurement(epoch: $0.key, metrics: $0.value) }
    if series.contains(where: \.hasTooManyNames) {
      decision.remarks.append(
        Remark("more than \(Series.nameLimit) metrics were logged, and some are not kept"))
    }
    if series.contains(where: \.hasUnfitNames) {
      decision.remarks.append(
        Remark(
          "metrics without a name, or with one of more than \(ResultLimit.name) bytes, are not kept"
        ))
    }
  }

  private func tell(
    _ name: String, _ claim: Claim, _ values: Curve.Numbered, isFromZero: Bool,
    _ decision: inout Decision
  ) {
    let by =
      switch values.numbering {
      case .epochs: isFromZero ? "by epoch, counted from 0 there and from 1 here" : "by epoch"
      case .steps: isFromZero ? "by step, counted from 0 there and from 1 here" : "by step"
      case .order: "in order"
      }
    let place = values.values.count > 1 || values.numbering != .order ? ", \(by)" : ""
    let moment = claim.source.kind.isReadAtEnd ? ", read when the program had ended" : ""
    decision.origins.append(Remark("from \(claim.words)\(place)\(moment)", about: name))
    guard let curve = claim.curve else { return }
    if let reason = values.reason, values.values.count > 1 {
      let words =
        switch reason {
        case .missing: "names no epochs"
        case .fractions: "has fractions of epochs"
        case .repeats: "goes through epochs more than once"
        case .uncountable: "names epochs that cannot be counted"
        }
      let numbers = values.numbering == .steps ? "steps" : "the order"
      decision.remarks.append(
        Remark("\(words): its measurements are numbered by \(numbers)", about: name))
    }
    let last = curve.points.last.flatMap { $0.epoch ?? $0.step.map(Double.init) }
    if let words = claim.unread?.words(after: last) {
      decision.remarks.append(Remark(words, about: name))
    }
    if curve.hasSeveralAnEpoch {
      decision.remarks.append(
        Remark("measured several times an epoch: the last of each counts", about: name))
    }
    if curve.isThinned {
      decision.remarks.append(
        Remark(
          "measured too often to keep all: some were left out, never the first, the last, the"
            + " smallest or the greatest", about: name))
    }
  }
}
