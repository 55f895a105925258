import CBOR
import Documents
package import Hashing
import SQLite
import Sweeps
import Trials

/// Something in a results file that cannot be, or that somebody should look at.
package struct Finding: Hashable, Sendable {
  /// The rule that is broken, such as `I4`; see `ResultsReader.examine()`.
  package let rule: String
  /// The fault, with the hashes or numbers that lead to it.
  package let sentence: String
  /// Whether the file contradicts itself; else it is only worth a look.
  package let isDamage: Bool

  /// - Parameters:
  ///   - rule: such as `I4`.
  ///   - isDamage: whether the file contradicts itself.
  package init(rule: String, sentence: String, isDamage: Bool) {
    self.rule = rule
    self.sentence = sentence
    self.isDamage = isDamage
  }
}

extension ResultsReader {
  /// Looks through all of the file for what cannot be.
  ///
  /// | rule | holds when |
  /// |---|---|
  /// | I1 | no acknowledged result is missing: an attempt that finished left a result, or one set aside |
  /// | I2 | each result belongs to an attempt that finished |
  /// | I4 | attempts of a trial count from 1 without a gap, and one that goes on is the last |
  /// | I5 | every hash is the hash of what it stands for |
  /// | I6 | epochs count from 1, and no later attempt is of an earlier one |
  /// | I7 | no second result differed from the first |
  /// | I8 | the file is whole, and every result has the digest it was recorded with |
  /// | I11 | every result keeps the rules of results: see `Outcome.brokenRule(seconds:metric:)` |
  /// | I12 | what is written of how sweeps stand is what their trials come to |
  ///
  /// That every trial comes to its end (I3) is no property of a file.
  ///
  /// - Parameter telling: is told what it looks at.
  package func examine(
    telling: (String) -> Void = { _ in }
  ) throws(StoreError) -> [Finding] {
    let looks: [(String, () throws(StoreError) -> [Finding])] = [
      ("whether it is whole", integrity), ("its tables", schema), ("attempts", records),
      ("hashes of trials", hashes), ("results", digests), ("conflicts", conflictFindings),
      ("the rules of results", rules), ("counts", standings),
    ]
    var findings: [Finding] = []
    do {
      for (subject, look) in looks {
        telling(subject)
        findings += try look()
      }
    } catch {
      guard error.reason == .damaged else { throw error }
      findings.append(Finding(rule: "I8", sentence: error.message, isDamage: true))
    }
    return findings
  }

  /// A hash of all results of a sweep: the same whoever trained them, when and in which order.
  package func resultsDigest(of sweep: SweepID) throws(StoreError) -> Digest {
    var hasher = Digest.Hasher()
    try connection.each(
      """
      SELECT t.hash, r.digest FROM trials t JOIN results r ON r.trial = t.id
      WHERE t.id IN (SELECT trial FROM sweep_trials WHERE sweep = ?) ORDER BY t.hash
      """, [.integer(sweep.row)]
    ) { row in
      hasher.update(row.blob(0))
      hasher.update(row.blob(1))
    }
    return hasher.finish()
  }

  /// Whether the file tells of times that the clock has not come to yet.
  package var isAheadOfClock: Bool {
    get throws(StoreError) {
      try connection.first(
        """
        SELECT (SELECT max(started) FROM coordinators) > strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
        """
      ) { $0.int(0) == 1 } ?? false
    }
  }

  // MARK: - The looks

  private func integrity() throws(StoreError) -> [Finding] {
    let complaints = try connection.all("PRAGMA integrity_check") { $0.text(0) }
      .filter { $0 != "ok" }
    var strays = try connection.all("PRAGMA foreign_key_check") {
      "a row of \($0.text(0)) refers to one of \($0.text(2)) that is not there"
    }
    // SQLite does not look where rows are written for every trial.
    for (table, column, parent) in [
      ("leases", "trial", "trials (id)"), ("leases", "worker", "workers (id)"),
      ("leases", "epoch", "coordinators (epoch)"), ("attempts", "trial", "trials (id)"),
      ("attempts", "worker", "workers (id)"), ("attempts", "epoch", "coordinators (epoch)"),
      ("results", "trial", "trials (id)"), ("measurements", "trial", "trials (id)"),
      ("measurements", "metric", "metrics (id)"), ("correct_rows", "trial", "results (trial)"),
    ] {
      let words = parent.split(separator: " ")
      let key = words[1].dropFirst().dropLast()
      let isStray = try connection.first(
        "SELECT 1 FROM \(table) WHERE \(column) NOT IN (SELECT \(key) FROM \(words[0])) LIMIT 1"
      ) { _ in true }
      if isStray == true {
        strays.append("a row of \(table) refers to one of \(words[0]) that is not there")
      }
    }
    return (complaints + strays).map { Finding(rule: "I8", sentence: $0, isDamage: true) }
  }

