import Glibc
import Processes

/// The reason for which an export cannot be made: one sentence that ends with a remedy.
package struct ExportError: Error, Hashable, Sendable, CustomStringConvertible {
  /// One sentence with a remedy.
  package let description: String

  /// Whether the same may succeed another time: a disk is full, a server does not answer.
  package let mayPass: Bool

  init(_ sentence: String, mayPass: Bool = false) {
    description = sentence
    self.mayPass = mayPass
  }

  /// The file or directory could not be written, for the reason that `errno` tells.
  static func unwritable(_ path: String, code: Int32 = errno) -> ExportError {
    ExportError(
      "'\(path)' cannot be written (\(String(cString: strerror(code)))); free the way, or name"
        + " another place", mayPass: SystemError.isTemporary(code))
  }
}
