import Documents
import Sweeps
import YAML

extension Distribution {
  /// Reads where a searched parameter's values lie, in whichever form it is given:
  ///
  /// ```yaml
  /// lr: loguniform(1e-5, 1e-1)                     # a call that draws
  /// dropout: "uniform(0, 0.5, step: 0.05)"         # of multiples alone
  /// activation: choice(relu, tanh, weights: [3, 1])
  /// l2: [0, 1e-4, 1e-3]                            # a list, each as likely as the others
  /// head: { options: { plain: [...], deep: [...] } }
  /// ```
  init(of name: String, _ node: Node) throws(DocumentError) {
    if case .scalar(let scalar) = node.content, let call = try Call(scalar, at: node.mark),
      let distribution = try call.distribution()
    {
      self = distribution
      return
    }
    self = .choice(try Parameter(name, node).options, weights: nil)
  }
}

extension Call {
  /// The arguments of each call that draws.
  private static let forms = [
    "uniform": "(low, high) or (low, high, step: S)", "loguniform": "(low, high)",
    "int": "(low, high) or (low, high, step: S)", "logint": "(low, high)",
    "normal": "(mean, deviation)", "lognormal": "(mean, deviation) of the logarithm",
  ]

  /// Reads the distribution; nil of a call that lists values without an order.
  fileprivate func distribution() throws(DocumentError) -> Distribution? {
    switch name {
    case "uniform":
      let (ends, step) = try pair(named: "step")
      let (low, high) = try range(ends)
      guard let step else { return .uniform(low, high) }
      return try steps(low, high, step: step)
    case "loguniform":
      let (low, high) = try range(pair().ends, from: .leastNonzeroMagnitude)
      return .loguniform(low, high)
    case "int":
      let (ends, step) = try pair(named: "step")
      let (low, high) = try wholeRange(ends, from: -Call.largest)
      let distance = try step?.integer(
        "the step of int", in: 1...max(high - low, 1),
        mustBe: "a whole number from 1 to \(high - low)")
      return .integers(low, high, step: distance ?? 1)
    case "logint":
      let (low, high) = try wholeRange(pair().ends, from: 1)
      return .logIntegers(low...high)
    case "normal", "lognormal":
      let ends = try pair().ends
      let mean = try number(ends.0, "mean")
      let deviation = try number(
        ends.1, "deviation", in: .leastNonzeroMagnitude ... .infinity, mustBe: "a positive number")
      return name == "normal"
        ? .normal(mean: mean, deviation: deviation) : .lognormal(mean: mean, deviation: deviation)
    case "choice": return try weightedChoice()
    case "linspace", "range":
      // Numbers at equal distances have an order that a search can use.
      let values = try options().map { (option) throws(DocumentError) in
        try option.value.number("a value")
      }
      guard let first = values.first, values.count > 1 else { return nil }
      return .steps(first: first, step: values[1] - first, count: values.count)
    default: return nil
    }
  }

  /// Whole numbers beyond this are not told apart as reals.
  private static let largest = 1 << 53

  /// Two arguments, and one behind them with a name.
  private func pair(
    named key: String? = nil
  ) throws(DocumentError) -> (ends: (Document, Document), named: Document?) {
    var rest = arguments
    var named: Document?
    if let key, let last = rest.last, let value = last[key], case .map(let entries) = last.content,
      entries.count == 1
    {
      named = value
      rest.removeLast()
    }
    guard rest.count == 2 else {
      let form = Call.forms[name] ?? "other arguments"
      throw DocumentError(
        "\(name) takes \(form), not \(rest.count) argument\(rest.count == 1 ? "" : "s")", at: mark)
    }
    for argument in rest {
      guard case .map(let entries) = argument.content, let entry = entries.first else { continue }
      throw DocumentError(
        "\(name) takes \(Call.forms[name] ?? "other arguments"), and no '\(entry.key)'"
          + suggestion(for: entry.key, among: [key].compactMap(\.self)), at: argument.mark)
    }
    return ((rest[0], rest[1]), named)
  }

  private func range(
    _ ends: (Document, Document), from least: Double = -.infinity
  ) throws(DocumentError) -> (Double, Double) {
    let expected = least > 0 ? "a positive number" : "a number"
    let low = try number(ends.0, "low end", in: least ... .infinity, mustBe: expected)
    let high = try number(ends.1, "high end", in: least ... .infinity, mustBe: expected)
    guard low < high, (high - low).isFinite else {
      throw ends.1.mismatch("the high end of \(name)", mustBe: "above \(ends.0.label)")
    }
    return (low, high)
  }

  private func wholeRange(
    _ ends: (Document, Document), from least: Int
  ) throws(DocumentError) -> (Int, Int) {
    let expected = least > 0 ? "a whole number from \(least)" : "a whole number"
    let low = try ends.0.integer(
      "the low end of \(name)", in: least...Call.largest, mustBe: expected)
    let high = try ends.1.integer(
      "the high end of \(name)", in: least...Call.largest, mustBe: expected)
    guard low < high else {
      throw ends.1.mismatch("the high end of \(name)", mustBe: "above \(low)")
    }
    return (low, high)
  }

  private func steps(
    _ low: Double, _ high: Double, step: Document
  ) throws(DocumentError) -> Distribution {
    let distance = try number(
      step, "step", in: .leastNonzeroMagnitude...(high - low),
      mustBe: "a positive number up to \(Document.label(high - low))")
    let count = ((high - low) / distance + 1e-9).rounded(.down) + 1
    guard count <= Double(SpecLimit.trials) else {
      throw DocumentError(
        "steps of \(step.label) make more than \(SpecLimit.trials) values; leave the step out",
        at: step.mark)
    }
    return .steps(first: low, step: distance, count: Int(count))
  }

  private func weightedChoice() throws(DocumentError) -> Distribution? {
    guard let last = arguments.last, let list = last["weights"] else { return nil }
    let options = arguments.dropLast().map { Parameter.Option(label: $0.label, value: $0) }
    let expected = "one weight from 0 for each of the \(options.count) values, not all of them 0"
    var weights: [Double] = []
    for weight in try list.list("the weights of choice") {
      weights.append(try weight.number("a weight", in: 0 ... .greatestFiniteMagnitude))
    }
    guard weights.count == options.count, case let total = weights.reduce(0, +), total > 0,
      total.isFinite
    else { throw list.mismatch("weights", mustBe: expected) }
    var seen: Set<String> = []
    for option in options where !seen.insert(option.label).inserted {
      throw DocumentError("choice has the value \(option.label) twice", at: option.value.mark)
    }
    return .choice(options, weights: weights)
  }
}
