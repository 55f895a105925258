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
        starts: memory.integers(count + 1), entries: memory.entries(rows * columns + 16),
        count: count)
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

  /// Lists the sparseInput of a batch; false when too many of its numbers are not zero: more than a
  /// fourth, or two fifths where each serves enough `outputs` to pay for the lists.
  ///
  /// Either way the sums come out the same, bit by bit, so each batch is treated as suits it.
  func find(in x: Matrix, for outputs: Int) -> Bool {
    areTransposed = false
    areFound = true
    if areGiven { return true }
    byRow.count = x.rows
    let limit = outputs < 96 ? x.rows * x.columns / 4 : x.rows * x.columns * 2 / 5
    areFound = kernels.compact(x, into: byRow, limit: limit)
    return areFound
  }

  /// `target = sparseInput * b`
  func product(times b: Matrix, into target: Matrix) -> SparseProduct {
    var product = SparseProduct(byRow, times: b, into: target)
    product.marks = marks
    return product
  }

  /// `target = sparseInput' * b`, for some columns of the input.
  func transposedProduct(
    _ some: Range<Int>, times b: Matrix, into target: Matrix
  ) -> SparseProduct {
    if !areTransposed { kernels.transpose(byRow, into: byColumn) }
    areTransposed = true
    var lists = byColumn
    lists.starts += some.lowerBound
    lists.count = some.count
    return SparseProduct(lists, times: b, into: target)
  }
}