  /// Without its triggers and indices a file would look whole, and would not stay so.
  private func schema() throws(StoreError) -> [Finding] {
    let expected = try SchemaModel.of(.current).statements
    let found = try SchemaModel(of: connection).statements
    return expected.keys.sorted().filter { found[$0] != expected[$0] }.map { name in
      Finding(
        rule: "I8", sentence: "'\(name)' of the file's tables and rules is missing or changed",
        isDamage: true)
    }
  }

  private func records() throws(StoreError) -> [Finding] {
    let rules = [
      (
        "I1", "finished and left no result",
        """
        SELECT trial, number FROM attempts WHERE ending = 'finished'
          AND trial NOT IN (SELECT trial FROM results)
          AND trial NOT IN (SELECT trial FROM earlier_results)
        """
      ),
      (
        "I2", "has a result and did not finish",
        """
        SELECT r.trial, r.attempt FROM results r
        LEFT JOIN attempts a ON a.trial = r.trial AND a.number = r.attempt
        WHERE a.ending IS NOT 'finished'
        """
      ),
      (
        "I4", "does not follow on the one before",
        """
        SELECT trial, number FROM (
          SELECT trial, number, row_number() OVER (PARTITION BY trial ORDER BY number) AS place
          FROM all_attempts)
        WHERE number <> place
        """
      ),
      (
        "I4", "runs beside a later one",
        """
        SELECT a.trial, a.number FROM leases a
        WHERE a.number <= (SELECT max(b.number) FROM attempts b WHERE b.trial = a.trial)
        """
      ),
      (
        "I6", "is of an earlier term than the one before",
        """
        SELECT trial, number FROM (
          SELECT trial, number, epoch,
            max(epoch) OVER (PARTITION BY trial ORDER BY number) AS newest
          FROM all_attempts)
        WHERE epoch < newest
        """
      ),
    ]
    var findings: [Finding] = []
    for (rule, sentence, sql) in rules {
      findings += try connection.all(sql) {
        Finding(
          rule: rule, sentence: "attempt \($0.int(1)) of trial number \($0.int(0)) \(sentence)",
          isDamage: true)
      }
    }
    findings += try connection.all(
      """
      SELECT epoch FROM (SELECT epoch, row_number() OVER (ORDER BY epoch) AS place FROM coordinators)
      WHERE epoch <> place LIMIT 1
      """
    ) {
      Finding(
        rule: "I6", sentence: "term \($0.int(0)) does not follow on the one before",
        isDamage: true)
    }
    return findings
  }

  private func hashes() throws(StoreError) -> [Finding] {
    var findings: [Finding] = []
    func complain(_ sentence: String) {
      findings.append(Finding(rule: "I5", sentence: sentence, isDamage: true))
    }
    for sweep in try sweeps() {
      let name = "sweep '\(sweep.name)' of \(sweep.created)"
      let hash = try connection.first(
        "SELECT spec_hash FROM sweeps WHERE id = ?", [.integer(sweep.id.row)]
      ) { $0.blob(0) }
      if hash != Digest(of: Array(sweep.specText.utf8)).bytes {
        complain("the spec of \(name) is not the one of its hash")
      }
      let splits = try splits(of: sweep.id).map(\.digest)
      let recorded = try connection.all(
        """
        SELECT s.hash FROM sweep_splits f JOIN splits s ON s.id = f.split
        WHERE f.sweep = ? ORDER BY f.fold
        """, [.integer(sweep.id.row)]
      ) { $0.blob(0) }
      if splits.map(\.bytes) != recorded {
        complain("a split of \(name) is not the one of its hash")
      }
      if try !labelsAgree(in: sweep.id) {
        complain("a configuration of \(name) is called by other values than it has")
      }
      for trial in try changedTrials(of: sweep, splits) {
        complain("trial \(trial) of \(name) is not the training that its hash stands for")
      }
    }
    return findings
  }

