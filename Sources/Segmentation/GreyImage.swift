package import Drawings

/// A picture without hues: each pixel from 0, black, to 1, white.
package struct GreyImage: Hashable, Sendable {
  /// How many pixels a row has.
  package let width: Int
  /// How many rows of pixels there are.
  package let height: Int
  /// Row by row.
  package let values: [Float]

  /// - Precondition: as many values as pixels.
  package init(width: Int, height: Int, values: [Float]) {
    precondition(values.count == width * height)
    (self.width, self.height, self.values) = (width, height, values)
  }

  /// The luma of each pixel (ITU-R BT.601).
  package init(_ raster: Raster) {
    let bytes = raster.bytes
    var values = [Float](repeating: 0, count: raster.width * raster.height)
    for pixel in values.indices {
      let (red, green, blue) = (bytes[3 * pixel], bytes[3 * pixel + 1], bytes[3 * pixel + 2])
      let luma = 0.299 * Float(red) + 0.587 * Float(green) + 0.114 * Float(blue)
      values[pixel] = luma / 255
    }
    self.init(width: raster.width, height: raster.height, values: values)
  }

  /// One of the three colours of each pixel, from 0, none, to 1.
  package init(_ raster: Raster, channel: Int) {
    let values = stride(from: channel, to: raster.bytes.count, by: 3).map {
      Float(raster.bytes[$0]) / 255
    }
    self.init(width: raster.width, height: raster.height, values: values)
  }

  /// The picture with sides of at most so many pixels; each is the mean of those that it stands for.
  package func shrunk(to side: Int) -> GreyImage {
    let factor = Float(max(width, height)) / Float(side)
    guard factor > 1 else { return self }
    let (newWidth, newHeight) = (
      max(1, Int((Float(width) / factor).rounded())),
      max(1, Int((Float(height) / factor).rounded()))
    )
    return resampled(width: newWidth, height: newHeight)
  }

  /// The picture in another size, by the area that each new pixel covers of the old ones.
  package func resampled(width newWidth: Int, height newHeight: Int) -> GreyImage {
    let columns = Coverage.of(width, in: newWidth)
    let rows = Coverage.of(height, in: newHeight)
    var narrow = [Float](repeating: 0, count: newWidth * height)
    for y in 0..<height {
      for (x, covered) in columns.enumerated() {
        var sum: Float = 0
        for (offset, share) in covered.shares.enumerated() {
          sum += share * values[y * width + covered.first + offset]
        }
        narrow[y * newWidth + x] = sum
      }
    }
    var small = [Float](repeating: 0, count: newWidth * newHeight)
    for (y, covered) in rows.enumerated() {
      for (offset, share) in covered.shares.enumerated() {
        let source = (covered.first + offset) * newWidth
        for x in 0..<newWidth { small[y * newWidth + x] += share * narrow[source + x] }
      }
    }
    return GreyImage(width: newWidth, height: newHeight, values: small)
  }
}

/// The old pixels that a new one covers, and the share of it that each is.
private struct Coverage {
  let first: Int
  let shares: [Float]

  static func of(_ old: Int, in new: Int) -> [Coverage] {
    let size = Double(old) / Double(new)
    return (0..<new).map { place in
      let (start, end) = (Double(place) * size, Double(place + 1) * size)
      let first = min(Int(start), old - 1)
      let last = min(max(first, Int(end.rounded(.up)) - 1), old - 1)
      let shares = (first...last).map { pixel in
        max(0, min(end, Double(pixel + 1)) - max(start, Double(pixel)))
      }
      let all = shares.reduce(0, +)
      return Coverage(first: first, shares: shares.map { Float($0 / all) })
    }
  }
}
