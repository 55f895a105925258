/// A place in a text: line and column, both counted from 1, columns in Unicode scalars.
package struct Mark: Hashable, Sendable {
  /// The number of the line, from 1.
  package let line: Int
  /// The number of the Unicode scalar in its line, from 1.
  package let column: Int

  /// Makes a place of numbers from 1; what counts from 0, such as libyaml, adds 1.
  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}
