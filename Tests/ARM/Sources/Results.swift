import Kernels

/// What a kernel has written: a hash of its bits, to be compared with that of another build.
///
/// Numbers that are none (NaN) count as one: which sign and payload an operation gives them is the
/// processor's own matter.
struct Results {
  private let kernel: String
  private var hash: UInt64 = 0xcbf2_9ce4_8422_2325

  private init(of kernel: String) { self.kernel = kernel }

  /// Has a kernel's cases run, and prints a line with the hash of all their results.
  static func print(of kernel: String, _ run: (inout Results) -> Void) {
    var results = Results(of: kernel)
    run(&results)
    Swift.print("\(kernel): \(String(results.hash, radix: 16))")
  }

  /// Takes numbers that the kernel has written, all of them and none behind.
  mutating func add(_ numbers: Numbers) {
    for place in 0..<numbers.count { add(numbers[place]) }
    if !numbers.isSlackIntact { complain("writes behind the last number") }
  }

  mutating func add(_ number: Float) {
    add(UInt64(number.isNaN ? 0x7fc0_0000 : number.bitPattern))
  }

  mutating func add(_ number: Double) { add(number.bitPattern) }

  mutating func add(_ word: UInt64) {
    for byte in 0..<8 { hash = (hash ^ word >> (8 * UInt64(byte)) & 0xff) &* 0x100_0000_01b3 }
  }

  /// Takes numbers that must be those of the definition, but for some rounding.
  mutating func add(
    _ numbers: Numbers, within tolerance: Double = 1e-5, of expected: (Int) -> Double
  ) {
    add(numbers)
    for place in 0..<numbers.count {
      if !compare(Double(numbers[place]), expected(place), within: tolerance) { return }
    }
  }

  /// Takes a number that must be that of the definition, but for some rounding.
  mutating func add(_ number: Double, within tolerance: Double = 1e-5, of expected: Double) {
    add(number)
    compare(number, expected, within: tolerance)
  }

  /// Demands something of the results.
  func demand(_ isTrue: Bool, _ sentence: String) {
    if !isTrue { complain("is wrong: \(sentence)") }
  }

  @discardableResult
  private func compare(_ found: Double, _ expected: Double, within tolerance: Double) -> Bool {
    if found == expected || found.isNaN && expected.isNaN { return true }
    let isNear = (found - expected).magnitude <= tolerance * max(1, expected.magnitude)
    if !isNear { complain("is wrong: \(found) and not \(expected)") }
    return isNear
  }

  private func complain(_ sentence: String) { Swift.print("\(kernel) \(sentence)") }
}
