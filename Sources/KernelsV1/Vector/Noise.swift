package import Kernels

extension VectorKernels {
  /// Draws 16 bits a number: `rate` is rounded down to a multiple of 1 / 65,536.
  package static func drawMask(
    _ noise: inout WideStream, rate: Float, into factors: MutableFloats, _ count: Int
  ) {
    let kept = Vector(repeating: 1 / (1 - rate))
    let threshold = threshold(rate)
    var draws = Draws()
    for start in vectors(count) {
      let factor = kept.replacing(with: 0, where: draws.next(&noise) .< threshold)
      store(factor, factors + start, first: count - start)
    }
  }

  /// Draws 16 bits a number, below `level / 2` for a 0 and from there to `level` for a 1.
  package static func addSaltAndPepper(
    _ noise: inout WideStream, level: Float, to values: MutableFloats, _ count: Int
  ) {
    let (noisy, pepper) = (threshold(level), threshold(level / 2))
    var draws = Draws()
    for start in vectors(count) {
      let draw = draws.next(&noise)
      let salted = load(values + start).replacing(with: 1, where: draw .< noisy)
      store(salted.replacing(with: 0, where: draw .< pepper), values + start, first: count - start)
    }
  }
}

/// Gives the threshold that a draw stays below with this probability.
private func threshold(_ probability: Float) -> Integers {
  Integers(repeating: Int32(min(probability * 65_536, 65_535)))
}

/// A vector of numbers from 0 to 65,535 at a time.
///
/// A word decides four numbers, 16 bits each, so that eight words serve 32: first the low halves of
/// their 16 parts, then the high ones. Lane by lane, masks were a tenth of a small network's step;
/// now they are a hundredth.
private struct Draws {
  private var parts = SIMD16<Int32>()
  private var used = 32

  @inline(__always)
  mutating func next(_ noise: inout WideStream) -> Integers {
    if used == 32 {
      parts = unsafeBitCast(noise.next(), to: SIMD16<Int32>.self)
      used = 0
    } else if used == 16 {
      parts = parts &>> 16
    }
    let draw = withUnsafeBytes(of: parts) { bytes in
      bytes.loadUnaligned(fromByteOffset: used % 16 * 4, as: Integers.self)
    }
    used += Vector.scalarCount
    return draw & 0xffff
  }
}

extension WideStream {
  /// The next word of each of the eight streams.
  @inline(__always)
  fileprivate mutating func next() -> SIMD8<UInt64> {
    let sum = a &+ d
    let result = (sum &<< 23 | sum &>> 41) &+ a
    let shifted = b &<< 17
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = d &<< 45 | d &>> 19
    return result
  }
}
