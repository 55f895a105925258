package import Drawings
import Reports

/// How often images made against one network fool another.
package struct TransferPlot: Sendable {
  private let shares: [[Double?]]
  private let names: [String]
  private let unit: String

  /// - Parameters:
  ///   - shares: in row i and column j, of the images that fool network i the share that fools j.
  ///   - names: of the networks, short enough for an axis: `0`.
  ///   - unit: the unit that the names count: `replicate`.
  package init(_ shares: [[Double?]], names: [String], unit: String) {
    (self.shares, self.names, self.unit) = (shares, names, unit)
  }

  /// Draws a table of shares: the network that images were made against downwards, the one they are shown to
  /// across.
  ///
  /// - Parameter caption: sentences below; nil ones are left out.
  package func drawing(_ format: PlotFormat, title: String, caption: [String?]) -> Drawing {
    let cells = shares.enumerated().map { row, shares in
      shares.enumerated().map { column, share in
        HeatMap.Cell(
          share: share, text: share.map { (100 * $0).fixed(0) + "\u{a0}%" } ?? "",
          title: "made against \(unit) \(names[row]), shown to \(unit) \(names[column]): "
            + (share?.percent ?? "no image"))
      }
    }
    var sheet = Sheet(format)
    let side = min(format.width - 60, 240)
    let panel = sheet.panel(
      x: Axis("shown to \(unit)", .names(names.count), .names(names)),
      y: Axis("made against \(unit)", .names(names.count), .names(names)),
      height: min(0.8 * side, 26 * Double(max(names.count, 1))))
    sheet.add(HeatMap(cells: cells, ramp: .white).pieces(in: panel))
    return sheet.drawing(title: title, caption: caption)
  }
}
