import Kernels
import KernelsNEON

/// Pools with and without padding, and those that a batch normalisation is one pass with.
func checkPools() {
  var draws = Draws(seed: 5)
  for (window, stride, before) in [(2, 2, 0), (3, 2, 1), (3, 3, 0), (1, 2, 0)] {
    Results.print(of: "pools of \(window) x \(window) at strides of \(stride)") { results in
      for (height, width, channels) in [(4, 6, 1), (5, 7, 13), (9, 8, 6)] {
        let pool = Pool(
          image: (height, width, channels),
          count: (height / stride, width / stride), window: (window, window),
          strides: (stride, stride), before: (before, before))
        checkMaximum(pool, &draws, &results)
        checkAverage(pool, &draws, &results)
      }
    }
  }
  for clamps in [false, true] {
    Results.print(of: "normalisation and pool\(clamps ? " behind a relu" : "")") { results in
      for (height, width, channels) in [(4, 6, 1), (5, 7, 13), (7, 9, 10), (6, 5, 17)] {
        let pool = Pool(
          image: (height, width, channels), count: (height / 2, width / 2), window: (2, 2),
          strides: (2, 2), before: (0, 0))
        checkNormalised(pool, clamps, &draws, &results)
      }
    }
  }
}

extension Pool {
  fileprivate var imageCount: Int { imageHeight * imageWidth * channels }
  fileprivate var resultCount: Int { height * width * channels }

  /// The places in the image that a place of the result has in its window.
  fileprivate func places(of place: Int) -> [Int] {
    let (window, channel) = (place / channels, place % channels)
    let columns = columns(ofWindow: window % width)
    return rows(ofWindow: window / width).flatMap { row in
      columns.map { (row * imageWidth + $0) * channels + channel }
    }
  }
}

private func checkMaximum(_ pool: Pool, _ draws: inout Draws, _ results: inout Results) {
  let image = draws.numbers(pool.imageCount)
  // Equal numbers, zeros of both signs, and one that is none.
  (image.start[0], image.start[pool.channels]) = (9, 9)
  (image.start[2 * pool.channels], image.start[3 * pool.channels]) = (-0.0, 0)
  image.start[pool.imageWidth * pool.channels] = .nan
  let (found, choices) = (Numbers(pool.resultCount), Numbers(pool.resultCount))
  VectorKernels.maxPool(pool, image.start, into: found.start, choices: choices.start)
  results.add(found, within: 0) { place in
    Double(pool.places(of: place).reduce(-.infinity) { image[$1] > $0 ? image[$1] : $0 })
  }
  results.add(choices, within: 0) { place in
    Double(pool.places(of: place).firstIndex { image[$0] == found[place] } ?? 0)
  }
  let (deltas, given) = (draws.numbers(pool.resultCount), Numbers(pool.imageCount))
  VectorKernels.maxPoolGradient(
    pool, choices: choices.start, deltas.start, into: given.start)
  var expected = [Double](repeating: 0, count: pool.imageCount)
  for place in 0..<pool.resultCount {
    expected[pool.places(of: place)[Int(choices[place])]] += Double(deltas[place])
  }
  results.add(given) { expected[$0] }
}

private func checkAverage(_ pool: Pool, _ draws: inout Draws, _ results: inout Results) {
  let (image, found) = (draws.numbers(pool.imageCount), Numbers(pool.resultCount))
  VectorKernels.averagePool(pool, image.start, into: found.start)
  results.add(found) { place in
    let places = pool.places(of: place)
    return places.reduce(0) { $0 + Double(image[$1]) } / Double(places.count)
  }
  let (deltas, given) = (draws.numbers(pool.resultCount), Numbers(pool.imageCount))
  VectorKernels.averagePoolGradient(pool, deltas.start, into: given.start)
  var expected = [Double](repeating: 0, count: pool.imageCount)
  for place in 0..<pool.resultCount {
    let places = pool.places(of: place)
    for pixel in places { expected[pixel] += Double(deltas[place]) / Double(places.count) }
  }
  results.add(given) { expected[$0] }
}

/// One pass over normalisation and pool gives the bits of two.
private func checkNormalised(
  _ pool: Pool, _ clamps: Bool, _ draws: inout Draws, _ results: inout Results
) {
  let (channels, samples) = (pool.channels, 3)
  let (size, count) = (pool.imageCount, pool.resultCount)
  let images = draws.numbers(samples * size)
  let deltas = draws.numbers(samples * count)
  let (factors, terms) = (draws.numbers(channels), draws.numbers(channels))
  let (slopes, means) = (draws.numbers(channels), draws.numbers(channels))
  let (normalised, given) = (Numbers(samples * size), Numbers(samples * size))
  let (pooled, choices) = (Numbers(samples * count), Numbers(samples * count))
  VectorKernels.scaleColumns(
    images.matrix(columns: channels), by: factors.start, plus: terms.start, clampsAtZero: clamps,
    into: normalised.matrix(columns: channels))
  for sample in 0..<samples {
    let (image, first) = (sample * size, sample * count)
    VectorKernels.maxPool(
      pool, normalised.start + image, into: pooled.start + first, choices: choices.start + first)
    VectorKernels.maxPoolGradient(
      pool, choices: choices.start + first, deltas.start + first, into: given.start + image)
    let (found, chosen) = (Numbers(count), Numbers(count))
    VectorKernels.maxPool(
      pool, images.start + image, by: factors.start, plus: terms.start, clampsAtZero: clamps,
      into: found.start, choices: chosen.start)
    results.add(found, within: 0) { Double(pooled[first + $0]) }
    results.add(chosen, within: 0) { Double(choices[first + $0]) }
  }

  let (sums, products) = (draws.numbers(channels), draws.numbers(channels))
  let (oneSums, oneProducts) = (sums.copy, products.copy)
  VectorKernels.addColumnProducts(
    images.matrix(columns: channels), minus: means.start, given.matrix(columns: channels),
    to: sums.start, products: products.start)
  VectorKernels.addPoolProducts(
    pool, samples, images.start, minus: means.start, choices: choices.start, deltas.start,
    to: oneSums.start, products: oneProducts.start)
  results.add(oneSums, within: 0) { Double(sums[$0]) }
  results.add(oneProducts, within: 0) { Double(products[$0]) }

  let combined = Numbers(samples * size)
  VectorKernels.combineColumns(
    given.matrix(columns: channels), by: factors.start, plus: images.matrix(columns: channels),
    by: slopes.start, plus: terms.start, into: combined.matrix(columns: channels))
  for sample in 0..<samples {
    let found = Numbers(size)
    VectorKernels.combinePool(
      pool, choices: choices.start + sample * count, deltas.start + sample * count,
      by: factors.start, plus: images.start + sample * size, by: slopes.start, plus: terms.start,
      into: found.start)
    results.add(found, within: 0) { Double(combined[sample * size + $0]) }
  }
}
