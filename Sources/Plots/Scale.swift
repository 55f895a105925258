import Glibc

/// Where a value lies on an axis.
struct Scale: Hashable, Sendable {
  enum Kind: Hashable, Sendable {
    case linear
    /// Equal ratios at equal distances.
    case log
    /// The same, with 0 set apart before the smallest of the others.
    case logWithZero
    /// Names at equal distances, numbered from 0.
    case names
  }

  let kind: Kind
  /// At the ends of the axis, or of that part of it which is logarithmic.
  let lower: Double
  let upper: Double
  /// Where the logarithmic part begins, as a share of the axis.
  private static let zeroPart = 0.16
  /// Where 0 is, as a share of the axis.
  private static let zeroPlace = 0.05
  /// Where an axis with 0 set apart is broken.
  static let breakPlace = 0.115

  /// An axis of names.
  static func names(_ count: Int) -> Scale {
    Scale(kind: .names, lower: -0.5, upper: Double(max(count, 1)) - 0.5)
  }

  /// A straight axis that holds all values, with some space at its ends.
  static func linear(holding values: some Sequence<Double>, margin: Double = 0.05) -> Scale {
    let finite = values.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else {
      return Scale(kind: .linear, lower: 0, upper: 1)
    }
    // All equal: as much around them as tells their digits.
    let span = high > low ? high - low : max(abs(high) * 0.1, 1e-12)
    let space = (high > low ? margin : 0.5) * span
    let scale = Scale(kind: .linear, lower: low - space, upper: high + space)
    // Numbers whose differences a Double cannot hold have no picture.
    guard (scale.upper - scale.lower).isFinite, scale.upper > scale.lower else {
      return Scale(
        kind: .linear, lower: -Double.greatestFiniteMagnitude / 4,
        upper: Double.greatestFiniteMagnitude / 4)
    }
    return scale
  }

  /// A logarithmic axis that holds all positive values, with some space at its ends.
  static func log(holding values: some Sequence<Double>, withZero: Bool) -> Scale {
    let positive = values.filter { $0 > 0 && $0.isFinite }
    let exponents = linear(holding: positive.map { log10($0) })
    let start = withZero ? positive.min().map { log10($0) } ?? exponents.lower : exponents.lower
    return Scale(
      kind: withZero ? .logWithZero : .log, lower: pow(10, start), upper: pow(10, exponents.upper))
  }

  /// The share of the axis before a value: 0 at its beginning, 1 at its end.
  func share(_ value: Double) -> Double {
    switch kind {
    case .linear, .names: return (value - lower) / (upper - lower)
    case .log: return logShare(value)
    case .logWithZero:
      guard value > 0 else { return Scale.zeroPlace }
      return Scale.zeroPart + (1 - Scale.zeroPart) * logShare(value)
    }
  }

  private func logShare(_ value: Double) -> Double {
    (log10(value) - log10(lower)) / (log10(upper) - log10(lower))
  }
}
