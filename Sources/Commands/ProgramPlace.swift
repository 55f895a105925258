import Processes

/// Where programs are and where they work.
package struct ProgramPlace: Sendable {
  /// The folder of the spec, or a copy of it on this host: what `command` and `code` name is there.
  package let code: String
  /// The folder in which every attempt gets a directory of its own.
  package let attempts: String
  /// The environment that programs start with, besides the variables that the contract adds.
  package let environment: [String: String]
  /// A descriptor that closes when nobody waits for trainings any more; nil where none does.
  package let caller: Int32?

  /// - Parameters:
  ///   - code: made absolute here, as programs start elsewhere.
  ///   - attempts: made when the first program starts.
  package init(
    code: String, attempts: String, environment: [String: String], caller: Int32? = nil
  ) {
    let here = Folder.absolute(".") ?? "."
    self.code = Folder.absolute(code) ?? code
    self.attempts = attempts.hasPrefix("/") ? attempts : "\(here)/\(attempts)"
    self.environment = environment
    self.caller = caller
  }

  static func exists(_ path: String) -> Bool { Folder.exists(at: path) }
}
