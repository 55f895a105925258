import Glibc

/// Why an export cannot be made: one sentence that ends with a remedy.
package struct ExportError: Error, Hashable, Sendable, CustomStringConvertible {
  /// One sentence with a remedy.
  package let description: String

  init(_ sentence: String) { description = sentence }

  /// The file or directory could not be written, for the reason that `errno` tells.
  static func unwritable(_ path: String) -> ExportError {
    ExportError(
      "'\(path)' cannot be written (\(String(cString: strerror(errno)))); free the way, or name"
        + " another place")
  }
}
