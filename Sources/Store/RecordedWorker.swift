import SQLite

/// A worker as the results file tells of it: people ask when a number looks odd.
package struct RecordedWorker: Hashable, Sendable {
  /// The name that the worker's machine gave itself (`gethostname`); `imported` for results of another
  /// program.
  package let host: String
  /// The id of the worker's process on that machine; 0 for imported results.
  package let process: Int
  /// Trainings at a time.
  package let slots: Int
  /// The promise of its trainer about its numbers.
  package let semantics: String
  /// The class of kernels that its numbers come from, such as `x86-64-v4`.
  package let kernel: String
  /// The name of the key that it came in with; nil where none was asked for.
  package let key: String?

  /// The worker in six columns: host, process, slots, semantics, kernel, key.
  init(_ row: Row, from column: Int) {
    host = row.text(column)
    process = row.int(column + 1)
    slots = row.int(column + 2)
    semantics = row.text(column + 3)
    kernel = row.text(column + 4)
    key = row.isNull(column + 5) ? nil : row.text(column + 5)
  }
}
