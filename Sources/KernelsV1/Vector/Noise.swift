package import Kernels

extension VectorKernels {
  /// Draws 16 bits a number: `rate` is rounded down to a multiple of 1 / 65,536.
  package static func drawMask(
    _ noise: inout WideStream, rate: Float, into factors: MutableFloats, _ count: Int
  ) {
    let kept = Vector(repeating: 1 / (1 - rate))
    let threshold = threshold(rate)
    var stream = noise
    for first in stride(from: 0, to: count, by: 32) {
      let draws = draws(from: &stream)
      for v in draws.indices where first + v * Vector.scalarCount < count {
        let start = first + v * Vector.scalarCount
        let factor = kept.replacing(with: 0, where: draws[v] .< threshold)
        store(factor, factors + start, first: count - start)
      }
    }
    noise = stream
  }

  /// Draws 16 bits a number, below `level / 2` for a 0 and from there to `level` for a 1.
  package static func addSaltAndPepper(
    _ noise: inout WideStream, level: Float, to values: MutableFloats, _ count: Int
  ) {
    let (noisy, pepper) = (threshold(level), threshold(level / 2))
    var stream = noise
    for first in stride(from: 0, to: count, by: 32) {
      let draws = draws(from: &stream)
      for v in draws.indices where first + v * Vector.scalarCount < count {
        let start = first + v * Vector.scalarCount
        let salted = load(values + start).replacing(with: 1, where: draws[v] .< noisy)
        let peppered = salted.replacing(with: 0, where: draws[v] .< pepper)
        store(peppered, values + start, first: count - start)
      }
    }
    noise = stream
  }
}

/// Gives the threshold that a draw stays below with this probability.
private func threshold(_ probability: Float) -> Integers {
  Integers(repeating: Int32(min(probability * 65_536, 65_535)))
}

/// As many vectors as 32 numbers are.
#if LEVEL_V4
  private typealias Draws = InlineArray<2, Integers>
#elseif LEVEL_V3
  private typealias Draws = InlineArray<4, Integers>
#else
  private typealias Draws = InlineArray<8, Integers>
#endif

/// Draws 32 numbers from 0 to 65,535.
///
/// A word decides four numbers, 16 bits each: first the low halves of the 16 parts of eight words, then
/// the high ones. Lane by lane, masks were a tenth of a small network's step; now they are less than
/// a hundredth.
@_transparent
private func draws(from stream: inout WideStream) -> Draws {
  let parts = unsafeBitCast(stream.next(), to: SIMD16<Int32>.self)
  return unsafeBitCast((parts & 0xffff, parts &>> 16 & 0xffff), to: Draws.self)
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
