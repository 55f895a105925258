import Documents

/// The lines that libraries print about their training, by the library's name.
///
/// | format | reads | and leaves out |
/// |---|---|---|
/// | xgboost | `[3] train-mlogloss:0.5 valid-merror:0.1`; of `cv`, the mean and `NAME-std` | the best iteration of early stopping |
/// | lightgbm | `[3] valid_0's multi_error: 0.1`; of `cv`, the mean | what was logged only within the library |
/// | catboost | `3: learn: 0.5 test: 0.6 best: ...` | metrics besides the one that it optimizes |
/// | sklearn | `Iteration 3, loss = 0.5` and `Validation score: 0.9` of MLPs, `Avg. loss` of SGD, tables of boosting | scores, unless they are printed |
/// | fasttext | `Progress: 100.0% ... avg.loss: 0.5`, and `P@1 0.9` of a test | epochs: the latest state of its bar counts |
/// | vw | its table as `progressive_loss` and `since_last_loss` by example, `average loss = 0.5` at the end | passes |
enum OutputFormat: String, CaseIterable {
  case xgboost, lightgbm, catboost, sklearn, fasttext, vw

  /// The formats whose lines nothing else prints, which are read without being asked for.
  static let unmistakable: [OutputFormat] = [.xgboost, .lightgbm, .catboost, .sklearn]

  /// Gives the measurements of a line; nil when it is no such line.
  ///
  /// - Parameter isAsked: whether the spec names the format, so that lines count that others may print.
  func row(_ line: Substring, isAsked: Bool = true) -> MetricRow? {
    switch self {
    case .xgboost: OutputFormat.bracketed(line) { OutputFormat.xgboost($0) }
    case .lightgbm: OutputFormat.bracketed(line) { OutputFormat.lightgbm($0) }
    case .catboost: OutputFormat.catboost(line)
    case .sklearn: OutputFormat.sklearn(line, isAsked: isAsked)
    case .fasttext: OutputFormat.fasttext(line)
    case .vw: OutputFormat.vw(line)
    }
  }

  /// `[3]` and fields with tabs or blanks between.
  private static func bracketed(
    _ line: Substring, _ fields: (Substring) -> [String: Double]?
  ) -> MetricRow? {
    guard line.first == "[", let end = line.firstIndex(of: "]"),
      let epoch = Int(line[line.index(after: line.startIndex)..<end]), epoch >= 0,
      let metrics = fields(line[line.index(after: end)...]), !metrics.isEmpty
    else { return nil }
    return MetricRow(metrics: metrics, epoch: Double(epoch))
  }

  private static func xgboost(_ text: Substring) -> [String: Double]? {
    var metrics: [String: Double] = [:]
    for field in text.split(whereSeparator: \.isWhitespace) {
      // A name may have colons, as a set's may.
      guard let colon = field.lastIndex(of: ":"), colon > field.startIndex,
        field[..<colon].contains("-")
      else { return nil }
      let name = String(field[..<colon])
      let parts = field[field.index(after: colon)...].split(separator: "+")
      guard let value = parts.first.flatMap(MetricNumber.read), parts.count <= 2 else { return nil }
      metrics[name] = value
      if parts.count == 2, let deviation = MetricNumber.read(parts[1]) {
        metrics[name + "-std"] = deviation
      }
    }
    return metrics
  }

  private static func lightgbm(_ text: Substring) -> [String: Double]? {
    var metrics: [String: Double] = [:]
    for field in text.split(separator: "\t") {
      guard let colon = field.range(of: ": "), field[..<colon.lowerBound].contains("'s ") else {
        return nil
      }
      let name = String(field[..<colon.lowerBound])
      let words = field[colon.upperBound...].split(separator: " ")
      guard let value = words.first.flatMap(MetricNumber.read) else { return nil }
      metrics[name] = value
      if words.count == 3, words[1] == "+", let deviation = MetricNumber.read(words[2]) {
        metrics[name + "-std"] = deviation
      }
    }
    return metrics
  }

