import Documents
import Glibc
import Reports
import Sweeps

/// A parameter as Optuna has it: a range of numbers, or a list of choices.
struct OptunaParameter {
  let name: String
  /// `FloatDistribution`, `IntDistribution` or `CategoricalDistribution`, as Optuna writes them.
  let distribution: JSON
  /// For every configuration the number that stands for its value: of choices, which one it is.
  let values: [Double]

  /// - Parameters:
  ///   - values: for every configuration the value.
  ///   - labels: what tables call them.
  init(name: String, values: [Document], labels: [String]) {
    self.name = name
    let numbers = values.compactMap(\.number)
    guard numbers.count == values.count, let low = numbers.min(), let high = numbers.max() else {
      var choices: [String: Int] = [:]
      var list: [JSON] = []
      for (value, label) in zip(values, labels) where choices[label] == nil {
        choices[label] = list.count
        list.append(value.isScalar ? JSON(exactly: value) : .text(label))
      }
      distribution = .distribution("Categorical", [.init("choices", .list(list))])
      self.values = labels.map { Double(choices[$0] ?? 0) }
      return
    }
    let isWhole = values.allSatisfy { if case .integer = $0.content { true } else { false } }
    distribution = .distribution(
      isWhole ? "Int" : "Float",
      [
        .init("step", isWhole ? .integer(1) : .null),
        .init("low", isWhole ? .integer(Int(low)) : .number(low)),
        .init("high", isWhole ? .integer(Int(high)) : .number(high)),
        .init("log", .boolean(OptunaParameter.isGeometric(numbers))),
      ])
    self.values = numbers
  }

  /// Whether neighbouring levels have one and the same ratio, so that a logarithmic axis suits them.
  private static func isGeometric(_ numbers: [Double]) -> Bool {
    let levels = Set(numbers).sorted()
    guard levels.count > 2, levels[0] > 0 else { return false }
    let steps = zip(levels, levels.dropFirst()).map { log($1 / $0) }
    return steps.allSatisfy { abs($0 - steps[0]) <= 1e-6 * steps[0] }
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
