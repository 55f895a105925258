/// The sums over boxes of a picture's numbers, each from four numbers of a summed-area table (Crow, 1984).
struct BoxSums {
  private let width: Int
  private let height: Int
  /// A row and a column of zeros first.
  private let table: [Double]

  init(_ values: [Float], width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    let stride = width + 1
    var table = [Double](repeating: 0, count: stride * (height + 1))
    for y in 0..<height {
      var row = 0.0
      for x in 0..<width {
        row += Double(values[y * width + x])
        table[(y + 1) * stride + x + 1] = table[y * stride + x + 1] + row
      }
    }
    self.table = table
  }

  /// The sum of what lies around a pixel, and how many pixels these are; fewer at an edge.
  func around(_ x: Int, _ y: Int, radius: Int) -> (sum: Double, count: Int) {
    let (left, right) = (max(0, x - radius), min(width, x + radius + 1))
    let (top, bottom) = (max(0, y - radius), min(height, y + radius + 1))
    let stride = width + 1
    let sum =
      table[bottom * stride + right] - table[top * stride + right]
      - table[bottom * stride + left] + table[top * stride + left]
    return (sum, (right - left) * (bottom - top))
  }
}

extension GreyImage {
  /// The mean of the pixels around each.
  func blurred(radius: Int) -> GreyImage {
    let sums = BoxSums(values, width: width, height: height)
    var blurred = values
    for y in 0..<height {
      for x in 0..<width {
        let (sum, count) = sums.around(x, y, radius: radius)
        blurred[y * width + x] = Float(sum / Double(count))
      }
    }
    return GreyImage(width: width, height: height, values: blurred)
  }
}
