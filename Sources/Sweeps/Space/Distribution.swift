package import Documents
import Glibc
package import Statistics
package import Trials

/// Where the values of one parameter of a search lie, and how often each is drawn.
///
/// Every distribution is a function of one number from 0 up to 1, its *coordinate*: the inverse of its
/// cumulative distribution. Samplers work with coordinates alone, so that a rate over five decades and
/// a count of layers look alike to them.
///
/// ```swift
/// Distribution.uniform(0, 1).value(at: 0.25)   // 0.25
/// Distribution.integers(1, 4).value(at: 0.25)  // 2
/// ```
package enum Distribution: Hashable, Sendable {
  /// A real number: a base, perhaps its exponential, perhaps rounded to multiples.
  ///
  /// Multiples are those of W&B's `q`: rounded after the exponential, and not clipped.
  case real(Base, Transform, multiplesOf: Double?)
  /// `first + k * step` for k below the count, every one equally likely.
  case steps(first: Double, step: Double, count: Int)
  /// A whole number whose logarithm is uniform.
  case logIntegers(ClosedRange<Int>)
  /// One of several values, or of blocks; with weights that need not sum to 1.
  case choice([Parameter.Option], weights: [Double]?)

  /// The distribution that a real number is drawn from before it is transformed.
  package enum Base: Hashable, Sendable {
    case uniform(Double, Double)
    case normal(mean: Double, deviation: Double)
    case beta(Beta)
  }

  /// The function that makes the value of the number drawn.
  package enum Transform: Hashable, Sendable {
    case identity
    /// exp(x) of the base's x.
    case exponential
    /// exp(-x) of the base's x.
    case inverseExponential
  }

  /// Real numbers between two ends, every one equally likely.
  package static func uniform(_ low: Double, _ high: Double) -> Distribution {
    .real(.uniform(low, high), .identity, multiplesOf: nil)
  }

  /// Both ends are positive.
  package static func loguniform(_ low: Double, _ high: Double) -> Distribution {
    .real(.uniform(log(low), log(high)), .exponential, multiplesOf: nil)
  }

  /// Real numbers of a normal distribution; it has no ends.
  package static func normal(mean: Double, deviation: Double) -> Distribution {
    .real(.normal(mean: mean, deviation: deviation), .identity, multiplesOf: nil)
  }

  /// The exponential of a normal number with this mean and deviation.
  package static func lognormal(mean: Double, deviation: Double) -> Distribution {
    .real(.normal(mean: mean, deviation: deviation), .exponential, multiplesOf: nil)
  }

  /// Both ends are values.
  package static func integers(_ low: Int, _ high: Int, step: Int = 1) -> Distribution {
    .steps(first: Double(low), step: Double(step), count: (high - low) / step + 1)
  }
}

// MARK: - Coordinates to values

extension Distribution {
  /// The value at a coordinate, with the label that tables show.
  ///
  /// Real numbers have six significant digits: what a person can read is what was trained.
  ///
  /// - Parameter coordinate: from 0 up to 1.
  package func value(at coordinate: Double) -> Proposal.Value {
    let share = min(max(coordinate, 0), 1 - 0x1p-53)
    switch self {
    case .real(let base, let transform, let multiple):
      return Distribution.written(
        Distribution.placed(transform.value(of: base.quantile(share)), base, transform, multiple))
    case .steps(let first, let step, let count):
      let place = min(Int(share * Double(count)), count - 1)
      let value = Levels.decimals([first + Double(place) * step])[0]
      return Distribution.written(value)
    case .logIntegers(let range):
      let whole = Distribution.wholeNumber(at: share, of: range)
      return Proposal.Value(label: "\(whole)", value: Document(.integer(Int64(whole))))
    case .choice(let options, let weights):
      let option = options[Distribution.place(of: share, among: options.count, weights)]
      return Proposal.Value(label: option.label, value: option.value)
    }
  }

