/// Eight numbers at once: kernels are weighed in blocks of them.
typealias Lanes = SIMD8<Float>

extension Lanes {
  /// e to the power of each, good to 2e-7 of it; 0 below -87.
  ///
  /// Plain arithmetic in a fixed order: proposals must not depend on a C library's version.
  @inline(__always) var exponential: Lanes {
    let scaled = (self * Lanes(repeating: 1.442_695)).clamped(
      lowerBound: Lanes(repeating: -126), upperBound: Lanes(repeating: 126))
    let whole = scaled.rounded(.down)
    let rest = (scaled - whole) * Lanes(repeating: 0.693_147_18)
    var power = Lanes(repeating: 1.0 / 5040)
    for coefficient in [1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 0.5, 1, 1] as [Float] {
      power = power * rest + Lanes(repeating: coefficient)
    }
    let exponents = SIMD8<Int32>(truncatingIfNeeded: SIMD8<Int32>(whole)) &+ 127
    let scale = Lanes(bits: exponents &<< 23)
    return power * scale
  }

  @inline(__always) private init(bits: SIMD8<Int32>) {
    self = unsafe unsafeBitCast(bits, to: Lanes.self)
  }

  /// The probability of a standard normal number below each: Abramowitz and Stegun 7.1.26, good to 1e-7.
  @inline(__always) var normalShare: Lanes {
    let x = self * Lanes(repeating: 0.707_106_8)
    let size = x.replacing(with: -x, where: x .< 0)
    let t = 1 / (1 + Lanes(repeating: 0.327_591_1) * size)
    var sum = Lanes(repeating: 1.061_405_43)
    for coefficient in [-1.453_152_03, 1.421_413_74, -0.284_496_74, 0.254_829_59] as [Float] {
      sum = sum * t + Lanes(repeating: coefficient)
    }
    let tail = 0.5 * sum * t * (-size * size).exponential
    return (1 - tail).replacing(with: tail, where: x .< 0)
  }
}
