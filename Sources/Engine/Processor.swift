internal import CProcessor
package import Kernels

#if arch(arm64)
  internal import KernelsNEON
#else
  internal import KernelsBF16
  internal import KernelsV1
  internal import KernelsV3
  internal import KernelsV4
#endif

/// The processor, on which the numbers depend besides the trial.
package enum Processor {
  /// The kernels for this processor: the choice is made once, by the processor's own word.
  #if arch(arm64)
    package static let kernels: any KernelSet.Type = KernelsNEON.VectorKernels.self
  #else
    package static let kernels: any KernelSet.Type =
      switch processor_level() {
      case 4 where processor_multiplies_bfloat16() != 0: KernelsBF16.VectorKernels.self
      case 4: KernelsV4.VectorKernels.self
      case 3: KernelsV3.VectorKernels.self
      default: KernelsV1.VectorKernels.self
      }
  #endif

  /// The class of kernels that trainings in this process use, such as `x86-64-v4`.
  ///
  /// The same trial on the same class gives the same bits.
  package static let kernelClass = kernels.name

  /// Runs `body` with numbers below the smallest normal one, 1e-38, taken for zero.
  ///
  /// Where a gradient stays zero, Adam's moments fade through them, and a sum with one of them takes
  /// the processor a hundred cycles: a denoiser's step grew to three times its time. The mode is
  /// the thread's own and is put back, so no other trial sees it.
  static func withoutTinyNumbers<Result>(_ body: () -> Result) -> Result {
    let before = flush_tiny_numbers()
    defer { restore_tiny_numbers(before) }
    return body()
  }
}

/// The version of the engine's arithmetic; part of a trial's identity.
///
/// To be raised with every change that gives a trial other numbers.
package let semanticsVersion = 3

/// The kernels, by a short name.
let kernels = Processor.kernels
