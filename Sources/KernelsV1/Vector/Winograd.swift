package import Kernels

/// Winograd's minimal filtering F(4 x 4, 3 x 3) and F(2 x 2, 5 x 5): 36 products a tile and channel in the place
/// of 144 or 100 (Lavin and Gray, 2016, with their points 0, ±1, ±2 and infinity). The output is
/// `A' [(G g G') (B' d B)] A`, where `B` is the same for both; each gradient is the transpose of that step.
extension VectorKernels {
  /// `B' d B` of each tile.
  package static func transformInput(
    _ tiles: WinogradTiles, _ image: Floats, into planes: WinogradPlanes
  ) {
    let steps = tiles.inputSteps
    var middle = emptyMiddle
    for tile in 0..<tiles.count {
      transform(
        InputTransform.self, image + tiles.corner(tile, steps), steps,
        into: planes.start + tile * planes.stride, planes.steps, channels: tiles.channels, &middle)
    }
  }

  /// `A' m A` of each tile, plus a bias, then a relu if wanted.
  package static func transformOutput(
    _ tiles: WinogradTiles, _ planes: WinogradPlanes, bias: Floats?, clampsAtZero: Bool,
    into image: MutableFloats
  ) {
    let ending = Ending(bias: bias, floor: clampsAtZero ? 0 : -.infinity)
    switch tiles.kernel {
    case .three: transformOutput(OutputTransform<4>.self, tiles, planes, ending, into: image)
    case .five: transformOutput(OutputTransform<2>.self, tiles, planes, ending, into: image)
    }
  }

  @inline(__always)
  private static func transformOutput<T: Transform>(
    _ kind: T.Type, _ tiles: WinogradTiles, _ planes: WinogradPlanes, _ ending: Ending,
    into image: MutableFloats
  ) {
    let steps = tiles.outputSteps
    var middle = emptyMiddle
    for tile in 0..<tiles.count {
      transform(
        kind, planes.start + tile * planes.stride, planes.steps,
        into: image + tiles.corner(tile, steps), steps, channels: tiles.filters, &middle, ending)
    }
  }

  /// `A d A'` of each tile.
  package static func transformDeltas(
    _ tiles: WinogradTiles, _ deltas: Floats, into planes: WinogradPlanes
  ) {
    switch tiles.kernel {
    case .three: transformDeltas(DeltaTransform<4>.self, tiles, deltas, into: planes)
    case .five: transformDeltas(DeltaTransform<2>.self, tiles, deltas, into: planes)
    }
  }

  @inline(__always)
  private static func transformDeltas<T: Transform>(
    _ kind: T.Type, _ tiles: WinogradTiles, _ deltas: Floats, into planes: WinogradPlanes
  ) {
    let steps = tiles.outputSteps
    var middle = emptyMiddle
    for tile in 0..<tiles.count {
      transform(
        kind, deltas + tiles.corner(tile, steps), steps,
        into: planes.start + tile * planes.stride, planes.steps, channels: tiles.filters, &middle)
    }
  }

  /// The sum of `B v B'` over all tiles that see a pixel, from the first tile to the last.
  package static func transformInputDeltas(
    _ tiles: WinogradTiles, _ planes: WinogradPlanes, into deltas: MutableFloats
  ) {
    let steps = tiles.inputSteps
    var middle = emptyMiddle
    deltas.update(repeating: 0, count: tiles.seen.height * steps.down)
    for tile in 0..<tiles.count {
      transform(
        InputDeltaTransform.self, planes.start + tile * planes.stride, planes.steps,
        into: deltas + tiles.corner(tile, steps), steps, channels: tiles.channels, &middle,
        adds: true)
    }
  }

  /// `G g G'` of a kernel whose taps are `count` numbers each.
  package static func transformKernel(
    _ kernel: WinogradTiles.Kernel, _ taps: Floats, _ count: Int, into planes: WinogradPlanes
  ) {
    let steps = Steps(down: kernel.rawValue * count, across: count)
    var middle = emptyMiddle
    switch kernel {
    case .three:
      transform(
        KernelTransform<3>.self, taps, steps, into: planes.start, planes.steps, channels: count,
        &middle)
    case .five:
      transform(
        KernelTransform<5>.self, taps, steps, into: planes.start, planes.steps, channels: count,
        &middle)
    }
  }

