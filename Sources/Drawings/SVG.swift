extension Drawing {
  /// The drawing as a document of SVG 1.1 that stands alone or within HTML.
  ///
  /// Text stays text, to be searched and edited; nothing has an identifier that another drawing on
  /// the same page could have too; nothing is loaded from anywhere.
  package var svg: String { svg(in: .light) }

  /// The same in the colours of a scheme.
  package func svg(in scheme: ColourScheme) -> String {
    var writer = SVGWriter(paper: scheme.shown(.white))
    writer.write(shown(in: scheme))
    return writer.text
  }
}

/// Writes pieces as elements.
private struct SVGWriter {
  private(set) var text = ""
  private let paper: Colour

  init(paper: Colour) { self.paper = paper }

  mutating func write(_ drawing: Drawing) {
    let millimetres = { (points: Double) in (points / 72 * 25.4).short }
    text = """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(millimetres(drawing.width))mm" \
      height="\(millimetres(drawing.height))mm" viewBox="0 0 \(drawing.width.short) \
      \(drawing.height.short)" role="img" font-family="Liberation Sans,Arial,Helvetica,sans-serif">
      <title>\(drawing.title.escaped)</title>
      <desc>\(drawing.caption.escaped)</desc>

      """
    let page = Box(left: 0, top: 0, width: drawing.width, height: drawing.height)
    write(.shape(.box(page), Paint(fill: paper)))
    for piece in drawing.pieces { write(piece) }
    text += "</svg>\n"
  }

  private mutating func write(_ piece: Piece) {
    switch piece {
    case .shape(let shape, let paint):
      write(shape, paint, title: nil)
    case .text(let label):
      write(label)
    case .titled(let title, let pieces):
      if pieces.count == 1, case .shape(let shape, let paint) = pieces[0] {
        write(shape, paint, title: title)
      } else {
        text += "<g><title>\(title.escaped)</title>\n"
        for piece in pieces { write(piece) }
        text += "</g>\n"
      }
    case .clipped(let box, let pieces):
      // An inner picture shows only what lies in it, and needs no name as a clipping path does.
      let place = box.attributes
      text += "<svg \(place) viewBox=\"\(box.left.short) \(box.top.short) \(box.width.short) "
      text += "\(box.height.short)\">\n"
      for piece in pieces { write(piece) }
      text += "</svg>\n"
    case .image(let raster, let box):
      let looks = raster.hasEdges(in: box) ? " image-rendering=\"pixelated\"" : ""
      text += "<image \(box.attributes) preserveAspectRatio=\"none\"\(looks)"
      text += " href=\"data:image/png;base64,\(raster.png.base64)\"/>\n"
    }
  }

  private mutating func write(_ shape: Shape, _ paint: Paint, title: String?) {
    let element: String
    switch shape {
    case .lines(let lines):
      element = "path d=\"\(lines.map { $0.path }.joined())\""
    case .polygon(let points):
      element = "path d=\"\(points.path)Z\""
    case .box(let box):
      element = "rect \(box.attributes)"
    case .circle(let center, let radius):
      element = "circle cx=\"\(center.x.short)\" cy=\"\(center.y.short)\" r=\"\(radius.short)\""
    }
    text += "<\(element)\(paint.attributes)"
    if let title {
      let name = element.prefix { $0 != " " }
      text += "><title>\(title.escaped)</title></\(name)>\n"
    } else {
      text += "/>\n"
    }
  }

  private mutating func write(_ label: Text) {
    var attributes = " font-size=\"\(label.size.short)\""
    if label.isTurned {
      attributes += " transform=\"translate(\(label.place.x.short) \(label.place.y.short))"
      attributes += " rotate(-90)\""
    } else {
      attributes += " x=\"\(label.place.x.short)\" y=\"\(label.place.y.short)\""
    }
    if label.anchor != .start { attributes += " text-anchor=\"\(label.anchor.rawValue)\"" }
    if label.isBold { attributes += " font-weight=\"bold\"" }
    if label.colour != .black { attributes += label.colour.attribute("fill") }
    if label.hasRim {
      attributes += paper == .white ? " stroke=\"#fff\"" : paper.attribute("stroke")
      attributes += " stroke-width=\"2\" stroke-linejoin=\"round\""
      attributes += " paint-order=\"stroke\""
    }
    text += "<text\(attributes)>"
    var isRaised = false
    for run in label.label.runs {
      if run.isRaised {
        let rise = (-Label.rise * label.size).short
        let size = (Label.raisedSize * label.size).short
        text += "<tspan dy=\"\(rise)\" font-size=\"\(size)\">\(run.string.escaped)</tspan>"
      } else if isRaised {
        text += "<tspan dy=\"\((Label.rise * label.size).short)\">\(run.string.escaped)</tspan>"
      } else {
        text += run.string.escaped
      }
      isRaised = run.isRaised
    }
    text += "</text>\n"
  }
}

extension [Point] {
  /// `M0 1L2 3`.
  fileprivate var path: String {
    enumerated().map { index, point in
      "\(index == 0 ? "M" : "L")\(point.x.short) \(point.y.short)"
    }.joined()
  }
}

extension Box {
  fileprivate var attributes: String {
    "x=\"\(left.short)\" y=\"\(top.short)\" width=\"\(width.short)\" height=\"\(height.short)\""
  }
}

extension Paint {
  fileprivate var attributes: String {
    var text = ""
    if let fill {
      if fill != .black { text += fill.attribute("fill") }
    } else {
      text += " fill=\"none\""
    }
    guard let stroke else { return text }
    text += stroke.colour.attribute("stroke") + " stroke-width=\"\(stroke.width.short)\""
    text += " stroke-linejoin=\"round\""
    if !stroke.dash.isEmpty {
      text += " stroke-dasharray=\"\(stroke.dash.map(\.short).joined(separator: " "))\""
    }
    return text
  }
}

extension Colour {
  fileprivate func attribute(_ name: String) -> String {
    func pair(_ part: UInt8) -> String { (part < 16 ? "0" : "") + String(part, radix: 16) }
    let solid = " \(name)=\"#\(pair(red))\(pair(green))\(pair(blue))\""
    return opacity < 1 ? solid + " \(name)-opacity=\"\(opacity.short)\"" : solid
  }
}

extension Double {
  /// The number to a hundredth, without idle zeros: finer than any eye or printer.
  fileprivate var short: String {
    guard isFinite else { return "0" }
    // A drawing is no larger than a wall.
    let hundredths = Int((min(max(self, -1e9), 1e9) * 100).rounded())
    let (whole, rest) = abs(hundredths).quotientAndRemainder(dividingBy: 100)
    let sign = hundredths < 0 ? "-" : ""
    if rest == 0 { return "\(sign)\(whole)" }
    if rest % 10 == 0 { return "\(sign)\(whole).\(rest / 10)" }
    return "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }
}

extension String {
  /// With references for what XML would read as markup, and without what it does not allow.
  fileprivate var escaped: String {
    unicodeScalars.reduce(into: "") { escaped, scalar in
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\n", "\t": escaped.unicodeScalars.append(scalar)
      case _ where scalar.value < 0x20 || scalar.value & 0xfffe == 0xfffe: escaped += "\u{fffd}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
  }
}
