import CCairo
import Drawings

/// Cairo's surface and pen, given back when its owner lets go.
struct Canvas: ~Copyable {
  private let cairo: Library
  private let surface: OpaquePointer?
  private let pen: OpaquePointer?
  private var fonts: Fonts

  /// Draws on a surface, whose owner this becomes.
  ///
  /// - Parameter scale: units of the surface a point.
  init(_ cairo: Library, on surface: OpaquePointer?, scale: Double) {
    self.cairo = cairo
    self.surface = surface
    fonts = Fonts(cairo)
    pen = cairo.functions.create(surface)
    // Also the part of a pixel that a page may end with.
    cairo.functions.set_source_rgb(pen, 1, 1, 1)
    cairo.functions.paint(pen)
    cairo.functions.scale(pen, scale, scale)
    cairo.functions.set_line_join(pen, CAIRO_LINE_JOIN_ROUND)
    let options = cairo.functions.font_options_create()
    // Letters where the layout has them, at any scale.
    cairo.functions.font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo.functions.font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
    cairo.functions.font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    cairo.functions.set_font_options(pen, options)
    cairo.functions.font_options_destroy(options)
  }

  deinit {
    cairo.functions.destroy(pen)
    cairo.functions.surface_destroy(surface)
  }

  /// The first thing that went wrong, with the pen or with the surface.
  var status: cairo_status_t {
    let status = cairo.functions.status(pen)
    return status == CAIRO_STATUS_SUCCESS ? cairo.functions.surface_status(surface) : status
  }

  mutating func draw(_ drawing: Drawing) {
    for piece in drawing.pieces { draw(piece) }
  }

  /// Hands all of a surface of vectors to the output that it was made for.
  func finish() { cairo.functions.surface_finish(surface) }

  /// Hands the pixels to `write` as a PNG file.
  func writePNG(_ write: cairo_write_func_t, _ target: UnsafeMutableRawPointer) -> cairo_status_t {
    cairo.functions.surface_write_to_png_stream(surface, write, target)
  }

  private mutating func draw(_ piece: Piece) {
    switch piece {
    case .shape(let shape, let paint): draw(shape, paint)
    case .text(let text): draw(text)
    case .titled(_, let pieces):
      for piece in pieces { draw(piece) }
    case .clipped(let box, let pieces):
      cairo.functions.save(pen)
      trace(.box(box))
      cairo.functions.clip(pen)
      for piece in pieces { draw(piece) }
      cairo.functions.restore(pen)
    case .image(let raster, let box): draw(raster, in: box)
    }
  }

  private func draw(_ raster: Raster, in box: Box) {
    let image = cairo.functions.image_surface_create(
      CAIRO_FORMAT_RGB24, Int32(raster.width), Int32(raster.height))
    defer { cairo.functions.surface_destroy(image) }
    guard let rows = cairo.functions.image_surface_get_data(image) else { return }
    let stride = Int(cairo.functions.image_surface_get_stride(image))
    for y in 0..<raster.height {
      for x in 0..<raster.width {
        let source = 3 * (y * raster.width + x)
        let target = rows + y * stride + 4 * x
        // Blue comes first in memory.
        for part in 0..<3 { target[part] = raster.bytes[source + 2 - part] }
      }
    }
    cairo.functions.surface_mark_dirty(image)
    cairo.functions.save(pen)
    cairo.functions.translate(pen, box.left, box.top)
    cairo.functions.scale(pen, box.width / Double(raster.width), box.height / Double(raster.height))
    cairo.functions.set_source_surface(pen, image, 0, 0)
    cairo.functions.pattern_set_filter(
      cairo.functions.get_source(pen),
      raster.hasEdges(in: box) ? CAIRO_FILTER_NEAREST : CAIRO_FILTER_GOOD)
    // Beyond its edge an image is clear, which would blend into its outermost pixels.
    cairo.functions.pattern_set_extend(cairo.functions.get_source(pen), CAIRO_EXTEND_PAD)
    cairo.functions.rectangle(pen, 0, 0, Double(raster.width), Double(raster.height))
    cairo.functions.fill(pen)
    cairo.functions.restore(pen)
  }

  private func draw(_ shape: Shape, _ paint: Paint) {
    trace(shape)
    if let fill = paint.fill {
      dip(fill)
      cairo.functions.fill_preserve(pen)
    }
    if let stroke = paint.stroke {
      dip(stroke.colour)
      cairo.functions.set_line_width(pen, stroke.width)
      cairo.functions.set_dash(pen, stroke.dash, Int32(stroke.dash.count), 0)
      cairo.functions.stroke_preserve(pen)
    }
    cairo.functions.new_path(pen)
  }

  private func trace(_ shape: Shape) {
    switch shape {
    case .lines(let lines):
      for line in lines { trace(line) }
    case .polygon(let points):
      trace(points)
      cairo.functions.close_path(pen)
    case .box(let box):
      cairo.functions.rectangle(pen, box.left, box.top, box.width, box.height)
    case .circle(let center, let radius):
      cairo.functions.new_sub_path(pen)
      cairo.functions.arc(pen, center.x, center.y, radius, 0, 2 * .pi)
    }
  }

  private func trace(_ points: [Point]) {
    for (index, point) in points.enumerated() {
      if index == 0 {
        cairo.functions.move_to(pen, point.x, point.y)
      } else {
        cairo.functions.line_to(pen, point.x, point.y)
      }
    }
  }

  private func dip(_ colour: Colour) {
    cairo.functions.set_source_rgba(
      pen, Double(colour.red) / 255, Double(colour.green) / 255, Double(colour.blue) / 255,
      colour.opacity)
  }

  private mutating func draw(_ text: Text) {
    let size = text.size
    cairo.functions.save(pen)
    cairo.functions.translate(pen, text.place.x, text.place.y)
    if text.isTurned { cairo.functions.rotate(pen, -.pi / 2) }
    // A font that is wider than the layout supposes is condensed, or labels would collide.
    let natural = text.label.runs.reduce(0) { $0 + prepare($1, of: text, size: size) }
    let squeeze = natural > text.width ? text.width / natural : 1
    cairo.functions.scale(pen, squeeze, 1)
    var x =
      switch text.anchor {
      case .start: 0.0
      case .middle: -natural / 2
      case .end: -natural
      }
    for run in text.label.runs {
      let advance = prepare(run, of: text, size: size)
      cairo.functions.move_to(pen, x, run.isRaised ? -Label.rise * size : 0)
      if text.hasRim {
        cairo.functions.text_path(pen, run.string)
        dip(.white)
        cairo.functions.set_line_width(pen, 2)
        cairo.functions.stroke(pen)
        cairo.functions.move_to(pen, x, run.isRaised ? -Label.rise * size : 0)
      }
      dip(text.colour)
      cairo.functions.show_text(pen, run.string)
      x += advance
    }
    cairo.functions.restore(pen)
  }

  /// Takes up the font of a run, and measures the run with it.
  private mutating func prepare(_ run: Label.Run, of text: Text, size: Double) -> Double {
    cairo.functions.set_font_face(pen, fonts.face(for: run.string, isBold: text.isBold))
    cairo.functions.set_font_size(pen, run.isRaised ? Label.raisedSize * size : size)
    var extents = cairo_text_extents_t()
    cairo.functions.text_extents(pen, run.string, &extents)
    return extents.x_advance
  }
}
