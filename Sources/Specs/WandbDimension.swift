import Documents
import Glibc
import Statistics
import Sweeps
import Trials

/// One parameter of a sweep of W&B, and how its values are drawn.
struct WandbDimension {
  /// The keys that lead to it.
  let path: [String]
  let distribution: Distribution
  private let mark: Mark?
  /// The distance of the values, where a grid can try them: `q` of a uniform distribution.
  private let gridStep: Double?

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
      keys: [
        "value", "values", "probabilities", "distribution", "min", "max", "mu", "sigma", "q", "a",
        "b",
      ])
    if let value = block.optional("value") {
      distribution = .choice([Parameter.Option(label: value.label, value: value)], weights: nil)
      gridStep = nil
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
      var seen: Set<String> = []
      let places = list.indices.filter { seen.insert(list[$0].label).inserted }
      distribution = .choice(
        places.map { Parameter.Option(label: list[$0].label, value: list[$0]) },
        weights: weights.map { given in
          places.map { place in
            list.indices.reduce(0) { list[$1].label == list[place].label ? $0 + given[$1] : $0 }
          }
        })
      gridStep = nil
      return
    }
    distribution = try WandbDimension.distribution(document, &block, subject)
    if case .real(.uniform, .identity, multiplesOf: let step?) = distribution {
      gridStep = step
    } else {
      gridStep = nil
    }
  }

  private static func distribution(
    _ document: Document, _ block: inout Block, _ subject: String
  ) throws(DocumentError) -> Distribution {
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
    let multiple = word.hasPrefix("q_") ? step ?? 1 : nil
    func uniform(_ range: ClosedRange<Double>, _ transform: Distribution.Transform) -> Distribution
    {
      .real(.uniform(range.lowerBound, range.upperBound), transform, multiplesOf: multiple)
    }
    switch word {
    case "int_uniform":
      let range = try range()
      guard let low = Int(exactly: range.lowerBound), let high = Int(exactly: range.upperBound)
      else {
        throw document.mismatch(subject, mustBe: "given by whole numbers")
      }
      return .integers(low, high)
    case "uniform", "q_uniform": return uniform(try range(), .identity)
    case "log_uniform", "q_log_uniform": return uniform(try range(), .exponential)
    case "log_uniform_values", "q_log_uniform_values": return uniform(try positive(), .exponential)
    case "inv_log_uniform": return uniform(try range(), .inverseExponential)
    case "inv_log_uniform_values":
      // The logarithm of 1/x is uniform: from that of 1/max to that of 1/min.
      let logs = try positive()
      return uniform(-logs.upperBound ... -logs.lowerBound, .inverseExponential)
    case "normal", "q_normal", "log_normal", "q_log_normal":
      let mean = try block.optional("mu")?.number("\(subject).mu") ?? 0
      let deviation = try block.optional("sigma")?.number("\(subject).sigma", in: 0 ... .infinity)
      return .real(
        .normal(mean: mean, deviation: deviation ?? 1),
        word.contains("log") ? .exponential : .identity, multiplesOf: multiple)
    case "beta", "q_beta":
      let shapes = try ["a", "b"].map { (key) throws(DocumentError) in
        try block.optional(key)?.number(
          "\(subject).\(key)", in: .leastNonzeroMagnitude ... .greatestFiniteMagnitude,
          mustBe: "a positive number") ?? 1
      }
      return .real(.beta(Beta(a: shapes[0], b: shapes[1])), .identity, multiplesOf: multiple)
    case "constant", "categorical":
      throw DocumentError("\(subject) is \(word) and needs value or values", at: document.mark)
    default:
      throw (document["distribution"] ?? document).mismatch(
        "\(subject).distribution",
        mustBe:
          "uniform, int_uniform, log_uniform_values, normal, beta, or a form of them with q_, log_ or inv_"
      )
    }
  }

  /// All its values, where they can be counted.
  func grid() throws(DocumentError) -> [Parameter.Option] {
    let values: [Document]
    switch distribution {
    case .choice(let options, _): return options
    case .steps(let first, _, let count) where count <= SpecLimit.trials:
      values = (0..<count).map { Document(.integer(Int64(first) + Int64($0)), at: mark) }
    case .real(.uniform(let low, let high), _, _):
      guard let gridStep, case let count = (high - low) / gridStep, count < Double(SpecLimit.trials)
      else { fallthrough }
      values = (0...Int(count)).map { Document(.number(low + Double($0) * gridStep)) }
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
    if case .choice = distribution { false } else { true }
  }

  /// The dimension's values where it lists them; of a range `count` values, evenly spread as it would be
  /// drawn from, with its ends, or a deviation to both sides of the mean.
  func spread(_ count: Int) -> [Document] {
    if case .choice(let options, _) = distribution { return options.map(\.value) }
    let shares = (0..<count).map { place -> Double in
      let share = count == 1 ? 0.5 : Double(place) / Double(count - 1)
      switch distribution {
      case .real(.normal, _, _): return Normal().cdf(2 * share - 1)
      case .real(.beta, _, _): return 0.1 + 0.8 * share
      default: return share
      }
    }
    var seen: Set<String> = []
    return shares.map { distribution.value(at: $0).value }
      .filter { seen.insert($0.label).inserted }
  }
}
