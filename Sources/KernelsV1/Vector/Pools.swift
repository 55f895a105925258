package import Kernels

extension VectorKernels {
  package static func maxPool(_ pool: Pool, _ image: Floats, into result: MutableFloats) {
    forEachWindow(pool) { rows, columns, window in
      forEachVector(pool.channels) { channel, width in
        let value = highest(pool, image + channel, rows, columns)
        store(value, result + window * pool.channels + channel, first: width)
      }
    }
  }

  package static func maxPoolGradient(
    _ pool: Pool, _ image: Floats, _ deltas: Floats, into imageDeltas: MutableFloats
  ) {
    clearUncovered(pool, imageDeltas)
    // Windows that share no pixel write; others add.
    let adds = !pool.isDisjoint
    forEachWindow(pool) { rows, columns, window in
      forEachVector(pool.channels) { channel, width in
        let top = highest(pool, image + channel, rows, columns)
        var left = load(deltas + window * pool.channels + channel)
        for row in rows {
          for column in columns {
            let place = (row * pool.imageWidth + column) * pool.channels + channel
            let isTop = (load(image + place) .== top) as SIMDMask<Integers>
            var given = Vector.zero.replacing(with: left, where: isTop)
            // The first maximum takes all.
            left = left.replacing(with: Vector.zero, where: isTop)
            if adds { given += load(imageDeltas + place) }
            store(given, imageDeltas + place, first: width)
          }
        }
      }
    }
  }

  package static func averagePool(_ pool: Pool, _ image: Floats, into result: MutableFloats) {
    forEachWindow(pool) { rows, columns, window in
      let share = 1 / Float(rows.count * columns.count)
      forEachVector(pool.channels) { channel, width in
        var sum = Vector.zero
        for row in rows {
          for column in columns {
            sum += load(image + (row * pool.imageWidth + column) * pool.channels + channel)
          }
        }
        store(sum * share, result + window * pool.channels + channel, first: width)
      }
    }
  }

  package static func averagePoolGradient(
    _ pool: Pool, _ deltas: Floats, into imageDeltas: MutableFloats
  ) {
    clearUncovered(pool, imageDeltas)
    let adds = !pool.isDisjoint
    forEachWindow(pool) { rows, columns, window in
      let share = 1 / Float(rows.count * columns.count)
      forEachVector(pool.channels) { channel, width in
        let delta = load(deltas + window * pool.channels + channel) * share
        for row in rows {
          for column in columns {
            let place = (row * pool.imageWidth + column) * pool.channels + channel
            let given = adds ? load(imageDeltas + place) + delta : delta
            store(given, imageDeltas + place, first: width)
          }
        }
      }
    }
  }
}

/// Calls `body` for every window with the rows and columns of the image that it covers.
@inline(__always)
private func forEachWindow(
  _ pool: Pool, _ body: (_ rows: Range<Int>, _ columns: Range<Int>, _ window: Int) -> Void
) {
  for y in 0..<pool.height {
    let rows = pool.rows(ofWindow: y)
    for x in 0..<pool.width {
      body(rows, pool.columns(ofWindow: x), y * pool.width + x)
    }
  }
}

@inline(__always)
private func highest(
  _ pool: Pool, _ image: Floats, _ rows: Range<Int>, _ columns: Range<Int>
) -> Vector {
  var highest = Vector(repeating: -.infinity)
  for row in rows {
    for column in columns {
      let place = (row * pool.imageWidth + column) * pool.channels
      highest = maximum(highest, load(image + place))
    }
  }
  return highest
}

/// Zeroes all deltas where windows add, or else leave pixels out.
private func clearUncovered(_ pool: Pool, _ deltas: MutableFloats) {
  if pool.tiles { return }
  deltas.update(repeating: 0, count: pool.imageHeight * pool.imageWidth * pool.channels)
}
