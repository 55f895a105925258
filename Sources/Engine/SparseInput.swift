import Kernels

/// Where a batch of inputs is not zero, row by row and column by column.
final class SparseInput {
  /// Whether the batch was found sparse enough for the lists to be worth it.
  private(set) var areFound = false

  private var byRow: SparseLists
  private var byColumn: SparseLists

  init(rows: Int, columns: Int, in memory: Memory) {
    func lists(_ count: Int) -> SparseLists {
      SparseLists(
        starts: memory.integers(count + 1), indices: memory.integers(rows * columns + 16),
        values: memory.floats(rows * columns + 16), count: count)
    }
    byRow = lists(rows)
    byColumn = lists(columns)
  }

  /// Lists the sparseInput of a batch; false when more than a fourth of its numbers are not zero.
  ///
  /// Either way the sums come out the same, bit by bit, so each batch is treated as suits it.
  func find(in x: Matrix) -> Bool {
    byRow.count = x.rows
    areFound = kernels.compact(x, into: byRow, limit: x.rows * x.columns / 4)
    if areFound { kernels.transpose(byRow, into: byColumn) }
    return areFound
  }

  /// `target = sparseInput * b`
  func product(times b: Matrix, into target: Matrix) -> SparseProduct {
    SparseProduct(byRow, times: b, into: target)
  }

  /// `target = sparseInput' * b`
  func transposedProduct(times b: Matrix, into target: Matrix) -> SparseProduct {
    SparseProduct(byColumn, times: b, into: target)
  }
}
