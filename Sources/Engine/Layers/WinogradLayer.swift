import Kernels

/// `Y = X * K + b` with a 3 x 3 or 5 x 5 kernel at strides of 1, by Winograd's algorithm: a product for each of
/// the 36 numbers of transformed tiles, of about a fourth or a third of the multiplications.
///
/// The way back is the transpose of the way forward step by step, so both gradients are products of as
/// many numbers.
final class WinogradLayer: Clamping {
  let input: ActivationBuffer
  let output: ActivationBuffer
  var clampsAtZero = false
  private let isFirst: Bool
  private let parameters: Parameters
  private let kernel: Int
  private let bias: Int?
  private let tiles: WinogradTiles
  /// Samples whose tiles are transformed together: few, so that planes stay in the second-level cache, unless those
  /// of the kernel, each of which is read once a group, are too large for it.
  private let group: Int
  /// A row for each tile of a group: the transformed input, or its deltas.
  private let inputs: WinogradPlanes
  /// Likewise the products, or their deltas.
  private let products: WinogradPlanes
  /// The transformed kernel, laid out as each tap of the kernel is.
  private let weights: WinogradPlanes
  /// The gradient of the kernel's planes, summed over the batch.
  private let gradients: WinogradPlanes
  /// The kernel with inputs and outputs of each tap swapped, and that transformed.
  private let turned: MutableFloats
  private let turnedWeights: WinogradPlanes
  private let inputFrame, inputDeltaFrame, outputFrame, deltaFrame: Frame
  /// The samples of the last way forward: the way back is over after as many.
  private var batch = 0

  /// - Parameters:
  ///   - tiles: those of `windows`.
  ///   - isFirst: nobody wants the input's deltas.
  init(
    _ input: ActivationBuffer, _ output: ActivationBuffer, _ windows: Windows,
    _ tiles: WinogradTiles, isFirst: Bool, _ parameters: Parameters, kernel: Int, bias: Int?,
    capacity: Int, in memory: Memory
  ) {
    (self.input, self.output, self.isFirst) = (input, output, isFirst)
    (self.parameters, self.kernel, self.bias) = (parameters, kernel, bias)
    self.tiles = tiles
    let (channels, filters) = (tiles.channels, tiles.filters)
    let floats = WinogradPlanes.count * tiles.count * (lines(channels) + lines(filters)) * 16
    let isKernelLarge = WinogradPlanes.count * channels * filters > 196_608
    let group = min(capacity, max(98_304 / floats, isKernelLarge ? 64 / tiles.count : 0, 1))
    self.group = group
    func rows(_ columns: Int) -> WinogradPlanes {
      // An odd number of lines apart, so that the same row of all planes is spread over the cache.
      let stride = lines(columns) * 16
      return memory.planes(stride: stride, distance: (group * tiles.count * stride / 16 | 1) * 16)
    }
    (inputs, products) = (rows(channels), rows(filters))
    let stride = parameters.list[kernel].stride
    weights = memory.planes(stride: stride, distance: channels * stride)
    gradients = memory.planes(stride: stride, distance: channels * stride)
    turned = memory.floats(isFirst ? 1 : parameters.list[kernel].rows * filters)
    turnedWeights = memory.planes(stride: channels, distance: isFirst ? 0 : channels * filters)
    inputFrame = Frame(
      input.shape, inside: tiles.seen, top: windows.top, left: windows.left, in: memory)
    inputDeltaFrame = Frame(
      input.shape, inside: tiles.seen, top: windows.top, left: windows.left, in: memory)
    outputFrame = Frame(output.shape, inside: tiles.covered, top: 0, left: 0, in: memory)
    deltaFrame = Frame(output.shape, inside: tiles.covered, top: 0, left: 0, in: memory)
  }

  /// Small images need many samples, or products would be of a few rows and all weights.
  var granularity: BatchGranularity { tiles.count < 6 ? .batch : .samples }
  var remembers: [ActivationBuffer.Flow] { [input.valueFlow] }
  var floatsPerSample: Int { 2 * output.stride }

  private var channels: Int { tiles.channels }
  private var filters: Int { tiles.filters }

  func forward(_ samples: Range<Int>, training: Bool) {
    batch = samples.upperBound
    if samples.lowerBound == 0 {
      kernels.transformKernel(
        tiles.kernel, parameters.values(kernel), channels * weights.stride, into: weights)
    }
    let bias = bias.map { Floats(parameters.values($0)) }
    let (x, y) = (input.values(of: samples).start, output.values(of: samples).start)
    forEachGroup(of: samples.count) { start, count in
      transformInput(x + start * input.stride, count)
      for plane in 0..<WinogradPlanes.count {
        var product = Product(
          rows: count * tiles.count, columns: filters, a: inputs[plane], b: weights[plane],
          inner: .init(count: channels, a: 1, b: weights.stride), c: products[plane],
          cStride: products.stride)
        product.rowStride = inputs.stride
        kernels.multiply(product)
      }
      for sample in 0..<count {
        outputFrame.write(to: y + (start + sample) * output.stride) { image in
          kernels.transformOutput(
            tiles, products.dropping(rows: sample * tiles.count), bias: bias,
            clampsAtZero: clampsAtZero, into: image)
        }
      }
    }
  }

