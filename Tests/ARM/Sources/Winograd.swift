import Kernels
import KernelsNEON

/// Convolutions by Winograd's algorithm and their gradients, against the definition.
func checkWinograd() {
  var draws = Draws(seed: 4)
  for kernel in [WinogradTiles.Kernel.three, .five] {
    for (height, width, channels, filters) in [(4, 4, 1, 1), (7, 9, 5, 7), (12, 6, 8, 3)] {
      let tiles = WinogradTiles(
        kernel, height: height, width: width, channels: channels, filters: filters)
      let size = kernel.rawValue
      Results.print(
        of: "Winograd's convolution, \(size) x \(size), \(channels) channels to \(filters)"
      ) { results in
        let convolution = WinogradConvolution(tiles, &draws)
        convolution.checkOutput(&results)
        convolution.checkKernelGradient(&results)
        convolution.checkInputDeltas(&results)
      }
    }
  }
}

private struct WinogradConvolution {
  let tiles: WinogradTiles
  let image, taps, bias, deltas: Numbers

  init(_ tiles: WinogradTiles, _ draws: inout Draws) {
    self.tiles = tiles
    let (size, channels, filters) = (tiles.kernel.rawValue, tiles.channels, tiles.filters)
    image = draws.numbers(tiles.seen.height * tiles.seen.width * channels)
    taps = draws.numbers(size * size * channels * filters)
    bias = draws.numbers(filters)
    deltas = draws.numbers(tiles.covered.height * tiles.covered.width * filters)
  }

  private var channels: Int { tiles.channels }
  private var filters: Int { tiles.filters }
  private var size: Int { tiles.kernel.rawValue }

  func checkOutput(_ results: inout Results) {
    let (inputs, weights) = (transformedInput, transformedKernel)
    results.add(inputs)
    results.add(weights)
    let products = Numbers(WinogradPlanes.count * tiles.count * filters)
    multiply(
      inputs, rows: tiles.count, a: channels, step: 1, weights, step: filters, depth: channels,
      into: products, columns: filters)
    for clamps in [false, true] {
      let output = Numbers(deltas.count)
      VectorKernels.transformOutput(
        tiles, planes(products, filters), bias: clamps ? Floats(bias.start) : nil,
        clampsAtZero: clamps, into: output.start)
      results.add(output, within: 1e-4) { place in
        let (pixel, filter) = (place / filters, place % filters)
        var sum = clamps ? Double(bias[filter]) : 0
        forEachTap { y, x, channel, tap in
          sum += Double(image[seen(pixel, y, x, channel)]) * Double(taps[tap * filters + filter])
        }
        return clamps ? max(sum, 0) : sum
      }
    }
  }

  func checkKernelGradient(_ results: inout Results) {
    let (inputs, products) = (transformedInput, transformedDeltas)
    results.add(products)
    let gradients = Numbers(WinogradPlanes.count * channels * filters)
    multiply(
      inputs, rows: channels, a: 1, step: channels, products, step: filters, depth: tiles.count,
      into: gradients, columns: filters)
    let gradient = Numbers(taps.count)
    VectorKernels.transformKernelGradient(
      tiles.kernel, kernelPlanes(gradients), into: gradient.start, channels * filters)
    results.add(gradient, within: 1e-3) { place in
      let (tap, filter) = (place / filters, place % filters)
      let (channel, across) = (tap % channels, tap / channels)
      var sum = 0.0
      for pixel in 0..<deltas.count / filters {
        let number = image[seen(pixel, across / size, across % size, channel)]
        sum += Double(number) * Double(deltas[pixel * filters + filter])
      }
      return sum
    }
  }

  func checkInputDeltas(_ results: inout Results) {
    // The kernel's planes with rows and columns swapped, as a product takes them.
    let (products, weights) = (transformedDeltas, transformedKernel)
    let turned = Numbers(weights.count)
    for plane in 0..<WinogradPlanes.count {
      let start = plane * channels * filters
      VectorKernels.transpose(
        Matrix(weights.start + start, rows: channels, columns: filters, stride: filters),
        into: Matrix(turned.start + start, rows: filters, columns: channels, stride: channels))
    }
    let inputs = Numbers(WinogradPlanes.count * tiles.count * channels)
    multiply(
      products, rows: tiles.count, a: filters, step: 1, turned, step: channels, depth: filters,
      into: inputs, columns: channels)
    let found = Numbers(image.count)
    VectorKernels.transformInputDeltas(tiles, planes(inputs, channels), into: found.start)
    let expected = UnsafeMutablePointer<Double>.allocate(capacity: image.count)
    expected.initialize(repeating: 0, count: image.count)
    for place in 0..<deltas.count {
      forEachTap { y, x, channel, tap in
        let weight = taps[tap * filters + place % filters]
        expected[seen(place / filters, y, x, channel)] += Double(deltas[place]) * Double(weight)
      }
    }
    results.add(found, within: 1e-4) { expected[$0] }
  }

  private var transformedInput: Numbers {
    let inputs = Numbers(WinogradPlanes.count * tiles.count * channels)
    VectorKernels.transformInput(tiles, image.start, into: planes(inputs, channels))
    return inputs
  }

  private var transformedDeltas: Numbers {
    let products = Numbers(WinogradPlanes.count * tiles.count * filters)
    VectorKernels.transformDeltas(tiles, deltas.start, into: planes(products, filters))
    return products
  }

  private var transformedKernel: Numbers {
    let weights = Numbers(WinogradPlanes.count * channels * filters)
    VectorKernels.transformKernel(
      tiles.kernel, taps.start, channels * filters, into: kernelPlanes(weights))
    return weights
  }

  private func planes(_ numbers: Numbers, _ columns: Int) -> WinogradPlanes {
    WinogradPlanes(numbers.start, stride: columns, distance: tiles.count * columns)
  }

  private func kernelPlanes(_ numbers: Numbers) -> WinogradPlanes {
    WinogradPlanes(numbers.start, stride: filters, distance: channels * filters)
  }

  /// A product for each plane, of matrices that lie one after the other.
  private func multiply(
    _ a: Numbers, rows: Int, a stride: Int, step: Int, _ b: Numbers, step bStep: Int, depth: Int,
    into c: Numbers, columns: Int
  ) {
    for plane in 0..<WinogradPlanes.count {
      var product = Product(
        rows: rows, columns: columns, a: a.start + plane * rows * depth,
        b: b.start + plane * depth * columns, inner: .init(count: depth, a: step, b: bStep),
        c: c.start + plane * rows * columns, cStride: columns)
      product.rowStride = stride
      VectorKernels.multiply(product)
    }
  }

  /// The place in the image that a tap of the kernel takes for a pixel of the output.
  private func seen(_ pixel: Int, _ y: Int, _ x: Int, _ channel: Int) -> Int {
    let (row, column) = (pixel / tiles.covered.width + y, pixel % tiles.covered.width + x)
    return (row * tiles.seen.width + column) * channels + channel
  }

  private func forEachTap(_ body: (Int, Int, Int, Int) -> Void) {
    for tap in 0..<size * size * channels {
      body(tap / channels / size, tap / channels % size, tap % channels, tap)
    }
  }
}
