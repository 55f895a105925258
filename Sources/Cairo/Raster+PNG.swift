import CCairo
package import Drawings

extension Raster {
  /// The pixels of a PNG file, on white paper where they are clear.
  ///
  /// - Parameter most: how many pixels may be decoded; a header that says more is refused before any memory
  ///   is taken.
  package init(png file: [UInt8], most: Int) throws(PNGError) {
    // The sizes stand at the same place in every file: W3C, "Portable Network Graphics", 11.2.1.
    guard file.count > 24, file[12..<16].elementsEqual("IHDR".utf8) else { throw .unreadable }
    func number(at start: Int) -> Int { file[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
    let (width, height) = (number(at: 16), number(at: 20))
    guard width > 0, height > 0 else { throw .unreadable }
    let (count, overflow) = width.multipliedReportingOverflow(by: height)
    guard !overflow, count <= most else {
      throw .tooLarge(width: width, height: height, most: most)
    }
    guard let cairo = Library.shared else { throw .notInstalled }
    let reader = BytesReader(file)
    let surface = cairo.functions.image_surface_create_from_png_stream(
      readPiece, Unmanaged.passUnretained(reader).toOpaque())
    defer {
      cairo.functions.surface_destroy(surface)
      withExtendedLifetime(reader) {}
    }
    guard cairo.functions.surface_status(surface) == CAIRO_STATUS_SUCCESS,
      let rows = cairo.functions.image_surface_get_data(surface)
    else { throw .unreadable }
    let format = cairo.functions.image_surface_get_format(surface)
    guard format == CAIRO_FORMAT_ARGB32 || format == CAIRO_FORMAT_RGB24 else { throw .unreadable }
    let stride = Int(cairo.functions.image_surface_get_stride(surface))
    var bytes: [UInt8] = []
    bytes.reserveCapacity(3 * count)
    for y in 0..<height {
      for x in 0..<width {
        let pixel = rows + y * stride + 4 * x
        // Cairo's colours are already as little as they are clear.
        let paper = format == CAIRO_FORMAT_ARGB32 ? 255 - pixel[3] : 0
        bytes += [pixel[2] &+ paper, pixel[1] &+ paper, pixel[0] &+ paper]
      }
    }
    self.init(width: width, height: height, bytes: bytes)
  }
}

extension Raster {
  /// Whether libcairo is there, which reads and writes pictures.
  package static var readsPNG: Bool { Library.shared != nil }
  /// The name of its file.
  package static var cairoLibraryName: String { Library.names[0] }
}

/// The reason that a PNG file gives no pixels.
package enum PNGError: Error, Hashable, Sendable, CustomStringConvertible {
  case notInstalled
  case tooLarge(width: Int, height: Int, most: Int)
  case unreadable

  /// To be read after the file's name.
  package var description: String {
    switch self {
    case .notInstalled:
      "is a PNG file, which libcairo reads, and that is not installed; apt install libcairo2"
    case .tooLarge(let width, let height, let most):
      "has \(width) x \(height) pixels, and \(most) are read at most; make it smaller"
    case .unreadable: "cannot be read as PNG: it is damaged, or cut short"
    }
  }
}

/// Gives cairo a file piece by piece.
private final class BytesReader {
  let bytes: [UInt8]
  var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }
}

private func readPiece(
  _ handle: UnsafeMutableRawPointer?, _ target: UnsafeMutablePointer<UInt8>?, _ count: UInt32
) -> cairo_status_t {
  guard let handle, let target else { return CAIRO_STATUS_READ_ERROR }
  let reader = Unmanaged<BytesReader>.fromOpaque(handle).takeUnretainedValue()
  guard reader.bytes.count - reader.place >= Int(count) else { return CAIRO_STATUS_READ_ERROR }
  for index in 0..<Int(count) { target[index] = reader.bytes[reader.place + index] }
  reader.place += Int(count)
  return CAIRO_STATUS_SUCCESS
}
