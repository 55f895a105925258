import Kernels

/// Floats for a kernel, never given back; behind them lie others that no kernel may write.
struct Numbers {
  let start: MutableFloats
  let count: Int

  private static let slack = 32
  private static let guardNumber: Float = 7

  /// Fills the buffer with the number of each place.
  init(_ count: Int, _ number: (Int) -> Float = { _ in 0 }) {
    self.count = count
    start = .allocate(capacity: count + Numbers.slack)
    for place in 0..<count { start[place] = number(place) }
    for place in 0..<Numbers.slack { start[count + place] = Numbers.guardNumber }
  }

  subscript(place: Int) -> Float { start[place] }

  /// The same numbers in another buffer, for a kernel that changes them.
  var copy: Numbers { Numbers(count) { self[$0] } }

  /// Whether the numbers behind the last are as they were.
  var isSlackIntact: Bool {
    (0..<Numbers.slack).allSatisfy { start[count + $0] == Numbers.guardNumber }
  }

  func matrix(columns: Int) -> Matrix {
    Matrix(start, rows: count / columns, columns: columns, stride: columns)
  }
}

/// SplitMix64: the same draws wherever the program is compiled for.
struct Draws: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ word >> 30) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ word >> 27) &* 0x94d0_49bb_1331_11eb
    return word ^ word >> 31
  }

  /// From -1 to 1.
  mutating func number() -> Float { Float(next() >> 40) / 0x1p23 - 1 }

  mutating func numbers(_ count: Int) -> Numbers { Numbers(count) { _ in number() } }

  /// One of five is not zero, no number of the second row, and one is a negative zero.
  mutating func mostlyZeros(rows: Int, columns: Int) -> Numbers {
    Numbers(rows * columns) { place in
      let drawn = number()
      if place == 7 { return -0.0 }
      return place % 5 == 0 && place / columns != 1 ? drawn : 0
    }
  }
}
