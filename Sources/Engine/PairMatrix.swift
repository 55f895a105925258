import Kernels

/// Room for a matrix of pairs of bfloat16, each in the place of a float.
struct PairMatrix {
  let start: MutableFloats
  private let stride: Int

  /// - Parameter columns: the pairs of a row.
  init(rows: Int, columns: Int, in memory: Memory) {
    stride = paddedStride(columns)
    start = memory.floats(rows * stride)
  }

  /// Rounds a matrix, and pairs the neighbours in its rows.
  func pairColumns(of source: Matrix) -> Matrix {
    let pairs = Matrix(start, rows: source.rows, columns: half(source.columns), stride: stride)
    kernels.pairColumns(of: source, into: pairs)
    return pairs
  }

  /// Rounds a matrix, and pairs its rows.
  ///
  /// - Parameter stride: the floats from row to row, where they are others than by default.
  func pairRows(of source: Matrix, stride: Int? = nil) -> Matrix {
    let pairs = Matrix(
      start, rows: half(source.rows), columns: source.columns, stride: stride ?? self.stride)
    kernels.pairRows(of: source, into: pairs)
    return pairs
  }
}

/// How many pairs hold so many numbers.
func half(_ count: Int) -> Int { (count + 1) / 2 }

/// Where a batch of inputs has pairs that are not zero.
final class SparsePairs {
  /// Whether the batch was found sparse enough for the lists to be worth it.
  private(set) var areFound = false
  private let marks: UnsafeMutablePointer<Int32>
  /// Lists of a batch's samples, and of pairs of samples.
  private var byRow, bySamples: SparseLists
  /// The latter by column.
  private var byColumn: SparseLists

  /// - Parameter columns: the numbers of a sample.
  init(rows: Int, columns: Int, in memory: Memory) {
    func lists(_ count: Int, _ width: Int) -> SparseLists {
      SparseLists(
        starts: memory.integers(count + 1), entries: memory.entries(rows * columns + 16),
        count: count)
    }
    marks = memory.integers(rows)
    byRow = lists(rows, half(columns))
    bySamples = lists(half(rows), columns)
    byColumn = lists(columns, half(rows))
  }

  /// Lists the pairs of a batch; false when more than two of five are not zero.
  ///
  /// Either way the sums come out the same, bit by bit, so each batch is treated as suits it.
  func find(in x: Matrix) -> Bool {
    byRow.count = x.rows
    areFound = kernels.compactPairs(x, into: byRow, limit: x.rows * x.columns * 2 / 5)
    return areFound
  }

  /// `target = x * b`
  func product(times b: Matrix, into target: Matrix) -> SparseProduct {
    var product = SparseProduct(byRow, times: b, into: target)
    product.marks = marks
    return product
  }

  /// `target = x' * b`
  ///
  /// - Parameter x: the batch with its samples paired.
  func transposedProduct(of x: Matrix, times b: Matrix, into target: Matrix) -> SparseProduct {
    bySamples.count = x.rows
    _ = kernels.compactPairs(x, into: bySamples, limit: .max)
    kernels.transpose(bySamples, into: byColumn)
    return SparseProduct(byColumn, times: b, into: target)
  }
}
