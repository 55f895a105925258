import CVectors

// Elementary functions on vectors, after Moshier's Cephes library (single precision): within two
// units in the last place. The C library's take one number at a time, 13 times slower.
// Transparent, as functions of this size are else not inlined whatever one asks for.

/// 1.5 * 2^23: added to a small float it leaves the nearest integer in the low bits of the sum.
private let magic: Float = 12_582_912

/// e to the power of x; NaN stays NaN, results below the smallest normal number become 0.
@_transparent
func exponential(_ x: Vector) -> Vector {
  let bounded = minimum(maximum(x, Vector(repeating: -87.33654)), Vector(repeating: 88.72283))
  let shifted = multiplyAdd(bounded, Vector(repeating: 1.442_695_04), magic)
  let result = fraction(of: bounded, less: shifted - magic)
  // Half of the power of two each time: 2^128 alone would overflow.
  let power = bits(shifted) &- bits(Vector(repeating: magic))
  let half = power &>> 1
  let scaled =
    result * floats((half &+ 127) &<< 23) * floats((power &- half &+ 127) &<< 23)
  let vanishing = scaled.replacing(with: 0, where: x .< -87.33654)
  return vanishing.replacing(with: x, where: x .!= x)
}

/// e to the power of what `x` is more than so many logarithms of 2.
@_transparent
private func fraction(of x: Vector, less whole: Vector) -> Vector {
  var rest = multiplyAdd(whole, Vector(repeating: -0.693_359_375), x)
  rest = multiplyAdd(whole, Vector(repeating: 2.121_944_4e-4), rest)
  var series = Vector(repeating: 1.987_569_15e-4)
  series = multiplyAdd(series, rest, 1.398_199_95e-3)
  series = multiplyAdd(series, rest, 8.333_451_9e-3)
  series = multiplyAdd(series, rest, 4.166_579_6e-2)
  series = multiplyAdd(series, rest, 1.666_666_55e-1)
  series = multiplyAdd(series, rest, 0.5)
  return multiplyAdd(series, rest * rest, rest + 1)
}

/// The same to the bit for numbers up to 0, from which no power of two overflows.
@_transparent
func exponential(upToZero x: Vector) -> Vector {
  let bounded = maximum(x, Vector(repeating: -87.33654))
  let shifted = multiplyAdd(bounded, Vector(repeating: 1.442_695_04), magic)
  let power = bits(shifted) &- bits(Vector(repeating: magic))
  let result = fraction(of: bounded, less: shifted - magic)
  let scaled = result * floats((power &+ 127) &<< 23)
  return scaled.replacing(with: 0, where: x .< -87.33654)
}

/// The natural logarithm of positive normal numbers.
@_transparent
func logarithm(_ x: Vector) -> Vector {
  // x = mantissa * 2^power, with the mantissa between sqrt(1/2) and sqrt(2).
  let offset = Integers(repeating: 0x3f35_04f3)
  let power = (bits(x) &- offset) &>> 23
  let mantissa = floats(bits(x) &- (power &<< 23)) - 1
  let exponent = floats(power &+ bits(Vector(repeating: magic))) - magic
  let square = mantissa * mantissa
  var series = Vector(repeating: 7.037_683_6e-2)
  series = multiplyAdd(series, mantissa, -1.151_461e-1)
  series = multiplyAdd(series, mantissa, 1.167_699_9e-1)
  series = multiplyAdd(series, mantissa, -1.242_014_1e-1)
  series = multiplyAdd(series, mantissa, 1.424_932_3e-1)
  series = multiplyAdd(series, mantissa, -1.666_805_8e-1)
  series = multiplyAdd(series, mantissa, 2.000_071_5e-1)
  series = multiplyAdd(series, mantissa, -2.499_999_4e-1)
  series = multiplyAdd(series, mantissa, 3.333_333_1e-1)
  var result = series * mantissa * square
  result = multiplyAdd(exponent, Vector(repeating: -2.121_944_4e-4), result)
  result = multiplyAdd(square, Vector(repeating: -0.5), result)
  return multiplyAdd(exponent, Vector(repeating: 0.693_359_375), result + mantissa)
}

/// `1 / (1 + exp(-x))`.
@_transparent
func sigmoid(_ x: Vector) -> Vector { 1 / (1 + exponential(-x)) }

/// The hyperbolic tangent; a polynomial near zero, where the exponential would cancel.
@_transparent
func hyperbolicTangent(_ x: Vector) -> Vector {
  let size = floats(bits(x) & 0x7fff_ffff)
  let far = 1 - 2 / (exponential(size + size) + 1)
  let square = x * x
  var series = Vector(repeating: -5.704_988_7e-3)
  series = multiplyAdd(series, square, 2.063_909e-2)
  series = multiplyAdd(series, square, -5.373_971_6e-2)
  series = multiplyAdd(series, square, 1.333_144_2e-1)
  series = multiplyAdd(series, square, -3.333_328_2e-1)
  let near = multiplyAdd(series * square, x, x)
  let signed = floats(bits(far) | (bits(x) & Integers(repeating: Int32.min)))
  return near.replacing(with: signed, where: size .> 0.625)
}

/// The square root, exactly rounded.
@_transparent
func squareRoot(_ x: Vector) -> Vector {
  #if LEVEL_V4
    square_roots_16(x)
  #elseif LEVEL_V3
    square_roots_8(x)
  #else
    square_roots_4(x)
  #endif
}

/// `1 / x` for positive normal numbers up to 1e37, within two units in the last place.
///
/// The processor has one unit for roots and quotients, which takes 16 and more cycles a vector; a
/// loop that needs both gets its quotient from the other units meanwhile. The seed negates the
/// exponent and is 12 % off; each of Newton's steps squares the error.
@_transparent
func reciprocal(_ x: Vector) -> Vector {
  var y = floats(Integers(repeating: 0x7ef3_11c7) &- bits(x))
  for _ in 0..<3 { y *= multiplyAdd(-x, y, 2) }
  return y
}

/// As many bytes as a vector has lanes, as floats.
@_transparent
func widened(_ bytes: UnsafeRawPointer) -> Vector {
  #if LEVEL_V4
    widened_16(bytes)
  #elseif LEVEL_V3
    widened_8(bytes)
  #else
    widened_4(bytes)
  #endif
}
