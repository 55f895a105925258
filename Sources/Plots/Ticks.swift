import Drawings
import Glibc

/// A place on an axis that is named.
struct Tick: Hashable, Sendable {
  let value: Double
  let label: Label
}

/// The named places of an axis, and the unnamed between them.
struct Ticks: Hashable, Sendable {
  var named: [Tick]
  var unnamed: [Double] = []
  /// The power of ten that all labels are to be multiplied by; 0 for none.
  var exponent = 0

  /// Round numbers at equal distances: 1, 2 or 5 times a power of ten, at most so many.
  ///
  /// - Parameter isWhole: whether distances below 1 are too small.
  static func linear(_ scale: Scale, atMost count: Int, isWhole: Bool = false) -> Ticks {
    let span = scale.upper - scale.lower
    var exponent = Int(log10(span / Double(max(count, 1))).rounded(.down))
    if isWhole { exponent = max(0, exponent) }
    var mantissa = 1
    func fits() -> Bool {
      let step = Double(mantissa) * pow(10, Double(exponent))
      return (scale.upper / step).rounded(.down) - (scale.lower / step).rounded(.up) < Double(count)
    }
    while !fits() {
      switch mantissa {
      case 1: mantissa = 2
      case 2: mantissa = 5
      default: (mantissa, exponent) = (1, exponent + 1)
      }
    }
    let step = Double(mantissa) * pow(10, Double(exponent))
    let first = (scale.lower / step).rounded(.up)
    let last = (scale.upper / step).rounded(.down)
    // Numbers without any digit to tell them apart have no ticks.
    guard first <= last, abs(first) < 1e12, abs(last) < 1e12 else { return Ticks(named: []) }
    let largest = max(abs(first), abs(last)) * Double(mantissa)
    let top = largest > 0 ? Int(log10(largest).rounded(.down)) + exponent : 0
    let common = (-4...5).contains(top) ? 0 : top
    let multiples = (Int(first)...Int(last)).map { $0 * mantissa }
    return Ticks(
      named: multiples.map { multiple in
        Tick(
          value: Double(multiple) * pow(10, Double(exponent)),
          label: Label(decimal(multiple, exponent: exponent - common)))
      }, exponent: common)
  }

  /// Powers of ten, or every so many of them; where there are fewer than two, their multiples.
  static func log(_ scale: Scale, atMost count: Int) -> Ticks {
    let low = log10(scale.lower)
    let high = log10(scale.upper)
    let first = Int((low - 1e-9).rounded(.up))
    let last = Int((high + 1e-9).rounded(.down))
    var named: [(mantissa: Int, exponent: Int)] = []
    var unnamed: [Double] = []
    let stride = max(
      1, (last - first) / max(count, 1) + ((last - first) % max(count, 1) > 0 ? 1 : 0))
    for exponent in (first - 1)...(last + 1) {
      for mantissa in 1...9 {
        let value = Double(mantissa) * pow(10, Double(exponent))
        guard log10(value) >= low - 1e-9, log10(value) <= high + 1e-9 else { continue }
        let isPower = mantissa == 1 && (exponent - first) % stride == 0
        let isRound = last - first < 1 && (mantissa == 2 || mantissa == 5 || mantissa == 1)
        if isPower || isRound {
          named.append((mantissa, exponent))
        } else if stride == 1 || mantissa == 1 {
          unnamed.append(value)
        }
      }
    }
    return Ticks(
      named: named.map { mantissa, exponent in
        Tick(
          value: Double(mantissa) * pow(10, Double(exponent)),
          // As tables write them: 0.0001, and 1e-5 below it.
          label: (-4...5).contains(exponent)
            ? Label(decimal(mantissa, exponent: exponent)) : Label("\(mantissa)e\(exponent)"))
      }, unnamed: unnamed)
  }

  /// `multiple` times a power of ten, written out: every digit is that of the number.
  static func decimal(_ multiple: Int, exponent: Int) -> String {
    let sign = multiple < 0 ? "−" : ""
    let digits = "\(abs(multiple))"
    if multiple == 0 { return "0" }
    if exponent >= 0 { return sign + digits + String(repeating: "0", count: exponent) }
    let places = -exponent
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    return "\(sign)\(padded.dropLast(places)).\(padded.suffix(places))"
  }
}

extension String {
  /// With a minus sign, which is as wide as a plus, for the hyphen.
  var replacingMinus: String { String(map { $0 == "-" ? "−" : $0 }) }
}
