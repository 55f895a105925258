import Documents
package import Drawings
import Reports
import Statistics
import Sweeps
import Trials

/// Configurations x folds, as colours and numbers: whether one fold is hard for all of them, or
/// some of them fail on it. Without folds, configurations x replicates.
package struct FoldsPlot: Sendable {
  private let scores: Scores

  /// More rows than this fill a page.
  private static let rowLimit = 50

  /// - Parameter scores: those of all configurations; the best 50 are drawn.
  package init(_ scores: Scores) { self.scores = scores }

  private var haveFolds: Bool { scores.evaluation.foldCount > 1 }

  /// Configurations downwards, folds across; replicates where there are no folds.
  package func drawing(_ format: PlotFormat) -> Drawing {
    let shown = Array(scores.ranking.prefix(FoldsPlot.rowLimit)).sorted()
    let means = means()
    let values = shown.flatMap { means[$0] }.compactMap(\.self)
    // The ramp ends at the least and the greatest value.
    let scale = Scale.linear(holding: values, margin: 0)
    let noun = haveFolds ? "fold" : "replicate"
    let places = decimals(of: values)
    let cells = shown.map { configuration in
      means[configuration].enumerated().map { column, mean in
        let place = "\(scores.fullName(of: configuration)), \(noun) \(column)"
        return HeatMap.Cell(
          share: mean.map(scale.share), text: mean.map { $0.fixed(places).replacingMinus } ?? "",
          title: place + ": " + (mean.map(Document.label) ?? "no value"))
      }
    }

    var sheet = Sheet(format)
    sheet.ramp(.cividis, scores.metricName, over: scale)
    let columns = haveFolds ? scores.evaluation.foldCount : scores.evaluation.replicates
    let row = shown.count > 25 ? 9.0 : shown.count > 10 ? 12 : 17
    let panel = sheet.panel(
      x: Axis(noun, .names(columns), .names((0..<max(columns, 1)).map { "\($0)" })),
      y: Axis(scores.heading(), .names(shown.count), .names(shown.map { scores.name(of: $0) })),
      height: Double(max(shown.count, 1)) * row)
    sheet.add(HeatMap(cells: cells, ramp: .cividis).pieces(in: panel))
    let replicates = scores.evaluation.replicates
    let each = haveFolds && replicates > 1 ? ", the mean of \(replicates) replicates each" : ""
    return sheet.drawing(
      title: "\(scores.sweep): \(scores.metricName) by \(noun)",
      caption: [
        "\(scores.sweep): \(scores.metricPhrase) of every configuration on every \(noun)\(each).",
        cells.joined().contains { $0.share == nil } ? "Struck out: no finite value." : nil,
        shown.count < scores.ranking.count
          ? "Shown are the \(shown.count) best of \(scores.ranking.count) configurations." : nil,
        scores.missing,
      ])
  }

  /// The mean of each configuration on each fold; nil where a trial of it has no finite value.
  private func means() -> [[Double?]] {
    let columns = haveFolds ? scores.evaluation.foldCount : scores.evaluation.replicates
    var cells = Array(
      repeating: [Moments](repeating: Moments(), count: columns), count: scores.labels.count)
    for value in scores.values {
      let column = haveFolds ? value.fold : value.replicate
      cells[value.configuration][column].add(value.value ?? .nan)
    }
    return cells.map { $0.map { $0.excluded == 0 ? $0.mean : nil } }
  }

  /// As many decimals as tell the extremes apart in their second digit.
  private func decimals(of values: [Double]) -> Int {
    guard let low = values.min(), let high = values.max(), high > low else { return 3 }
    var places = 0
    var step = 1.0
    while step > (high - low) / 10, places < 6 { (places, step) = (places + 1, step / 10) }
    return places
  }
}
