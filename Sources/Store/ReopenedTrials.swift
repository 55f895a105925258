import SQLite
package import Trials

extension ResultsFile {
  /// Gives trials that were given up, and hosts that were quarantined, another chance, where nobody
  /// coordinates.
  ///
  /// - Parameter hosts: as workers call them.
  package func retry(_ trials: [TrialID], hosts: [String] = []) throws(StoreError) {
    try connection.transaction { () throws(StoreError) in
      for trial in trials {
        try connection.reopen(try connection.row(in: "trials", of: trial.digest))
      }
      for host in hosts { try connection.trust(host: host) }
    }
    try countAgain()
  }
}

extension ResultsReader {
  /// The hosts with workers that get no more work.
  package func quarantinedHosts() throws(StoreError) -> [String] {
    try connection.all(
      "SELECT DISTINCT host FROM workers WHERE quarantined IS NOT NULL ORDER BY host"
    ) { $0.text(0) }
  }
}
