package import Documents
import Glibc
import Processes
import Sweeps
import YAML

extension Spec {
  /// The text of a spec file, which can also be a pipe.
  ///
  /// - Throws: when it cannot be read or is no YAML in UTF-8; the message does not name the file, as
  ///   the command that prints it writes `file:line:column: message`.
  package static func text(at path: String) throws(DocumentError) -> String {
    let bytes = try contents(of: path)
    // The parser knows where a byte is not UTF-8.
    _ = try Node(parsing: bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A file longer than this is something else that was named by mistake.
  private static let sizeLimit = 4 << 20

  private static func contents(of path: String) throws(DocumentError) -> [UInt8] {
    do throws(SystemError) {
      if let bytes = try WholeFile.bytes(at: path, upTo: sizeLimit) { return bytes }
    } catch {
      throw unreadable(error)
    }
    throw DocumentError("this is longer than 4 MiB, and so no spec", at: nil)
  }

  private static func unreadable(_ error: SystemError) -> DocumentError {
    let message =
      switch error.code {
      case ENOENT, ENOTDIR: "there is no such file"
      case EISDIR: "this is a directory; name a spec in it"
      case EACCES: "this file may not be read; check its permissions"
      default: "this file cannot be read (\(error.message))"
      }
    return DocumentError(message, at: nil, systemCode: error.code)
  }
}
