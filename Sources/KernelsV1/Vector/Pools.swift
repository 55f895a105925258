package import Kernels

extension VectorKernels {
  /// The maximum of each window, and the place of the first pixel that has it; a NaN is never the maximum.
  package static func maxPool(
    _ pool: Pool, _ image: Floats, into result: MutableFloats, choices: MutableFloats
  ) {
    if pool.isOfFour { return maxPoolOfFour(pool, image, into: result, choices: choices) }
    for y in 0..<pool.height {
      let rows = pool.rows(ofWindow: y)
      for x in 0..<pool.width {
        let columns = pool.columns(ofWindow: x)
        let window = (y * pool.width + x) * pool.channels
        for channel in vectors(pool.channels) {
          var highest = Vector(repeating: -.infinity)
          var choice = Vector.zero
          var place: Float = 0
          for row in rows {
            var pixel = image + (row * pool.imageWidth + columns.lowerBound) * pool.channels
            for _ in columns {
              let value = load(pixel + channel)
              take(value, place, &highest, &choice)
              place += 1
              pixel += pool.channels
            }
          }
          store(highest, result + window + channel, first: pool.channels - channel)
          store(choice, choices + window + channel, first: pool.channels - channel)
        }
      }
    }
  }

  /// Gives each window's delta to the chosen pixel: written where windows share no pixel, else added.
  package static func maxPoolGradient(
    _ pool: Pool, choices: Floats, _ deltas: Floats, into imageDeltas: MutableFloats
  ) {
    clearUncovered(pool, imageDeltas)
    if pool.isOfFour { return givePoolOfFour(pool, choices: choices, deltas, to: imageDeltas) }
    // Windows that share no pixel write; others add.
    let adds = !pool.isDisjoint
    for y in 0..<pool.height {
      let rows = pool.rows(ofWindow: y)
      for x in 0..<pool.width {
        let columns = pool.columns(ofWindow: x)
        let window = (y * pool.width + x) * pool.channels
        for channel in vectors(pool.channels) {
          let (delta, choice) = (
            load(deltas + window + channel), load(choices + window + channel)
          )
          var place: Float = 0
          for row in rows {
            var pixel = imageDeltas + (row * pool.imageWidth + columns.lowerBound) * pool.channels
            for _ in columns {
              var given = Vector.zero.replacing(with: delta, where: choice .== place)
              if adds { given += load(pixel + channel) }
              store(given, pixel + channel, first: pool.channels - channel)
              place += 1
              pixel += pool.channels
            }
          }
        }
      }
    }
  }

  /// The usual window, of 2 x 2 pixels that lie all on the image: without a loop over them it takes
  /// half the time.
  private static func maxPoolOfFour(
    _ pool: Pool, _ image: Floats, into result: MutableFloats, choices: MutableFloats
  ) {
    let (channels, below) = (pool.channels, pool.imageWidth * pool.channels)
    var window = 0
    for y in 0..<pool.height {
      for x in 0..<pool.width {
        let corner = image + 2 * (y * below + x * channels)
        for channel in vectors(channels) {
          let pixel = corner + channel
          // From -infinity on, as a number that is none is never chosen.
          var highest = Vector(repeating: -.infinity)
          var choice = Vector.zero
          take(load(pixel), 0, &highest, &choice)
          take(load(pixel + channels), 1, &highest, &choice)
          take(load(pixel + below), 2, &highest, &choice)
          take(load(pixel + below + channels), 3, &highest, &choice)
          store(highest, result + window + channel, first: channels - channel)
          store(choice, choices + window + channel, first: channels - channel)
        }
        window += channels
      }
    }
  }

  private static func givePoolOfFour(
    _ pool: Pool, choices: Floats, _ deltas: Floats, to imageDeltas: MutableFloats
  ) {
    let (channels, below) = (pool.channels, pool.imageWidth * pool.channels)
    var window = 0
    for y in 0..<pool.height {
      for x in 0..<pool.width {
        let corner = imageDeltas + 2 * (y * below + x * channels)
        for channel in vectors(channels) {
          let (delta, choice) = (
            load(deltas + window + channel), load(choices + window + channel)
          )
          let (pixel, left) = (corner + channel, channels - channel)
          store(given(delta, where: choice, is: 0), pixel, first: left)
          store(given(delta, where: choice, is: 1), pixel + channels, first: left)
          store(given(delta, where: choice, is: 2), pixel + below, first: left)
          store(given(delta, where: choice, is: 3), pixel + below + channels, first: left)
        }
        window += channels
      }
    }
  }

  /// The mean of each window over the pixels that there are, added from the first row to the last.
  package static func averagePool(_ pool: Pool, _ image: Floats, into result: MutableFloats) {
    for y in 0..<pool.height {
      let rows = pool.rows(ofWindow: y)
      for x in 0..<pool.width {
        let columns = pool.columns(ofWindow: x)
        let share = 1 / Float(rows.count * columns.count)
        let window = (y * pool.width + x) * pool.channels
        for channel in vectors(pool.channels) {
          var sum = Vector.zero
          for row in rows {
            for column in columns {
              sum += load(image + (row * pool.imageWidth + column) * pool.channels + channel)
            }
          }
          store(sum * share, result + window + channel, first: pool.channels - channel)
        }
      }
    }
  }

  /// Gives each pixel of a window its share of the delta: written where windows share no pixel, else added.
  package static func averagePoolGradient(
    _ pool: Pool, _ deltas: Floats, into imageDeltas: MutableFloats
  ) {
    clearUncovered(pool, imageDeltas)
    let adds = !pool.isDisjoint
    for y in 0..<pool.height {
      let rows = pool.rows(ofWindow: y)
      for x in 0..<pool.width {
        let columns = pool.columns(ofWindow: x)
        let share = 1 / Float(rows.count * columns.count)
        let window = (y * pool.width + x) * pool.channels
        for channel in vectors(pool.channels) {
          let delta = load(deltas + window + channel) * share
          for row in rows {
            for column in columns {
              let pixel = imageDeltas + (row * pool.imageWidth + column) * pool.channels + channel
              let given = adds ? load(pixel) + delta : delta
              store(given, pixel, first: pool.channels - channel)
            }
          }
        }
      }
    }
  }
}

/// Takes a pixel's numbers where they are higher than those of the pixels before.
@_transparent
func take(
  _ value: Vector, _ place: Float, _ highest: inout Vector, _ choice: inout Vector
) {
  let isHigher = value .> highest
  highest = highest.replacing(with: value, where: isHigher)
  choice = choice.replacing(with: place, where: isHigher)
}

/// The deltas of the windows that chose a pixel, and zeros.
@_transparent
func given(_ delta: Vector, where choice: Vector, is place: Float) -> Vector {
  Vector.zero.replacing(with: delta, where: choice .== place)
}

/// Zeroes all deltas where windows add, or else those of pixels that windows leave out.
private func clearUncovered(_ pool: Pool, _ deltas: MutableFloats) {
  if pool.tiles { return }
  if pool.isOfFour {
    // A column to the right of the windows, and a row below them.
    let (width, covered) = (pool.imageWidth * pool.channels, 2 * pool.width * pool.channels)
    for row in 0..<2 * pool.height where covered < width {
      (deltas + row * width + covered).update(repeating: 0, count: width - covered)
    }
    (deltas + 2 * pool.height * width).update(
      repeating: 0, count: (pool.imageHeight - 2 * pool.height) * width)
    return
  }
  deltas.update(repeating: 0, count: pool.imageHeight * pool.imageWidth * pool.channels)
}
