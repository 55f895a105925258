import SQLite
package import Trials

// A file may hold what a worker of an earlier version was believed: readers overlook what no training
// comes to, so that nobody counts with it. `ResultsReader.examine()` names it.

extension Row {
  /// How long a training took; nil where there is no such time, or none that a training takes.
  func seconds(_ column: Int) -> Double? {
    guard !isNull(column) else { return nil }
    let seconds = double(column)
    return BrokenRule(seconds: seconds) == nil ? seconds : nil
  }
}

/// The condition in SQL that picks from `measurements m` those whose epoch is one.
let countableEpochs = "m.epoch BETWEEN 0 AND \(ResultLimit.epoch)"
/// The condition in SQL that picks from `results r` those whose training took a time that can be.
let plausibleSeconds = "r.seconds BETWEEN 0 AND \(ResultLimit.seconds)"

/// A result that breaks a rule of results, as only one can that an earlier version recorded.
package struct UnruledResult: Hashable, Sendable {
  /// The trial whose result it is.
  package let trial: TrialID
  /// The number of the attempt that brought it, counted from 1.
  package let attempt: Int
  /// The rule that it breaks, as the end of a sentence that begins with the result.
  package let rule: String
}

extension ResultsReader {
  /// The results that would not be recorded today, in the order of the file; one that breaks several
  /// rules comes once.
  ///
  /// Tables are read once each: no index finds the sweeps of a trial.
  package func resultsThatBreakRules() throws(StoreError) -> [UnruledResult] {
    let rules = [
      (
        "took a time that no training takes", "r.seconds IS NOT NULL AND NOT \(plausibleSeconds)"
      ),
      (
        "measures epochs that are none: they count from 0 to 2^53",
        """
        EXISTS (SELECT 1 FROM measurements m
          WHERE m.trial = r.trial AND m.attempt = r.attempt AND NOT \(countableEpochs))
        """
      ),
      (
        "is complete and does not measure what its sweep is judged by",
        """
        r.status = 'completed' AND r.trial IN (SELECT trial FROM sweep_trials)
        AND r.trial NOT IN (
          SELECT p.trial FROM sweep_trials p CROSS JOIN sweeps s ON s.id = p.sweep
          CROSS JOIN metrics n ON n.name = s.metric CROSS JOIN results o ON o.trial = p.trial
          WHERE EXISTS (
            SELECT 1 FROM measurements m
            WHERE m.trial = o.trial AND m.attempt = o.attempt AND m.metric = n.id))
        """
      ),
    ]
    var known: Set<TrialID> = []
    var results: [UnruledResult] = []
    for (rule, condition) in rules {
      try connection.each(
        """
        SELECT t.hash, r.attempt FROM results r JOIN trials t ON t.id = r.trial
        WHERE \(condition) ORDER BY r.trial
        """
      ) { (row) throws(StoreError) in
        let trial = TrialID(digest: try connection.digest(row, 0))
        guard known.insert(trial).inserted else { return }
        results.append(UnruledResult(trial: trial, attempt: row.int(1), rule: rule))
      }
    }
    return results
  }
}
