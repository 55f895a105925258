import Documents

/// The tables of a results file, as the scripts that made them, one a version.
///
/// A script that has been released is never edited: a change is a script of its own after it.
package struct Schema: Sendable {
  /// Script i makes a file of version i + 1 from one of version i; version 0 is an empty file.
  package let migrations: [String]

  /// - Parameter migrations: script i makes version i + 1 from version i.
  package init(migrations: [String]) { self.migrations = migrations }

  /// The schema that this program reads and writes.
  package static let current = Schema(
    migrations: [
      version1, openPlanTables + keepingTables + remarkTables + rowTables,
      designColumns + shownViews, raceTables, halvingColumns, standingTables,
      annotationTables, pauseColumn,
    ])

  /// The version of a file after all migrations: its `user_version`.
  package var version: Int { migrations.count }

  /// "swep": a results file's `application_id`, by which it is told from other SQLite files.
  static let applicationID = 0x7377_6570
}
