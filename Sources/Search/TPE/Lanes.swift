/// Eight numbers at once: kernels are weighed in blocks of them.
///
/// Functions here are plain arithmetic in a fixed order: proposals must not depend on a C library's
/// version.
typealias Lanes = SIMD8<Float>

extension Lanes {
  /// Added to a number and taken away again, it rounds to whole ones, which stand in the lowest bits.
  @inline(__always) private static var rounder: Lanes { Lanes(repeating: 0x1.8p23) }

  /// e to the power of each of numbers that are at most 88, good to 2e-7 of it; 0 far below.
  @inline(__always) var exponential: Lanes {
    let least = Lanes(repeating: -87)
    let power = replacing(with: least, where: self .< least)
    let rounded = power * Lanes(repeating: 1.442_695) + Lanes.rounder
    let rest = power - (rounded - Lanes.rounder) * Lanes(repeating: 0.693_147_18)
    var series = Lanes(repeating: 1.0 / 720)
    series = series * rest + Lanes(repeating: 1.0 / 120)
    series = series * rest + Lanes(repeating: 1.0 / 24)
    series = series * rest + Lanes(repeating: 1.0 / 6)
    series = series * rest + Lanes(repeating: 0.5)
    series = series * rest + Lanes(repeating: 1)
    series = series * rest + Lanes(repeating: 1)
    return series * Lanes(bits: (rounded.bits &<< 23) &+ Lanes(repeating: 1).bits)
  }

  /// The natural logarithm of each of positive numbers, good to 2e-7 of it.
  @inline(__always) var logarithm: Lanes {
    // A power of two, and a number between the roots of a half and of two.
    let exponent = (bits &- SIMD8<Int32>(repeating: 0x3f35_04f3)) &>> 23
    let number = Lanes(bits: bits &- (exponent &<< 23))
    let power = Lanes(bits: exponent &+ Lanes.rounder.bits) - Lanes.rounder
    // The series of the inverse hyperbolic tangent.
    let share = (number - 1) / (number + 1)
    let square = share * share
    var series = Lanes(repeating: 2.0 / 9)
    series = series * square + Lanes(repeating: 2.0 / 7)
    series = series * square + Lanes(repeating: 2.0 / 5)
    series = series * square + Lanes(repeating: 2.0 / 3)
    series = series * square + Lanes(repeating: 2)
    return power * Lanes(repeating: 0.693_147_18) + series * share
  }

  @inline(__always) private init(bits: SIMD8<Int32>) {
    self = unsafe unsafeBitCast(bits, to: Lanes.self)
  }

  @inline(__always) private var bits: SIMD8<Int32> {
    unsafe unsafeBitCast(self, to: SIMD8<Int32>.self)
  }

  /// The probability of a standard normal number below each: Abramowitz and Stegun 7.1.26, good to 1e-7.
  @inline(__always) var normalShare: Lanes {
    let x = self * Lanes(repeating: 0.707_106_8)
    let size = x.replacing(with: -x, where: x .< 0)
    let t = 1 / (1 + Lanes(repeating: 0.327_591_1) * size)
    var sum = Lanes(repeating: 1.061_405_43)
    sum = sum * t + Lanes(repeating: -1.453_152_03)
    sum = sum * t + Lanes(repeating: 1.421_413_74)
    sum = sum * t + Lanes(repeating: -0.284_496_74)
    sum = sum * t + Lanes(repeating: 0.254_829_59)
    let tail = 0.5 * sum * t * (-size * size).exponential
    return (1 - tail).replacing(with: tail, where: x .< 0)
  }

  /// The greater of both in each lane.
  @inline(__always) func greater(_ other: Lanes) -> Lanes {
    replacing(with: other, where: self .< other)
  }
}
