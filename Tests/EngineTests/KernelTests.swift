import Glibc
import Kernels
import Random
import Testing

@testable import Engine

#if arch(arm64)
  import KernelsNEON
#else
  import KernelsBF16
  import KernelsV1
  import KernelsV3
  import KernelsV4
#endif

/// Every compiled level that this processor can run, against plain loops.
struct KernelTests {
  static let levels: [any KernelSet.Type] = {
    #if arch(arm64)
      let all: [any KernelSet.Type] = [KernelsNEON.VectorKernels.self]
    #else
      let all: [any KernelSet.Type] = [
        KernelsV1.VectorKernels.self, KernelsV3.VectorKernels.self, KernelsV4.VectorKernels.self,
        KernelsBF16.VectorKernels.self,
      ]
    #endif
    let best = all.firstIndex { $0 == Processor.kernels }!
    return Array(all[...best])
  }()

  @Test func `a product of any size is the plain loop's`() {
    for kernels in KernelTests.levels {
      for (rows, columns, depth) in [
        (1, 1, 1), (11, 32, 5), (24, 33, 7), (13, 10, 64), (3, 50, 3), (7, 18, 0), (2, 113, 9),
        (5, 64, 4), (4, 77, 2), (1, 30, 6),
      ] {
        var numbers = Numbers(seed: 1)
        let a = numbers.draw(rows * depth)
        let b = numbers.draw(depth * columns)
        let bias = numbers.draw(columns)
        let c = numbers.draw(rows * columns)
        let before = Array(UnsafeBufferPointer(start: c, count: rows * columns + 16))
        var product = Product(
          rows: rows, columns: columns, a: a, b: b,
          inner: .init(count: depth, a: 1, b: columns), c: c, cStride: columns)
        product.rowStride = depth
        product.bias = Floats(bias)
        product.factor = 0.5
        product.scale = 2
        kernels.multiply(product)
        for place in 0..<rows * columns {
          let (row, column) = (place / columns, place % columns)
          var sum = Double(bias[column])
          for k in 0..<depth { sum += Double(a[row * depth + k] * b[k * columns + column]) }
          let expected = 0.5 * sum + 2 * Double(before[place])
          #expect(abs(Double(c[place]) - expected) < 1e-4)
        }
        let after = Array(UnsafeBufferPointer(start: c, count: rows * columns + 16))
        #expect(after.suffix(16) == before.suffix(16), "nothing is written beyond the end")
      }
    }
  }

  @Test func `a matrix of any size is turned over`() {
    for kernels in KernelTests.levels {
      for (rows, columns) in [(1, 1), (4, 8), (7, 6), (32, 13), (16, 32), (17, 47), (3, 50)] {
        var numbers = Numbers(seed: 5)
        let source = numbers.draw(rows * columns)
        let target = numbers.draw(rows * columns)
        let beyond = (0..<16).map { target[rows * columns + $0] }
        kernels.transpose(
          Matrix(source, rows: rows, columns: columns, stride: columns),
          into: Matrix(target, rows: columns, columns: rows, stride: rows))
        for place in 0..<rows * columns {
          #expect(target[place % columns * rows + place / columns] == source[place])
        }
        #expect((0..<16).map { target[rows * columns + $0] } == beyond)
      }
    }
  }

  @Test func `a sparse product gives the dense one's bits`() {
    for kernels in KernelTests.levels {
      for (rows, columns, depth) in [(7, 70, 45), (3, 101, 1400), (5, 10, 44), (1, 1, 1)] {
        var numbers = Numbers(seed: 2)
        let (a, matrix) = Self.mostlyZeros(rows, depth, &numbers)
        let b = numbers.draw(depth * columns)
        let bias = numbers.draw(columns)
        let (dense, sparse) = (numbers.draw(rows * columns), numbers.draw(rows * columns))
        var product = Product(
          rows: rows, columns: columns, a: a, b: b, inner: .init(count: depth, a: 1, b: columns),
          c: dense, cStride: columns)
        product.rowStride = depth
        let lists = Numbers.lists(rows: rows, columns: depth)
        let isWithin = kernels.list(matrix, into: lists, limit: rows * lists.count)
        #expect(isWithin)
        var listed = SparseProduct(
          lists, times: Matrix(b, rows: depth, columns: columns, stride: columns),
          into: Matrix(sparse, rows: rows, columns: columns, stride: columns))
        let beyond = (0..<16).map { sparse[rows * columns + $0] }
        for (bias, clamps) in [(nil, false), (Floats(bias), true)] {
          (product.bias, product.clampsAtZero) = (bias, clamps)
          (listed.bias, listed.clampsAtZero) = (bias, clamps)
          kernels.multiply(product)
          kernels.multiply(listed)
          #expect((0..<rows * columns).allSatisfy { dense[$0] == sparse[$0] })
        }
        #expect((0..<16).map { sparse[rows * columns + $0] } == beyond)
      }
    }
  }

