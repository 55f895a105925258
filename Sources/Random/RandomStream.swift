/// A stream of random numbers that is the same on every machine and with every release.
///
/// Trainings must give the same bits again, so everything between the seed and the number is
/// written down here: the standard library's `shuffle` and `random(in:)` promise neither algorithm.
/// The generator is xoshiro256++ 1.0 (Blackman and Vigna, "Scrambled linear pseudorandom number
/// generators", 2021): 256 bits of state, period 2^256 - 1.
package struct RandomStream: RandomNumberGenerator, Hashable, Sendable {
  private var a: UInt64
  private var b: UInt64
  private var c: UInt64
  private var d: UInt64

  /// A stream whose state is the four words, as they come out of a hash.
  ///
  /// All zeros is the one state xoshiro cannot leave; the first word becomes 1 there.
  package init(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) {
    self.a = a | b | c | d == 0 ? 1 : a
    (self.b, self.c, self.d) = (b, c, d)
  }

  /// A stream grown from one word by SplitMix64, as xoshiro's authors advise.
  package init(seed: UInt64) {
    var grower = SplitMix64(state: seed)
    a = grower.next()
    b = grower.next()
    c = grower.next()
    d = grower.next()
  }

  /// A stream that goes on where another one was; nil for words that are no state of one.
  package init?(words: [UInt64]) {
    guard words.count == 4, words.contains(where: { $0 != 0 }) else { return nil }
    (a, b, c, d) = (words[0], words[1], words[2], words[3])
  }

  /// The state: what the stream goes on from.
  package var words: [UInt64] { [a, b, c, d] }

  /// The next 64 bits, all of them random: xoshiro256++ 1.0's `next`.
  package mutating func next() -> UInt64 {
    let sum = a &+ d
    let result = (sum << 23 | sum >> 41) &+ a
    let shifted = b << 17
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = d << 45 | d >> 19
    return result
  }
}

/// Steele, Lea and Flood's SplitMix64 (2014): good enough to seed with, one word of state.
private struct SplitMix64 {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
    return z ^ z >> 31
  }
}
