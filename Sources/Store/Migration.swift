import Glibc
import SQLite

extension Connection {
  /// The version of the results file, 0 of an empty one; refuses every file that is none.
  func version() throws(StoreError) -> Int {
    // The tables first: only that reads more than the header, and so finds what is damaged.
    let tables = try first("SELECT count(*) FROM sqlite_schema") { $0.int(0) } ?? 0
    let application = try first("PRAGMA application_id") { $0.int(0) } ?? 0
    let version = try first("PRAGMA user_version") { $0.int(0) } ?? 0
    if application == Schema.applicationID, version > 0 { return version }
    guard application == 0, version == 0, tables == 0 else { throw .foreign(path) }
    return 0
  }

  /// Brings the file up to the schema, one version after the other, each in one transaction.
  ///
  /// A file that holds something is copied beside itself first. A crash leaves the file at one
  /// version or the next.
  ///
  /// - Returns: whether it was of an earlier version.
  func migrate(to schema: Schema) throws(StoreError) -> Bool {
    let found = try version()
    try refuseNewer(found, than: schema)
    guard found < schema.version else { return false }
    if found > 0 { try run("VACUUM INTO ?", [.text(unusedPath(path + ".version-\(found)"))]) }
    // Written to the log, tables of a new file wait for the disk half as often. An earlier file stays as it is
    // until it is of the next version.
    if found == 0 { try setJournalMode(.wal) }
    // A new file has all of its tables at once: nobody finds one of an earlier version.
    let steps = found == 0 ? [0..<schema.version] : (found..<schema.version).map { $0..<$0 + 1 }
    for step in steps {
      try transaction { () throws(StoreError) in
        for version in step { try execute(schema.migrations[version]) }
        try execute("PRAGMA application_id = \(Schema.applicationID)")
        try execute("PRAGMA user_version = \(step.upperBound)")
      }
    }
    return found > 0
  }

  /// Refuses a file that has this version and not its tables: one of those made while the version
  /// was being written.
  func refuseOtherTables(than schema: Schema) throws(StoreError) {
    if schema.migrations == Schema.current.migrations, try SchemaModel.isCurrent(self) { return }
    let found = try SchemaModel(of: self).columns
    for (table, columns) in try SchemaModel.of(schema).columns.sorted(by: { $0.key < $1.key }) {
      let missing = columns.subtracting(found[table] ?? []).sorted()
      guard let column = missing.first else { continue }
      throw StoreError(
        .damaged,
        "'\(path)' has other tables than this `sweep` makes ('\(table)' has no '\(column)'): an"
          + " unreleased build made it, or it is damaged; read it with that build, or name another"
          + " file with --results")
    }
  }

  func refuseNewer(_ version: Int, than schema: Schema) throws(StoreError) {
    guard version > schema.version else { return }
    throw StoreError(
      .newer,
      "'\(path)' is a results file of version \(version), and this program knows versions up to"
        + " \(schema.version); use a newer `sweep`, or name another file with --results")
  }

  /// The path, or with `-2`, `-3` and so on after it where there is a file already.
  private func unusedPath(_ path: String) -> String {
    var candidate = path
    var number = 2
    while access(candidate, F_OK) == 0 {
      candidate = "\(path)-\(number)"
      number += 1
    }
    return candidate
  }
}
