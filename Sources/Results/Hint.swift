import Processes

/// Another command line for people to copy, with the results file that this one was given.
///
/// - Parameters:
///   - words: the words after `sweep`.
///   - sweep: the name of the sweep, where the command is to take another than the one run last.
package func hint(_ words: String, in results: String, of sweep: String? = nil) -> String {
  "'sweep \(words)"
    + (sweep.map { " --sweep \($0.shellQuoted)" } ?? "")
    + (results == ResultsPath.standard ? "" : " --results \(results.shellQuoted)")
    + "'"
}
