import Testing

@testable import Search

@Suite struct `A Sobol sequence` {
  /// `scipy.stats.qmc.Sobol(d=128, scramble=False).random(1024)` of SciPy 1.17.1, in these columns.
  private static let columns = [0, 1, 2, 5, 20, 63, 127]
  private static let points: [Int: [Double]] = [
    0: [0, 0, 0, 0, 0, 0, 0],
    1: [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5],
    2: [0.75, 0.25, 0.25, 0.75, 0.25, 0.75, 0.25],
    3: [0.25, 0.75, 0.75, 0.25, 0.75, 0.25, 0.75],
    7: [0.125, 0.625, 0.375, 0.375, 0.875, 0.375, 0.375],
    100: [0.4140625, 0.2578125, 0.7734375, 0.7421875, 0.7578125, 0.6484375, 0.4609375],
    511: [
      0.001953125, 0.501953125, 0.408203125, 0.876953125, 0.662109375, 0.501953125, 0.509765625,
    ],
    1023: [
      0.0009765625, 0.7529296875, 0.6123046875, 0.4384765625, 0.8662109375, 0.0400390625,
      0.7001953125,
    ],
  ]

  @Test(arguments: points.keys.sorted()) func `has SciPy's points`(index: Int) {
    #expect(
      Self.columns.map { SobolSequence.coordinate($0, ofPoint: index) } == Self.points[index])
  }

  @Test func `has one point in each of 2^k even parts of every axis, scrambled or not`() {
    for dimension in 0..<SobolSequence.dimensionCount {
      let plain = (0..<64).map { Int(SobolSequence.coordinate(dimension, ofPoint: $0) * 64) }
      #expect(Set(plain).count == 64)
      let scrambled = (0..<64).map {
        Int(SobolSequence.scrambled(dimension, ofPoint: $0, key: 7) * 64)
      }
      #expect(Set(scrambled).count == 64)
    }
  }

  @Test func `stays even in two dimensions after scrambling`() {
    // The first two dimensions are a (0, 2)-sequence: 64 points, one in each of 64 boxes of any shape.
    for exponent in 0...6 {
      let (wide, tall) = (1 << exponent, 1 << (6 - exponent))
      let boxes = (0..<64).map { index in
        Int(SobolSequence.scrambled(0, ofPoint: index, key: 1) * Double(wide)) * tall
          + Int(SobolSequence.scrambled(1, ofPoint: index, key: 2) * Double(tall))
      }
      #expect(Set(boxes).count == 64)
    }
  }

  @Test func `is scrambled otherwise by another key`() {
    let points = (1...8).map { SobolSequence.scrambled(0, ofPoint: 3, key: UInt64($0)) }
    #expect(Set(points).count == 8)
  }
}
