import Statistics
import Testing

struct VarianceComponentsTests {
  private struct Row: Decodable {
    let table: [[Double]]
    let rows: Double
    let columns: Double
    let residual: Double
    let rowsP: Double
    let columnsP: Double
  }

  @Test func `mean squares and F agree with statsmodels`() throws {
    for row in try Reference<Row>.rows("crossed") {
      let components = try #require(VarianceComponents([row.table]))
      let height = Double(row.table.count)
      let width = Double(row.table[0].count)
      if row.rows > row.residual, row.columns > row.residual {
        #expect(relativeError(components.residual, row.residual) < 1e-9)
        #expect(relativeError(components.rows.variance, (row.rows - row.residual) / width) < 1e-9)
        let columns = (row.columns - row.residual) / height
        #expect(relativeError(components.columns.variance, columns) < 1e-9)
      }
      #expect(relativeError(components.rows.pValue, row.rowsP) < 1e-9)
      #expect(relativeError(components.columns.pValue, row.columnsP) < 1e-9)
    }
  }

  /// Penicillin assays, 24 plates x 6 samples (Davies and Goldsmith, 1972): lme4's published REML
  /// fit has variances 0.7169, 3.7311 and 0.3024.
  @Test func `agrees with lme4 on the penicillin data`() throws {
    // Six diameters of two digits a plate.
    let text = """
      272326232321 272326232321 252125242420 262325232320 252226222320 242225232219
      242023212219 262226242421 242124222220 242124232219 262326242421 252226242420
      262426242522 262326232320 262325242422 252225232320 252124232320 252224232319
      242123212119 262326242421 252124222218 252225222220 242124222419 242124222118
      """
    let plates = text.split(whereSeparator: \.isWhitespace).map { plate in
      let digits = plate.compactMap(\.wholeNumberValue)
      return stride(from: 0, to: 12, by: 2).map { Double(10 * digits[$0] + digits[$0 + 1]) }
    }
    let components = try #require(VarianceComponents([plates]))
    // REML by lme4 stops after four digits.
    #expect(relativeError(components.rows.variance, 0.716905141000605) < 1e-4)
    #expect(relativeError(components.columns.variance, 3.731131842304496) < 1e-4)
    #expect(relativeError(components.residual, 0.302414956247233) < 1e-4)
    // The mean squares of `anova(lm(diameter ~ plate + sample))` have all.
    let residual = 0.302415458937197
    #expect(relativeError(components.rows.variance, (4.603864734299515 - residual) / 6) < 1e-12)
    #expect(relativeError(components.columns.variance, (89.84444444444442 - residual) / 24) < 1e-12)
    #expect(relativeError(components.residual, residual) < 1e-12)
  }

  private struct Restricted: Decodable {
    let table: [[Double]]
    let rows: Double
    let columns: Double
    let residual: Double
  }

  /// Three of the four tables have a source that adds less than what is left: there the maximum of
  /// the restricted likelihood lies at the boundary, and what is left takes that source in.
  @Test func `agrees with REML, also at its boundary`() throws {
    for row in try Reference<Restricted>.rows("reml") {
      let components = try #require(VarianceComponents([row.table]))
      #expect(abs(components.rows.variance - row.rows) < 1e-4)
      #expect(abs(components.columns.variance - row.columns) < 1e-4)
      #expect(abs(components.residual - row.residual) < 1e-4)
    }
  }

  /// Both mean squares are 0 and the residual's is 1: all three degrees of freedom tell of one
  /// variance, 1/3, which is that of the four cells.
  @Test func `a source that adds less than what is left joins it`() throws {
    let components = try #require(VarianceComponents([[[1, 2], [2, 1]]]))
    #expect(components.rows.isPooled && components.columns.isPooled)
    #expect(components.rows.variance == 0)
    #expect(components.rows.pValue == 1)
    #expect(components.residual == 1.0 / 3)
  }

  @Test func `tables are pooled around means of their own`() throws {
    let table = [[1.0, 2, 4], [2, 5, 5]]
    let moved = table.map { $0.map { $0 + 100 } }
    let one = try #require(VarianceComponents([table]))
    let two = try #require(VarianceComponents([table, moved]))
    #expect(relativeError(two.residual, one.residual) < 1e-12)
    #expect(relativeError(two.columns.variance, one.columns.variance) < 1e-12)
    #expect(two.columns.pValue < one.columns.pValue)
    #expect(two.tables == 2)
  }

  @Test func `a table with a hole is left out and counted`() throws {
    let table = [[1.0, 2, 4], [2, 5, 5]]
    let holed = [[1.0, .nan, 4], [2, 5, 5]]
    let components = try #require(VarianceComponents([holed, table]))
    #expect(components.tables == 1)
    #expect(components.excluded == 1)
    #expect(components.residual == VarianceComponents([table])?.residual)
    #expect(VarianceComponents([holed]) == nil)
    #expect(VarianceComponents([[[1, 2, 3]]]) == nil)
    #expect(VarianceComponents([]) == nil)
  }

  @Test func `equal cells have no variance anywhere`() throws {
    let components = try #require(VarianceComponents([[[1, 1], [1, 1]]]))
    #expect(components.rows.variance == 0 && components.columns.variance == 0)
    #expect(components.residual == 0)
    #expect(components.rows.pValue == 1)
  }
}
