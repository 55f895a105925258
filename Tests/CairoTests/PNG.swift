import CCairo

/// The pixels of a PNG file, as cairo reads it back.
final class PNG {
  struct Unreadable: Error {}

  let width: Int
  let height: Int
  private let surface: OpaquePointer?

  init(_ bytes: [UInt8]) throws {
    var rest = bytes[...]
    surface = withUnsafeMutablePointer(to: &rest) { rest in
      cairo_image_surface_create_from_png_stream(
        { handle, target, count in
          guard let rest = handle?.assumingMemoryBound(to: ArraySlice<UInt8>.self), let target,
            rest.pointee.count >= Int(count)
          else { return CAIRO_STATUS_READ_ERROR }
          for index in 0..<Int(count) { target[index] = rest.pointee.removeFirst() }
          return CAIRO_STATUS_SUCCESS
        }, rest)
    }
    width = Int(cairo_image_surface_get_width(surface))
    height = Int(cairo_image_surface_get_height(surface))
    guard cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS else { throw Unreadable() }
  }

  deinit { cairo_surface_destroy(surface) }

  /// Red, green and blue.
  subscript(x: Int, y: Int) -> [UInt8] {
    guard let data = cairo_image_surface_get_data(surface) else { return [] }
    let pixel = data + y * Int(cairo_image_surface_get_stride(surface)) + 4 * x
    return [pixel[2], pixel[1], pixel[0]]
  }
}
