import Hashing
import SQLite

/// The tables, views, indexes and triggers that a schema makes, as SQLite understands them.
///
/// To make the model takes longer than most queries, so today's is made once a process.
struct SchemaModel: Sendable {
  /// The names of the columns of each table and view.
  let columns: [String: Set<String>]
  /// The statement that makes each table, view, index and trigger.
  let statements: [String: String]

  private static let current = Result { () throws(StoreError) in
    try SchemaModel(making: .current)
  }

  /// The model of a schema.
  static func of(_ schema: Schema) throws(StoreError) -> SchemaModel {
    schema.migrations == Schema.current.migrations
      ? try current.get() : try SchemaModel(making: schema)
  }

  /// Reads the model of a file.
  init(of connection: Connection) throws(StoreError) {
    var columns: [String: Set<String>] = [:]
    try connection.each(
      """
      SELECT t.name, c.name FROM sqlite_schema t, pragma_table_info(t.name) c
      WHERE t.type IN ('table', 'view')
      """
    ) { columns[$0.text(0), default: []].insert($0.text(1)) }
    self.columns = columns
    statements = try SchemaModel.statements(of: connection)
  }

  private static func statements(of connection: Connection) throws(StoreError) -> [String: String] {
    let all = try connection.all("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL") {
      ($0.text(0), $0.text(1))
    }
    return Dictionary(all) { first, _ in first }
  }

  private init(making schema: Schema) throws(StoreError) {
    let connection = try Connection(at: ":memory:", mode: .readWriteCreate)
    for script in schema.migrations { try connection.execute(script) }
    try self.init(of: connection)
  }
}

// MARK: - Recognition

extension SchemaModel {
  /// The hash of all statements.
  var digest: Digest { SchemaModel.digest(of: statements) }

  /// The hash of the statements of today's schema; a test holds it against the model. Files that SQLite words
  /// otherwise are compared with the model, which takes longer than most commands.
  static let currentDigest = Digest(
    hexadecimal: "542873d9a378be3e67ac5ff682a3d7cec7c1795993801ed54f65f0d9cfbe98d5")

  /// Whether a file is made of the statements of today's schema, and of no others.
  static func isCurrent(_ connection: Connection) throws(StoreError) -> Bool {
    digest(of: try statements(of: connection)) == currentDigest
  }

  private static func digest(of statements: [String: String]) -> Digest {
    let all = statements.sorted { $0.key < $1.key }.map { "\($0.key)\0\($0.value)\0" }.joined()
    return Digest(of: Array(all.utf8))
  }
}
