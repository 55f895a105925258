/// The first rule of results that something breaks which a worker handed in, as a sentence.
///
/// A result is never changed once it is recorded, so it is checked before it is believed.
package struct BrokenRule: Error, Hashable, Sendable, CustomStringConvertible {
  /// The end of a sentence that begins with the result, such as "its bytes are no outcome".
  package let description: String

  init(_ description: String) { self.description = description }
}

extension Outcome {
  /// The first rule that the outcome breaks; nil where it may be recorded.
  ///
  /// | what | rule |
  /// |---|---|
  /// | seconds | finite, from 0 to `ResultLimit.seconds` |
  /// | epochs | from 0, which is before any training, to 2^53, each higher than the one before |
  /// | the metric that the sweep is judged by | measured at least once, unless the training diverged |
  /// | names, texts, and how many there are | within `ResultLimit` |
  ///
  /// - Parameters:
  ///   - seconds: how long the training took, as the worker says.
  ///   - metric: the name of what the sweep is judged by.
  package func brokenRule(seconds: Double, metric: String) -> BrokenRule? {
    if let broken = BrokenRule(seconds: seconds) { return broken }
    if measurements.count > ResultLimit.measurements {
      return BrokenRule(
        "it has \(measurements.count) measurements, and \(ResultLimit.measurements) may be recorded"
      )
    }
    if let broken = measurements.brokenRule(mustAscend: true) { return broken }
    if status == .completed, !measurements.contains(where: { $0.metrics[metric] != nil }) {
      return BrokenRule(
        "it does not measure '\(metric)', which the sweep is judged by")
    }
    return brokenRuleOfAttachments ?? brokenRuleOfWeights ?? notes?.brokenRule
  }

  private var brokenRuleOfAttachments: BrokenRule? {
    guard attachments.count <= ResultLimit.attachments else {
      return BrokenRule(
        "it has \(attachments.count) attachments, and \(ResultLimit.attachments) may be recorded")
    }
    return attachments.keys.lazy.compactMap { BrokenRule(name: $0, of: "an attachment") }.first
  }

  private var brokenRuleOfWeights: BrokenRule? {
    guard let weights, !(0...ResultLimit.epoch).contains(weights.epoch) else { return nil }
    return BrokenRule("its weights are of epoch \(weights.epoch); epochs count from 0 to 2^53")
  }
}

extension [Measurement] {
  /// The first rule of results that the measurements break; nil where they may be recorded.
  ///
  /// - Parameter mustAscend: whether each epoch must be higher than the one before. Reports on
  ///   the way may name an epoch for each metric anew.
  package func brokenRule(mustAscend: Bool) -> BrokenRule? {
    var before = -1
    var names: Set<String> = []
    // The metrics of most are those of the one before, and are looked at once.
    var known: [String: Double].Keys?
    for measurement in self {
      guard (0...ResultLimit.epoch).contains(measurement.epoch) else {
        return BrokenRule("it measures epoch \(measurement.epoch); epochs count from 0 to 2^53")
      }
      guard measurement.epoch > before || !mustAscend else {
        return BrokenRule("it measures epoch \(measurement.epoch) after \(before); epochs ascend")
      }
      before = measurement.epoch
      if measurement.metrics.keys == known { continue }
      known = measurement.metrics.keys
      for name in measurement.metrics.keys where names.insert(name).inserted {
        if let broken = BrokenRule(name: name, of: "a metric") { return broken }
      }
      guard names.count <= ResultLimit.metrics else {
        return BrokenRule("it measures more than \(ResultLimit.metrics) metrics")
      }
    }
    return nil
  }
}

extension Notes {
  fileprivate var brokenRule: BrokenRule? {
    if let resumedAfter, !(0...ResultLimit.epoch).contains(resumedAfter) {
      return BrokenRule("it went on after epoch \(resumedAfter); epochs count from 0 to 2^53")
    }
    if output.utf8.count > ResultLimit.output {
      return BrokenRule(
        "it kept \(output.utf8.count) bytes of output, and \(ResultLimit.output) may be recorded")
    }
    if max(origins.count, remarks.count) > ResultLimit.remarks {
      return BrokenRule("it has more than \(ResultLimit.remarks) remarks")
    }
    let sentences = [program] + (origins + remarks).flatMap { [$0.metric ?? "", $0.text] }
    guard let longest = sentences.map(\.utf8.count).max(), longest > ResultLimit.sentence else {
      return nil
    }
    return BrokenRule(
      "one of its remarks has \(longest) bytes, and \(ResultLimit.sentence) may be recorded")
  }
}

extension BrokenRule {
  /// The rule that a training's time breaks; nil where it breaks none.
  package init?(seconds: Double) {
    // Written so that a time which is not a number is outside, too.
    if seconds >= 0, seconds <= ResultLimit.seconds { return nil }
    self.init("it took \(seconds) seconds, which no training takes")
  }

  /// The rule that a name breaks; nil where it breaks none.
  ///
  /// - Parameter thing: the thing that has the name, with its article.
  fileprivate init?(name: String, of thing: String) {
    let bytes = name.utf8.count
    if (1...ResultLimit.name).contains(bytes) { return nil }
    self.init("the name of \(thing) has \(bytes) bytes; names have 1 to \(ResultLimit.name)")
  }
}

extension Failure {
  /// The failure with no more words than are kept: the beginning of the message, the end of the output.
  package var bounded: Failure {
    bounded(message: ResultLimit.sentence, output: ResultLimit.output)
  }

  /// The failure with at most so many bytes of each.
  package func bounded(message limit: Int, output outputLimit: Int) -> Failure {
    guard message.utf8.count > limit || output.utf8.count > outputLimit else { return self }
    return Failure(
      cause: cause, message: message.cut(to: limit),
      output: output.cut(to: outputLimit, keepingEnd: true))
  }

  /// Creates the failure that is recorded in place of a result that breaks a rule.
  package init(refusing broken: BrokenRule) {
    self.init(
      cause: .refused, message: "the worker's result breaks a rule of results: \(broken)")
  }
}

extension String {
  /// The first or last `limit` bytes, less what would be half a character, and a mark where it was cut.
  fileprivate func cut(to limit: Int, keepingEnd: Bool = false) -> String {
    guard utf8.count > limit else { return self }
    guard keepingEnd else {
      let end = unicodeScalars.index(before: utf8.index(utf8.startIndex, offsetBy: limit))
      return String(unicodeScalars[..<end]) + "…"
    }
    let start = unicodeScalars.index(after: utf8.index(utf8.endIndex, offsetBy: -limit))
    return "…" + String(unicodeScalars[start...])
  }
}
