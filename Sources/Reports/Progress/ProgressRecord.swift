package import Documents
import Sweeps
import Trials

// A snapshot as JSON: `--progress json` writes it, `status --json` prints it, and coordinators tell it to
// watchers elsewhere.

extension ProgressSnapshot {
  /// Everything in the snapshot.
  package var json: JSON {
    // Only runs that are paused, searches, races, halving and confirmations have the last ones.
    guard case .object(let members) = common else { return common }
    let paused = isPaused ? JSON.Member("paused", .boolean(true)) : nil
    let search = search.map { JSON.Member("search", $0.json) }
    let race = race.map { JSON.Member("race", $0.json) }
    let halving = halving.map { JSON.Member("halving", $0.json) }
    let confirmation = confirmation.map { JSON.Member("confirmation", $0.json) }
    let nesting = nesting.map { JSON.Member("nested", $0.json) }
    return .object(
      members + [paused, search, race, halving, confirmation, nesting].compactMap(\.self))
  }

  private var common: JSON {
    .object([
      "sweep": .text(sweep),
      "trials": counts.json,
      "elapsed_seconds": .optional(elapsed) { .number($0.seconds) },
      "estimate": .optional(estimate, \.json),
      "remark": .optional(remark, JSON.text),
      "best": .optional(best, \.json),
      "workers": .list(workers.map(\.json)),
      "failed_attempts": .integer(failureCount),
      "failures": .list(failures.map(\.json)),
    ])
  }

  /// Reads `json` back; nil of any other text.
  package init?(json text: String) {
    guard let record = Document(json: text), let sweep = record["sweep"]?.text,
      let counts = record["trials"].flatMap(TrialCounts.init)
    else { return nil }
    self.init(sweep: sweep, counts: counts)
    workers = record.list("workers", WorkerProgress.init)
    best = record["best"].flatMap(BestSoFar.init)
    failures = record.list("failures", FailureNote.init)
    failureCount = record.count("failed_attempts") ?? failures.count
    elapsed = record["elapsed_seconds"]?.double.map { .seconds(clamping: $0) }
    remark = record["remark"]?.text
    isPaused = record["paused"]?.content == .boolean(true)
    search = record["search"].flatMap(SearchProgress.init)
    race = record["race"].flatMap(RaceProgress.init)
    halving = record["halving"].flatMap(HalvingProgress.init)
    confirmation = record["confirmation"].flatMap(ConfirmationProgress.init)
    nesting = record["nested"].flatMap(NestedProgress.init)
    estimate = record["estimate"].flatMap(Estimate.init)
  }
}

extension TrialCounts {
  fileprivate init?(_ record: Document) {
    guard let done = record.count("done"), let diverged = record.count("diverged"),
      let failed = record.count("failed"), let running = record.count("running"),
      let waiting = record.count("waiting"), diverged <= done
    else { return nil }
    self.init(
      completed: done - diverged, diverged: diverged, failed: failed, running: running,
      waiting: waiting)
  }
}

extension SearchProgress {
  fileprivate init?(_ record: Document) {
    guard let decided = record.count("decided"), let asked = record.count("configurations") else {
      return nil
    }
    self.init(
      decided: decided, asked: asked, waiting: record.count("waiting"),
      target: record["reached"]?.double,
      isOutOfTime: record["out_of_time"]?.content == .boolean(true))
  }
}

extension HalvingProgress {
  fileprivate init?(_ record: Document) {
    func integers(_ name: String) -> [Int] {
      guard case .list(let items)? = record[name]?.content else { return [] }
      return items.compactMap {
        if case .integer(let value) = $0.content { Int(value) } else { nil }
      }
    }
    let (rungs, counts) = (integers("rungs"), integers("counts"))
    guard let configurations = record.count("configurations"), !rungs.isEmpty,
      rungs.count == counts.count
    else { return nil }
    self.init(rungs: rungs, counts: counts, configurations: configurations)
  }
}

extension RaceProgress {
  fileprivate init?(_ record: Document) {
    guard let judged = record.count("decided_blocks"), let blocks = record.count("blocks"),
      let remaining = record.count("in"), let configurations = record.count("configurations")
    else { return nil }
    self.init(
      judged: judged, blocks: blocks, remaining: remaining, configurations: configurations,
      isOutOfTime: record["out_of_time"]?.content == .boolean(true))
  }
}

