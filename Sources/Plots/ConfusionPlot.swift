package import Drawings
import Reports

/// A confusion matrix as colours, counts and shares.
package struct ConfusionPlot: Sendable {
  private let counts: ConfusionCounts
  private let subject: String

  /// - Parameter subject: the name of the configuration: `mnist-l2, l2 = 0.001`.
  package init(_ counts: ConfusionCounts, of subject: String) {
    self.counts = counts
    self.subject = subject.printable
  }

  /// The number of classes, of which the picture has as many rows and columns.
  package var classCount: Int { counts.classes.count }

  /// True classes downwards, predicted ones across; below each count its share of the true class.
  package func drawing(_ format: PlotFormat) -> Drawing {
    let names = counts.classes
    let totals = counts.counts.map { $0.reduce(0.0) { $0 + Double($1) } }
    let cells = counts.counts.enumerated().map { row, counts in
      counts.enumerated().map { column, count in
        let share = totals[row] > 0 ? Double(count) / totals[row] : 0
        return HeatMap.Cell(
          // A root, or the few that were mistaken would all look white.
          share: totals[row] > 0 ? share.squareRoot() : nil, text: count > 0 ? "\(count)" : "",
          detail: count > 0 ? (100 * share).fixed(1) + " %" : "",
          title: "true \(names[row]), predicted \(names[column]): \(count), \(share.percent)")
      }
    }
    let right = counts.counts.indices.reduce(0) { $0 + counts.counts[$1][$1] }
    let total = totals.reduce(0, +)

    var sheet = Sheet(format)
    let side = min(format.width - 60, 360)
    let panel = sheet.panel(
      x: Axis("predicted", .names(names.count), .names(names)),
      y: Axis("true", .names(names.count), .names(names)),
      height: min(0.86 * side, 30 * Double(max(names.count, 1))))
    sheet.add(HeatMap(cells: cells, ramp: .white).pieces(in: panel))
    let accuracy = total > 0 ? " \((Double(right) / total).percent) lie on the diagonal." : ""
    return sheet.drawing(
      title: "\(subject): confusion",
      caption: [
        "\(subject): how often rows of each true class were predicted to be of each, summed over"
          + " \(counted(counts.trials, "trial")).\(accuracy)",
        "Shares are of the true class; shades are their square roots.",
      ])
  }
}
