package import Hashing
import Trials

/// The facts that a sweep needs of its data set: how much there is, and a hash that stands for it.
package struct DataFacts: Hashable, Sendable {
  /// The hash of the data, which trials have in their identities.
  package let digest: Digest
  /// Rows in all, the set's own training part first.
  package let rowCount: Int
  /// How many rows at the end are the set's own test part.
  package let testCount: Int
  /// The class of every row; nil when the targets are no classes.
  package let classes: [Int]?
  /// The names of the classes; empty where the data do not tell them.
  package let classNames: [String]
  /// The number that is to be learned of every row; nil when targets are classes or not known.
  package let numbers: [Float]?
  /// The group of every row, such as the patient it is of; nil when rows have none. Groups count from
  /// 0 in the order of their names.
  package let groups: [Int]?
  /// The names of the groups, by their numbers; empty where rows have no groups, or the data do not tell
  /// them.
  package let groupNames: [String]
  /// The place of every row in an order, such as that of dates, equal where rows are equal in it; nil
  /// when their own order is all there is.
  package let order: [Int]?
  /// The part of every row; nil where the data do not tell it row by row.
  package let parts: [Part]?
  /// The splits that index files of the data list.
  package let listed: [Split]

  /// The part that a row belongs to.
  package enum Part: UInt8, Hashable, Sendable {
    case training, validation, test
  }

  /// - Parameter testCount: how many rows at the end are the set's own test part; 0 for none.
  package init(
    digest: Digest, rowCount: Int, testCount: Int, classes: [Int]?, classNames: [String] = [],
    numbers: [Float]? = nil, groups: [Int]? = nil, groupNames: [String] = [], order: [Int]? = nil,
    parts: [Part]? = nil,
    listed: [Split] = []
  ) {
    self.digest = digest
    self.rowCount = rowCount
    self.testCount = testCount
    self.classes = classes
    self.classNames = classNames
    self.numbers = numbers
    self.groups = groups
    self.groupNames = groupNames
    self.order = order
    self.parts = parts
    self.listed = listed
  }

  /// The facts of no data: the program that trains has its own, and is told the number of the fold.
  package static let none = DataFacts(
    digest: Digest(of: Array("no data".utf8)), rowCount: 0, testCount: 0, classes: nil)

  /// The same data with the splits that index files list.
  package func listing(_ splits: [Split]) -> DataFacts {
    DataFacts(
      digest: digest, rowCount: rowCount, testCount: testCount, classes: classes,
      classNames: classNames,
      numbers: numbers, groups: groups, groupNames: groupNames, order: order, parts: parts,
      listed: splits)
  }

  /// A class as people call it.
  func name(ofClass index: Int) -> String {
    classNames.indices.contains(index) ? classNames[index] : "\(index)"
  }

  /// A group as people call it.
  func name(ofGroup index: Int) -> String {
    groupNames.indices.contains(index) ? groupNames[index] : "\(index)"
  }
}
