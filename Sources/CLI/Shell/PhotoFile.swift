import Cairo
import Drawings
import JPEG
import Processes

extension Raster {
  /// The pixels of a photograph or a picture on disk, JPEG or PNG by its first bytes.
  ///
  /// - Throws: `UserError` for a file that is neither, and for one that is too large to decode.
  init(photo path: String) throws(UserError) {
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try WholeFile.bytes(named: path)
    } catch {
      throw UserError("'\(path)' cannot be read: \(error.message)", cause: error)
    }
    do {
      if bytes.starts(with: [0xff, 0xd8]) {
        try self.init(jpeg: bytes, most: Raster.mostPixels)
      } else if bytes.starts(with: [0x89, 0x50, 0x4e, 0x47]) {
        try self.init(png: bytes, most: Raster.mostPixels)
      } else {
        throw UserError("'\(path)' is no picture that can be read; there are JPEG and PNG")
      }
    } catch let error as UserError {
      throw error
    } catch {
      throw UserError("'\(path)' \(error)")
    }
  }

  /// A hundred million pixels take 300 MB.
  private static let mostPixels = 100_000_000
}