  @Test func `a sparse product with a transposed factor gives the dense one's bits`() {
    for kernels in KernelTests.levels {
      for (rows, columns, depth) in [(7, 70, 45), (40, 101, 44), (5, 10, 43), (1, 1, 1)] {
        var numbers = Numbers(seed: 3)
        let (a, matrix) = Self.mostlyZeros(rows, depth, &numbers)
        let b = numbers.draw(rows * columns)
        let (dense, sparse) = (numbers.draw(depth * columns), numbers.draw(depth * columns))
        var product = Product(
          rows: depth, columns: columns, a: a, b: b,
          inner: .init(count: rows, a: depth, b: columns), c: dense, cStride: columns)
        product.rowStride = 1
        let lists = Numbers.lists(rows: rows, columns: depth)
        let isWithin = kernels.list(matrix, into: lists, limit: rows * lists.count)
        #expect(isWithin)
        var listed = SparseProduct(
          lists, times: Matrix(b, rows: rows, columns: columns, stride: columns),
          into: Matrix(sparse, rows: depth, columns: columns, stride: columns))
        let beyond = (0..<16).map { sparse[depth * columns + $0] }
        for (factor, scale) in [(1, 0), (-0.5, 0.75), (2, 1)] as [(Float, Float)] {
          (product.factor, product.scale) = (factor, scale)
          (listed.factor, listed.scale) = (factor, scale)
          kernels.multiply(product)
          kernels.multiplyTransposed(listed)
          #expect((0..<depth * columns).allSatisfy { dense[$0] == sparse[$0] })
        }
        #expect((0..<16).map { sparse[depth * columns + $0] } == beyond)
      }
    }
  }

  @Test func `sparse lists have each number that is not zero, unless there are too many`() {
    for kernels in KernelTests.levels {
      let (rows, depth) = (7, 44)
      var numbers = Numbers(seed: 4)
      let (a, matrix) = Self.mostlyZeros(rows, depth, &numbers)
      let lists = Numbers.lists(rows: rows, columns: depth)
      let isWithin = kernels.list(matrix, into: lists, limit: rows * lists.count)
      #expect(isWithin)
      for list in 0..<lists.count {
        let entries = (0..<Int(lists.counts[list])).map { lists.entries[list * lists.stride + $0] }
        let rowsThere = (0..<rows).filter { row in
          (3 * list..<min(3 * list + 3, depth)).contains { a[row * depth + $0] != 0 }
        }
        #expect(entries.map { Int($0.row) } == rowsThere)
        for entry in entries {
          let values = [entry.first, entry.second, entry.third]
          for (place, value) in values.enumerated() {
            let column = 3 * list + place
            #expect(value == (column < depth ? a[Int(entry.row) * depth + column] : 0))
          }
        }
      }
      let found = (0..<lists.count).reduce(0) { $0 + Int(lists.counts[$1]) }
      let isExactly = kernels.list(matrix, into: lists, limit: found)
      #expect(isExactly)
      let isBeyond = !kernels.list(matrix, into: lists, limit: found - 1)
      #expect(isBeyond)
    }
  }

  /// Numbers one of five of which is not zero; the second row has none, and the first has a negative
  /// zero that does not count.
  private static func mostlyZeros(
    _ rows: Int, _ columns: Int, _ numbers: inout Numbers
  ) -> (MutableFloats, Matrix) {
    let a = numbers.draw(rows * columns)
    for place in 0..<rows * columns where place % 5 != 0 { a[place] = 0 }
    if rows > 1 { for place in columns..<2 * columns { a[place] = 0 } }
    if columns > 8 { a[7] = -0.0 }
    return (a, Matrix(a, rows: rows, columns: columns, stride: columns))
  }

