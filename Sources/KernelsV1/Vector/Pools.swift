package import Kernels

extension VectorKernels {
  package static func maxPool(
    _ pool: Pool, _ image: Floats, into result: MutableFloats, choices: MutableFloats
  ) {
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
              let isHigher = value .> highest
              highest = highest.replacing(with: value, where: isHigher)
              choice = choice.replacing(with: place, where: isHigher)
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

  package static func maxPoolGradient(
    _ pool: Pool, choices: Floats, _ deltas: Floats, into imageDeltas: MutableFloats
  ) {
    clearUncovered(pool, imageDeltas)
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

/// Zeroes all deltas where windows add, or else leave pixels out.
private func clearUncovered(_ pool: Pool, _ deltas: MutableFloats) {
  if pool.tiles { return }
  deltas.update(repeating: 0, count: pool.imageHeight * pool.imageWidth * pool.channels)
}