  /// The whole trials of a sweep, in the order of the plan, that are other trainings than their hashes stand for.
  private func changedTrials(
    of sweep: RecordedSweep, _ splits: [Digest]
  ) throws(StoreError) -> [TrialID] {
    let identities = TrialIdentities(
      semantics: sweep.semantics, data: sweep.dataDigest, seed: sweep.evaluation.seed)
    let parts = splits.map { Item.bytes($0.bytes).encoded() }
    var recipes: [[UInt8]] = []
    for configuration in 0..<sweep.configurationCount {
      let recipe = try recipe(of: sweep.id, configuration: configuration)
      recipes.append((recipe?.item ?? .null).encoded())
    }
    var changed: [TrialID] = []
    try connection.each(
      """
      SELECT t.hash, p.configuration, p.replicate, p.fold
      FROM sweep_trials p CROSS JOIN trials t ON t.id = p.trial
      WHERE p.sweep = ? AND \(wholeTrials) ORDER BY p.replicate, p.fold, p.configuration
      """, [.integer(sweep.id.row)]
    ) { (row) throws(StoreError) in
      let trial = TrialID(digest: try connection.digest(row, 0))
      let (configuration, replicate, fold) = (row.int(1), row.int(2), row.int(3))
      guard parts.indices.contains(fold), recipes.indices.contains(configuration),
        trial
          == identities.id(
            recipe: recipes[configuration], replicate: replicate, fold: fold, split: parts[fold])
      else {
        changed.append(trial)
        return
      }
    }
    return changed
  }

  /// The label of a configuration is no part of any hash, but it is written down twice.
  private func labelsAgree(in sweep: SweepID) throws(StoreError) -> Bool {
    try connection.first(
      """
      SELECT 1 FROM configurations c WHERE c.sweep = ? AND c.label IS NOT (
        SELECT ifnull(group_concat(line, ', '), '') FROM (
          SELECT p.name || '=' || v.label AS line
          FROM parameter_values v
          JOIN parameters p ON p.sweep = v.sweep AND p.position = v.parameter
          WHERE v.sweep = c.sweep AND v.configuration = c.number ORDER BY v.parameter))
      """, [.integer(sweep.row)]
    ) { _ in true } == nil
  }

  private func digests() throws(StoreError) -> [Finding] {
    var findings = try changedResults().map { trial in
      Finding(
        rule: "I8", sentence: "the result of trial \(trial) is not the one that was recorded",
        isDamage: true)
    }
    findings += try brokenRows().map {
      Finding(
        rule: "I8",
        sentence: "the rows on which trial \($0) is right are not those that were recorded",
        isDamage: true)
    }
    return findings
  }

  private func rules() throws(StoreError) -> [Finding] {
    try resultsThatBreakRules().map {
      Finding(
        rule: "I11",
        sentence: "the result of trial \($0.trial), attempt \($0.attempt), \($0.rule);"
          + " 'sweep doctor --repair' sets it aside, and it is trained again", isDamage: true)
    }
  }

  private func standings() throws(StoreError) -> [Finding] {
    try wrongStandings().map { sweep in
      Finding(
        rule: "I12",
        sentence:
          "sweep '\(sweep.name)' of \(sweep.created) has other counts or another best than its"
          + " trials come to; 'sweep doctor --repair' counts them again", isDamage: true)
    }
  }

  private func conflictFindings() throws(StoreError) -> [Finding] {
    try connection.all(
      """
      SELECT lower(substr(hex(t.hash), 1, 12)), c.attempt, w.host, w.kernel
      FROM conflicts c JOIN trials t ON t.id = c.trial
      JOIN attempts a ON a.trial = c.trial AND a.number = c.attempt JOIN workers w ON w.id = a.worker
      """
    ) {
      Finding(
        rule: "I7",
        sentence: "attempt \($0.int(1)) of trial \($0.text(0)), on \($0.text(2)) with the kernel"
          + " \($0.text(3)), came to another result than the one recorded; see 'sweep show'",
        isDamage: false)
    }
  }
}
