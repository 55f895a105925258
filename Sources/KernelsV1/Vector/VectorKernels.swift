import Kernels

/// The kernels, compiled for this module's level.
package enum VectorKernels: KernelSet {
  #if LEVEL_V4
    /// The name of the level with AVX-512.
    package static let name = "x86-64-v4"
  #elseif LEVEL_V3
    /// The name of the level with AVX2 and FMA.
    package static let name = "x86-64-v3"
  #elseif LEVEL_NEON
    /// The name of the level of any 64-bit ARM.
    package static let name = "arm64-neon"
  #else
    /// The name of the level of any x86-64.
    package static let name = "x86-64-v1"
  #endif

  #if LEVEL_BF16
    /// The extension by which pairs are multiplied: two products an instruction.
    package static let pairExtension: String? = "AVX512_BF16"
  #else
    /// No extension multiplies pairs at this level.
    package static let pairExtension: String? = nil
  #endif

  /// Gives the number of operations of 12 chains of multiply-adds: `rounds * 12 * 2` for each lane.
  package static func keepBusy(_ rounds: Int) -> Int {
    // Two units with a latency of four need eight chains; as many as registers would be too many.
    var sums = InlineArray<12, Vector> { i in Vector(repeating: Float(i)) }
    let factor = Vector(repeating: Float(rounds) * 1e-30)
    for _ in 0..<rounds {
      for i in 0..<12 { sums[i] = multiplyAdd(sums[i], factor, factor) }
    }
    var total = Vector.zero
    for i in 0..<12 { total += sums[i] }
    let isUsed = total.sum() > -.infinity
    return isUsed ? rounds * 12 * Vector.scalarCount * 2 : 0
  }
}
