import CTurboJPEG
import Glibc

/// libturbojpeg, opened when somebody first reads a photograph: a process that never does stays without it.
struct Library: Sendable {
  typealias Handle = UnsafeMutableRawPointer

  let begin: @convention(c) () -> Handle?
  let end: @convention(c) (Handle) -> Int32
  /// Width, height, chrominance subsampling and colour space of a file.
  let header:
    @convention(c) (
      Handle, UnsafePointer<UInt8>?, UInt, UnsafeMutablePointer<Int32>,
      UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>
    ) -> Int32
  /// Pixels of a file: target, width, bytes a row, height, format, flags.
  let decompress:
    @convention(c) (
      Handle, UnsafePointer<UInt8>?, UInt, UnsafeMutablePointer<UInt8>?, Int32, Int32, Int32,
      Int32, Int32
    ) -> Int32
  /// The message of the last error.
  let message: @convention(c) (Handle) -> UnsafePointer<CChar>?

  /// The library, once loaded; nil where libturbojpeg is not installed.
  static let shared: Library? = Library()

  /// The names under which systems have it; the first is Debian's.
  static let names = ["libturbojpeg.so.0", "libturbojpeg.so"]

  private init?() {
    guard
      let handle = Library.names.lazy.compactMap({ dlopen($0, RTLD_NOW | RTLD_LOCAL) }).first
    else { return nil }
    func function<Function>(_ name: String, as type: Function.Type) -> Function? {
      dlsym(handle, name).map { unsafeBitCast($0, to: type) }
    }
    guard
      let begin = function("tjInitDecompress", as: (@convention(c) () -> Handle?).self),
      let end = function("tjDestroy", as: (@convention(c) (Handle) -> Int32).self),
      let header = function(
        "tjDecompressHeader3",
        as: (@convention(c) (
          Handle, UnsafePointer<UInt8>?, UInt, UnsafeMutablePointer<Int32>,
          UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>
        ) -> Int32).self),
      let decompress = function(
        "tjDecompress2",
        as: (@convention(c) (
          Handle, UnsafePointer<UInt8>?, UInt, UnsafeMutablePointer<UInt8>?, Int32, Int32, Int32,
          Int32, Int32
        ) -> Int32).self),
      let message = function(
        "tjGetErrorStr2", as: (@convention(c) (Handle) -> UnsafePointer<CChar>?).self)
    else { return nil }
    (self.begin, self.end, self.header) = (begin, end, header)
    (self.decompress, self.message) = (decompress, message)
  }
}
