import Kernels
import Random
import Testing

@testable import Engine

/// Winograd's convolution beside sums of products, which it equals but for rounding.
struct WinogradTests {
  /// Errors of single precision are about 1e-7 of the sums, and the transforms multiply them by up to 30.
  private static let tolerance = 2e-5

  /// Channels and filters fill vectors or not, and images have whole tiles or not.
  @Test(
    arguments: WinogradTests.kernels,
    [(4, 4, 8, 8), (3, 5, 8, 17), (7, 6, 33, 9), (11, 11, 16, 40), (1, 9, 1, 3)])
  func `every level's transforms make the convolution and both gradients`(
    _ kernel: WinogradTiles.Kernel, _ sizes: (height: Int, width: Int, channels: Int, filters: Int)
  ) {
    for kernels in KernelTests.levels {
      let image = PlainConvolution(
        kernel, sizes.height, sizes.width, sizes.channels, sizes.filters)
      let (products, weights) = image.run(kernels)
      #expect(relativeDistance(image.output(products), image.plainOutput) < Self.tolerance)
      #expect(relativeDistance(weights, image.plainWeightGradient) < Self.tolerance)
      #expect(
        relativeDistance(image.inputDeltas(kernels), image.plainInputGradient) < Self.tolerance)
    }
  }

  private static let kernels: [WinogradTiles.Kernel] = [.three, .five]

  private static func layer(
    _ filters: Int, _ padding: LayerDescription.Padding, _ activation: Activation = .tanh,
    size: Int = 3
  ) -> LayerDescription {
    var conv = LayerDescription.Conv2D(
      filters: filters, kernelSize: .init(size, size), activation: activation)
    conv.padding = padding
    return .conv2D(conv)
  }

  @Test(
    arguments: LayerDescription.Padding.allCases,
    [(3, 9, 8), (3, 16, 33), (3, 40, 12), (5, 9, 8), (5, 16, 33)])
  func `gradients are the central differences'`(
    _ padding: LayerDescription.Padding, _ sizes: (kernel: Int, first: Int, second: Int)
  ) throws {
    let network = NetworkDescription(
      input: [9, 8, 2],
      layers: [
        Self.layer(sizes.first, .same), Self.layer(sizes.second, padding, size: sizes.kernel),
        .flatten, .dense(.init(units: 3)),
      ])
    #expect(
      try gradientError(network, .meanSquaredError, samples: 2, winogradLayers: [1]) < 1e-3)
  }

  /// More samples than pass together, the last of them fewer; tiles few enough that a whole batch does.
  @Test(arguments: WinogradTests.kernels, [[12, 13, 8], [6, 6, 24], [30, 28, 8]] as [Shape])
  func `a step is that of the direct convolution, within rounding`(
    _ kernel: WinogradTiles.Kernel, _ input: Shape
  ) throws {
    let network = NetworkDescription(
      input: input,
      layers: [
        Self.layer(20, .valid, .relu, size: kernel.rawValue),
        .maxPool2D(.init(poolSize: .init(1, 1))),
        Self.layer(24, .same, .linear, size: kernel.rawValue), .flatten, .dense(.init(units: 4)),
      ])
    func gradients(_ winogradLayers: Set<Int>) throws -> ([Float], [[Float]]) {
      var stream = RandomStream(seed: 3)
      let subject = try Network(
        network, for: .training(.meanSquaredError), capacity: 37, winogradLayers: winogradLayers,
        initialisation: stream, dropout: stream)
      for _ in 0..<2 {
        fill(subject.input, subject.input.values, from: &stream)
        subject.forward(37, training: true)
        fill(subject.output, subject.output.deltas, from: &stream)
        subject.backward(37, taking: nil)
      }
      let outputs = (0..<37).flatMap { sample in
        (0..<4).map { subject.output.values[sample * subject.output.stride + $0] }
      }
      let parameters = subject.parameters
      return (
        outputs,
        parameters.list.map {
          Array(UnsafeBufferPointer(start: parameters.gradients + $0.offset, count: $0.extent))
        }
      )
    }
    func fill(_ buffer: ActivationBuffer, _ start: MutableFloats, from stream: inout RandomStream) {
      for place in 0..<37 * buffer.stride { start[place] = stream.uniformFloat() * 2 - 1 }
    }
    let (direct, winograd) = (try gradients([]), try gradients([0, 2]))
    #expect(direct.0 != winograd.0, "another algorithm rounds otherwise")
    #expect(relativeDistance(winograd.0, direct.0.map(Double.init)) < 1e-5)
    for (found, expected) in zip(winograd.1, direct.1) {
      // A relu whose sum is about zero may be on one side of it here and on the other there.
      #expect(relativeDistance(found, expected.map(Double.init)) < 1e-3)
    }
  }

  @Test func `layers that would not gain are direct`() throws {
    func gains(
      _ layer: LayerDescription, _ input: Shape, batch: Int = 128
    ) throws -> Bool {
      try NetworkDescription(input: input, layers: [layer]).convolutions(batch: batch)[0]
        .gainsFromWinograd
    }
    #expect(try gains(Self.layer(64, .valid), [13, 13, 32]))
    #expect(try gains(Self.layer(64, .same), [4, 4, 32]))
    #expect(try !gains(Self.layer(64, .same), [2, 2, 32]), "36 products in the place of 16")
    #expect(
      try !gains(Self.layer(8, .same), [16, 16, 8]), "half a vector of each transform is filled")
    #expect(try !gains(Self.layer(32, .valid), [28, 28, 1]))
    #expect(try !gains(Self.layer(7, .valid), [28, 28, 128]))
    #expect(try !gains(Self.layer(64, .valid), [13, 13, 32], batch: 1), "kernels are transformed")
    #expect(try gains(Self.layer(64, .valid, size: 5), [14, 14, 32]))
    #expect(try gains(Self.layer(64, .valid, size: 5), [14, 14, 32], batch: 4))
    #expect(try !gains(Self.layer(64, .same, size: 5), [4, 4, 64]), "144 products of 196")
    #expect(try !gains(Self.layer(32, .valid, size: 7), [28, 28, 32]))
    #expect(try !gains(.conv2D(.init(filters: 32, kernelSize: .init(3, 5))), [28, 28, 32]))
    var strided = LayerDescription.Conv2D(filters: 32, kernelSize: .init(3, 3))
    strided.strides = .init(2, 1)
    #expect(try !gains(.conv2D(strided), [28, 28, 32]))
  }

  @Test func `a training computes those layers so that gain, of float32`() throws {
    let network = NetworkDescription(
      input: [14, 14, 32],
      layers: [Self.layer(32, .same), Self.layer(4, .same), Self.layer(32, .same, size: 5)])
    var training = TrainingDescription(loss: .meanSquaredError, optimizer: .sgd())
    #expect(try training.layersGainingFromWinograd(of: network) == [0])
    #expect(try training.winogradLayers(of: network) == [])
    training.convolution = .winograd
    #expect(try training.winogradLayers(of: network) == [0])
    training.precision = .bfloat16
    #expect(try training.layersGainingFromWinograd(of: network) == [])
  }
}