  @Test func `pools of 2 x 2 choose as the general ones do`() {
    for kernels in KernelTests.levels {
      for (height, width, channels) in [(4, 6, 1), (5, 7, 13), (2, 2, 32)] {
        var numbers = Numbers(seed: 8)
        let image = numbers.draw(height * width * channels)
        // Equal numbers, and one that is none.
        (image[0], image[channels]) = (9, 9)
        image[width * channels] = .nan
        let (rows, columns) = (height / 2, width / 2)
        let pool = Pool(
          image: (height, width, channels), count: (rows, columns), window: (2, 2),
          strides: (2, 2), before: (0, 0))
        let count = rows * columns * channels
        let (result, choices) = (numbers.draw(count), numbers.draw(count))
        kernels.maxPool(pool, image, into: result, choices: choices)
        let deltas = numbers.draw(count)
        let imageDeltas = numbers.draw(height * width * channels)
        kernels.maxPoolGradient(pool, choices: choices, deltas, into: imageDeltas)
        var given = [Float](repeating: 0, count: height * width * channels)
        for place in 0..<count {
          let (window, channel) = (place / channels, place % channels)
          let corner = (window / columns * width + window % columns) * 2
          let pixels = [0, 1, width, width + 1].map { (corner + $0) * channels + channel }
          var best = 0
          for index in 0..<4 where image[pixels[index]] > image[pixels[best]] { best = index }
          #expect(result[place] == image[pixels[best]] && choices[place] == Float(best))
          given[pixels[best]] = deltas[place]
        }
        #expect(given.indices.allSatisfy { imageDeltas[$0] == given[$0] })
      }
    }
  }

  @Test func `a normalisation and a pool in one pass give the bits of two`() {
    for kernels in KernelTests.levels {
      for (height, width, channels) in [(4, 6, 1), (5, 7, 13), (2, 2, 32), (7, 9, 40), (6, 5, 17)] {
        for clampsAtZero in [false, true] {
          let samples = 3
          var numbers = Numbers(seed: 11)
          let pool = Pool(
            image: (height, width, channels), count: (height / 2, width / 2), window: (2, 2),
            strides: (2, 2), before: (0, 0))
          let (size, count) = (height * width * channels, height / 2 * (width / 2) * channels)
          let images = numbers.draw(samples * size)
          let deltas = numbers.draw(samples * count)
          let (factors, terms) = (numbers.draw(channels), numbers.draw(channels))
          let (slopes, means) = (numbers.draw(channels), numbers.draw(channels))
          func columns(_ numbers: MutableFloats) -> Matrix {
            Matrix(numbers, rows: samples * height * width, columns: channels, stride: channels)
          }

          let (normalised, spread) = (numbers.draw(samples * size), numbers.draw(samples * size))
          let (results, choices) = (numbers.draw(samples * count), numbers.draw(samples * count))
          kernels.scaleColumns(
            columns(images), by: factors, plus: terms, clampsAtZero: clampsAtZero,
            into: columns(normalised))
          for sample in 0..<samples {
            kernels.maxPool(
              pool, normalised + sample * size, into: results + sample * count,
              choices: choices + sample * count)
            kernels.maxPoolGradient(
              pool, choices: choices + sample * count, deltas + sample * count,
              into: spread + sample * size)
          }
          let (sums, products) = (numbers.draw(channels), numbers.draw(channels))
          let startingSums = Numbers.copy((0..<channels).map { sums[$0] })
          let startingProducts = Numbers.copy((0..<channels).map { products[$0] })
          kernels.addColumnProducts(
            columns(images), minus: means, columns(spread), to: sums, products: products)
          let combined = numbers.draw(samples * size)
          kernels.combineColumns(
            columns(spread), by: factors, plus: columns(images), by: slopes, plus: terms,
            into: columns(combined))

          for sample in 0..<samples {
            let (image, first) = (images + sample * size, sample * count)
            let (result, chosen) = (numbers.draw(count), numbers.draw(count))
            let beyond = (result[count], chosen[count])
            kernels.maxPool(
              pool, image, by: factors, plus: terms, clampsAtZero: clampsAtZero, into: result,
              choices: chosen)
            #expect((0..<count).allSatisfy { result[$0] == results[first + $0] })
            #expect((0..<count).allSatisfy { chosen[$0] == choices[first + $0] })
            #expect(beyond == (result[count], chosen[count]))
            let target = numbers.draw(size)
            let next = target[size]
            kernels.combinePool(
              pool, choices: choices + first, deltas + first, by: factors, plus: image,
              by: slopes, plus: terms, into: target)
            #expect((0..<size).allSatisfy { target[$0] == combined[sample * size + $0] })
            #expect(next == target[size])
          }
          kernels.addPoolProducts(
            pool, samples, images, minus: means, choices: choices, deltas, to: startingSums,
            products: startingProducts)
          #expect((0..<channels).allSatisfy { startingSums[$0] == sums[$0] })
          #expect((0..<channels).allSatisfy { startingProducts[$0] == products[$0] })
        }
      }
    }
  }

