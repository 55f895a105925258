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
  /// Lists of a batch, and of the batch with its samples paired.
  private let lists, pairedSamples: SparseLists

  /// - Parameter columns: the numbers of a sample.
  init(rows: Int, columns: Int, in memory: Memory) {
    lists = memory.lists(rows: rows, columns: half(columns))
    pairedSamples = memory.lists(rows: half(rows), columns: columns)
  }

  /// Lists the pairs of a batch; false when the lists would have more than three fourths of all.
  ///
  /// Either way the sums come out the same, bit by bit, so each batch is treated as suits it.
  func find(in x: Matrix) -> Bool {
    areFound = kernels.listPairs(x, into: lists, limit: x.rows * lists.count * 3 / 4)
    return areFound
  }

  /// `target = x * b`
  func product(times b: Matrix, into target: Matrix) -> SparseProduct {
    SparseProduct(lists, times: b, into: target)
  }

  /// `target = x' * b`
  ///
  /// - Parameter x: the batch with its samples paired.
  func transposedProduct(of x: Matrix, times b: Matrix, into target: Matrix) -> SparseProduct {
    _ = kernels.listPairs(x, into: pairedSamples, limit: .max / max(x.rows + 8, 1))
    return SparseProduct(pairedSamples, times: b, into: target)
  }
}