  private static func catboost(_ line: Substring) -> MetricRow? {
    let fields = line.split(separator: "\t")
    guard fields.count > 1, let colon = fields[0].firstIndex(of: ":"),
      let epoch = Int(fields[0][..<colon])
    else { return nil }
    var metrics: [String: Double] = [:]
    // The first has "0:" before it, the last are times.
    for field in [fields[0][fields[0].index(after: colon)...]] + fields.dropFirst() {
      guard let colon = field.firstIndex(of: ":") else { continue }
      let name = String(field[..<colon]).trimmed
      let words = field[field.index(after: colon)...].split(separator: " ")
      guard name == "learn" || name == "best" || name.hasPrefix("test"),
        let value = words.first.flatMap(MetricNumber.read)
      else { continue }
      metrics[name] = value
    }
    return metrics.isEmpty ? nil : MetricRow(metrics: metrics, epoch: Double(epoch))
  }

  private static func sklearn(_ line: Substring, isAsked: Bool) -> MetricRow? {
    let words = line.split { $0.isWhitespace || $0 == "," }
    switch words.first {
    case "Iteration" where words.count == 5 && words[2] == "loss" && words[3] == "=":
      guard let epoch = Int(words[1]), let loss = MetricNumber.read(words[4]) else { return nil }
      return MetricRow(metrics: ["loss": loss], epoch: Double(epoch))
    case "Validation" where words.count == 3 && words[1] == "score:":
      return MetricNumber.read(words[2]).map { MetricRow(metrics: ["validation_score": $0]) }
    case "--" where words.count == 3 && words[1] == "Epoch":
      return Double(words[2]).map { MetricRow(metrics: [:], epoch: $0) }
    case "Norm:":
      guard let place = words.firstIndex(of: "loss:"), place > 0, words[place - 1] == "Avg.",
        place + 1 < words.count, let loss = MetricNumber.read(words[place + 1])
      else { return nil }
      return MetricRow(metrics: ["avg_loss": loss])
    default:
      // A row of boosting: iteration, training loss, with subsamples an improvement, and a time.
      guard isAsked, words.count == 3 || words.count == 4, let last = words.last,
        last.last == "s" || last.last == "m", MetricNumber.read(last.dropLast()) != nil,
        let epoch = Int(words[0]), let loss = MetricNumber.read(words[1])
      else { return nil }
      return MetricRow(metrics: ["train_loss": loss], epoch: Double(epoch))
    }
  }

  private static func fasttext(_ line: Substring) -> MetricRow? {
    let words = line.split(whereSeparator: \.isWhitespace)
    if words.first == "Progress:" {
      guard let place = words.firstIndex(where: { $0 == "avg.loss:" || $0 == "loss:" }),
        place + 1 < words.count, let loss = MetricNumber.read(words[place + 1])
      else { return nil }
      return MetricRow(metrics: ["avg.loss": loss])
    }
    guard words.count == 2, let name = words.first,
      name.hasPrefix("P@") || name.hasPrefix("R@"), let value = MetricNumber.read(words[1])
    else { return nil }
    return MetricRow(metrics: [String(name): value], isSummary: true)
  }

  private static func vw(_ line: Substring) -> MetricRow? {
    let words = line.split(whereSeparator: \.isWhitespace)
    // Of several passes the loss is that of the rows held out, with an h behind it.
    if words.count == 4 || words.count == 5 && words[4] == "h", words[0] == "average",
      words[1] == "loss", words[2] == "="
    {
      return MetricNumber.read(words[3]).map {
        MetricRow(metrics: ["average_loss": $0], isSummary: true)
      }
    }
    // Loss so far, loss since the last row, examples, weight, label, prediction, features.
    guard words.count >= 7, let loss = MetricNumber.read(words[0]),
      let since = MetricNumber.read(words[1]), let examples = Int(words[2]),
      MetricNumber.read(words[3]) != nil
    else { return nil }
    return MetricRow(
      metrics: ["progressive_loss": loss, "since_last_loss": since], step: examples)
  }
}

extension Substring {
  /// Where a text first stands in it.
  fileprivate func range(of text: String) -> Range<Index>? { firstRange(of: text) }
}
