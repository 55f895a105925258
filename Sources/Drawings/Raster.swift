/// A picture of pixels, such as a digit or a photograph.
package struct Raster: Hashable, Sendable {
  /// How many pixels a row has; above 0.
  package let width: Int
  /// How many rows of pixels there are; above 0.
  package let height: Int
  /// Red, green and blue of each pixel, row by row from the upper left.
  package let bytes: [UInt8]

  /// - Precondition: three bytes a pixel.
  package init(width: Int, height: Int, bytes: [UInt8]) {
    precondition(width > 0 && height > 0 && bytes.count == 3 * width * height)
    (self.width, self.height, self.bytes) = (width, height, bytes)
  }

  /// - Parameter colour: of the pixel in a column and a row; its opacity has no effect.
  package init(width: Int, height: Int, colour: (_ x: Int, _ y: Int) -> Colour) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(3 * width * height)
    for y in 0..<height {
      for x in 0..<width {
        let colour = colour(x, y)
        bytes += [colour.red, colour.green, colour.blue]
      }
    }
    self.init(width: width, height: height, bytes: bytes)
  }

  /// Whether no pixel has a hue.
  var isGrey: Bool {
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let red = bytes[start]
      if red != bytes[start + 1] || red != bytes[start + 2] { return false }
    }
    return true
  }

  /// Whether pixels keep their edges in a box of this width: enlarged they do, and shrunk they blend.
  package func hasEdges(in box: Box) -> Bool { box.width >= Double(width) }
}

extension Raster {
  /// The picture with sides of at most so many pixels; each is the mean of a block of whole ones.
  package func shrunk(to side: Int) -> Raster {
    let step = (max(width, height) + side - 1) / side
    guard step > 1 else { return self }
    let (newWidth, newHeight) = (width / step, height / step)
    guard newWidth > 0, newHeight > 0 else { return self }
    var small: [UInt8] = []
    small.reserveCapacity(3 * newWidth * newHeight)
    for y in 0..<newHeight {
      for x in 0..<newWidth {
        for part in 0..<3 {
          var sum = 0
          for row in 0..<step {
            let start = 3 * ((y * step + row) * width + x * step) + part
            for column in 0..<step { sum += Int(bytes[start + 3 * column]) }
          }
          small.append(UInt8(sum / (step * step)))
        }
      }
    }
    return Raster(width: newWidth, height: newHeight, bytes: small)
  }
}
