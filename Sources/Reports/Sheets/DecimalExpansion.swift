/// All decimal digits of a double's magnitude: every finite double has an expansion that ends.
///
/// Rounding these digits is exact, whatever the number; rounding `number * 100` is not.
struct DecimalExpansion {
  /// Most significant first, without leading zeros; empty for zero.
  private(set) var digits: [UInt8]
  /// How many of the digits stand behind the point. May be negative, and more than there are.
  private(set) var scale: Int

  /// The expansion of the magnitude of a finite number.
  ///
  /// A double is m·2^e with whole m. For negative e that is m·5^-e / 10^-e: a whole number again,
  /// with a point to set.
  init(_ number: Double) {
    precondition(number.isFinite, "\(number) has no decimal expansion")
    let hidden: UInt64 = number.isNormal ? 1 << 52 : 0
    var mantissa = number.significandBitPattern | hidden
    var exponent = max(Int(number.exponentBitPattern), 1) - 1075
    while exponent < 0, mantissa & 1 == 0, mantissa != 0 {
      mantissa >>= 1
      exponent += 1
    }
    scale = max(0, -exponent)
    var limbs = Limbs(mantissa)
    for _ in 0..<abs(exponent) / 12 { limbs.multiply(by: exponent < 0 ? 244_140_625 : 4096) }
    for _ in 0..<abs(exponent) % 12 { limbs.multiply(by: exponent < 0 ? 5 : 2) }
    digits = limbs.digits
    if digits.isEmpty { scale = 0 }
  }

  /// The place of the first digit: 0 for 1 to 9.99, -2 for 0.05; nil for zero.
  var exponent: Int? { digits.isEmpty ? nil : digits.count - scale - 1 }

  /// The expansion of the number divided by 10^power.
  func dividedByTen(toThe power: Int) -> DecimalExpansion {
    var copy = self
    copy.scale += power
    return copy
  }

  /// The number rounded to so many digits behind the point, half to even; `places` may be negative.
  func rounded(toPlaces places: Int) -> DecimalExpansion {
    var copy = self
    let surplus = scale - places
    copy.scale = places
    guard surplus > 0 else {
      if !digits.isEmpty { copy.digits += [UInt8](repeating: 0, count: -surplus) }
      return copy
    }
    guard surplus <= digits.count else {
      copy.digits = []
      return copy
    }
    let rest = digits.suffix(surplus)
    copy.digits = Array(digits.dropLast(surplus))
    let isOdd = copy.digits.last.map { $0 % 2 == 1 } ?? false
    let goesUpFromFive = rest.dropFirst().contains { $0 > 0 } || isOdd
    if let first = rest.first, first > 5 || first == 5 && goesUpFromFive { copy.increment() }
    return copy
  }

  /// Digits with a point among them: `0.050`. A number that ends before the point gets its zeros.
  var text: String {
    let zeros = [UInt8](repeating: 0, count: max(0, scale + 1 - digits.count))
    var ascii = (zeros + digits).map { $0 + 48 }
    if scale > 0 { ascii.insert(46, at: ascii.count - scale) }
    if scale < 0, !digits.isEmpty { ascii += [UInt8](repeating: 48, count: -scale) }
    return String(decoding: ascii, as: UTF8.self)
  }

  private mutating func increment() {
    for index in digits.indices.reversed() {
      if digits[index] < 9 {
        digits[index] += 1
        return
      }
      digits[index] = 0
    }
    digits.insert(1, at: 0)
  }
}

/// A whole number of any size, nine decimal digits a limb, the least significant limb first.
private struct Limbs {
  private static let base: UInt64 = 1_000_000_000
  private var limbs: [UInt64] = []

  init(_ number: UInt64) {
    var rest = number
    while rest > 0 {
      limbs.append(rest % Limbs.base)
      rest /= Limbs.base
    }
  }

  /// Multiplies by a factor below the base.
  mutating func multiply(by factor: UInt64) {
    var carry: UInt64 = 0
    for index in limbs.indices {
      let product = limbs[index] * factor + carry
      limbs[index] = product % Limbs.base
      carry = product / Limbs.base
    }
    if carry > 0 { limbs.append(carry) }
  }

  /// Most significant first, without leading zeros.
  var digits: [UInt8] {
    var reversed: [UInt8] = []
    for limb in limbs {
      var rest = limb
      for _ in 0..<9 {
        reversed.append(UInt8(rest % 10))
        rest /= 10
      }
    }
    while reversed.last == 0 { reversed.removeLast() }
    return reversed.reversed()
  }
}
