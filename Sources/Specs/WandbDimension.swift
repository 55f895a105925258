import Documents
import Glibc
import Random
import Sweeps

/// One parameter of a sweep of W&B, and how its values are drawn.
struct WandbDimension {
  private enum Shape {
    case constant(Document)
    case choice([Document], weights: [Double]?)
    case integer(ClosedRange<Int>)
    /// What a uniform or normal number becomes: itself or its exponential, rounded to a grid.
    case uniform(ClosedRange<Double>, isLog: Bool, step: Double?)
    case inverseLog(ClosedRange<Double>)
    case normal(mean: Double, deviation: Double, isLog: Bool, step: Double?)
  }

  /// The keys that lead to it.
  let path: [String]
  private let shape: Shape
  private let mark: Mark?

  /// `optimizer.lr` of a parameter within another.
  var name: String { path.joined(separator: ".") }

  /// All parameters of a block, those within others too.
  static func all(
    _ document: Document, path: [String] = [], under subject: String
  ) throws(DocumentError) -> [WandbDimension] {
    guard case .map(let entries) = document.content else {
      throw document.mismatch("parameters", mustBe: "a block of names and values")
    }
    var found: [WandbDimension] = []
    for entry in entries {
      guard Parameter.isName(entry.key) else {
        throw DocumentError(
          "a parameter's name is letters, digits, '_', '-' and '.' here; it cannot be '\(entry.key)'",
          at: entry.mark)
      }
      let path = path + [entry.key]
      if let inner = entry.value["parameters"] {
        found += try all(inner, path: path, under: entry.key)
      } else {
        found.append(try WandbDimension(path, entry.value))
      }
    }
    return found
  }

  private init(_ path: [String], _ document: Document) throws(DocumentError) {
    self.path = path
    mark = document.mark
    let subject = "parameters.\(path.joined(separator: "."))"
    var block = try Block(
      document, subject,
      keys: ["value", "values", "probabilities", "distribution", "min", "max", "mu", "sigma", "q"])
    if let value = block.optional("value") {
      shape = .constant(value)
      return
    }
    if let values = block.optional("values") {
      let list = try values.list("\(subject).values")
      guard !list.isEmpty else {
        throw values.mismatch("\(subject).values", mustBe: "a list of values")
      }
      var weights: [Double]?
      if let given = block.optional("probabilities") {
        var numbers: [Double] = []
        for number in try given.list("probabilities") {
          numbers.append(try number.number("a probability", in: 0...1))
        }
        guard numbers.count == list.count, numbers.reduce(0, +) > 0 else {
          throw given.mismatch(
            "\(subject).probabilities", mustBe: "one number for each of the values")
        }
        weights = numbers
      }
      shape = .choice(list, weights: weights)
      return
    }
    shape = try WandbDimension.shape(document, &block, subject)
  }

  private static func shape(
    _ document: Document, _ block: inout Block, _ subject: String
  ) throws(DocumentError) -> Shape {
    let least = block.optional("min")
    let most = block.optional("max")
    var isWhole = false
    if case (.integer?, .integer?) = (least?.content, most?.content) { isWhole = true }
    let word =
      try block.optional("distribution")?.text("\(subject).distribution")
      ?? (isWhole ? "int_uniform" : "uniform")
    let step = try block.optional("q")?.number(
      "\(subject).q", in: Double.leastNormalMagnitude ... .infinity)
    func range() throws(DocumentError) -> ClosedRange<Double> {
      guard let least, let most else {
        throw DocumentError("\(subject) needs value, values, or min and max", at: document.mark)
      }
      let low = try least.number("\(subject).min")
      let high = try most.number("\(subject).max")
      guard low <= high else { throw most.mismatch("\(subject).max", mustBe: "no less than min") }
      return low...high
    }
    func positive() throws(DocumentError) -> ClosedRange<Double> {
      let range = try range()
      guard range.lowerBound > 0 else {
        throw (least ?? document).mismatch("\(subject).min", mustBe: "above 0 where ratios count")
      }
      return log(range.lowerBound)...log(range.upperBound)
    }
    switch word {
    case "int_uniform":
      let range = try range()
      guard let low = Int(exactly: range.lowerBound), let high = Int(exactly: range.upperBound)
      else {
        throw document.mismatch(subject, mustBe: "given by whole numbers")
      }
      return .integer(low...high)
    case "uniform": return .uniform(try range(), isLog: false, step: nil)
    case "q_uniform": return .uniform(try range(), isLog: false, step: step ?? 1)
    case "log_uniform": return .uniform(try range(), isLog: true, step: nil)
    case "q_log_uniform": return .uniform(try range(), isLog: true, step: step ?? 1)
    case "log_uniform_values": return .uniform(try positive(), isLog: true, step: nil)
    case "q_log_uniform_values": return .uniform(try positive(), isLog: true, step: step ?? 1)
    case "inv_log_uniform_values": return .inverseLog(try positive())
    case "normal", "q_normal", "log_normal", "q_log_normal":
      return .normal(
        mean: try block.optional("mu")?.number("\(subject).mu") ?? 0,
        deviation: try block.optional("sigma")?.number("\(subject).sigma", in: 0 ... .infinity)
          ?? 1,
        isLog: word.contains("log"), step: word.hasPrefix("q_") ? step ?? 1 : nil)
    case "constant", "categorical":
      throw DocumentError("\(subject) is \(word) and needs value or values", at: document.mark)
    default:
      throw (document["distribution"] ?? document).mismatch(
        "\(subject).distribution",
        mustBe:
          "uniform, int_uniform, log_uniform_values, normal, or a form of them with q_ or log_")
    }
  }

