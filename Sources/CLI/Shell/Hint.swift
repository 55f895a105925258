import Processes
import Store

/// Another command line for people to copy, with the results file that this one was given.
///
/// - Parameters:
///   - words: what follows `sweep`.
///   - sweep: the name of the sweep, where the command is to take another than the one run last.
func hint(_ words: String, in results: String, of sweep: String? = nil) -> String {
  "'sweep \(words)"
    + (sweep.map { " --sweep \($0.shellQuoted)" } ?? "")
    + (results == Arguments.defaultResults ? "" : " --results \(results.shellQuoted)")
    + "'"
}

extension Recorded {
  /// Another command line about this sweep, with the results file and the sweep that this one was given.
  ///
  /// - Parameter words: what follows `sweep`, of a command that takes `--sweep`.
  func ownHint(_ words: String) -> String { hint(words, in: file.path, of: name) }

  /// The line that trains what is missing, with the results file that this one was given.
  var runHint: String { hint("run", in: file.path) }
}
