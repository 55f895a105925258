import Kernels

/// `Y = X * K + b` over images in height x width x channels order.
///
/// Forward, input gradient and weight gradient are products in place: no patch is copied, and no
/// zero around the image is multiplied.
final class ConvolutionLayer: Clamping {
  let input: ActivationBuffer
  let output: ActivationBuffer
  private let filters: Int
  private let channels: Int
  var clampsAtZero = false
  private let parameters: Parameters
  private let kernel: Int
  private let bias: Int?
  /// Outputs by the taps they see.
  private var forwardPatterns: [Pattern] = []
  /// Inputs by the taps that see them; empty when nobody wants the input's deltas.
  private var backwardPatterns: [Pattern] = []
  /// Weights by the outputs they serve.
  private var weightPatterns: [Pattern] = []
  /// The kernel with inputs and outputs of each tap swapped, for the input gradient.
  private let turned: MutableFloats
  /// Samples in one product, at most: as many as the patterns list rows for.
  private let group: Int

  /// - Parameter isFirst: nobody wants the input's deltas.
  init(
    _ input: ActivationBuffer, _ output: ActivationBuffer, _ windows: Windows, isFirst: Bool,
    _ parameters: Parameters, kernel: Int, bias: Int?, capacity: Int, in memory: Memory
  ) {
    (self.input, self.output) = (input, output)
    (self.parameters, self.kernel, self.bias) = (parameters, kernel, bias)
    filters = output.shape.extents[2]
    channels = windows.channels
    group = min(capacity, 16)
    turned = memory.floats(isFirst ? 1 : parameters.list[kernel].rows * filters)
    let plan = ConvolutionPlan(
      windows, filters: filters, kernelStride: parameters.list[kernel].stride,
      inputStride: input.stride, outputStride: output.stride, samples: group, memory: memory)
    forwardPatterns = plan.forward()
    if !isFirst { backwardPatterns = plan.backward() }
    weightPatterns = plan.weights()
  }

  var granularity: BatchGranularity { .samples }
  var remembers: [ActivationBuffer.Flow] { [input.valueFlow] }
  var floatsPerSample: Int { 2 * output.stride }

  func forward(_ samples: Range<Int>, training: Bool) {
    let weights = parameters.values(kernel)
    let bias = bias.map { Floats(parameters.values($0)) }
    let (x, y) = (input.values(of: samples).start, output.values(of: samples).start)
    forEachGroup(of: samples.count) { start, count in
      for pattern in forwardPatterns {
        var product = pattern.product(
          samples: count, columns: filters, a: x + start * input.stride, b: weights,
          c: y + start * output.stride)
        product.bias = bias
        product.clampsAtZero = clampsAtZero
        kernels.multiply(product)
      }
    }
  }

  func propagate(_ samples: Range<Int>) {
    if samples.lowerBound == 0 { turnKernel() }
    let delta = output.deltas(of: samples).start
    let target = input.deltas(of: samples).start
    forEachGroup(of: samples.count) { start, count in
      for pattern in backwardPatterns {
        kernels.multiply(
          pattern.product(
            samples: count, columns: channels, a: delta + start * output.stride, b: turned,
            c: target + start * input.stride))
      }
    }
  }

  func backward(_ samples: Range<Int>, taking optimizerStep: OptimizerStep?) {
    let isBeginning = samples.lowerBound == 0
    let delta = output.deltas(of: samples).start
    if !backwardPatterns.isEmpty { propagate(samples) }
    // A few samples at a time, so that their numbers stay in the first-level cache while each tile
    // of weights passes over them; not fewer, as the tile is read and written each time. 5 %.
    let pixels = output.shape.count / filters
    let (x, gradients) = (input.values(of: samples).start, parameters.gradients(kernel))
    let few = (127 + pixels) / pixels
    for start in stride(from: 0, to: samples.count, by: few) {
      for pattern in weightPatterns {
        var product = pattern.product(
          samples: 1, columns: filters, a: x + start * input.stride,
          b: delta + start * output.stride, c: gradients)
        product.outer.count = min(few, samples.count - start)
        product.scale = isBeginning && start == 0 ? 0 : 1
        kernels.multiply(product)
      }
    }
    if let bias {
      let deltas = Matrix(
        delta, rows: samples.count * pixels, columns: filters, stride: filters)
      kernels.addColumnSums(
        of: deltas, times: 1, to: parameters.gradients(bias), scaledBy: isBeginning ? 0 : 1)
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
  }

  private func forEachGroup(
    of samples: Int, _ body: (_ start: Int, _ count: Int) -> Void
  ) {
    for start in stride(from: 0, to: samples, by: group) {
      body(start, min(group, samples - start))
    }
  }
}

/// Lays out the products of a convolution.
struct ConvolutionPlan {
  private let down: Axis
  private let across: Axis
  private let channels: Int
  private let filters: Int
  /// Floats from row to row of the kernel.
  private let kernelStride: Int
  private let inputStride: Int
  private let outputStride: Int
  private let samples: Int
  private let memory: Memory