  /// All its values, where they can be counted.
  func grid() throws(DocumentError) -> [Parameter.Option] {
    let values: [Document]
    switch shape {
    case .constant(let value): values = [value]
    case .choice(let choices, _): values = choices
    case .integer(let range) where range.count <= SpecLimit.trials:
      values = range.map { Document(.integer(Int64($0)), at: mark) }
    case .uniform(let range, isLog: false, let step?):
      let count = (range.upperBound - range.lowerBound) / step
      guard count < Double(SpecLimit.trials) else { fallthrough }
      values = (0...Int(count)).map { Document(.number(range.lowerBound + Double($0) * step)) }
    default:
      throw DocumentError(
        "parameters.\(name) has no end of values, and method: grid tries them all; list some under"
          + " values, or use method: random", at: mark)
    }
    var seen: Set<String> = []
    return values.map { Parameter.Option(label: $0.label, value: $0) }
      .filter { seen.insert($0.label).inserted }
  }

  /// Whether it is a range and no list of values.
  var isRange: Bool {
    switch shape {
    case .constant, .choice: false
    case .integer, .uniform, .inverseLog, .normal: true
    }
  }

  /// Its values where it lists them; of a range so many, evenly spread as it would be drawn from, with
  /// its ends, or a deviation to both sides of the mean.
  func spread(_ count: Int) -> [Document] {
    func value(_ share: Double) -> Double {
      switch shape {
      case .constant, .choice: return 0
      case .integer(let range):
        return Double(range.lowerBound)
          + (Double(range.upperBound - range.lowerBound) * share).rounded()
      case .uniform(let range, let isLog, let step):
        let value = range.lowerBound + (range.upperBound - range.lowerBound) * share
        return WandbDimension.placed(isLog ? exp(value) : value, step)
      case .inverseLog(let range):
        let value = exp(range.upperBound - (range.upperBound - range.lowerBound) * share)
        return exp(range.lowerBound) + exp(range.upperBound) - value
      case .normal(let mean, let deviation, let isLog, let step):
        let value = mean + deviation * (2 * share - 1)
        return WandbDimension.placed(isLog ? exp(value) : value, step)
      }
    }
    switch shape {
    case .constant(let value): return [value]
    case .choice(let values, _): return values
    case .integer, .uniform, .inverseLog, .normal:
      let shares = count == 1 ? [0.5] : (0..<count).map { Double($0) / Double(count - 1) }
      var seen: Set<String> = []
      return shares.map { WandbDimension.written(value($0)) }
        .filter { seen.insert($0.label).inserted }
    }
  }

  /// The nearest multiple of a step.
  private static func placed(_ value: Double, _ step: Double?) -> Double {
    step.map { (value / $0).rounded() * $0 } ?? value
  }

  /// To six digits, as people would write it.
  private static func written(_ value: Double) -> Document {
    guard value != 0, value.isFinite else { return Document(.number(value)) }
    if let whole = Int64(exactly: value) { return Document(.integer(whole)) }
    let digits = 5 - Int(log10(abs(value)).rounded(.down))
    // Powers of ten with negative exponents are not exact: divided by those with positive ones.
    let rounded =
      digits >= 0
      ? (value * pow(10, Double(digits))).rounded() / pow(10, Double(digits))
      : (value / pow(10, Double(-digits))).rounded() * pow(10, Double(-digits))
    return Document(.number(rounded))
  }

  func draw(_ stream: inout RandomStream) -> Document {
    func number(_ value: Double, _ step: Double?) -> Document {
      Document(.number(WandbDimension.placed(value, step)))
    }
    switch shape {
    case .constant(let value): return value
    case .choice(let values, nil):
      return values[stream.integer(below: values.count)]
    case .choice(let values, let weights?):
      var rest = stream.uniform() * weights.reduce(0, +)
      for (value, weight) in zip(values, weights) {
        rest -= weight
        if rest < 0 { return value }
      }
      return values[values.count - 1]
    case .integer(let range):
      let offset = stream.integer(below: range.upperBound - range.lowerBound + 1)
      return Document(.integer(Int64(range.lowerBound + offset)))
    case .uniform(let range, let isLog, let step):
      let value = range.lowerBound + (range.upperBound - range.lowerBound) * stream.uniform()
      return number(isLog ? exp(value) : value, step)
    case .inverseLog(let range):
      let share = stream.uniform()
      let value = exp(range.lowerBound + (range.upperBound - range.lowerBound) * share)
      return number(exp(range.lowerBound) + exp(range.upperBound) - value, nil)
    case .normal(let mean, let deviation, let isLog, let step):
      let value = mean + deviation * stream.normal()
      return number(isLog ? exp(value) : value, step)
    }
  }
}
