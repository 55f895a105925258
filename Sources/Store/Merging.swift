import Hashing
import Processes
import SQLite
import Sweeps
package import Trials

/// The records that one results file took over from another.
package struct MergeReport: Hashable, Sendable {
  /// Results of trials that had none.
  package var results = 0
  /// Sweeps that were not there.
  package var sweeps = 0
  /// Trials that have another result in each file; the result that was there stays.
  package var conflicts: [TrialID] = []
  /// Trials whose networks were kept.
  package var weights: [TrialID] = []
}

extension ResultsFile {
  /// Takes over from another results file the sweeps that are not here and the results of trials that
  /// have none, with their attempts and all that was measured, in one transaction. The other file is
  /// only read.
  ///
  /// Trials are known by their hashes, which mean the same in every file: two halves of a grid become
  /// one.
  package func merge(_ path: String) throws(StoreError) -> MergeReport {
    if let other = FileStamp(behind: path), let own = FileStamp(behind: self.path),
      other.isSameFile(as: own)
    {
      throw StoreError(.foreign, "'\(path)' is the file itself; name another to take over")
    }
    // Refuses what is no results file of this version, in words that name it.
    _ = try ResultsReader(at: path)
    try connection.run("ATTACH ? AS other", [.text(path)])
    defer { try? connection.execute("DETACH other") }
    let report = try blaming(path) { () throws(StoreError) in
      try connection.transaction { () throws(StoreError) in
        let report = try Merging(connection: connection).perform()
        try connection.run("DELETE FROM standings")
        // Before the commit, as a network is on the disk before its row: a merge that fails here can be
        // made again.
        try WeightsFolder(of: self.path).take(report.weights, from: WeightsFolder(of: path))
        return report
      }
    }
    try countAgain()
    return report
  }

  /// Names the other file where that is the one whose content cannot be right.
  private func blaming<Result>(
    _ other: String, _ body: () throws(StoreError) -> Result
  ) throws(StoreError) -> Result {
    do throws(StoreError) {
      return try body()
    } catch {
      guard [.contradiction, .damaged].contains(error.reason) else { throw error }
      let findings = try ResultsReader(at: other).examine()
      guard let damage = findings.first(where: \.isDamage) else { throw error }
      throw .damaged(other, damage.sentence)
    }
  }
}

/// Copies rows of an attached results file. Whole numbers that name rows are another file's own: each
/// is told what it is here.
private struct Merging {
  let connection: Connection

  func perform() throws(StoreError) -> MergeReport {
    var report = MergeReport()
    report.conflicts = try connection.all(
      """
      SELECT t.hash FROM results r JOIN trials t ON t.id = r.trial
      JOIN other.trials u ON u.hash = t.hash JOIN other.results s ON s.trial = u.id
      WHERE r.digest <> s.digest ORDER BY t.id
      """
    ) { (row) throws(StoreError) in TrialID(digest: try connection.digest(row, 0)) }
    for table in ["data_sets", "splits", "metrics", "trials"] {
      try copy(table, as: "INSERT OR IGNORE", without: ["id", "failed", "forgiven"])
    }
    report.sweeps = try sweeps()
    try maps()
    report.results = try results()
    report.weights = try connection.all(
      """
      SELECT t.hash FROM weights w JOIN taken k ON k.new = w.trial JOIN trials t ON t.id = w.trial
      """
    ) { (row) throws(StoreError) in TrialID(digest: try connection.digest(row, 0)) }
    for table in ["taken", "new_sweeps"] { try connection.execute("DROP TABLE temp.\(table)") }
    return report
  }

  /// The sweeps that are not here, as run before all that are.
  private func sweeps() throws(StoreError) -> Int {
    try connection.execute(
      """
      CREATE TEMP TABLE new_sweeps AS
      SELECT o.id AS old, row_number() OVER (ORDER BY o.used DESC) AS place FROM other.sweeps o
      WHERE o.identity NOT IN (SELECT identity FROM main.sweeps)
      """)
    let first = try connection.first("SELECT ifnull(min(used), 1) FROM sweeps") { $0.int(0) } ?? 1
    let count = try copy(
      "sweeps", without: ["id"],
      mapping: [
        "used": "\(first) - (SELECT place FROM new_sweeps n WHERE n.old = x.id)",
        "data_set": Merging.named("data_sets", by: "hash", "x.data_set"),
      ], where: "x.id IN (SELECT old FROM new_sweeps)")
    let sweep = ["sweep": Merging.named("sweeps", by: "identity", "x.sweep")]
    let isNew = "x.sweep IN (SELECT old FROM new_sweeps)"
    for table in ["programs", "parameters", "configurations", "parameter_values", "decisions"] {
      try copy(table, mapping: sweep, where: isNew)
    }
    for table in ["verdicts", "departures", "returns"] {
      try copy(table, mapping: sweep, where: isNew)
    }
    try copy("sweep_notes", without: ["id"], mapping: sweep, where: isNew)
    try copy("tags", as: "INSERT OR IGNORE", without: ["id"], mapping: sweep)
    try copy(
      "sweep_splits",
      mapping: sweep.merging(["split": Merging.named("splits", by: "hash", "x.split")]) { $1 },
      where: isNew)
    try copy(
      "sweep_trials",
      mapping: sweep.merging(["trial": Merging.named("trials", by: "hash", "x.trial")]) { $1 },
      where: isNew)
    return count
  }

