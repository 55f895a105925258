import Documents
import Glibc
import Reports
import Sweeps
import Trials

/// A parameter as Optuna has it: a range of numbers, or a list of choices.
struct OptunaParameter {
  let name: String
  /// `FloatDistribution`, `IntDistribution` or `CategoricalDistribution`, as Optuna writes them.
  let distribution: JSON
  /// The number that stands for a configuration's value, of choices the index of the choice; nil where the
  /// configuration has no such parameter.
  let values: [Double?]

  /// - Parameters:
  ///   - values: for every configuration the value.
  ///   - labels: the labels of the values in tables.
  ///   - searched: where a search looks for values; nil of a grid, whose levels tell the range.
  init(name: String, values: [Document], labels: [String], searched: Distribution?) {
    self.name = name
    let isUsed = zip(values, labels).map { $0.content != .null || !$1.isEmpty }
    let numbers = values.map(\.number)
    let levels = zip(isUsed, numbers).compactMap { $0 ? $1 : nil }
    if searched?.options == nil, levels.count == isUsed.count(where: \.self),
      let low = levels.min(), let high = levels.max()
    {
      let isWhole = zip(isUsed, values).allSatisfy { isUsed, value in
        if case .integer = value.content { true } else { !isUsed }
      }
      let range =
        searched?.optunaRange?.covering(levels)
        ?? OptunaRange(
          low: low, high: high, isLogarithmic: OptunaParameter.isGeometric(levels),
          step: isWhole ? 1 : nil, isWhole: isWhole)
      distribution = range.json
      self.values = zip(isUsed, numbers).map { $0 ? $1 : nil }
      return
    }
    var choices: [String: Int] = [:]
    var list: [JSON] = []
    func choice(_ value: Document, _ label: String) -> Double {
      if let known = choices[label] { return Double(known) }
      choices[label] = list.count
      list.append(value.isScalar ? JSON(exactly: value) : .text(label))
      return Double(list.count - 1)
    }
    for option in searched?.options ?? [] { _ = choice(option.value, option.label) }
    self.values = values.indices.map { isUsed[$0] ? choice(values[$0], labels[$0]) : nil }
    distribution = .distribution("Categorical", [.init("choices", .list(list))])
  }

  /// Whether neighbouring levels have one and the same ratio, so that a logarithmic axis suits them.
  private static func isGeometric(_ numbers: [Double]) -> Bool {
    let levels = Set(numbers).sorted()
    guard levels.count > 2, levels[0] > 0 else { return false }
    let steps = zip(levels, levels.dropFirst()).map { log($1 / $0) }
    return steps.allSatisfy { abs($0 - steps[0]) <= 1e-6 * steps[0] }
  }
}

/// A range of numbers as Optuna has it: with a step it is not logarithmic, unless of whole numbers by 1.
struct OptunaRange: Hashable {
  var low: Double
  var high: Double
  var isLogarithmic = false
  var step: Double?
  var isWhole = false

  /// The range that has more values: what a spec lists may lie outside of what is searched, or between
  /// its steps.
  func covering(_ levels: [Double]) -> OptunaRange {
    var range = self
    range.low = levels.reduce(low, min)
    range.high = levels.reduce(high, max)
    if range.low <= 0 { range.isLogarithmic = false }
    let isOffStep = { (level: Double, step: Double) in
      let steps = (level - low) / step
      return abs(steps - steps.rounded()) > 1e-9 * max(1, abs(steps))
    }
    if let step, (levels + [high]).contains(where: { isOffStep($0, step) }) {
      range.isWhole = isWhole && levels.allSatisfy { $0 == $0.rounded() }
      range.step = range.isWhole ? 1 : nil
    }
    return range
  }

  var json: JSON {
    func number(_ value: Double) -> JSON { isWhole ? .integer(Int(value)) : .number(value) }
    return .distribution(
      isWhole ? "Int" : "Float",
      [
        .init("step", step.map(number) ?? .null), .init("low", number(low)),
        .init("high", number(high)), .init("log", .boolean(isLogarithmic)),
      ])
  }
}

extension Distribution {
  /// The range of its numbers; nil where it has no ends, or options.
  fileprivate var optunaRange: OptunaRange? {
    switch self {
    case .choice: return nil
    case .logIntegers(let range):
      return OptunaRange(
        low: Double(range.lowerBound), high: Double(range.upperBound), isLogarithmic: true, step: 1,
        isWhole: true)
    case .steps(let first, let step, let count):
      let ends = Levels.decimals([first, first + Double(count - 1) * step])
      let isWhole = [first, step].allSatisfy { $0 == $0.rounded() && abs($0) < 0x1p53 }
      return OptunaRange(low: ends[0], high: ends[1], step: step, isWhole: isWhole)
    case .real(.normal, _, _): return nil
    case .real(_, let transform, let multiple):
      guard let low = value(at: 0).value.number, let high = value(at: 1).value.number else {
        return nil
      }
      let (least, most) = (min(low, high), max(low, high))
      let isWhole = multiple.map { $0 == $0.rounded() && $0 >= 1 } ?? false
      // A logarithmic range with a step is unknown to Optuna, but for whole numbers by 1.
      let isLogarithmic =
        transform != .identity && least > 0 && (multiple == nil || multiple == 1)
      return OptunaRange(
        low: least, high: most, isLogarithmic: isLogarithmic, step: multiple, isWhole: isWhole)
    }
  }
}

extension JSON {
  fileprivate static func distribution(_ kind: String, _ attributes: [JSON.Member]) -> JSON {
    .object(["name": .text(kind + "Distribution"), "attributes": .object(attributes)])
  }
}

extension Document {
  /// The number that stands here, if one does that ranges know.
  fileprivate var number: Double? {
    switch content {
    case .integer(let integer) where abs(integer) < 1 << 53: Double(integer)
    case .number(let number) where number.isFinite: number
    default: nil
    }
  }

  fileprivate var isScalar: Bool {
    switch content {
    case .list, .map: false
    case .null, .boolean, .integer, .number, .text: true
    }
  }
}
