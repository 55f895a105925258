import Processes

/// Another command line for people to copy, with the results file that this one was given.
///
/// - Parameter words: what follows `sweep`.
func hint(_ words: String, in results: String) -> String {
  "'sweep \(words)"
    + (results == Arguments.defaultResults ? "" : " --results \(results.shellQuoted)")
    + "'"
}
