import Kernels

/// `Y = X * K + b` over images in height x width x channels order, with factors rounded to bfloat16 and sums of
/// floats.
///
/// The products are those of `ConvolutionLayer`, with pairs in the place of numbers: forward of channels,
/// for the input gradient of filters, and for the weight gradient of samples.
final class BFloat16ConvolutionLayer: Clamping {
  let input: ActivationBuffer
  let output: ActivationBuffer
  private let filters: Int
  private let channels: Int
  private let taps: Int
  var clampsAtZero = false
  private let parameters: Parameters
  private let kernel: Int
  private let bias: Int?
  /// Outputs by the taps they see.
  private let forwardPatterns: [Pattern]
  /// Inputs by the taps that see them; empty when nobody wants the input's deltas.
  private let backwardPatterns: [Pattern]
  /// Weights by the outputs they serve.
  private let weightPatterns: [Pattern]
  /// Images of a group of samples, and their deltas: pairs of neighbours in a pixel.
  private let images, deltaImages: PairImages
  /// The kernel in pairs of channels.
  private let weights: MutableFloats
  /// The rows of one tap in pairs of filters, and all of them with inputs and outputs swapped.
  private let tapRows, turned: MutableFloats
  /// Images and deltas of some samples, in pairs of samples.
  private let inputSamples, deltaSamples: MutableFloats
  /// Samples in one product, at most: as many as the patterns list rows for.
  private let group: Int
  /// Pairs of samples in one product of the weight gradient.
  private let few: Int

  /// - Parameter isFirst: nobody wants the input's deltas.
  init(
    _ input: ActivationBuffer, _ output: ActivationBuffer, _ windows: Windows, isFirst: Bool,
    _ parameters: Parameters, kernel: Int, bias: Int?, capacity: Int, in memory: Memory
  ) {
    (self.input, self.output) = (input, output)
    (self.parameters, self.kernel, self.bias) = (parameters, kernel, bias)
    let (filters, channels) = (output.shape.extents[2], windows.channels)
    (self.filters, self.channels) = (filters, channels)
    let kernelStride = parameters.list[kernel].stride
    taps = windows.size.height * windows.size.width
    let group = min(capacity, 16)
    self.group = group
    images = PairImages(input, samples: group, in: memory)
    deltaImages = PairImages(output, samples: isFirst ? 0 : group, in: memory)
    func plan(_ windows: Windows, filters: Int, input: Int, output: Int) -> ConvolutionPlan {
      ConvolutionPlan(
        windows, filters: filters, kernelStride: kernelStride, inputStride: input,
        outputStride: output, samples: group, memory: memory)
    }
    forwardPatterns = plan(
      windows.with(channels: half(channels)), filters: filters, input: images.stride,
      output: output.stride
    ).forward()
    backwardPatterns =
      isFirst
      ? []
      : plan(
        windows, filters: half(filters), input: input.stride, output: deltaImages.stride
      ).backward()
    weightPatterns = plan(
      windows, filters: filters, input: input.stride, output: output.stride
    ).weights()
    let pixels = output.shape.count / filters
    // As many pixels as the layer of floats has in one product.
    few = min(half(capacity), (127 + pixels) / pixels)
    weights = memory.floats(taps * half(channels) * kernelStride)
    tapRows = memory.floats(isFirst ? 0 : channels * half(filters))
    turned = memory.floats(isFirst ? 0 : taps * half(filters) * channels)
    inputSamples = memory.floats(few * input.stride)
    deltaSamples = memory.floats(few * output.stride)
  }

  var granularity: BatchGranularity { .samples }
  var remembers: [ActivationBuffer.Flow] { [input.valueFlow] }
  var floatsPerSample: Int { 2 * output.stride }

  func forward(_ samples: Range<Int>, training: Bool) {
    if samples.lowerBound == 0 { pairKernel() }
    let bias = bias.map { Floats(parameters.values($0)) }
    let (x, y) = (input.values(of: samples).start, output.values(of: samples).start)
    forEachGroup(of: samples.count) { start, count in
      images.fill(from: x + start * input.stride, count)
      for pattern in forwardPatterns {
        var product = pattern.product(
          samples: count, columns: filters, a: images.start, b: weights,
          c: y + start * output.stride)
        product.bias = bias
        product.clampsAtZero = clampsAtZero
        kernels.multiplyPairs(product)
      }
    }
  }