/// A convolution of one image with numbers at random, and the plain sums in double precision.
private struct PlainConvolution {
  let (height, width, channels, filters): (Int, Int, Int, Int)
  /// Rows and columns of the kernel, and all of its taps.
  let (size, taps): (Int, Int)
  let tiles: WinogradTiles
  /// As large as all tiles see; beyond the image they are zero.
  let image, deltas: MutableFloats
  let kernel, bias: MutableFloats
  let inputs, products, weights: WinogradPlanes

  init(
    _ kernel: WinogradTiles.Kernel, _ height: Int, _ width: Int, _ channels: Int, _ filters: Int
  ) {
    (self.height, self.width, self.channels, self.filters) = (height, width, channels, filters)
    (size, taps) = (kernel.rawValue, kernel.rawValue * kernel.rawValue)
    tiles = WinogradTiles(
      kernel, height: height, width: width, channels: channels, filters: filters)
    let (seen, covered) = (tiles.seen, tiles.covered)
    var numbers = Numbers(seed: 4)
    image = numbers.draw(seen.height * seen.width * channels)
    deltas = numbers.draw(covered.height * covered.width * filters)
    for y in 0..<covered.height {
      for x in 0..<covered.width where y >= height || x >= width {
        (deltas + (y * covered.width + x) * filters).update(repeating: 0, count: filters)
      }
    }
    (self.kernel, bias) = (numbers.draw(taps * channels * filters), numbers.draw(filters))
    func planes(_ rows: Int, _ columns: Int) -> WinogradPlanes {
      WinogradPlanes(
        numbers.draw(36 * rows * columns), stride: columns, distance: rows * columns)
    }
    inputs = planes(tiles.count, channels)
    products = planes(tiles.count, filters)
    weights = planes(channels, filters)
  }

