/// Points that fill a cube evenly, whatever their number: Sobol's sequence in the order of Gray codes
/// (Antonov and Saleev, 1979), with Joe and Kuo's direction numbers.
///
/// ```swift
/// SobolSequence.coordinate(0, ofPoint: 1)  // 0.5
/// ```
package enum SobolSequence {
  /// As many dimensions as there are direction numbers here.
  package static var dimensionCount: Int { directions.count }

  private static let directions: [[UInt32]] =
    [(0..<32).map { 1 << (31 - $0) }] + JoeKuo.table.map(directions)

  /// Bratley and Fox's recurrence (ACM algorithm 659, 1988), 32 bits.
  private static func directions(
    _ row: (polynomial: UInt32, initial: [UInt32])
  ) -> [UInt32] {
    let degree = row.initial.count
    var numbers = row.initial.enumerated().map { $1 << (31 - UInt32($0)) }
    for place in degree..<32 {
      let first = numbers[place - degree]
      var number = first ^ first >> UInt32(degree)
      for back in 1..<max(degree, 1) where row.polynomial >> UInt32(degree - back) & 1 == 1 {
        number ^= numbers[place - back]
      }
      numbers.append(number)
    }
    return numbers
  }

  /// The 32 bits behind the point of a coordinate.
  private static func bits(_ dimension: Int, ofPoint index: Int) -> UInt32 {
    let index = UInt32(truncatingIfNeeded: index)
    let gray = index ^ index >> 1
    var bits: UInt32 = 0
    for place in 0..<32 where gray >> UInt32(place) & 1 == 1 {
      bits ^= directions[dimension][place]
    }
    return bits
  }

  /// A coordinate of a point, from 0 up to 1; point 0 is the origin.
  package static func coordinate(_ dimension: Int, ofPoint index: Int) -> Double {
    Double(bits(dimension, ofPoint: index)) * 0x1p-32
  }

  /// A coordinate of a point after Owen's scrambling ("Randomly permuted (t,m,s)-nets and (t,s)-sequences",
  /// 1995): every digit is flipped or not as the digits before it say, by a hash.
  ///
  /// - Parameter key: names the scrambling; other keys are independent of it.
  package static func scrambled(
    _ dimension: Int, ofPoint index: Int, key: UInt64
  ) -> Double {
    let bits = bits(dimension, ofPoint: index)
    var flips: UInt32 = 0
    for place in 0..<UInt32(32) {
      // A leading 1 tells prefixes of different lengths apart.
      let prefix = UInt64(1) << place | (place == 0 ? 0 : UInt64(bits >> (32 - place)))
      flips |= UInt32(mixed(key ^ prefix &* 0x9e37_79b9_7f4a_7c15) >> 63) << (31 - place)
    }
    // The middle of the finest cell, so that no coordinate is 0.
    return (Double(bits ^ flips) + 0.5) * 0x1p-32
  }

  /// Stafford's thirteenth mixer of 64 bits, as SplitMix64 has it.
  private static func mixed(_ word: UInt64) -> UInt64 {
    var z = word
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}