  /// `G' u G`: the gradient of a kernel from that of its planes.
  package static func transformKernelGradient(
    _ kernel: WinogradTiles.Kernel, _ planes: WinogradPlanes, into taps: MutableFloats,
    _ count: Int
  ) {
    let steps = Steps(down: kernel.rawValue * count, across: count)
    var middle = emptyMiddle
    switch kernel {
    case .three:
      transform(
        KernelGradientTransform<3>.self, planes.start, planes.steps, into: taps, steps,
        channels: count, &middle)
    case .five:
      transform(
        KernelGradientTransform<5>.self, planes.start, planes.steps, into: taps, steps,
        channels: count, &middle)
    }
  }
}

/// One dimension of a transform, from the first `inputs` numbers to the first `outputs`.
private protocol Transform {
  static var inputs: Int { get }
  static var outputs: Int { get }
  static func apply(_ x: Six) -> Six
}

private typealias Six = InlineArray<6, Vector>

/// A tile that is transformed down and not yet across, column after column: of the caller, as it would be
/// set to zero for each vector of channels else.
private typealias Middle = InlineArray<6, Six>

@inline(__always)
private var emptyMiddle: Middle { Middle(repeating: Six(repeating: .zero)) }

/// `B'`
private enum InputTransform: Transform {
  @inline(__always) static var inputs: Int { 6 }
  @inline(__always) static var outputs: Int { 6 }
  @inline(__always) static func apply(_ x: Six) -> Six {
    let a = multiplyAdd(x[2], -4, x[4])
    let b = multiplyAdd(x[1], -4, x[3])
    let c = x[4] - x[2]
    let d = (x[3] - x[1]) * 2
    return [
      multiplyAdd(x[0], 4, multiplyAdd(x[2], -5, x[4])), a + b, a - b, c + d, c - d,
      multiplyAdd(x[1], 4, multiplyAdd(x[3], -5, x[5])),
    ]
  }
}

/// `A'`, of 4 outputs or 2.
private enum OutputTransform<let count: Int>: Transform {
  @inline(__always) static var inputs: Int { 6 }
  @inline(__always) static var outputs: Int { count }
  @inline(__always) static func apply(_ x: Six) -> Six {
    let (a, b) = (x[1] + x[2], x[1] - x[2])
    let (c, d) = (x[3] + x[4], x[3] - x[4])
    let (first, second) = (x[0] + a + c, multiplyAdd(d, 2, b))
    return count == 2
      ? [first, second + x[5], .zero, .zero, .zero, .zero]
      : [
        first, second, multiplyAdd(c, 4, a), multiplyAdd(d, 8, b) + x[5], .zero, .zero,
      ]
  }
}

/// `A`, of 4 deltas or 2.
private enum DeltaTransform<let count: Int>: Transform {
  @inline(__always) static var inputs: Int { count }
  @inline(__always) static var outputs: Int { 6 }
  @inline(__always) static func apply(_ x: Six) -> Six {
    guard count == 4 else {
      let d = x[1] * 2
      return [x[0], x[0] + x[1], x[0] - x[1], x[0] + d, x[0] - d, x[1]]
    }
    let (a, b) = (x[0] + x[2], x[1] + x[3])
    let c = multiplyAdd(x[2], 4, x[0])
    let d = multiplyAdd(x[3], 8, x[1] * 2)
    return [x[0], a + b, a - b, c + d, c - d, x[3]]
  }
}

/// `B`
private enum InputDeltaTransform: Transform {
  @inline(__always) static var inputs: Int { 6 }
  @inline(__always) static var outputs: Int { 6 }
  @inline(__always) static func apply(_ x: Six) -> Six {
    let (a, b) = (x[1] + x[2], x[2] - x[1])
    let (c, d) = (x[3] + x[4], x[4] - x[3])
    return [
      x[0] * 4, multiplyAdd(b + x[5], 4, d * 2),
      multiplyAdd(x[0], -5, multiplyAdd(a, -4, -c)), multiplyAdd(d, -2, multiplyAdd(x[5], -5, -b)),
      x[0] + a + c, x[5],
    ]
  }
}

