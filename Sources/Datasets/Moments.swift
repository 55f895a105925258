/// Mean and standard deviation of one channel: a colour, or a feature of a table.
package struct Moments: Hashable, Sendable {
  /// The mean of the scaled numbers, of bytes as `byte * scale`.
  package let mean: Float
  /// The population's deviation, as scikit-learn's StandardScaler takes it; 1 for a constant channel,
  /// so that one can divide by it.
  package let deviation: Float
}

extension Dataset {
  /// The moments of each channel over some rows, of scaled numbers.
  ///
  /// To standardise, take them over the rows trained on, and no others: the rest must stay unseen.
  /// Bytes are summed as integers, exactly and in any order; Floats in two passes in double precision.
  ///
  /// - Precondition: there is at least one row, and the set has all of them.
  package func moments(over rows: [Int]) -> [Moments] {
    precondition(!rows.isEmpty, "no rows, no moments")
    precondition(rows.allSatisfy { $0 >= 0 && $0 < form.rows }, "rows the set does not have")
    switch form.element {
    case .byte(let scale): return byteMoments(over: rows, scale: Double(scale))
    case .float: return floatMoments(over: rows)
    }
  }

  private func byteMoments(over rows: [Int], scale: Double) -> [Moments] {
    let channels = form.shape.channels
    var sums = [Int](repeating: 0, count: channels)
    var squares = sums
    let pixels = examples.start.assumingMemoryBound(to: UInt8.self)
    for row in rows {
      let start = row * form.shape.count
      for pixel in 0..<form.shape.pixels {
        for channel in 0..<channels {
          let value = Int(pixels[start + pixel * channels + channel])
          sums[channel] += value
          squares[channel] += value * value
        }
      }
    }
    let count = Double(rows.count * form.shape.pixels)
    return zip(sums, squares).map { sum, square in
      let mean = Double(sum) / count
      return Moments(
        mean: mean * scale, variance: (Double(square) / count - mean * mean) * scale * scale)
    }
  }

  private func floatMoments(over rows: [Int]) -> [Moments] {
    let channels = form.shape.channels
    let numbers = examples.start.assumingMemoryBound(to: Float.self)
    let count = Double(rows.count * form.shape.pixels)
    func averages(_ value: (_ number: Double, _ channel: Int) -> Double) -> [Double] {
      var sums = [Double](repeating: 0, count: channels)
      for row in rows {
        let start = row * form.shape.count
        for pixel in 0..<form.shape.pixels {
          for channel in 0..<channels {
            sums[channel] += value(Double(numbers[start + pixel * channels + channel]), channel)
          }
        }
      }
      return sums.map { $0 / count }
    }
    let means = averages { number, _ in number }
    let variances = averages { number, channel in
      (number - means[channel]) * (number - means[channel])
    }
    return zip(means, variances).map { Moments(mean: $0, variance: $1) }
  }
}

extension Moments {
  /// The moments of numbers, of which there is one.
  init(of numbers: [Float]) {
    let count = Double(numbers.count)
    let mean = numbers.reduce(0.0) { $0 + Double($1) } / count
    let squares = numbers.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    self.init(mean: mean, variance: squares / count)
  }

  fileprivate init(mean: Double, variance: Double) {
    self.mean = Float(mean)
    deviation = variance > 0 ? Float(variance.squareRoot()) : 1
  }
}