extension NestedProgress {
  fileprivate init?(_ record: Document) {
    guard let folds = record.count("folds"), let measured = record.count("measured") else {
      return nil
    }
    self.init(folds: folds, measured: measured)
  }
}

extension ConfirmationProgress {
  fileprivate init?(_ record: Document) {
    guard let count = record.count("configurations") else { return nil }
    self.init(count: count, counts: record["trials"].flatMap(TrialCounts.init))
  }
}

extension Estimate {
  fileprivate init?(_ record: Document) {
    guard let rate = record["trials_per_second"]?.double, let seconds = record["seconds"]?.double
    else { return nil }
    self.init(
      rate: rate, remaining: .seconds(clamping: seconds),
      spread: record["seconds_std"]?.double.map(Duration.seconds(clamping:)))
  }
}

extension BestSoFar {
  fileprivate var json: JSON {
    .object([
      "configuration": .text(configuration), "metric": .text(metric), "n": .integer(count),
      "mean": .number(mean), "std": .optional(deviation, JSON.number),
      "sem": .optional(standardError, JSON.number),
    ])
  }

  fileprivate init?(_ record: Document) {
    guard let configuration = record["configuration"]?.text, let metric = record["metric"]?.text,
      let count = record.count("n"), let mean = record["mean"]?.double
    else { return nil }
    self.init(
      configuration: configuration, metric: metric, count: count, mean: mean,
      deviation: record["std"]?.double, standardError: record["sem"]?.double)
  }
}

extension WorkerProgress {
  fileprivate var json: JSON {
    // Only workers that get no more of the sweep's trials have the last one.
    let excluded = exclusion.map { JSON.Member("excluded", .text($0.rawValue)) }
    return .object(
      [
        JSON.Member("name", .text(name)), JSON.Member("slots", .integer(slots)),
        JSON.Member("done", .integer(done)), JSON.Member("failed", .integer(failed)),
        JSON.Member("draining", .boolean(isDraining)),
        JSON.Member("running", .list(running.map(\.json))),
      ] + [excluded].compactMap(\.self))
  }

  fileprivate init?(_ record: Document) {
    guard let name = record["name"]?.text, let slots = record.count("slots"),
      let done = record.count("done"), let failed = record.count("failed")
    else { return nil }
    self.init(
      name: name, slots: slots, done: done, failed: failed,
      running: record.list("running", RunningTrial.init),
      isDraining: record["draining"]?.content == .boolean(true),
      exclusion: record["excluded"]?.text.flatMap(Exclusion.init))
  }
}

extension RunningTrial {
  fileprivate var json: JSON {
    .object([
      "trial": .text(label), "epoch": .integer(epoch), "epochs": .optional(epochs, JSON.integer),
    ])
  }

  fileprivate init?(_ record: Document) {
    guard let label = record["trial"]?.text, let epoch = record.count("epoch") else { return nil }
    self.init(label: label, epoch: epoch, epochs: record.count("epochs"))
  }
}

extension FailureNote {
  fileprivate var json: JSON {
    .object([
      "trial": .text(trial), "worker": .text(worker), "cause": .text(failure.cause.rawValue),
      "message": .text(failure.message),
    ])
  }

  fileprivate init?(_ record: Document) {
    guard let trial = record["trial"]?.text, let worker = record["worker"]?.text,
      let cause = record["cause"]?.text.flatMap(Failure.Cause.init),
      let message = record["message"]?.text
    else { return nil }
    self.init(trial: trial, worker: worker, failure: Failure(cause: cause, message: message))
  }
}

extension Document {
  fileprivate var text: String? {
    if case .text(let text) = content { text } else { nil }
  }

  fileprivate var double: Double? {
    // A switch here breaks the optimizer of Swift 6.3.
    if case .number(let number) = content { return number }
    if case .integer(let integer) = content { return Double(integer) }
    return nil
  }

  /// A number of things: none below zero, and none that sums could overflow with.
  fileprivate func count(_ key: String) -> Int? {
    guard case .integer(let count)? = self[key]?.content, (0...1 << 40).contains(count) else {
      return nil
    }
    return Int(count)
  }

  /// Reads the elements of a list; those that `read` cannot read are left out.
  fileprivate func list<Element>(_ key: String, _ read: (Document) -> Element?) -> [Element] {
    guard case .list(let elements)? = self[key]?.content else { return [] }
    return elements.compactMap(read)
  }
}
