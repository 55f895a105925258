import Kernels

/// Where a batch of inputs is not zero.
final class SparseInput {
  /// Whether the batch was found sparse enough for the lists to be worth it.
  private(set) var areFound = false
  /// Whether the lists of the next batch are here already, and its numbers nowhere.
  private var areGiven = false
  private let lists: SparseLists

  init(rows: Int, columns: Int, in memory: Memory) {
    lists = memory.lists(rows: rows, columns: columns)
  }

  /// Takes the lists of a batch that the input has no numbers of.
  ///
  /// - Parameter sparseRows: lists these rows; nil for a batch whose numbers are in the input.
  func take(_ rows: ArraySlice<Int32>, of sparseRows: SparseRows?) {
    areGiven = sparseRows != nil
    sparseRows?.copy(rows, into: lists)
  }

  /// Lists the numbers of a batch; false when the lists would have more than half of all numbers, or
  /// more than three fourths where each serves enough `outputs` to pay for the lists.
  ///
  /// Either way the sums come out the same, bit by bit, so each batch is treated as suits it.
  func find(in x: Matrix, for outputs: Int) -> Bool {
    if areGiven {
      areFound = true
    } else {
      let all = x.rows * lists.count
      areFound = kernels.list(x, into: lists, limit: outputs < 96 ? all / 2 : all * 3 / 4)
    }
    return areFound
  }

  /// `target = sparseInput * b`
  func product(times b: Matrix, into target: Matrix) -> SparseProduct {
    SparseProduct(lists, times: b, into: target)
  }

  /// `target = sparseInput' * b`, for some columns of the input, the first a multiple of three.
  func transposedProduct(
    _ some: Range<Int>, times b: Matrix, into target: Matrix
  ) -> SparseProduct {
    SparseProduct(lists[some], times: b, into: target)
  }
}
