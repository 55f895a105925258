import Glibc

/// A file that is written whole or not at all.
enum NewFile {
  /// Writes beside the place and moves there: whoever looks finds the old file or the new one.
  static func write(_ bytes: [UInt8], to path: String) throws(UserError) {
    let draft = "\(path).\(getpid()).part"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw refusal(path) }
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 || errno == EINTR else {
        let error = refusal(path)
        close(descriptor)
        unlink(draft)
        throw error
      }
      rest = rest.dropFirst(max(count, 0))
    }
    guard close(descriptor) == 0, rename(draft, path) == 0 else {
      let error = refusal(path)
      unlink(draft)
      throw error
    }
  }

  private static func refusal(_ path: String) -> UserError {
    UserError("'\(path)' cannot be written: \(String(cString: strerror(errno)))")
  }
}