/// `G`, of 3 taps or 5.
private enum KernelTransform<let count: Int>: Transform {
  @inline(__always) static var inputs: Int { count }
  @inline(__always) static var outputs: Int { 6 }
  @inline(__always) static func apply(_ x: Six) -> Six {
    guard count == 3 else {
      let (a, b) = ((x[0] + x[2] + x[4]) * (-1 / 6), (x[1] + x[3]) * (1 / 6))
      let c = multiplyAdd(x[0], 1 / 24, multiplyAdd(x[2], 1 / 6, x[4] * (2 / 3)))
      let d = multiplyAdd(x[1], 1 / 12, x[3] * (1 / 3))
      return [x[0] * 0.25, a - b, a + b, c + d, c - d, x[4]]
    }
    let (a, b) = ((x[0] + x[2]) * (-1 / 6), x[1] * (1 / 6))
    let (c, d) = (multiplyAdd(x[0], 1 / 24, x[2] * (1 / 6)), x[1] * (1 / 12))
    return [x[0] * 0.25, a - b, a + b, c + d, c - d, x[2]]
  }
}

/// `G'`, of 3 taps or 5.
private enum KernelGradientTransform<let count: Int>: Transform {
  @inline(__always) static var inputs: Int { 6 }
  @inline(__always) static var outputs: Int { count }
  @inline(__always) static func apply(_ x: Six) -> Six {
    let (a, b) = (x[1] + x[2], x[2] - x[1])
    let (c, d) = (x[3] + x[4], x[3] - x[4])
    let first = multiplyAdd(x[0], 0.25, multiplyAdd(a, -1 / 6, c * (1 / 24)))
    let second = multiplyAdd(b, 1 / 6, d * (1 / 12))
    return count == 3
      ? [first, second, multiplyAdd(c - a, 1 / 6, x[5]), .zero, .zero, .zero]
      : [
        first, second, (c - a) * (1 / 6), multiplyAdd(b, 1 / 6, d * (1 / 3)),
        multiplyAdd(a, -1 / 6, multiplyAdd(c, 2 / 3, x[5])), .zero,
      ]
  }
}

@inline(__always)
private func multiplyAdd(_ a: Vector, _ b: Float, _ sum: Vector) -> Vector {
  multiplyAdd(a, Vector(repeating: b), sum)
}

/// Floats from one number of a tile to the next.
private struct Steps {
  let down: Int
  let across: Int
}

/// What becomes of a convolution's sums.
private struct Ending {
  let bias: Floats?
  let floor: Float
}

/// Transforms the numbers of a tile down and then across, a vector of channels after the other.
@inline(__always)
private func transform<T: Transform>(
  _ kind: T.Type, _ source: Floats, _ from: Steps, into target: MutableFloats, _ to: Steps,
  channels: Int, _ middle: inout Middle, _ ending: Ending? = nil, adds: Bool = false
) {
  for channel in vectors(channels) {
    for column in 0..<T.inputs {
      let start = source + column * from.across + channel
      var numbers = Six(repeating: .zero)
      for i in 0..<T.inputs { numbers[i] = load(start + i * from.down) }
      middle[column] = T.apply(numbers)
    }
    for row in 0..<T.outputs {
      let start = target + row * to.down + channel
      var numbers = Six(repeating: .zero)
      for i in 0..<T.inputs { numbers[i] = middle[i][row] }
      var results = T.apply(numbers)
      if let ending {
        let bias = ending.bias.map { load($0 + channel) } ?? .zero
        let floor = Vector(repeating: ending.floor)
        for i in 0..<T.outputs { results[i] = maximum(results[i] + bias, floor) }
      }
      if adds {
        for i in 0..<T.outputs { results[i] += load(start + i * to.across) }
      }
      for i in 0..<T.outputs {
        store(results[i], start + i * to.across, first: channels - channel)
      }
    }
  }
}

extension WinogradPlanes {
  fileprivate var steps: Steps { Steps(down: 6 * distance, across: distance) }
}

extension WinogradTiles {
  fileprivate var inputSteps: Steps { Steps(down: seen.width * channels, across: channels) }
  fileprivate var outputSteps: Steps { Steps(down: covered.width * filters, across: filters) }

  /// Where a tile begins in an image.
  @inline(__always)
  fileprivate func corner(_ tile: Int, _ steps: Steps) -> Int {
    kernel.outputs * (tile / across * steps.down + tile % across * steps.across)
  }
}
