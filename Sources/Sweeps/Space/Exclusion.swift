package import Documents
import Trials

/// Configurations that a spec leaves out: those in which all of some conditions hold.
///
/// ```yaml
/// exclude:
///   - { activation: tanh, units: "> 256" }
///   - { optimizer: [adam, rms], momentum: ">= 0.9" }
/// ```
package struct Exclusion: Hashable, Sendable {
  /// A condition on the value of one parameter; all but the first hold of numbers alone.
  package enum Condition: Hashable, Sendable {
    /// The value, or its label, is one of these.
    case isOneOf([Document])
    case below(Double)
    case atMost(Double)
    case above(Double)
    case atLeast(Double)
  }

  /// The conditions by the names of their parameters.
  package let conditions: [String: Condition]

  /// - Parameter conditions: by the names of their parameters.
  package init(_ conditions: [String: Condition]) { self.conditions = conditions }

  /// Whether all conditions hold; none does of a parameter that is not used.
  ///
  /// - Parameter value: that of a parameter, by its name.
  func holds(_ value: (String) -> (label: String, value: Document)?) -> Bool {
    conditions.allSatisfy { name, condition in
      value(name).map { condition.holds(label: $0.label, $0.value) } ?? false
    }
  }
}

extension Exclusion.Condition {
  fileprivate func holds(label: String, _ value: Document) -> Bool {
    switch self {
    case .isOneOf(let documents):
      documents.contains { $0.item == value.item || $0.content == .text(label) }
    case .below(let bound): number(value).map { $0 < bound } ?? false
    case .atMost(let bound): number(value).map { $0 <= bound } ?? false
    case .above(let bound): number(value).map { $0 > bound } ?? false
    case .atLeast(let bound): number(value).map { $0 >= bound } ?? false
    }
  }

  private func number(_ value: Document) -> Double? {
    switch value.content {
    case .integer(let integer): Double(integer)
    case .number(let number): number
    default: nil
    }
  }
}
