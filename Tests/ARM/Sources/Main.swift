import CProcessor
import Kernels
import KernelsNEON

/// Runs every kernel, and prints for each a hash of its results; a sentence too where they are wrong.
@main
enum Main {
  static func main() {
    checkProducts()
    checkSparseProducts()
    checkPairs()
    checkWinograd()
    checkPools()
    checkColumns()
    checkElementwise()
    checkLosses()
    checkOptimizers()
    checkTraining()
    checkMode()
    Results.print(of: "operations to be timed") { results in
      let count = VectorKernels.keepBusy(1000)
      results.demand(count == 1000 * 12 * 2 * 4, "each multiply-add is two operations a lane")
    }
  }

  /// Numbers too small for full precision count as zero, and only where it is asked for.
  private static func checkMode() {
    Results.print(of: "numbers too small for full precision") { results in
      let tiny = Numbers(5) { Float(bitPattern: UInt32($0 + 1) << 19) }
      func doubled() -> Numbers {
        let sum = Numbers(5)
        VectorKernels.add(tiny.start, times: 2, to: sum.start, 5)
        return sum
      }
      let before = flush_tiny_numbers()
      results.add(doubled(), within: 0) { _ in 0 }
      restore_tiny_numbers(before)
      let normal = doubled()
      results.add(normal)
      for place in 0..<5 { results.demand(normal[place] == 2 * tiny[place], "nothing is lost") }
    }
  }
}
