import Documents

/// How far a nested evaluation is.
package struct NestedProgress: Hashable, Sendable {
  /// How many outer folds there are.
  package let folds: Int
  /// On how many of them what was chosen is measured.
  package let measured: Int

  /// - Parameter measured: how many of the folds have a pick that is measured.
  package init(folds: Int, measured: Int) {
    self.folds = folds
    self.measured = measured
  }

  /// `nested: the choice is measured on 3 of 5 outer folds`.
  package var sentence: String {
    "nested: the choice is measured on \(grouped(measured)) of \(counted(folds, "outer fold"))"
  }

  var json: JSON {
    .object(["folds": .integer(folds), "measured": .integer(measured)])
  }
}
