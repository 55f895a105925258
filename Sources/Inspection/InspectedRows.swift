package import Engine

/// Rows of a data set as a network sees them, with their classes.
package struct InspectedRows: Sendable {
  /// Their numbers in the data set.
  package let rows: [Int32]
  /// The numbers of each of `rows`, scaled as the network sees them.
  package let inputs: [[Float]]
  /// The class of each of `rows`, from 0.
  package let labels: [Int]
  /// Height, width and channels of an image; nil of other rows.
  package let image: Shape?
  /// Between which numbers inputs lie.
  package let range: InputRange

  /// - Parameters:
  ///   - rows: some of the examples.
  ///   - known: the rows that tell between which numbers inputs lie; at most so many of them are looked at,
  ///     spread evenly.
  /// - Returns: nil where targets are no classes.
  package init?(_ rows: [Int32], among known: Selection, looksAt most: Int = 1000) {
    let examples = known.examples
    guard case .classes(let labels, _) = examples.targets else { return nil }
    self.rows = rows
    inputs = rows.map { examples.inputs.numbers(of: Int($0)) }
    self.labels = rows.map { Int(labels[Int($0)]) }
    let shape = examples.inputs.shape
    image = shape.extents.count == 3 ? shape : nil
    range = InputRange(
      holding: known.spread(most).map { examples.inputs.numbers(of: Int($0)) } + inputs,
      channels: shape.extents.last ?? 1)
  }
}

extension InputRange {
  /// From the least to the largest number of each channel of some inputs.
  ///
  /// - Parameter channels: the last extent of an image; of a table each column is one.
  package init(holding inputs: [[Float]], channels: Int) {
    var lower = [Float](repeating: .infinity, count: channels)
    var upper = [Float](repeating: -.infinity, count: channels)
    for input in inputs {
      for (place, number) in input.enumerated() {
        let channel = place % channels
        lower[channel] = min(lower[channel], number)
        upper[channel] = max(upper[channel], number)
      }
    }
    let count = inputs.first?.count ?? 0
    self.init(
      lower: (0..<count).map { lower[$0 % channels] },
      upper: (0..<count).map { upper[$0 % channels] })
  }
}

extension Selection {
  /// At most so many of the rows, evenly spread over them.
  package func spread(_ count: Int) -> [Int32] {
    guard rows.count > count else { return rows }
    return (0..<count).map { rows[$0 * rows.count / count] }
  }
}
