import Drawings
import Plots
import Testing

/// Pictures of what trained networks see.
struct InspectionPlotTests {
  private let format = PlotFormat(millimetres: PlotFormat.column)

  private func labels(_ pieces: [Piece]) -> [String] {
    pieces.flatMap { piece -> [String] in
      switch piece {
      case .text(let text): [text.label.plain]
      case .titled(let title, let pieces): [title] + labels(pieces)
      case .clipped(_, let pieces): labels(pieces)
      case .shape, .image: []
      }
    }
  }

  @Test func `shares of transfer stand in cells, and what has no image is crossed out`() {
    let drawing = TransferPlot([[1, 0.41], [nil, 1]], names: ["0", "1"], unit: "replicate")
      .drawing(format, title: "transfer", caption: ["A caption."])
    let labels = labels(drawing.pieces)
    #expect(labels.filter { $0 == "100\u{a0}%" }.count == 2)
    #expect(labels.contains("41\u{a0}%"))
    #expect(labels.contains("made against replicate 0, shown to replicate 1: 41\u{a0}%"))
    #expect(labels.contains("made against replicate 1, shown to replicate 0: no image"))
    #expect(drawing.caption == "A caption.")
  }

  @Test func `an ascent shows its images, a line for each and their mean`() {
    let tile = ImageGrid.Tile(
      width: 2, height: 1, numbers: [0, 1], over: 0...1, ramp: .ink, label: "7 1.00")
    let drawing = AscentPlot(
      ImageGrid([ImageGrid.Row("taken for", [tile])], over: 0...1, ramp: .ink),
      objectives: [("7", [0, 5, 9]), ("8", [1, 2, 3])]
    ).drawing(format, title: "noise", caption: [])
    let labels = labels(drawing.pieces)
    for wanted in ["7 1.00", "taken for", "7", "8", "mean", "step", "logit"] {
      #expect(labels.contains(wanted), "\(wanted)")
    }
    let rasters = drawing.pieces.compactMap { piece -> Raster? in
      if case .image(let raster, _) = piece { raster } else { nil }
    }
    // Ink: white for nothing, black for all.
    #expect(rasters.map(\.bytes) == [[255, 255, 255, 0, 0, 0]])
    let lines = drawing.pieces.compactMap { piece -> [Point]? in
      guard case .titled(let title, let pieces) = piece, title == "mean",
        case .shape(.lines(let lines), _)? = pieces.first
      else { return nil }
      return lines[0]
    }
    #expect(lines.first?.count == 3)
  }

  @Test func `a tile in the colours of its own ramp takes numbers at the ends of its range`() {
    let tile = ImageGrid.Tile(
      width: 3, height: 1, numbers: [-1, 0, 1], over: -1...1, ramp: .signed)
    let drawing = ImageGrid([ImageGrid.Row("", [tile])], over: 0...1, ramp: .cividis)
      .drawing(format, title: "", caption: [])
    let bytes = drawing.pieces.compactMap { piece -> [UInt8]? in
      if case .image(let raster, _) = piece { raster.bytes } else { nil }
    }
    #expect(bytes == [[0x00, 0x3f, 0x6b, 255, 255, 255, 0x8a, 0x33, 0x00]])
  }
}
