/// Why a text is no YAML, or not the YAML that is understood here.
package struct YAMLError: Error, Hashable, Sendable {
  package let position: Position
  /// One sentence, without a full stop.
  package let message: String

  package init(_ message: String, at position: Position) {
    self.position = position
    self.message = message
  }
}

/// A place in a text: line and column, both counted from 1, columns in Unicode scalars.
package struct Position: Hashable, Sendable {
  package let line: Int
  package let column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}
