import Random
import Sweeps
import Testing

struct SeedsTests {
  /// From a second implementation, in Python: the words of xoshiro256++ from the BLAKE2b-256 digest
  /// of the CBOR array ["trial", seed as text, replicate, fold, name].
  @Test func `a trial's stream is the same for ever`() {
    var order = RandomStream(sweepSeed: 42, replicate: 2, fold: 3, name: .order)
    #expect(order.next() == 9_161_420_119_837_441_489)
    #expect(order.next() == 10_174_953_186_732_064_893)
    #expect(order.next() == 116_008_809_067_533_122)
    var weights = RandomStream(sweepSeed: .max, replicate: 0, fold: 0, name: .initialisation)
    #expect(weights.next() == 13_990_698_948_894_014_565)
  }

  @Test func `seed, replicate, fold and name each give another stream`() {
    var streams: Set<RandomStream> = []
    for seed: UInt64 in [0, 1, 1 << 63] {
      for replicate in 0..<3 {
        for fold in 0..<3 {
          for name in StreamName.allCases {
            streams.insert(
              RandomStream(sweepSeed: seed, replicate: replicate, fold: fold, name: name))
          }
        }
      }
    }
    #expect(streams.count == 3 * 3 * 3 * StreamName.allCases.count)
  }
}