  func propagate(_ samples: Range<Int>) {
    if samples.lowerBound == 0 { turnKernel() }
    let delta = output.deltas(of: samples).start
    let target = input.deltas(of: samples).start
    forEachGroup(of: samples.count) { start, count in
      transformDeltas(delta + start * output.stride, count)
      propagate(count, into: target + start * input.stride)
    }
  }

  func backward(_ samples: Range<Int>, taking optimizerStep: OptimizerStep?) {
    let isBeginning = samples.lowerBound == 0
    if isBeginning && !isFirst { turnKernel() }
    let delta = output.deltas(of: samples).start
    let x = input.values(of: samples).start
    let target = isFirst ? nil : input.deltas(of: samples).start
    forEachGroup(of: samples.count) { start, count in
      transformDeltas(delta + start * output.stride, count)
      transformInput(x + start * input.stride, count)
      for plane in 0..<WinogradPlanes.count {
        var product = Product(
          rows: channels, columns: filters, a: inputs[plane], b: products[plane],
          inner: .init(count: count * tiles.count, a: inputs.stride, b: products.stride),
          c: gradients[plane], cStride: gradients.stride)
        product.rowStride = 1
        product.scale = isBeginning && start == 0 ? 0 : 1
        kernels.multiply(product)
      }
      if let target { propagate(count, into: target + start * input.stride) }
    }
    if samples.upperBound == batch {
      kernels.transformKernelGradient(
        tiles.kernel, gradients, into: parameters.gradients(kernel), channels * gradients.stride)
    }
    if let bias {
      let deltas = Matrix(
        delta, rows: samples.count * output.shape.count / filters, columns: filters,
        stride: filters)
      kernels.addColumnSums(
        of: deltas, times: 1, to: parameters.gradients(bias), scaledBy: isBeginning ? 0 : 1)
    }
  }

  /// Fills `inputs` from the images of some samples.
  private func transformInput(_ images: Floats, _ count: Int) {
    for sample in 0..<count {
      kernels.transformInput(
        tiles, inputFrame.read(images + sample * input.stride),
        into: inputs.dropping(rows: sample * tiles.count))
    }
  }

  /// Fills `products` with deltas.
  private func transformDeltas(_ deltas: Floats, _ count: Int) {
    for sample in 0..<count {
      kernels.transformDeltas(
        tiles, deltaFrame.read(deltas + sample * output.stride),
        into: products.dropping(rows: sample * tiles.count))
    }
  }

  /// Computes the input's deltas from those in `products`; overwrites `inputs`.
  private func propagate(_ count: Int, into deltas: MutableFloats) {
    for plane in 0..<WinogradPlanes.count {
      var product = Product(
        rows: count * tiles.count, columns: channels, a: products[plane], b: turnedWeights[plane],
        inner: .init(count: filters, a: 1, b: turnedWeights.stride), c: inputs[plane],
        cStride: inputs.stride)
      product.rowStride = products.stride
      kernels.multiply(product)
    }
    for sample in 0..<count {
      inputDeltaFrame.write(to: deltas + sample * input.stride) { image in
        kernels.transformInputDeltas(
          tiles, inputs.dropping(rows: sample * tiles.count), into: image)
      }
    }
  }

  private func turnKernel() {
    let all = parameters.matrix(kernel)
    for tap in 0..<all.rows / channels {
      let source = Matrix(
        all.start + tap * channels * all.stride, rows: channels, columns: filters,
        stride: all.stride)
      let target = Matrix(
        turned + tap * channels * filters, rows: filters, columns: channels, stride: channels)
      kernels.transpose(source, into: target)
    }
    kernels.transformKernel(tiles.kernel, turned, channels * filters, into: turnedWeights)
  }

  private func forEachGroup(
    of samples: Int, _ body: (_ start: Int, _ count: Int) -> Void
  ) {
    for start in stride(from: 0, to: samples, by: group) {
      body(start, min(group, samples - start))
    }
  }
}

extension Memory {
  fileprivate func planes(stride: Int, distance: Int) -> WinogradPlanes {
    WinogradPlanes(
      floats(WinogradPlanes.count * distance), stride: stride, distance: distance)
  }
}

/// How many cache lines hold so many floats.
private func lines(_ floats: Int) -> Int { (floats + 15) / 16 }
