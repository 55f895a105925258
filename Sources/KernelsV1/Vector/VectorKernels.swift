import Kernels

/// The kernels, compiled for this module's level.
package enum VectorKernels: KernelSet {
  #if LEVEL_V4
    package static let name = "x86-64-v4"
  #elseif LEVEL_V3
    package static let name = "x86-64-v3"
  #else
    package static let name = "x86-64-v1"
  #endif

  package static func keepBusy(_ rounds: Int) -> Int {
    // Sixteen chains: two units with a latency of four need eight.
    var sums = InlineArray<16, Vector> { i in Vector(repeating: Float(i)) }
    let factor = Vector(repeating: Float(rounds) * 1e-30)
    for _ in 0..<rounds {
      for i in 0..<16 { sums[i] = multiplyAdd(sums[i], factor, factor) }
    }
    var total = Vector.zero
    for i in 0..<16 { total += sums[i] }
    let isUsed = total.sum() > -.infinity
    return isUsed ? rounds * 16 * Vector.scalarCount * 2 : 0
  }
}
