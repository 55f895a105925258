import Documents
import Processes

/// A file that a command line names, written whole or not at all.
enum NewFile {
  /// A reader finds meanwhile the old file or the new one.
  static func write(_ bytes: [UInt8], to path: String) throws(UserError) {
    do throws(SystemError) {
      try WholeFile.write(bytes, to: path)
    } catch {
      throw UserError(
        "'\(path)' cannot be written: \(error.message)", exitCode: ExitCode(for: error))
    }
  }
}