  @Test func `activations are the mathematical ones to a few units in the last place`() {
    let points = stride(from: Float(-30), to: 30, by: 0.013).map { $0 } + [0, 1e-6, -1e-6, 90, -90]
    for kernels in KernelTests.levels {
      for (curve, function) in [
        (Curve.sigmoid, { 1 / (1 + exp(-$0)) }), (.tanh, { tanh($0) }), (.relu, { max($0, 0) }),
        (.leakyRelu, { $0 < 0 ? Double(Float(0.2)) * $0 : $0 }),
      ] as [(Curve, (Double) -> Double)] {
        let values = Numbers.copy(points)
        kernels.apply(curve, to: values, points.count)
        for (place, point) in points.enumerated() {
          let expected = function(Double(point))
          #expect(
            abs(Double(values[place]) - expected) <= 6e-7 * abs(expected) + 1e-38,
            "\(curve) of \(point) on \(kernels.name)")
        }
      }
    }
  }

  @Test func `numbers too small for full precision count as zero, but only in a training`() {
    let tiny = Float(bitPattern: 1)
    func doubled() -> Float { Float(bitPattern: UInt32.random(in: 1...1)) * 2 }
    #expect(Processor.withoutTinyNumbers(doubled) == 0)
    #expect(doubled() == tiny * 2)
    #expect(tiny > 0)
  }

  @Test func `not a number stays not a number`() {
    for kernels in KernelTests.levels {
      for curve in [Curve.sigmoid, .tanh] {
        let values = Numbers.copy([.nan, 1])
        kernels.apply(curve, to: values, 2)
        #expect(values[0].isNaN)
        #expect(!values[1].isNaN)
      }
    }
  }

  @Test func `sums go over every number once`() {
    for kernels in KernelTests.levels {
      for count in [0, 1, 15, 16, 17, 5000] {
        let ones = Numbers.copy([Float](repeating: -1, count: count))
        let (squares, sizes) = (
          kernels.sumOfSquares(ones, count), kernels.sumOfMagnitudes(ones, count)
        )
        #expect(squares == Double(count))
        #expect(sizes == Double(count))
      }
      let totals = Numbers.copy([100, 100, 100])
      let matrix = Matrix(Numbers.copy((0..<21).map(Float.init)), rows: 7, columns: 3, stride: 3)
      kernels.addColumnSums(of: matrix, times: 2, to: totals, scaledBy: 0.5)
      #expect((0..<3).map { totals[$0] } == [176, 190, 204])
    }
  }

  @Test func `masks drop the share asked for and are the same again`() {
    for kernels in KernelTests.levels {
      var generator = RandomStream(seed: 3)
      var stream = WideStream(from: &generator)
      var again = stream
      let (once, twice) = (Numbers.copy([]), Numbers.copy([]))
      kernels.drawMask(&stream, rate: 0.25, into: once, 4001)
      kernels.drawMask(&again, rate: 0.25, into: twice, 4001)
      #expect((0..<4001).allSatisfy { once[$0] == twice[$0] })
      let kept = (0..<4001).filter { once[$0] != 0 }
      #expect(kept.allSatisfy { once[$0] == 1 / 0.75 })
      #expect((2900...3100).contains(kept.count))
    }
  }
}

/// Buffers of numbers for a test, never given back.
struct Numbers {
  private var stream: RandomStream

  init(seed: UInt64) { stream = RandomStream(seed: seed) }

  mutating func draw(_ count: Int) -> MutableFloats {
    let numbers = Numbers.copy(Array(repeating: 0, count: count))
    for place in 0..<count + 32 { numbers[place] = stream.uniformFloat() * 2 - 1 }
    return numbers
  }

  static func copy(_ numbers: [Float]) -> MutableFloats {
    let room = max(8192, numbers.count + 32)
    let copy = MutableFloats.allocate(capacity: room)
    copy.initialize(repeating: 0, count: room)
    for (place, number) in numbers.enumerated() { copy[place] = number }
    return copy
  }

  static func lists(rows: Int, columns: Int) -> SparseLists {
    let count = SparseLists.count(ofColumns: columns)
    return SparseLists(
      counts: .allocate(capacity: count), entries: .allocate(capacity: count * (rows + 1)),
      stride: rows + 1, count: count)
  }
}
