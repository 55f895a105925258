/// Where the spread of a rows x columns table comes from: its rows, its columns, or what is left.
///
/// The model is y = μ + aᵣ + b_c + e, all three random; the estimates are those of the analysis of
/// variance (Searle, Casella and McCulloch, "Variance components", 1992, 4.7), equal to REML's. A source
/// that adds less than what is left is 0, and its mean square joins what is left, as REML has it at
/// its boundary (Thompson, "The problem of negative estimates of variance components", 1962): left
/// out of both, it would overstate the variance of a cell by up to a third. Several tables of one shape are pooled: each keeps a mean of its own, their
/// mean squares are averaged.
///
/// Rows differ only by what all cells of a row share. Folds share training data, so the variance of
/// a mean over them is a little larger than any estimate from the table (Bengio and Grandvalet, "No
/// unbiased estimator of the variance of k-fold cross-validation", 2004).
package struct VarianceComponents: Hashable, Sendable {
  /// The variance that one source adds to a cell.
  package struct Component: Hashable, Sendable {
    /// The estimate; 0 where the source adds less than what is left.
    package let variance: Double
    /// Whether it is 0 because its mean square is the smaller one, and was pooled with the residual.
    package let isPooled: Bool
    /// The p value of no variance at all, by F of the source's mean square over the residual's.
    package let pValue: Double
  }

  /// The component that rows add to the spread, and below it that of columns.
  package let rows: Component
  /// The component that columns add.
  package let columns: Component
  /// The variance of a single cell that neither its row nor its column explains, estimated with what
  /// was pooled.
  package let residual: Double
  /// How many tables were used.
  package let tables: Int
  /// How many tables were left out because a cell is missing or not finite.
  package let excluded: Int

  /// Takes complete tables of one shape apart; a missing cell is NaN.
  ///
  /// Nil unless a complete table is left and tables have two rows and two columns or more: a single
  /// row cannot tell columns from residual.
  ///
  /// - Precondition: all tables have the same number of rows and columns.
  package init?(_ tables: [[[Double]]]) {
    let height = tables.first?.count ?? 0
    let width = tables.first?.first?.count ?? 0
    precondition(
      tables.allSatisfy { $0.count == height && $0.allSatisfy { $0.count == width } },
      "tables of different shapes have no common components")
    let complete = tables.filter { $0.allSatisfy { $0.allSatisfy(\.isFinite) } }
    guard height > 1, width > 1, !complete.isEmpty else { return nil }

    let squares = complete.map(MeanSquares.init)
    let mean = MeanSquares(
      rows: squares.map(\.rows).reduce(0, +) / Double(squares.count),
      columns: squares.map(\.columns).reduce(0, +) / Double(squares.count),
      residual: squares.map(\.residual).reduce(0, +) / Double(squares.count))
    let count = Double(complete.count)
    let rowFreedom = count * Double(height - 1)
    let columnFreedom = count * Double(width - 1)
    let freedom = count * Double((height - 1) * (width - 1))
    func pValue(_ square: Double, freedom own: Double) -> Double {
      guard square > 0 || mean.residual > 0 else { return 1 }
      return FisherF(numerator: own, denominator: freedom).upperTail(square / mean.residual)
    }
    // A mean square smaller than the residual joins it, the smallest first; then the other is looked at
    // again.
    var rest = MeanSquare(value: mean.residual, freedom: freedom)
    var pooled: Set<Int> = []
    let sources = [
      MeanSquare(value: mean.rows, freedom: rowFreedom),
      MeanSquare(value: mean.columns, freedom: columnFreedom),
    ]
    for index in sources.indices.sorted(by: { sources[$0].value < sources[$1].value })
    where sources[index].value < rest.value {
      pooled.insert(index)
      rest = rest.pooled(with: sources[index])
    }
    func component(_ index: Int, cells: Int) -> Component {
      let source = sources[index]
      let isPooled = pooled.contains(index)
      let variance = isPooled ? 0 : (source.value - rest.value) / Double(cells)
      return Component(
        variance: variance, isPooled: isPooled,
        pValue: pValue(source.value, freedom: source.freedom))
    }
    rows = component(0, cells: width)
    columns = component(1, cells: height)
    residual = rest.value
    self.tables = complete.count
    excluded = tables.count - complete.count
  }
}

/// One mean square and how many degrees of freedom it has.
private struct MeanSquare {
  let value: Double
  let freedom: Double

  func pooled(with other: MeanSquare) -> MeanSquare {
    let squares = value * freedom + other.value * other.freedom
    return MeanSquare(value: squares / (freedom + other.freedom), freedom: freedom + other.freedom)
  }
}

/// Sums of squared deviations over their degrees of freedom, of one complete table.
private struct MeanSquares {
  let rows: Double
  let columns: Double
  let residual: Double
}

extension MeanSquares {
  init(_ table: [[Double]]) {
    let mean = { (cells: [Double]) in Moments(cells).mean ?? .nan }
    let width = table[0].count
    let rowMeans = table.map(mean)
    let columnMeans = (0..<width).map { column in mean(table.map { $0[column] }) }
    let grand = mean(rowMeans)
    var squares = 0.0
    for (row, rowMean) in zip(table, rowMeans) {
      for (cell, columnMean) in zip(row, columnMeans) {
        let deviation = cell - rowMean - columnMean + grand
        squares += deviation * deviation
      }
    }
    rows = Double(width) * (Moments(rowMeans).variance ?? 0)
    columns = Double(table.count) * (Moments(columnMeans).variance ?? 0)
    residual = squares / Double((table.count - 1) * (width - 1))
  }
}
