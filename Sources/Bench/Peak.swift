import Engine
import Kernels

/// The most multiplications and additions a second that the core reaches, in registers alone.
///
/// The best of several short runs: what else runs on the machine can only make it look slower.
func measurePeak() -> Double {
  var best = 0.0
  for _ in 0..<20 {
    let start = now()
    let operations = Processor.kernels.keepBusy(2_000_000)
    best = max(best, Double(operations) / (now() - start))
  }
  return best
}
