import Kernels

/// Where a batch of inputs is not zero, row by row and column by column.
final class SparseInput {
  /// Whether the batch was found sparse enough for the lists to be worth it.
  private(set) var areFound = false
  /// Whether the lists of the next batch are here already, and its numbers nowhere.
  private var areGiven = false
  /// Whether the lists are by column too.
  private var areTransposed = false

  private let marks: UnsafeMutablePointer<Int32>
  private var byRow: SparseLists
  private var byColumn: SparseLists

  init(rows: Int, columns: Int, in memory: Memory) {
    func lists(_ count: Int) -> SparseLists {
      SparseLists(
        starts: memory.integers(count + 1), indices: memory.integers(rows * columns + 16),
        values: memory.floats(rows * columns + 16), count: count)
    }
    marks = memory.integers(rows)
    byRow = lists(rows)
    byColumn = lists(columns)
  }

  /// Takes the lists of a batch that the input has no numbers of.
  ///
  /// - Parameter sparseRows: lists these rows; nil for a batch whose numbers are in the input.
  func take(_ rows: ArraySlice<Int32>, of sparseRows: SparseRows?) {
    areGiven = sparseRows != nil
    guard let sparseRows else { return }
    byRow.count = rows.count
    sparseRows.copy(rows, into: byRow)
  }

  /// Lists the sparseInput of a batch; false when more than a fourth of its numbers are not zero.
  ///
  /// Either way the sums come out the same, bit by bit, so each batch is treated as suits it.
  func find(in x: Matrix) -> Bool {
    areTransposed = false
    areFound = true
    if areGiven { return true }
    byRow.count = x.rows
    areFound = kernels.compact(x, into: byRow, limit: x.rows * x.columns / 4)
    return areFound
  }

  /// `target = sparseInput * b`
  func product(times b: Matrix, into target: Matrix) -> SparseProduct {
    var product = SparseProduct(byRow, times: b, into: target)
    product.marks = marks
    return product
  }

  /// `target = sparseInput' * b`
  func transposedProduct(times b: Matrix, into target: Matrix) -> SparseProduct {
    if !areTransposed { kernels.transpose(byRow, into: byColumn) }
    areTransposed = true
    return SparseProduct(byColumn, times: b, into: target)
  }
}
