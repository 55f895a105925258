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
}