  func propagate(_ samples: Range<Int>) {
    if samples.lowerBound == 0 { turnKernel() }
    let delta = output.deltas(of: samples).start
    let target = input.deltas(of: samples).start
    forEachGroup(of: samples.count) { start, count in
      deltaImages.fill(from: delta + start * output.stride, count)
      for pattern in backwardPatterns {
        kernels.multiplyPairs(
          pattern.product(
            samples: count, columns: channels, a: deltaImages.start, b: turned,
            c: target + start * input.stride))
      }
    }
  }

  func backward(_ samples: Range<Int>, taking optimizerStep: OptimizerStep?) {
    let isBeginning = samples.lowerBound == 0
    let delta = output.deltas(of: samples).start
    if !backwardPatterns.isEmpty { propagate(samples) }
    let (x, gradients) = (input.values(of: samples).start, parameters.gradients(kernel))
    for start in stride(from: 0, to: samples.count, by: 2 * few) {
      let count = min(2 * few, samples.count - start)
      pair(x + start * input.stride, input.stride, count, into: inputSamples)
      pair(delta + start * output.stride, output.stride, count, into: deltaSamples)
      for pattern in weightPatterns {
        var product = pattern.product(
          samples: 1, columns: filters, a: inputSamples, b: deltaSamples, c: gradients)
        product.outer.count = half(count)
        product.scale = isBeginning && start == 0 ? 0 : 1
        kernels.multiplyPairs(product)
      }
    }
    if let bias {
      let deltas = Matrix(
        delta, rows: samples.count * (output.shape.count / filters), columns: filters,
        stride: filters)
      kernels.addColumnSums(
        of: deltas, times: 1, to: parameters.gradients(bias), scaledBy: isBeginning ? 0 : 1)
    }
  }

  /// Pairs samples that lie `stride` floats apart.
  private func pair(_ images: MutableFloats, _ stride: Int, _ count: Int, into pairs: MutableFloats)
  {
    kernels.pairRows(
      of: Matrix(images, rows: count, columns: stride, stride: stride),
      into: Matrix(pairs, rows: half(count), columns: stride, stride: stride))
  }

  private func pairKernel() {
    forEachTap { tap, rows in
      let target = weights + tap * half(channels) * rows.stride
      kernels.pairRows(
        of: rows,
        into: Matrix(target, rows: half(channels), columns: filters, stride: rows.stride))
    }
  }

  private func turnKernel() {
    let pairs = half(filters)
    forEachTap { tap, rows in
      let paired = Matrix(tapRows, rows: channels, columns: pairs, stride: pairs)
      kernels.pairColumns(of: rows, into: paired)
      kernels.transpose(
        paired,
        into: Matrix(
          turned + tap * pairs * channels, rows: pairs, columns: channels, stride: channels))
    }
  }

  /// Calls `body` with the rows of each tap: a row for each channel.
  private func forEachTap(_ body: (_ tap: Int, _ rows: Matrix) -> Void) {
    let all = parameters.matrix(kernel)
    for tap in 0..<taps { body(tap, all[tap * channels..<(tap + 1) * channels]) }
  }

  private func forEachGroup(
    of samples: Int, _ body: (_ start: Int, _ count: Int) -> Void
  ) {
    for start in stride(from: 0, to: samples, by: group) {
      body(start, min(group, samples - start))
    }
  }
}

/// Images whose pixels are pairs of their channels.
private struct PairImages {
  let start: MutableFloats
  /// From image to image.
  let stride: Int
  private let pixels, channels, sourceStride: Int

  init(_ buffer: ActivationBuffer, samples: Int, in memory: Memory) {
    channels = buffer.shape.extents[2]
    pixels = buffer.shape.count / channels
    sourceStride = buffer.stride
    stride = pixels * half(channels)
    start = memory.floats(samples * stride)
  }

  /// Takes the images of some samples.
  func fill(from images: MutableFloats, _ samples: Int) {
    let count = samples * pixels
    if channels == 1 {
      // Beside each number stands a zero.
      let row = Matrix(images, rows: 1, columns: count, stride: count)
      kernels.pairRows(of: row, into: Matrix(start, rows: 1, columns: count, stride: count))
    } else if channels % 2 == 0 {
      let row = Matrix(images, rows: 1, columns: count * channels, stride: 0)
      kernels.pairColumns(of: row, into: Matrix(start, rows: 1, columns: 0, stride: 0))
    } else {
      kernels.pairColumns(
        of: Matrix(images, rows: count, columns: channels, stride: channels),
        into: Matrix(start, rows: count, columns: half(channels), stride: half(channels)))
    }
  }
}

extension Windows {
  /// The same windows on an image of other channels.
  fileprivate func with(channels: Int) -> Windows {
    var windows = self
    windows.image = [image.extents[0], image.extents[1], channels]
    return windows
  }
}
