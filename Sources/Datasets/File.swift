import Glibc

/// An open file, closed when its last owner lets go.
///
/// Where a call fails, the result says so and `errno` the reason.
final class File {
  let descriptor: Int32

  init?(_ path: String, _ flags: Int32) {
    descriptor = open(path, flags | O_CLOEXEC, 0o644)
    if descriptor < 0 { return nil }
  }

  /// A file without a name, gone when it is closed and no longer mapped.
  init?(temporaryIn folder: String) {
    var template = Array("\(folder)/sweep-XXXXXX".utf8CString)
    descriptor = mkstemp(&template)
    if descriptor < 0 { return nil }
    unlink(template)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  deinit { close(descriptor) }

  var size: Int? {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? Int(status.st_size) : nil
  }

  /// Writes all of the bytes, or returns false.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Bool {
    var written = 0
    while written < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
      let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(offset + written))
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return false }
      written += count
    }
    return true
  }

  /// The bytes of a range; nil if the file ends before it does.
  func read(_ range: Range<Int>) -> [UInt8]? {
    let bytes = [UInt8](unsafeUninitializedCapacity: range.count) { buffer, filled in
      while filled < range.count {
        let rest = UnsafeMutableRawBufferPointer(
          rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
        let count = pread(
          descriptor, rest.baseAddress, range.count - filled, off_t(range.lowerBound + filled))
        if count < 0 && errno == EINTR { continue }
        if count <= 0 { break }
        filled += count
      }
    }
    return bytes.count == range.count ? bytes : nil
  }
}
