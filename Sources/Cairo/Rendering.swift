import CCairo
package import Drawings

extension Drawing {
  /// The drawing as a PNG file.
  ///
  /// - Parameter dotsPerInch: pixels in 72 points; printers ask for 300 and more.
  package func png(dotsPerInch: Double = 300) throws(CairoError) -> [UInt8] {
    guard let cairo = Library.shared else { throw CairoError(notInstalledFor: "PNG") }
    let scale = dotsPerInch / 72
    let pixels = { (points: Double) in Int32((points * scale).rounded(.up)) }
    let surface = cairo.functions.image_surface_create(
      CAIRO_FORMAT_RGB24, pixels(width), pixels(height))
    let bytes = Bytes()
    var canvas = Canvas(cairo, on: surface, scale: scale)
    canvas.draw(self)
    guard canvas.status == CAIRO_STATUS_SUCCESS else {
      throw CairoError("PNG", canvas.status, cairo)
    }
    let status = canvas.writePNG(takePiece, bytes.handle)
    guard status == CAIRO_STATUS_SUCCESS else { throw CairoError("PNG", status, cairo) }
    return bytes.content.withPhysicalSize(dotsPerInch: dotsPerInch)
  }

  /// The drawing as a PDF file of one page, its fonts within.
  package func pdf() throws(CairoError) -> [UInt8] {
    guard let cairo = Library.shared else { throw CairoError(notInstalledFor: "PDF") }
    let bytes = Bytes()
    let surface = cairo.functions.pdf_surface_create_for_stream(
      takePiece, bytes.handle, width, height)
    cairo.functions.pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, title)
    cairo.functions.pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_SUBJECT, caption)
    // Without the time of day, equal drawings are equal files.
    cairo.functions.pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, "")
    var canvas = Canvas(cairo, on: surface, scale: 1)
    canvas.draw(self)
    canvas.finish()
    guard canvas.status == CAIRO_STATUS_SUCCESS else {
      throw CairoError("PDF", canvas.status, cairo)
    }
    return bytes.content
  }
}

/// The bytes that cairo writes, piece by piece.
private final class Bytes {
  var content: [UInt8] = []

  /// Good as long as this lives.
  var handle: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }
}

private func takePiece(
  _ handle: UnsafeMutableRawPointer?, _ piece: UnsafePointer<UInt8>?, _ count: UInt32
) -> cairo_status_t {
  guard let handle, let piece else { return CAIRO_STATUS_WRITE_ERROR }
  Unmanaged<Bytes>.fromOpaque(handle).takeUnretainedValue().content
    .append(contentsOf: UnsafeBufferPointer(start: piece, count: Int(count)))
  return CAIRO_STATUS_SUCCESS
}