  private static func wholeNumber(at share: Double, of range: ClosedRange<Int>) -> Int {
    let (low, high) = logEnds(range)
    let value = Int(exp(low + (high - low) * share).rounded())
    return min(max(value, range.lowerBound), range.upperBound)
  }

  private static func placed(
    _ value: Double, _ base: Base, _ transform: Transform, _ multiple: Double?
  ) -> Double {
    if let multiple {
      // W&B's rule: the nearest multiple, also where that is outside of the range.
      return Levels.decimals([(value / multiple).rounded() * multiple])[0]
    }
    let rounded = Levels.rounded(value, significantDigits: 6)
    guard case .uniform(let low, let high) = base else { return rounded }
    let ends = [transform.value(of: low), transform.value(of: high)]
    // Six digits may lie outside by a hair. The ends of a logarithmic range are not exact either.
    let (least, most) = (min(ends[0], ends[1]), max(ends[0], ends[1]))
    if rounded < least * (1 - least.sign.factor * 1e-12) { return Levels.decimals([least])[0] }
    if rounded > most * (1 + most.sign.factor * 1e-12) { return Levels.decimals([most])[0] }
    return rounded
  }

  /// A number as a spec would write it: whole ones without a point.
  private static func written(_ number: Double) -> Proposal.Value {
    let value: Document.Content =
      if abs(number) < 0x1p53, let whole = Int64(exactly: number) { .integer(whole) } else {
        .number(number)
      }
    return Proposal.Value(label: Document(value).label, value: Document(value))
  }

  private static func place(of share: Double, among count: Int, _ weights: [Double]?) -> Int {
    guard let weights else { return min(Int(share * Double(count)), count - 1) }
    var rest = share * weights.reduce(0, +)
    for (place, weight) in weights.enumerated() {
      rest -= weight
      if rest < 0 { return place }
    }
    return weights.lastIndex { $0 > 0 } ?? count - 1
  }

  /// The logarithms between which whole numbers have cells, half a unit beyond both ends.
  private static func logEnds(_ range: ClosedRange<Int>) -> (Double, Double) {
    (log(Double(range.lowerBound) - 0.5), log(Double(range.upperBound) + 0.5))
  }
}

extension FloatingPointSign {
  fileprivate var factor: Double { self == .plus ? 1 : -1 }
}

extension Distribution.Base {
  fileprivate func quantile(_ share: Double) -> Double {
    switch self {
    case .uniform(let low, let high): low + (high - low) * share
    // A coordinate of 0 has no quantile; half of the finest draw has.
    case .normal(let mean, let deviation):
      mean + deviation * Normal().quantile(max(share, 0x1p-54))
    case .beta(let beta): beta.quantile(share)
    }
  }

  fileprivate func share(below value: Double) -> Double {
    switch self {
    case .uniform(let low, let high): high > low ? (value - low) / (high - low) : 0.5
    case .normal(let mean, let deviation):
      deviation > 0 ? Normal().cdf((value - mean) / deviation) : 0.5
    case .beta(let beta): beta.cdf(value)
    }
  }
}

extension Distribution.Transform {
  fileprivate func value(of base: Double) -> Double {
    switch self {
    case .identity: base
    case .exponential: exp(base)
    case .inverseExponential: exp(-base)
    }
  }

  fileprivate func base(of value: Double) -> Double {
    switch self {
    case .identity: value
    case .exponential: value > 0 ? log(value) : -.infinity
    case .inverseExponential: value > 0 ? -log(value) : .infinity
    }
  }
}

// MARK: - Values to coordinates

extension Distribution {
  /// The coordinates of all numbers that become one value: a point for real numbers.
  package struct Cell: Hashable, Sendable {
    /// The least coordinate, from 0 to 1.
    package let low: Double
    /// The greatest coordinate; that of `low` for a real number.
    package let high: Double

    /// The coordinate that stands for the value where one number is needed.
    package var middle: Double { (low + high) / 2 }
  }

