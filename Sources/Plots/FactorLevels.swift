import Glibc
import Reports

/// The levels of one parameter, in the order of the sweep, and how they are spaced.
struct FactorLevels: Hashable, Sendable {
  let labels: [String]
  /// The labels as people read them.
  let shown: [String]
  /// The labels as numbers, if all of them are.
  let numbers: [Double]?
  let scale: Scale

  /// - Parameter labels: no two alike.
  init(_ labels: [String], spacing: Spacing = .auto) {
    self.labels = labels
    let values = ShownValues(labels)
    shown = labels.map { values[$0] }
    let parsed = labels.compactMap(Double.init).filter(\.isFinite)
    let numbers = parsed.count == labels.count && Set(parsed).count == parsed.count ? parsed : nil
    self.numbers = numbers
    guard let numbers, numbers.count > 1 else {
      scale = .names(labels.count)
      return
    }
    let isLog =
      switch spacing {
      case .auto: FactorLevels.areGeometric(numbers)
      case .linear: false
      case .log: numbers.allSatisfy { $0 >= 0 }
      }
    scale =
      isLog
      ? .log(holding: numbers, withZero: numbers.contains(0)) : .linear(holding: numbers)
  }

  /// Gives the number that stands for a level on the scale.
  func position(of level: Int) -> Double { numbers?[level] ?? Double(level) }

  /// Whether levels show better at equal ratios than at equal differences.
  ///
  /// That is the scale on which their distances are the more even. Two levels are even on either:
  /// then a factor of ten decides. Zero has no place on a logarithmic scale but beside it, which is
  /// worth the trouble only if the others span a factor of ten.
  static func areGeometric(_ levels: [Double]) -> Bool {
    let sorted = levels.sorted()
    let positive = sorted.filter { $0 > 0 }
    guard let low = positive.first, let high = positive.last, low < high, sorted[0] >= 0 else {
      return false
    }
    let hasZero = sorted[0] == 0
    if hasZero || positive.count == 2, high / low < 9.99 { return false }
    if positive.count == 2 { return true }
    return unevenness(positive.map { log10($0) }) < 0.999 * unevenness(sorted)
  }

  /// The largest distance between neighbours in terms of the smallest.
  private static func unevenness(_ sorted: [Double]) -> Double {
    let gaps = zip(sorted.dropFirst(), sorted).map { $0 - $1 }
    guard let smallest = gaps.min(), let largest = gaps.max() else { return 1 }
    return largest / smallest
  }
}

/// How somebody wants the levels of a parameter to be spaced.
package enum Spacing: String, Hashable, Sendable, CaseIterable {
  /// Logarithmic where levels are geometric.
  case auto
  case linear
  case log
}
