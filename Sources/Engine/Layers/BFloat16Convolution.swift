import Kernels

/// `Y = X * K + b` over images in height x width x channels order, with factors rounded to bfloat16 and sums of
/// floats.
///
/// The products are those of `ConvolutionLayer`, with pairs in the place of numbers: forward of channels
/// (where their number is odd, of what a row of the kernel sees), for the input gradient of filters, and
/// for the weight gradient of samples.
final class BFloat16ConvolutionLayer: Clamping {
  let input: ActivationBuffer
  let output: ActivationBuffer
  private let filters: Int
  private let channels: Int
  private let size: LayerDescription.Pair
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
  /// Images of a group of samples in pairs.
  private let images: any PairedImages
  /// Their deltas, in pairs of filters.
  private let deltaImages: PixelPairs
  /// The kernel in pairs of its rows: of channels, or of all that one row of taps has.
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
    size = windows.size
    let group = min(capacity, 16)
    self.group = group
    deltaImages = PixelPairs(output, samples: isFirst ? 0 : group, in: memory)
    func plan(_ windows: Windows, filters: Int, input: Int, output: Int) -> ConvolutionPlan {
      ConvolutionPlan(
        windows, filters: filters, kernelStride: kernelStride, inputStride: input,
        outputStride: output, samples: group, memory: memory)
    }
    if channels % 2 == 0 {
      let images = PixelPairs(input, samples: group, in: memory)
      self.images = images
      forwardPatterns = plan(
        windows.with(channels: half(channels)), filters: filters, input: images.stride,
        output: output.stride
      ).forward()
    } else {
      let images = RowPairs(input, samples: group, in: memory)
      self.images = images
      forwardPatterns = [
        images.pattern(
          windows, filters: filters, kernelStride: kernelStride, outputStride: output.stride,
          samples: group, in: memory)
      ]
    }
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
    let taps = size.height * size.width
    weights = memory.floats(size.height * half(size.width * channels) * kernelStride)
    tapRows = memory.floats(isFirst ? 0 : channels * half(filters))
    turned = memory.floats(isFirst ? 0 : taps * half(filters) * channels)
    inputSamples = memory.floats(few * input.stride)
    deltaSamples = memory.floats(few * output.stride)
  }

  var granularity: BatchGranularity { .samples }
  /// Of an odd number, a fourth of three samples' weight gradient would be zeros.
  var samplesTogether: Int { 2 }
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
    let (all, width) = (parameters.matrix(kernel), size.width * channels)
    for row in 0..<size.height {
      kernels.pairRows(
        of: all[row * width..<(row + 1) * width],
        into: Matrix(
          weights + row * half(width) * all.stride, rows: half(width), columns: filters,
          stride: all.stride))
    }
  }

  private func turnKernel() {
    let (all, pairs) = (parameters.matrix(kernel), half(filters))
    for tap in 0..<size.height * size.width {
      let rows = all[tap * channels..<(tap + 1) * channels]
      let paired = Matrix(tapRows, rows: channels, columns: pairs, stride: pairs)
      kernels.pairColumns(of: rows, into: paired)
      kernels.transpose(
        paired,
        into: Matrix(
          turned + tap * pairs * channels, rows: pairs, columns: channels, stride: channels))
    }
  }

  private func forEachGroup(
    of samples: Int, _ body: (_ start: Int, _ count: Int) -> Void
  ) {
    for start in stride(from: 0, to: samples, by: group) {
      body(start, min(group, samples - start))
    }
  }
}

/// Images in pairs of bfloat16.
private protocol PairedImages {
  var start: MutableFloats { get }
  /// Takes the images of some samples.
  func fill(from images: MutableFloats, _ samples: Int)
}

/// Images whose pixels are pairs of their channels, the last of an odd number with zero.
private struct PixelPairs: PairedImages {
  let start: MutableFloats
  /// From image to image.
  let stride: Int
  private let pixels, channels: Int

  init(_ buffer: ActivationBuffer, samples: Int, in memory: Memory) {
    channels = buffer.shape.extents[2]
    pixels = buffer.shape.count / channels
    stride = pixels * half(channels)
    start = memory.floats(samples * stride)
  }

  func fill(from images: MutableFloats, _ samples: Int) {
    // Where no zero is between them, all numbers are one row.
    let rows = channels % 2 == 0 ? 1 : samples * pixels
    let columns = samples * pixels * channels / rows
    kernels.pairColumns(
      of: Matrix(images, rows: rows, columns: columns, stride: columns),
      into: Matrix(start, rows: rows, columns: half(columns), stride: half(columns)))
  }
}

/// Images of an odd number of channels, whose pixels begin at even and at odd places of a row: rows in
/// pairs from the first number on, and a second time from the second one on.
private struct RowPairs: PairedImages {
  let start: MutableFloats
  private let height, width, channels: Int
  private var rowStride: Int { half(width) }
  private var stride: Int { 2 * height * rowStride }

  init(_ buffer: ActivationBuffer, samples: Int, in memory: Memory) {
    channels = buffer.shape.extents[2]
    (height, width) = (buffer.shape.extents[0], buffer.shape.extents[1] * channels)
    start = memory.floats(samples * 2 * height * half(width))
  }

  func fill(from images: MutableFloats, _ samples: Int) {
    // Rows of an even length follow each other without a gap.
    let rows = width % 2 == 0 ? 1 : height
    let columns = height * width / rows
    for sample in 0..<samples {
      for shift in 0..<2 {
        kernels.pairColumns(
          of: Matrix(
            images + sample * height * width + shift, rows: rows, columns: columns - shift,
            stride: columns),
          into: Matrix(
            start + sample * stride + shift * height * rowStride, rows: rows,
            columns: half(columns - shift), stride: half(columns)))
      }
    }
  }

  /// The outputs, all of which see the whole kernel: a row walks along the taps of a kernel row.
  func pattern(
    _ windows: Windows, filters: Int, kernelStride: Int, outputStride: Int, samples: Int,
    in memory: Memory
  ) -> Pattern {
    var places: [(a: Int, c: Int)] = []
    for y in 0..<windows.height {
      for x in 0..<windows.width {
        let (row, number) = (y * windows.strides.height, x * windows.strides.width * channels)
        places.append(
          (
            a: (number % 2 * height + row) * rowStride + number / 2,
            c: (y * windows.width + x) * filters
          ))
      }
    }
    let pairs = half(windows.size.width * channels)
    return Pattern(
      places, samples: samples, strides: (stride, outputStride), bOffset: 0,
      inner: .init(count: pairs, a: 1, b: kernelStride),
      middle: .init(count: windows.size.height, a: rowStride, b: pairs * kernelStride),
      in: memory)
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
