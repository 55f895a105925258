/// Eight random streams side by side, for the masks of dropout and noise.
///
/// xoshiro256++ as in the one stream it is grown from, but eight at a time: a mask of a batch would
/// else cost a tenth of the step of a small network.
package struct WideStream: Sendable {
  /// The first of the four words of xoshiro256++'s state, of each of the eight streams.
  package var a: SIMD8<UInt64>
  /// The second word of the state, of each of the eight streams.
  package var b: SIMD8<UInt64>
  /// The third word of the state, of each of the eight streams.
  package var c: SIMD8<UInt64>
  /// The fourth word of the state, of each of the eight streams.
  package var d: SIMD8<UInt64>

  /// Grows the streams from the generator's next 32 words.
  package init(from generator: inout some RandomNumberGenerator) {
    func draw() -> SIMD8<UInt64> {
      var words = SIMD8<UInt64>()
      for lane in 0..<8 { words[lane] = generator.next() }
      return words
    }
    (a, b, c) = (draw(), draw(), draw())
    // A state of zeros is the one that xoshiro cannot leave.
    d = draw() | 1
  }

  /// Streams that go on where others were; nil for words that are no state of eight.
  package init?(words: [UInt64]) {
    guard words.count == 32 else { return nil }
    func vector(_ index: Int) -> SIMD8<UInt64> { SIMD8(words[8 * index..<8 * index + 8]) }
    (a, b, c, d) = (vector(0), vector(1), vector(2), vector(3))
  }

  /// The state: what the streams go on from, 32 words.
  package var words: [UInt64] {
    [a, b, c, d].flatMap { vector in (0..<8).map { vector[$0] } }
  }
}
