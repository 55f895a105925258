import Drawings
import Plots
import Testing

/// Every kind of plot of the same small results. Look at a changed picture before it is committed.
struct PlotSnapshotTests {
  @Test func `factor, with a reference`() throws {
    let plot = FactorPlot(
      factors, parameter: 0, references: [Reference(0.9847, name: "Hinton")])
    try expectSnapshot(plot.drawing(column).svg, "factor.svg")
  }

  @Test func `factor, with series and intervals`() throws {
    let plot = FactorPlot(twoByThree, parameter: 1, spread: .interval(level: 0.95))
    try expectSnapshot(plot.drawing(column).svg, "factor-series.svg")
  }

  @Test func curves() throws {
    let curves = PlotsTests.curves(of: factors)
    let plot = CurvesPlot(factors, metric: "val_accuracy", curves: curves)
    try expectSnapshot(plot.drawing(column).svg, "curves.svg")
  }

  @Test func spread() throws {
    try expectSnapshot(SpreadPlot(twoByThree).drawing(column).svg, "spread.svg")
  }

  @Test func folds() throws {
    try expectSnapshot(FoldsPlot(twoByThree).drawing(column).svg, "folds.svg")
  }

  @Test func parallel() throws {
    try expectSnapshot(ParallelPlot(twoByThree).drawing(column).svg, "parallel.svg")
  }

  @Test func differences() throws {
    try expectSnapshot(DifferencesPlot(factors).drawing(column).svg, "differences.svg")
  }

  @Test func confusion() throws {
    let counts = ConfusionCounts(
      classes: ["cat", "dog", "automobile"], counts: [[95, 4, 1], [7, 93, 0], [0, 0, 0]])
    let plot = ConfusionPlot(counts, of: "pets, l2 = 0.001")
    try expectSnapshot(plot.drawing(column).svg, "confusion.svg")
  }
}
