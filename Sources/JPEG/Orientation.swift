import Drawings

/// How a camera was held, as a JPEG file says: EXIF 2.3, tag 0x0112 of the first directory.
struct Orientation: Hashable {
  /// Whether rows of the file are columns of the picture.
  let isTransposed: Bool
  /// Whether left and right change places, once rows are rows.
  let isMirrored: Bool
  let isUpsideDown: Bool

  /// Reads the code of EXIF, from 1, upright, to 8; nil for any other number.
  init?(code: Int) {
    guard 1...8 ~= code else { return nil }
    isTransposed = code > 4
    isMirrored = [2, 3, 6, 7].contains(code)
    isUpsideDown = [3, 4, 7, 8].contains(code)
  }

  /// Reads the orientation from a JPEG file; nil where the file says nothing of it.
  init?(ofJPEG file: [UInt8]) {
    // Segments of a marker and a length, up to the start of the scan.
    var place = 2
    while place + 10 <= file.count, file[place] == 0xff, file[place + 1] != 0xda {
      let length = Int(file[place + 2]) << 8 | Int(file[place + 3])
      let end = place + 2 + length
      guard length >= 2, end <= file.count else { return nil }
      if file[place + 1] == 0xe1, file[(place + 4)..<end].starts(with: Array("Exif\0\0".utf8)) {
        self.init(ofTIFF: Array(file[(place + 10)..<end]))
        return
      }
      place = end
    }
    return nil
  }

  private init?(ofTIFF bytes: [UInt8]) {
    guard bytes.count >= 8 else { return nil }
    let isBig = bytes[0] == UInt8(ascii: "M")
    func number(at start: Int, bytes count: Int) -> Int? {
      guard start >= 0, start + count <= bytes.count else { return nil }
      let own = bytes[start..<start + count]
      return (isBig ? Array(own) : own.reversed()).reduce(0) { $0 << 8 | Int($1) }
    }
    guard let directory = number(at: 4, bytes: 4), let count = number(at: directory, bytes: 2)
    else { return nil }
    for entry in 0..<count {
      let start = directory + 2 + 12 * entry
      guard let tag = number(at: start, bytes: 2) else { return nil }
      if tag == 0x0112 {
        guard let code = number(at: start + 8, bytes: 2) else { return nil }
        self.init(code: code)
        return
      }
    }
    return nil
  }
}

extension Raster {
  /// The picture as it was seen.
  func upright(_ orientation: Orientation) -> Raster {
    let (width, height) =
      orientation.isTransposed ? (self.height, self.width) : (self.width, self.height)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(self.bytes.count)
    for y in 0..<height {
      let row = orientation.isUpsideDown ? height - 1 - y : y
      for x in 0..<width {
        let column = orientation.isMirrored ? width - 1 - x : x
        let pixel = orientation.isTransposed ? column * self.width + row : row * self.width + column
        bytes += self.bytes[(3 * pixel)..<(3 * pixel + 3)]
      }
    }
    return Raster(width: width, height: height, bytes: bytes)
  }
}
