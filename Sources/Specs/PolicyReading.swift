package import Documents
package import Sweeps

extension RunPolicy {
  /// Reads the blocks `retry`, `limits` and `keep`; the metric is what the best epoch is chosen by.
  ///
  /// ```yaml
  /// retry: { max: 2 }                    # how often a failed trial is tried again
  /// limits: { trial: 1h30m, memory: 2GiB,  # what ends a trial
  ///   failures: 5% }                       # what ends the run
  /// keep: { weights: best,                 # the trained networks, of their best or last epoch
  ///   rows: false,                         # not on which rows of a test part each is right
  ///   checkpoints: 1GiB }                  # room for what trials leave at rungs; or none
  /// ```
  init(
    retry: Document?, limits: Document?, keep: Document?, needs: Document? = nil, metric: Metric
  ) throws(DocumentError) {
    let standard = RunPolicy()
    var retries = standard.retries
    var time: Duration?
    var memory: Int?
    var failureLimit = standard.failureLimit
    if let retry {
      var block = try Block(retry, "retry", keys: ["max"])
      retries = try block.required("max").integer(
        "retry.max", in: 0...1000, mustBe: "a whole number from 0 to 1000")
    }
    if let limits {
      var block = try Block(limits, "limits", keys: ["trial", "memory", "failures"])
      time = try block.optional("trial")?.duration("limits.trial")
      memory = try block.optional("memory")?.bytes("limits.memory")
      failureLimit = try block.optional("failures")?.percentage("limits.failures")
      guard time != nil || memory != nil || failureLimit != nil else {
        throw DocumentError(
          "limits is empty; give it trial, memory or failures, or remove it", at: limits.mark)
      }
    }
    self.init(
      retries: retries,
      limits: TrialLimits(time: time, memory: memory, needs: try needs.map(Needs.init) ?? .oneSlot),
      failureLimit: failureLimit,
      keep: try keep.flatMap { (keep) throws(DocumentError) in try Keep(keep, metric) },
      keepsRows: try keep?["rows"]?.boolean("keep.rows") ?? true,
      checkpointBytes: try keep?["checkpoints"]?.checkpointBytes() ?? standard.checkpointBytes)
  }
}

extension Needs {
  /// Reads the block `needs`: what a worker must have free for each training.
  ///
  /// ```yaml
  /// needs: { slots: 2, gpus: 1, memory: 4G, tags: [avx512] }
  /// ```
  fileprivate init(_ document: Document) throws(DocumentError) {
    var block = try Block(document, "needs", keys: ["slots", "gpus", "memory", "tags"])
    guard document.content != .map([]) else {
      throw DocumentError(
        "needs is empty; give it slots, gpus, memory or tags, or remove it", at: document.mark)
    }
    let expected = "a whole number from"
    var tags: [String] = []
    for tag in try block.optional("tags")?.list("needs.tags") ?? [] {
      tags.append(try tag.text("a tag"))
    }
    self.init(
      slots: try block.optional("slots")?.integer(
        "needs.slots", in: 1...1024, mustBe: "\(expected) 1 to 1024") ?? 1,
      gpus: try block.optional("gpus")?.integer(
        "needs.gpus", in: 0...64, mustBe: "\(expected) 0 to 64") ?? 0,
      memory: try block.optional("memory")?.bytes("needs.memory") ?? 0, tags: tags)
  }
}

extension Keep {
  /// The words for `keep.weights`, and what each means for a sweep that is judged by a metric.
  package static func words(_ metric: Metric) -> [(word: String, value: Keep)] {
    [("best", .best(of: metric.name, metric.goal)), ("last", .last)]
  }

  /// Reads `keep.weights`; nil where none are asked for.
  fileprivate init?(_ document: Document, _ metric: Metric) throws(DocumentError) {
    var block = try Block(document, "keep", keys: ["weights", "rows", "checkpoints"])
    guard document.content != .map([]) else {
      throw DocumentError(
        "keep is empty; give it weights, rows or checkpoints, or remove it", at: document.mark)
    }
    guard let weights = block.optional("weights") else { return nil }
    self = try weights.choice("keep.weights", among: Keep.words(metric))
  }
}