  /// Where a value lies; nil of a value that the distribution does not have.
  ///
  /// A value that somebody else wrote lies where it is among the options, whatever its label.
  package func cell(of value: Document) -> Cell? {
    if case .choice(let options, let weights) = self {
      guard let place = options.firstIndex(where: { $0.value.item == value.item }) else {
        return nil
      }
      return cell(ofOption: place, among: options.count, weights)
    }
    let number: Double
    switch value.content {
    case .integer(let integer): number = Double(integer)
    case .number(let real): number = real
    default: return nil
    }
    let (low, high): (Double, Double)
    switch self {
    case .real(let base, let transform, let multiple):
      let half = (multiple ?? 0) / 2
      var ends = [number - half, number + half].map { base.share(below: transform.base(of: $0)) }
      // A multiple may lie outside of the range whose numbers are rounded to it.
      if multiple != nil { ends = ends.map { min(max($0, 0), 1) } }
      (low, high) = (min(ends[0], ends[1]), max(ends[0], ends[1]))
    case .steps(let first, let step, let count):
      let place = ((number - first) / step).rounded()
      guard abs(first + place * step - number) <= 1e-9 * max(abs(number), abs(step)) else {
        return nil
      }
      (low, high) = (place / Double(count), (place + 1) / Double(count))
    case .logIntegers(let range):
      guard number >= 1, number == number.rounded() else { return nil }
      let (from, to) = Distribution.logEnds(range)
      low = (log(number - 0.5) - from) / (to - from)
      high = (log(number + 0.5) - from) / (to - from)
    case .choice: return nil
    }
    let slack = 1e-6
    guard low >= -slack, high <= 1 + slack else { return nil }
    return Cell(low: min(max(low, 0), 1), high: min(max(high, 0), 1))
  }

  /// The coordinates around one that become the same value; the coordinate itself for real numbers.
  package func cell(at coordinate: Double) -> Cell {
    switch self {
    case .real(_, _, multiplesOf: nil): return Cell(low: coordinate, high: coordinate)
    case .steps(_, _, let count):
      let place = Double(min(Int(coordinate * Double(count)), count - 1))
      return Cell(low: place / Double(count), high: (place + 1) / Double(count))
    case .logIntegers(let range):
      let number = Double(Distribution.wholeNumber(at: coordinate, of: range))
      let (from, to) = Distribution.logEnds(range)
      return Cell(
        low: max((log(number - 0.5) - from) / (to - from), 0),
        high: min((log(number + 0.5) - from) / (to - from), 1))
    default:
      return cell(of: value(at: coordinate).value) ?? Cell(low: coordinate, high: coordinate)
    }
  }

  /// A coordinate at which an option is chosen.
  ///
  /// - Precondition: the distribution has such an option.
  package func middle(ofOption place: Int) -> Double {
    guard case .choice(let options, let weights) = self else {
      preconditionFailure("numbers have no options")
    }
    return cell(ofOption: place, among: options.count, weights).middle
  }

  private func cell(ofOption place: Int, among count: Int, _ weights: [Double]?) -> Cell {
    guard let weights else {
      return Cell(low: Double(place) / Double(count), high: Double(place + 1) / Double(count))
    }
    let total = weights.reduce(0, +)
    let before = weights[..<place].reduce(0, +)
    return Cell(low: before / total, high: (before + weights[place]) / total)
  }

  /// The options; nil where the values are numbers.
  package var options: [Parameter.Option]? {
    if case .choice(let options, _) = self { options } else { nil }
  }

  /// How likely each option is to be drawn; nil where the values are numbers.
  package var optionShares: [Double]? {
    guard case .choice(let options, let weights) = self else { return nil }
    let shares = weights ?? Array(repeating: 1, count: options.count)
    let total = shares.reduce(0, +)
    return shares.map { $0 / total }
  }

  /// Whether values are cells and no points.
  package var isDiscrete: Bool {
    switch self {
    case .real(_, _, let multiple): multiple != nil
    case .steps, .logIntegers, .choice: true
    }
  }
}
