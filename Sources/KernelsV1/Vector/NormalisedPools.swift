package import Kernels

// A batch normalisation and the pool of 2 x 2 behind it, in one pass each: the normalised image and
// its deltas, four times as many numbers as the pool's, are nowhere. The numbers are those of one pass
// after the other, bit by bit.

extension VectorKernels {
  /// Normalises as `scaleColumns` does, and takes the maximum as `maxPool`.
  package static func maxPool(
    _ pool: Pool, _ image: Floats, by factors: Floats, plus terms: Floats, clampsAtZero: Bool,
    into result: MutableFloats, choices: MutableFloats
  ) {
    let (channels, below) = (pool.channels, pool.imageWidth * pool.channels)
    let floor = Vector(repeating: clampsAtZero ? 0 : -.infinity)
    for y in 0..<pool.height {
      for channel in vectors(channels) {
        let (factor, term) = (load(factors + channel), load(terms + channel))
        var pixel = image + 2 * y * below + channel
        var window = y * pool.width * channels + channel
        for _ in 0..<pool.width {
          var highest = Vector(repeating: -.infinity)
          var choice = Vector.zero
          let others = pixel + below
          take(maximum(multiplyAdd(load(pixel), factor, term), floor), 0, &highest, &choice)
          take(
            maximum(multiplyAdd(load(pixel + channels), factor, term), floor), 1, &highest, &choice)
          take(maximum(multiplyAdd(load(others), factor, term), floor), 2, &highest, &choice)
          take(
            maximum(multiplyAdd(load(others + channels), factor, term), floor), 3, &highest,
            &choice)
          store(highest, result + window, first: channels - channel)
          store(choice, choices + window, first: channels - channel)
          pixel += 2 * channels
          window += channels
        }
      }
    }
  }

  /// Adds as `addColumnProducts` does: pixel `i` of all goes to part `i % 4` of a sum.
  package static func addPoolProducts(
    _ pool: Pool, _ samples: Int, _ images: Floats, minus means: Floats, choices: Floats,
    _ deltas: Floats, to sums: MutableFloats, products: MutableFloats
  ) {
    let (channels, width) = (pool.channels, pool.imageWidth)
    for channel in vectors(channels) {
      let mean = load(means + channel)
      // The first is the part of the next row's first pixel, wherever that lies.
      var (sum, product) = (Four(repeating: .zero), Four(repeating: .zero))
      for row in 0..<samples * pool.imageHeight {
        let (sample, y) = row.quotientAndRemainder(dividingBy: pool.imageHeight)
        var pixel = images + row * width * channels + channel
        var window = (sample * pool.height + y / 2) * pool.width * channels + channel
        let (left, right) = (Float(y % 2 * 2), Float(y % 2 * 2 + 1))
        // A row or column beyond the windows would add nothing but zeros.
        var windowsLeft = y < 2 * pool.height ? pool.width : 0
        while windowsLeft > 1 {
          let (delta, choice) = (load(deltas + window), load(choices + window))
          addUp(given(delta, where: choice, is: left), load(pixel) - mean, &sum[0], &product[0])
          addUp(
            given(delta, where: choice, is: right), load(pixel + channels) - mean, &sum[1],
            &product[1])
          window += channels
          pixel += 2 * channels
          let (next, nextChoice) = (load(deltas + window), load(choices + window))
          addUp(given(next, where: nextChoice, is: left), load(pixel) - mean, &sum[2], &product[2])
          addUp(
            given(next, where: nextChoice, is: right), load(pixel + channels) - mean, &sum[3],
            &product[3])
          window += channels
          pixel += 2 * channels
          windowsLeft -= 2
        }
        if windowsLeft > 0 {
          let (delta, choice) = (load(deltas + window), load(choices + window))
          addUp(given(delta, where: choice, is: left), load(pixel) - mean, &sum[0], &product[0])
          addUp(
            given(delta, where: choice, is: right), load(pixel + channels) - mean, &sum[1],
            &product[1])
        }
        rotate(&sum, by: width)
        rotate(&product, by: width)
      }
      let rest = 4 - samples * pool.imageHeight * width % 4
      rotate(&sum, by: rest)
      rotate(&product, by: rest)
      let left = channels - channel
      store(load(sums + channel) + sum.total, sums + channel, first: left)
      store(load(products + channel) + product.total, products + channel, first: left)
    }
  }

  /// Combines as `combineColumns` does, where `a` are the deltas that `maxPoolGradient` gives.
  package static func combinePool(
    _ pool: Pool, choices: Floats, _ deltas: Floats, by factors: Floats, plus image: Floats,
    by slopes: Floats, plus terms: Floats, into imageDeltas: MutableFloats
  ) {
    let channels = pool.channels
    for y in 0..<pool.imageHeight {
      let (left, right) = (Float(y % 2 * 2), Float(y % 2 * 2 + 1))
      let covered = y < 2 * pool.height ? pool.width : 0
      for channel in vectors(channels) {
        let (factor, slope) = (load(factors + channel), load(slopes + channel))
        let (term, width) = (load(terms + channel), channels - channel)
        var place = y * pool.imageWidth * channels + channel
        var window = y / 2 * pool.width * channels + channel
        for _ in 0..<covered {
          let (delta, choice) = (load(deltas + window), load(choices + window))
          let one = multiplyAdd(load(image + place), slope, term)
          let two = multiplyAdd(load(image + place + channels), slope, term)
          store(
            multiplyAdd(given(delta, where: choice, is: left), factor, one), imageDeltas + place,
            first: width)
          store(
            multiplyAdd(given(delta, where: choice, is: right), factor, two),
            imageDeltas + place + channels, first: width)
          place += 2 * channels
          window += channels
        }
        for _ in 2 * covered..<pool.imageWidth {
          let sum = multiplyAdd(load(image + place), slope, term)
          store(multiplyAdd(.zero, factor, sum), imageDeltas + place, first: width)
          place += channels
        }
      }
    }
  }
}

@_transparent
private func addUp(
  _ delta: Vector, _ distance: Vector, _ sum: inout Vector, _ product: inout Vector
) {
  sum += delta
  product = multiplyAdd(delta, distance, product)
}

/// Lets each part be the one so many places on.
@_transparent
private func rotate(_ sums: inout Four, by count: Int) {
  switch count & 3 {
  case 1: sums = [sums[1], sums[2], sums[3], sums[0]]
  case 2: sums = [sums[2], sums[3], sums[0], sums[1]]
  case 3: sums = [sums[3], sums[0], sums[1], sums[2]]
  default: break
  }
}
