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