  /// The trials to take, and by how much the numbers of their attempts move up: some may have failed
  /// here.
  private func maps() throws(StoreError) {
    try connection.execute(
      """
      CREATE TEMP TABLE taken AS
      SELECT u.id AS old, t.id AS new,
        (SELECT ifnull(max(number), 0) FROM main.all_attempts a WHERE a.trial = t.id) AS moved
      FROM other.results s JOIN other.trials u ON u.id = s.trial JOIN main.trials t ON t.hash = u.hash
      WHERE t.id NOT IN (SELECT trial FROM main.results);
      CREATE UNIQUE INDEX temp.taken_old ON taken (old)
      """)
  }

  private func results() throws(StoreError) -> Int {
    func most(_ column: String, of table: String) throws(StoreError) -> Int {
      try connection.first("SELECT ifnull(max(\(column)), 0) FROM main.\(table)") { $0.int(0) } ?? 0
    }
    let (epochs, workers) = (try most("epoch", of: "coordinators"), try most("id", of: "workers"))
    let isTaken = "x.trial IN (SELECT old FROM taken)"
    let trial = "(SELECT new FROM taken k WHERE k.old = x.trial)"
    let moved = "(SELECT moved FROM taken k WHERE k.old = x.trial)"
    // An attempt that goes on here would have a result before it has ended.
    try connection.execute(
      """
      INSERT INTO main.attempts (trial, number, epoch, worker, started, ended, ending)
      SELECT trial, number, epoch, worker, started, \(now), 'lost' FROM main.leases
      WHERE trial IN (SELECT new FROM taken);
      DELETE FROM main.leases WHERE trial IN (SELECT new FROM taken)
      """)
    try copy(
      "coordinators",
      mapping: [
        "epoch": "x.epoch + \(epochs)", "first_worker": "x.first_worker + \(workers)",
        "sweep": Merging.named("sweeps", by: "identity", "x.sweep"),
      ])
    try copy("workers", mapping: ["id": "x.id + \(workers)"])
    try copy(
      "attempts",
      mapping: [
        "trial": trial, "number": "x.number + \(moved)", "epoch": "x.epoch + \(epochs)",
        "worker": "x.worker + \(workers)",
      ], where: isTaken)
    try copy(
      "measurements",
      mapping: [
        "trial": trial, "attempt": "x.attempt + \(moved)",
        "metric": Merging.named("metrics", by: "name", "x.metric"),
      ], where: isTaken)
    let own = ["trial": trial, "attempt": "x.attempt + \(moved)"]
    let count = try copy("results", mapping: own, where: isTaken)
    for table in [
      "attachments", "weights", "correct_rows", "notes", "remarks", "earlier_results",
    ] {
      try copy(table, mapping: own, where: isTaken)
    }
    try copy("conflicts", without: ["id"], mapping: own, where: isTaken)
    return count
  }

  /// The row here of what another table names there by a key that means the same in every file.
  private static func named(_ table: String, by key: String, _ old: String) -> String {
    "(SELECT m.id FROM main.\(table) m JOIN other.\(table) o USING (\(key)) WHERE o.id = \(old))"
  }

  /// Copies the rows of a table, if there is such a table, and gives their number.
  ///
  /// - Parameters:
  ///   - skipped: columns that are left to their defaults.
  ///   - mapping: the columns here, as SQL in which `x` is the row there.
  @discardableResult
  private func copy(
    _ table: String, as verb: String = "INSERT", without skipped: Set<String> = [],
    mapping: [String: String] = [:], where condition: String = "true"
  ) throws(StoreError) -> Int {
    let columns = try connection.all(
      "SELECT name FROM pragma_table_info(?)", [.text(table)]
    ) { $0.text(0) }.filter { !skipped.contains($0) }
    guard !columns.isEmpty else { return 0 }
    let values = columns.map { mapping[$0] ?? "x.\($0)" }
    return try connection.run(
      """
      \(verb) INTO main.\(table) (\(columns.joined(separator: ", ")))
      SELECT \(values.joined(separator: ", ")) FROM other.\(table) x WHERE \(condition)
      """)
  }
}
