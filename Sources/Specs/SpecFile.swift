package import Documents
import Glibc
import Sweeps
import YAML

extension Spec {
  /// The text of a spec file, which can also be a pipe.
  ///
  /// - Throws: when it cannot be read or is no YAML in UTF-8; the message does not name the file, as
  ///   whoever prints it writes `file:line:column: message`.
  package static func text(at path: String) throws(DocumentError) -> String {
    let bytes = try contents(of: path)
    // The parser knows where a byte is not UTF-8.
    _ = try Node(yaml: bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A file longer than this is something else that was named by mistake.
  private static let sizeLimit = 4 << 20

  private static func contents(of path: String) throws(DocumentError) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw unreadable(errno) }
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(file, &chunk, chunk.count)
      if count == 0 { return bytes }
      if count > 0 {
        bytes += chunk[..<count]
      } else if errno != EINTR {
        throw unreadable(errno)
      }
      guard bytes.count <= sizeLimit else {
        throw DocumentError("this is longer than 4 MiB, and so no spec", at: nil)
      }
    }
  }

  private static func unreadable(_ code: Int32) -> DocumentError {
    let message =
      switch code {
      case ENOENT, ENOTDIR: "there is no such file"
      case EISDIR: "this is a directory; name a spec in it"
      case EACCES: "this file may not be read; check its permissions"
      default: "this file cannot be read (\(String(cString: strerror(code))))"
      }
    return DocumentError(message, at: nil)
  }
}
