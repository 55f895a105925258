import CTurboJPEG
package import Drawings

extension Raster {
  /// The pixels of a JPEG file, upright where it says how the camera was held.
  ///
  /// - Parameter most: how many pixels may be decoded; a header that says more is refused before any memory
  ///   is taken.
  package init(jpeg file: [UInt8], most: Int) throws(JPEGError) {
    guard let library = Library.shared else { throw .notInstalled }
    guard let decoder = library.begin() else { throw .unreadable("no memory") }
    defer { _ = library.end(decoder) }
    func refusal() -> JPEGError {
      .unreadable(library.message(decoder).map { String(cString: $0) } ?? "unknown error")
    }
    let (width, height, status) = file.withUnsafeBufferPointer { bytes in
      var numbers: (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
      let status = library.header(
        decoder, bytes.baseAddress, UInt(bytes.count), &numbers.0, &numbers.1, &numbers.2,
        &numbers.3)
      return (Int(numbers.0), Int(numbers.1), status)
    }
    guard status == 0, width > 0, height > 0 else { throw refusal() }
    guard width * height <= most else { throw .tooLarge(width: width, height: height, most: most) }
    var pixels = [UInt8](repeating: 0, count: 3 * width * height)
    let decoded = file.withUnsafeBufferPointer { bytes in
      pixels.withUnsafeMutableBufferPointer { target in
        library.decompress(
          decoder, bytes.baseAddress, UInt(bytes.count), target.baseAddress, Int32(width),
          Int32(3 * width), Int32(height), turbojpeg_rgb, 0)
      }
    }
    guard decoded == 0 else { throw refusal() }
    let raster = Raster(width: width, height: height, bytes: pixels)
    let orientation = Orientation(ofJPEG: file)
    self = orientation == Orientation(code: 1) ? raster : orientation.map(raster.upright) ?? raster
  }
}

extension Raster {
  /// Whether libturbojpeg is there.
  package static var readsJPEG: Bool { Library.shared != nil }
  /// The name of its file.
  package static var jpegLibraryName: String { Library.names[0] }
}

/// The reason why a JPEG file gives no pixels.
package enum JPEGError: Error, Hashable, Sendable, CustomStringConvertible {
  case notInstalled
  case tooLarge(width: Int, height: Int, most: Int)
  /// The message of libturbojpeg, in its own words.
  case unreadable(String)

  /// To be read after the file's name.
  package var description: String {
    switch self {
    case .notInstalled:
      "is a JPEG file, which libturbojpeg reads, and that is not installed; apt install libturbojpeg0"
    case .tooLarge(let width, let height, let most):
      "has \(width) x \(height) pixels, and \(most) are read at most; make it smaller"
    case .unreadable(let message): "cannot be read as JPEG (\(message))"
    }
  }
}