  /// The output as tiles cover it, and the kernel's gradient.
  func run(_ kernels: any KernelSet.Type) -> (output: [Float], weights: [Float]) {
    kernels.transformInput(tiles, image, into: inputs)
    kernels.transformKernel(tiles.kernel, kernel, channels * filters, into: weights)
    for plane in 0..<36 {
      multiply(
        tiles.count, filters, channels, { inputs[plane][$0 * channels + $1] },
        { weights[plane][$0 * filters + $1] }, into: products[plane])
    }
    var numbers = Numbers(seed: 5)
    let outputs = tiles.covered.height * tiles.covered.width * filters
    let output = numbers.draw(outputs)
    kernels.transformOutput(tiles, products, bias: bias, clampsAtZero: true, into: output)
    kernels.transformDeltas(tiles, deltas, into: products)
    for plane in 0..<36 {
      multiply(
        channels, filters, tiles.count, { inputs[plane][$1 * channels + $0] },
        { products[plane][$0 * filters + $1] }, into: weights[plane])
    }
    let gradient = numbers.draw(taps * channels * filters)
    kernels.transformKernelGradient(tiles.kernel, weights, into: gradient, channels * filters)
    return (
      Array(UnsafeBufferPointer(start: output, count: outputs)),
      Array(UnsafeBufferPointer(start: gradient, count: taps * channels * filters))
    )
  }

  /// The deltas of all pixels that tiles see.
  func inputDeltas(_ kernels: any KernelSet.Type) -> [Float] {
    kernels.transformKernel(tiles.kernel, kernel, channels * filters, into: weights)
    kernels.transformDeltas(tiles, deltas, into: products)
    for plane in 0..<36 {
      multiply(
        tiles.count, channels, filters, { products[plane][$0 * filters + $1] },
        { weights[plane][$1 * filters + $0] }, into: inputs[plane])
    }
    var numbers = Numbers(seed: 6)
    let count = tiles.seen.height * tiles.seen.width * channels
    let found = numbers.draw(count)
    kernels.transformInputDeltas(tiles, inputs, into: found)
    return Array(UnsafeBufferPointer(start: found, count: count))
  }

  /// A product of matrices that are given number by number.
  private func multiply(
    _ rows: Int, _ columns: Int, _ depth: Int, _ a: (Int, Int) -> Float,
    _ b: (Int, Int) -> Float, into target: MutableFloats
  ) {
    for row in 0..<rows {
      for column in 0..<columns {
        var sum: Float = 0
        for place in 0..<depth { sum += a(row, place) * b(place, column) }
        target[row * columns + column] = sum
      }
    }
  }

  /// The image's own part of an output that tiles cover.
  func output(_ all: [Float]) -> [Float] {
    (0..<height).flatMap { y in
      (0..<width * filters).map { all[y * tiles.covered.width * filters + $0] }
    }
  }

  private func pixel(_ y: Int, _ x: Int) -> Int { (y * tiles.seen.width + x) * channels }
  private func delta(_ y: Int, _ x: Int) -> Int { (y * tiles.covered.width + x) * filters }

  /// Calls `body` for each output pixel and tap.
  private func forEachTap(_ body: (_ y: Int, _ x: Int, _ tap: (Int, Int)) -> Void) {
    for y in 0..<height {
      for x in 0..<width {
        for tap in 0..<taps { body(y, x, (tap / size, tap % size)) }
      }
    }
  }

  var plainOutput: [Double] {
    var sums = [Double](repeating: 0, count: height * width * filters)
    for place in sums.indices { sums[place] = Double(bias[place % filters]) }
    forEachTap { y, x, tap in
      for channel in 0..<channels {
        let number = Double(image[pixel(y + tap.0, x + tap.1) + channel])
        for filter in 0..<filters {
          sums[(y * width + x) * filters + filter] +=
            number
            * Double(kernel[((tap.0 * size + tap.1) * channels + channel) * filters + filter])
        }
      }
    }
    return sums.map { max($0, 0) }
  }

  var plainWeightGradient: [Double] {
    var sums = [Double](repeating: 0, count: taps * channels * filters)
    forEachTap { y, x, tap in
      for channel in 0..<channels {
        let number = Double(image[pixel(y + tap.0, x + tap.1) + channel])
        for filter in 0..<filters {
          sums[((tap.0 * size + tap.1) * channels + channel) * filters + filter] +=
            number * Double(deltas[delta(y, x) + filter])
        }
      }
    }
    return sums
  }

  var plainInputGradient: [Double] {
    var sums = [Double](
      repeating: 0, count: tiles.seen.height * tiles.seen.width * channels)
    forEachTap { y, x, tap in
      for channel in 0..<channels {
        for filter in 0..<filters {
          sums[pixel(y + tap.0, x + tap.1) + channel] +=
            Double(kernel[((tap.0 * size + tap.1) * channels + channel) * filters + filter])
            * Double(deltas[delta(y, x) + filter])
        }
      }
    }
    return sums
  }
}

/// The Euclidean distance, relative to the length of what is expected.
private func relativeDistance(_ found: [Float], _ expected: [Double]) -> Double {
  let distance = zip(found, expected).reduce(0) { sum, pair in
    sum + (Double(pair.0) - pair.1) * (Double(pair.0) - pair.1)
  }
  return (distance / expected.reduce(0) { $0 + $1 * $1 }).squareRoot()
}
