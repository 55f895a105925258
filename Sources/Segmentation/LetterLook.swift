import Glibc

/// How the characters look that a network has learned from, so that letters of other pens can look alike.
package struct LetterLook: Hashable, Sendable {
  /// The picture's side in pixels.
  package var side: Int
  /// The longer side of the letter within, in pixels.
  package var extent: Double
  /// The width of strokes, as a share of the letter's longer side.
  package var stroke: Double
  /// The deviation of a Gaussian blur, in pixels.
  package var blur: Double

  /// Makes a look.
  ///
  /// - Parameters:
  ///   - side: in pixels.
  ///   - extent: in pixels.
  package init(side: Int, extent: Double, stroke: Double = 0.11, blur: Double = 0.4) {
    (self.side, self.extent, self.stroke, self.blur) = (side, extent, stroke, blur)
  }
}

extension Letter {
  /// The letter as a square picture: 0 for paper, 1 for ink, in the middle by its box.
  ///
  /// Thin strokes are made as wide as the look wants them; wide ones stay.
  package func image(_ look: LetterLook) -> GreyImage {
    let longer = Double(max(box.width, box.height))
    let ratio = look.stroke
    // Widening makes the letter larger, too.
    let radius = max(0, (ratio * longer - strokeWidth) / (2 * (1 - ratio)))
    let wide = widened(by: radius)
    let scale = look.extent / (longer + 2 * radius)
    // The square in pixels of the photograph, the letter in its middle.
    let side = max(1, Int((Double(look.side) / scale).rounded()))
    var square = [Float](repeating: 0, count: side * side)
    let (left, top) = ((side - wide.width) / 2, (side - wide.height) / 2)
    for y in 0..<wide.height where 0..<side ~= y + top {
      for x in 0..<wide.width where 0..<side ~= x + left && wide.isInk[y * wide.width + x] {
        square[(y + top) * side + x + left] = 1
      }
    }
    let small = GreyImage(width: side, height: side, values: square)
      .resampled(width: look.side, height: look.side)
    return look.blur > 0 ? small.blurred(deviation: look.blur) : small
  }

  /// The mean width of strokes: twice the area by the length of the edge.
  var strokeWidth: Double {
    var edges = 0
    for y in 0..<box.height {
      for x in 0..<box.width where self[x, y] {
        edges += [(1, 0), (-1, 0), (0, 1), (0, -1)].count { !self[x + $0.0, y + $0.1] }
      }
    }
    return edges == 0 ? 0 : 2 * Double(isInk.count { $0 }) / Double(edges)
  }

  private subscript(x: Int, y: Int) -> Bool {
    0..<box.width ~= x && 0..<box.height ~= y && isInk[y * box.width + x]
  }

  /// The ink with all pixels that lie within a distance of it, and as much margin.
  private func widened(by radius: Double) -> Ink {
    let margin = Int(radius.rounded(.up))
    let (width, height) = (box.width + 2 * margin, box.height + 2 * margin)
    var isWide = [Bool](repeating: false, count: width * height)
    // Half a pixel more: a pixel of ink is as wide as one, and no point.
    let reach = (radius + 0.3) * (radius + 0.3)
    var disc: [(x: Int, y: Int)] = []
    for y in -margin...margin {
      for x in -margin...margin where Double(x * x + y * y) <= reach || (x == 0 && y == 0) {
        disc.append((x, y))
      }
    }
    for y in 0..<box.height {
      for x in 0..<box.width where isInk[y * box.width + x] {
        for offset in disc {
          isWide[(y + margin + offset.y) * width + x + margin + offset.x] = true
        }
      }
    }
    return Ink(width: width, height: height, isInk: isWide)
  }
}

extension GreyImage {
  /// The picture under a Gaussian blur of a deviation in pixels; beyond its edges all is 0.
  func blurred(deviation: Double) -> GreyImage {
    let reach = Int((3 * deviation).rounded(.up))
    let weights = (-reach...reach).map { offset in
      exp(-Double(offset * offset) / (2 * deviation * deviation))
    }
    let sum = weights.reduce(0, +)
    func pass(_ values: [Float], _ stepX: Int, _ stepY: Int) -> [Float] {
      var result = values
      for y in 0..<height {
        for x in 0..<width {
          var total = 0.0
          for (place, weight) in weights.enumerated() {
            let (sourceX, sourceY) = (x + (place - reach) * stepX, y + (place - reach) * stepY)
            guard 0..<width ~= sourceX, 0..<height ~= sourceY else { continue }
            total += weight * Double(values[sourceY * width + sourceX])
          }
          result[y * width + x] = Float(total / sum)
        }
      }
      return result
    }
    return GreyImage(width: width, height: height, values: pass(pass(values, 1, 0), 0, 1))
  }
}
