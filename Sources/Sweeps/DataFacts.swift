package import Hashing
import Trials

/// What a sweep needs to know of its data set: how much there is, and a hash that stands for it.
package struct DataFacts: Hashable, Sendable {
  package let digest: Digest
  /// Rows in all, the set's own training part first.
  package let rowCount: Int
  /// How many rows at the end are the set's own test part.
  package let testCount: Int
  /// The class of every row; nil when the targets are no classes.
  package let classes: [Int]?
  /// The group of every row, such as the patient it is of; nil when rows have none.
  package let groups: [Int]?

  package init(
    digest: Digest, rowCount: Int, testCount: Int, classes: [Int]?, groups: [Int]? = nil
  ) {
    self.digest = digest
    self.rowCount = rowCount
    self.testCount = testCount
    self.classes = classes
    self.groups = groups
  }

  /// Where there is no data: whoever trains has its own, and is told the number of the fold.
  package static let none = DataFacts(
    digest: Digest(of: Array("no data".utf8)), rowCount: 0, testCount: 0, classes: nil)
}
