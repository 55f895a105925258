import Glibc

/// OpenBLAS, opened when somebody first asks: a process that never does stays without its 30 MB.
///
/// One thread, so that a sum has one order.
struct Library {
  typealias Factor =
    @convention(c) (
      UnsafePointer<CChar>, UnsafePointer<Int32>, UnsafeMutablePointer<Double>,
      UnsafePointer<Int32>, UnsafeMutablePointer<Int32>
    ) -> Void
  typealias Solve =
    @convention(c) (
      UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafePointer<Int32>,
      UnsafePointer<Int32>, UnsafePointer<Double>, UnsafePointer<Int32>,
      UnsafeMutablePointer<Double>, UnsafePointer<Int32>, UnsafeMutablePointer<Int32>
    ) -> Void

  /// dpotrf: a Cholesky factor in the place of a matrix.
  let factor: Factor
  /// dpotri: an inverse in the place of a Cholesky factor.
  let invert: Factor
  /// dtrtrs: solutions of a triangular system in the place of its right sides.
  let solve: Solve

  /// The library, once loaded; nil where OpenBLAS is not installed.
  static let shared: Library? = Library()

  private init?() {
    let names = ["libopenblas.so.0", "libopenblas.so"]
    guard
      let handle = names.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first,
      let factor = dlsym(handle, "dpotrf_"), let invert = dlsym(handle, "dpotri_"),
      let solve = dlsym(handle, "dtrtrs_")
    else { return nil }
    if let threads = dlsym(handle, "openblas_set_num_threads") {
      unsafeBitCast(threads, to: (@convention(c) (Int32) -> Void).self)(1)
    }
    self.factor = unsafeBitCast(factor, to: Factor.self)
    self.invert = unsafeBitCast(invert, to: Factor.self)
    self.solve = unsafeBitCast(solve, to: Solve.self)
  }
}
