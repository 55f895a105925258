/// The rows of a data set that one training learns from and those that it is validated on.
package struct Split: Hashable, Sendable {
  /// Row numbers, counted from 0, ascending.
  package let training: [Int]
  /// Row numbers as in `training`, of which they have none.
  package let validation: [Int]

  /// - Parameters:
  ///   - training: row numbers from 0, ascending.
  ///   - validation: the same.
  package init(training: [Int], validation: [Int]) {
    self.training = training
    self.validation = validation
  }

  /// Some rows to validate on, and all others to train on.
  init(validating validation: [Int], of rowCount: Int) {
    var held = [Bool](repeating: false, count: rowCount)
    for row in validation { held[row] = true }
    self.init(
      training: (0..<rowCount).filter { !held[$0] }, validation: (0..<rowCount).filter { held[$0] })
  }
}
