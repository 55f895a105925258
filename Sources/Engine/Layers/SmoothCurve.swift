/// A curve whose slope is known from what goes in, and not from what comes out.
enum SmoothCurve {
  case selu
  case gelu

  init?(_ activation: Activation) {
    switch activation {
    case .selu: self = .selu
    case .gelu: self = .gelu
    default: return nil
    }
  }

  private static let scale: Float = 1.050_701
  private static let scaledAlpha: Float = 1.758_099_3

  func value(_ x: Float) -> Float {
    switch self {
    case .selu:
      x > 0 ? SmoothCurve.scale * x : SmoothCurve.scaledAlpha * Float(exponential(Double(x)) - 1)
    case .gelu: Float(Double(x) * normalShare(below: Double(x)))
    }
  }

  func slope(_ x: Float) -> Float {
    switch self {
    case .selu: x > 0 ? SmoothCurve.scale : SmoothCurve.scaledAlpha * Float(exponential(Double(x)))
    case .gelu:
      Float(
        normalShare(below: Double(x))
          + Double(x) * 0.398_942_280_401_432_7 * exponential(-Double(x) * Double(x) / 2))
    }
  }
}

/// `exp(x)` by sums and products alone, so that the bits are the same wherever the C library's are not:
/// Taylor's series at a distance of at most ln 2 / 2 from a power of two.
func exponential(_ x: Double) -> Double {
  guard x > -700 else { return 0 }
  let x = min(x, 700)
  let power = (x * 1.442_695_040_888_963_4).rounded()
  let rest = (x - power * 0.693_147_180_369_123_8) - power * 1.908_214_929_270_587_7e-10
  var sum = 1.0
  var divisor = 13.0
  while divisor > 0 {
    sum = 1 + sum * rest / divisor
    divisor -= 1
  }
  return Double(sign: .plus, exponent: Int(power), significand: sum)
}

/// The normal distribution's share below x, to 6e-8 of it: the rational approximation of erfc by
/// Chebyshev polynomials (Press et al., Numerical Recipes, 2nd ed., 6.2).
private func normalShare(below x: Double) -> Double {
  let z = x.magnitude * 0.707_106_781_186_547_5
  let t = 1 / (1 + 0.5 * z)
  let coefficients = [
    0.170_872_77, -0.822_152_23, 1.488_515_87, -1.135_203_98, 0.278_868_07, -0.186_288_06,
    0.096_784_18, 0.374_091_96, 1.000_023_68,
  ]
  var sum = 0.0
  for coefficient in coefficients { sum = sum * t + coefficient }
  let tail = t * exponential(-z * z - 1.265_512_23 + t * sum) / 2
  return x > 0 ? 1 - tail : tail
}