  init(
    _ windows: Windows, filters: Int, kernelStride: Int, inputStride: Int, outputStride: Int,
    samples: Int, memory: Memory
  ) {
    down = Axis(
      inputs: windows.image.extents[0], taps: windows.size.height, outputs: windows.height,
      stride: windows.strides.height, before: windows.top)
    across = Axis(
      inputs: windows.image.extents[1], taps: windows.size.width, outputs: windows.width,
      stride: windows.strides.width, before: windows.left)
    (channels, self.filters, self.kernelStride) = (windows.channels, filters, kernelStride)
    (self.inputStride, self.outputStride) = (inputStride, outputStride)
    (self.samples, self.memory) = (samples, memory)
  }

  /// Where a pixel begins.
  private func inputOffset(_ y: Int, _ x: Int) -> Int { (y * across.inputs + x) * channels }
  private func outputOffset(_ y: Int, _ x: Int) -> Int { (y * across.outputs + x) * filters }

  /// A row walks along the taps of a kernel row, whose pixels and weights lie side by side.
  func forward() -> [Pattern] {
    patterns(down.outputsByTaps(), across.outputsByTaps()) { vertical, horizontal in
      var places: [(a: Int, c: Int)] = []
      for y in vertical.places {
        for x in horizontal.places {
          let corner = inputOffset(
            down.input(seenBy: y, through: vertical.first),
            across.input(seenBy: x, through: horizontal.first))
          places.append((corner, outputOffset(y, x)))
        }
      }
      return Pattern(
        places, samples: samples, strides: (inputStride, outputStride),
        bOffset: (vertical.first * across.taps + horizontal.first) * channels * kernelStride,
        inner: .init(count: horizontal.count * channels, a: 1, b: kernelStride),
        middle: .init(
          count: vertical.count, a: across.inputs * channels,
          b: across.taps * channels * kernelStride),
        in: memory)
    }
  }

  /// A row walks along the filters of the outputs that see its pixel: taps up, outputs down.
  func backward() -> [Pattern] {
    patterns(down.inputsByTaps(), across.inputsByTaps()) { vertical, horizontal in
      let isSeen = vertical.count > 0 && horizontal.count > 0
      var places: [(a: Int, c: Int)] = []
      for y in vertical.places {
        for x in horizontal.places {
          let start = outputOffset(
            down.output(seeing: y, through: vertical.first) ?? 0,
            across.output(seeing: x, through: horizontal.first) ?? 0)
          places.append((isSeen ? start : 0, inputOffset(y, x)))
        }
      }
      let tap = filters * channels
      return Pattern(
        places, samples: samples, strides: (outputStride, inputStride),
        bOffset: (vertical.first * across.taps + horizontal.first) * tap,
        inner: .init(count: isSeen ? filters : 0, a: 1, b: channels),
        middle: .init(count: horizontal.count, a: -filters, b: across.stride * tap),
        outer: .init(
          count: vertical.count, a: -across.outputs * filters,
          b: down.stride * across.taps * tap),
        in: memory)
    }
  }

  /// A weight walks along the outputs that it serves, sample after sample.
  func weights() -> [Pattern] {
    patterns(down.tapsByOutputs(), across.tapsByOutputs()) { vertical, horizontal in
      var places: [(a: Int, c: Int)] = []
      for y in vertical.places {
        for x in horizontal.places {
          let isUsed = vertical.count > 0 && horizontal.count > 0
          let pixel = inputOffset(
            down.input(seenBy: vertical.first, through: y),
            across.input(seenBy: horizontal.first, through: x))
          for channel in 0..<channels {
            let row = (y * across.taps + x) * channels + channel
            places.append((isUsed ? pixel + channel : 0, row * kernelStride))
          }
        }
      }
      return Pattern(
        places, samples: 1, strides: (0, 0),
        bOffset: outputOffset(vertical.first, horizontal.first),
        inner: .init(count: horizontal.count, a: across.stride * channels, b: filters),
        middle: .init(
          count: vertical.count, a: down.stride * across.inputs * channels,
          b: across.outputs * filters),
        outer: .init(count: 0, a: inputStride, b: outputStride),
        in: memory)
    }
  }

  private func patterns(
    _ vertical: [Axis.Group], _ horizontal: [Axis.Group],
    _ make: (Axis.Group, Axis.Group) -> Pattern
  ) -> [Pattern] {
    vertical.flatMap { down in horizontal.map { make(down, $0) } }
  }
}
