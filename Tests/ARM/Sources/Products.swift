import Kernels
import KernelsNEON

/// Products and convolutions: every height of a tile, every number of vectors, and tails of them.
func checkProducts() {
  var draws = Draws(seed: 1)
  for rows in Array(1...12) + [23, 37] {
    Results.print(of: "product of \(rows) rows") { results in
      for columns in [1, 3, 4, 7, 8, 11, 13, 17, 29, 50] {
        for depth in [0, 1, 9] { check(rows, columns, depth, &draws, &results) }
      }
    }
  }
  Results.print(of: "convolution") { checkConvolution(&draws, &$0) }
  Results.print(of: "gradient of a convolution's weights") { checkWeightGradient(&draws, &$0) }
}

private func check(
  _ rows: Int, _ columns: Int, _ depth: Int, _ draws: inout Draws, _ results: inout Results
) {
  let (a, b) = (draws.numbers(rows * depth), draws.numbers(depth * columns))
  let (bias, before) = (draws.numbers(columns), draws.numbers(rows * columns))
  for (factor, scale, clamps) in [(1, 0, false), (0.5, 2, false), (1, 1, true)]
    as [(Float, Float, Bool)]
  {
    let c = before.copy
    var product = Product(
      rows: rows, columns: columns, a: a.start, b: b.start,
      inner: .init(count: depth, a: 1, b: columns), c: c.start, cStride: columns)
    product.rowStride = depth
    product.bias = scale == 1 ? nil : Floats(bias.start)
    (product.factor, product.scale, product.clampsAtZero) = (factor, scale, clamps)
    VectorKernels.multiply(product)
    results.add(c) { place in
      let (row, column) = (place / columns, place % columns)
      var sum = scale == 1 ? 0 : Double(bias[column])
      for k in 0..<depth { sum += Double(a[row * depth + k]) * Double(b[k * columns + column]) }
      sum = Double(factor) * sum + Double(scale) * Double(before[place])
      return clamps ? max(sum, 0) : sum
    }
  }
}

private let (height, width, channels, filters, size) = (8, 9, 3, 10, 3)
private let (down, across) = (height - size + 1, width - size + 1)

/// Each row begins where its offset says, in the image as in the result.
private func checkConvolution(_ draws: inout Draws, _ results: inout Results) {
  let image = draws.numbers(height * width * channels)
  let kernel = draws.numbers(size * size * channels * filters)
  let rows = down * across
  let output = Numbers(rows * filters)
  let offsets = UnsafeMutablePointer<Int32>.allocate(capacity: 2 * rows)
  for row in 0..<rows {
    offsets[row] = Int32((row / across * width + row % across) * channels)
    offsets[rows + row] = Int32((rows - 1 - row) * filters)
  }
  var product = Product(
    rows: rows, columns: filters, a: image.start, b: kernel.start,
    inner: .init(count: size * channels, a: 1, b: filters), c: output.start, cStride: 0)
  product.middle = .init(count: size, a: width * channels, b: size * channels * filters)
  product.rowOffsets = UnsafePointer(offsets)
  product.cOffsets = UnsafePointer(offsets + rows)
  VectorKernels.multiply(product)
  results.add(output) { place in
    let (row, filter) = (rows - 1 - place / filters, place % filters)
    var sum = 0.0
    for y in 0..<size {
      for x in 0..<size * channels {
        let pixel = (row / across + y) * width * channels + row % across * channels + x
        sum += Double(image[pixel]) * Double(kernel[(y * size * channels + x) * filters + filter])
      }
    }
    return sum
  }
}

/// Three loops: over samples, rows of output pixels and the pixels of one.
private func checkWeightGradient(_ draws: inout Draws, _ results: inout Results) {
  let samples = 3
  let images = draws.numbers(samples * height * width * channels)
  let deltas = draws.numbers(samples * down * across * filters)
  let gradient = Numbers(size * channels * filters)
  var product = Product(
    rows: size * channels, columns: filters, a: images.start, b: deltas.start,
    inner: .init(count: across, a: channels, b: filters), c: gradient.start, cStride: filters)
  product.middle = .init(count: down, a: width * channels, b: across * filters)
  product.outer = .init(
    count: samples, a: height * width * channels, b: down * across * filters)
  product.rowStride = 1
  VectorKernels.multiply(product)
  results.add(gradient) { place in
    let (tap, filter) = (place / filters, place % filters)
    var sum = 0.0
    for sample in 0..<samples {
      for pixel in 0..<down * across {
        let corner = (sample * height + pixel / across) * width + pixel % across
        let delta = deltas[(sample * down * across + pixel) * filters + filter]
        sum += Double(images[corner * channels + tap]) * Double(delta)
      }
    }
    return sum
  }
}