extension Duration {
  /// A time as Slurm writes it: `hours:minutes:seconds`, `days-hours`, `days-hours:minutes` and
  /// `days-hours:minutes:seconds` (sbatch(1), `--time`); nil of any other text.
  ///
  /// `minutes` and `minutes:seconds` are left out: `90` and `2:30` are hours to some and minutes to others.
  fileprivate init?(slurm text: String) {
    let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    let clock = (parts.last ?? "").split(separator: ":", omittingEmptySubsequences: false)
    let numbers = (parts.dropLast() + clock).map { part in
      part.count <= 6 && part.allSatisfy { $0.isASCII && $0.isNumber } ? Int(part) : nil
    }
    guard numbers.allSatisfy({ $0 != nil }), parts.count == 2 || clock.count == 3,
      clock.count <= 3
    else { return nil }
    let (days, units) = (parts.count == 2 ? numbers[0] ?? 0 : 0, numbers.suffix(clock.count))
    let seconds = zip(units, [3600, 60, 1]).reduce(0) { $0 + ($1.0 ?? 0) * $1.1 }
    self = .seconds(86_400 * days + seconds)
  }
}

extension Document {
  /// A length of time such as `90s`, `1h30m`, `2d` or `500ms`: whole numbers with their units, each unit
  /// once and the largest first; or as Slurm writes it, `24:00:00` or `2-12:00:00`.
  package func duration(_ subject: String) throws(DocumentError) -> Duration {
    let error = mismatch(
      subject,
      mustBe: "a time with its unit, such as 90s, 10m, 1h30m, 2d or 500ms, or as Slurm writes it:"
        + " 24:00:00 or 2-12:00:00")
    guard case .text(let text) = content else { throw error }
    if let time = Duration(slurm: text) {
      guard time > .zero else { throw error }
      return time
    }
    var units: [(name: String, length: Duration)] = [
      ("d", .seconds(86_400)), ("h", .seconds(3600)), ("m", .seconds(60)), ("s", .seconds(1)),
      ("ms", .milliseconds(1)),
    ]
    var total = Duration.zero
    var rest = text[...]
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      let name = rest.dropFirst(digits.count).prefix { $0.isLetter }
      // Nine digits: more years than anybody waits, and no product overflows.
      guard digits.count <= 9, let count = Int(digits),
        let unit = units.firstIndex(where: { $0.name == name })
      else { throw error }
      total += units[unit].length * count
      units.removeFirst(unit + 1)
      rest = rest.dropFirst(digits.count + name.count)
    }
    guard total > .zero else { throw error }
    return total
  }

  /// An amount of memory such as `512MB`, `2GiB`, `4G`, which is 4 GiB, or `40g` and `4Gi`, as schedulers and
  /// Kubernetes write it: a whole number with its unit.
  package func bytes(_ subject: String) throws(DocumentError) -> Int {
    let error = mismatch(
      subject, mustBe: "an amount of memory from 1MB with its unit, such as 512MB, 2GiB or 4G")
    guard case .text(let text) = content else { throw error }
    let units = [
      "MB": 1_000_000, "GB": 1_000_000_000, "MiB": 1 << 20, "GiB": 1 << 30, "M": 1 << 20,
      "G": 1 << 30, "m": 1 << 20, "g": 1 << 30, "Mi": 1 << 20, "Gi": 1 << 30,
    ]
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    // Six digits: as many gigabytes as nobody has.
    guard digits.count <= 6, let count = Int(digits), count > 0,
      let unit = units[String(text.dropFirst(digits.count))]
    else { throw error }
    return count * unit
  }

  /// An amount, or `none`.
  fileprivate func checkpointBytes() throws(DocumentError) -> Int {
    content == .text("none") ? 0 : try bytes("keep.checkpoints")
  }

  /// A share written as `5%`, as a number from 0 to 1. All of it would be no limit.
  fileprivate func percentage(_ subject: String) throws(DocumentError) -> Double {
    let error = mismatch(subject, mustBe: "a share of the trials below 100%, such as 5%")
    guard case .text(let text) = content, text.last == "%" else { throw error }
    let digits = text.dropLast()
    guard digits.allSatisfy({ $0.isASCII && $0.isNumber || $0 == "." }),
      let percent = Double(digits), percent < 100
    else { throw error }
    return percent / 100
  }
}
