import Kernels
import Random
import Testing

@testable import Engine

/// Products of bfloat16: the same bits at every level, by the processor's instruction and without.
struct BFloat16Tests {
  /// The definition of the rounding, bit by bit.
  private static func rounded(_ number: Float) -> UInt32 {
    let bits = number.bitPattern
    if number.isNaN { return bits >> 16 | 0x40 }
    if number.magnitude < .leastNormalMagnitude { return bits >> 16 & 0x8000 }
    let (below, rest) = (bits >> 16, bits & 0xffff)
    return rest > 0x8000 || (rest == 0x8000 && below % 2 == 1) ? below + 1 : below
  }

  private static let odd: [Float] = [
    .nan, .infinity, -.infinity, 0, -0.0, .leastNonzeroMagnitude, -.leastNormalMagnitude.nextDown,
    .leastNormalMagnitude, .greatestFiniteMagnitude, 1, Float(bitPattern: 0x3f80_8000),
    Float(bitPattern: 0x3f81_8000), Float(bitPattern: 0x3f81_8001), Float(bitPattern: 0x3f80_7fff),
    Float(bitPattern: 0x7f80_0001), Float(bitPattern: 0xffc1_2345), -1e-30, 3.14159,
  ]

  @Test func `numbers are rounded to the nearest, and paired along rows and across them`() {
    var stream = RandomStream(seed: 1)
    for kernels in KernelTests.levels {
      for (rows, columns) in [(1, 1), (2, 16), (3, 31), (4, 33), (5, 100), (1, 5)] {
        let numbers = (0..<rows * columns).map { place in
          place < Self.odd.count
            ? Self.odd[place] : Float(bitPattern: UInt32(truncatingIfNeeded: stream.next()))
        }
        let source = Matrix(Numbers.copy(numbers), rows: rows, columns: columns, stride: columns)
        func number(_ row: Int, _ column: Int) -> UInt32 {
          row < rows && column < columns ? Self.rounded(numbers[row * columns + column]) : 0
        }
        let (wide, beyond) = ((columns + 1) / 2, Float(7))
        let target = Numbers.copy(Array(repeating: beyond, count: (rows + 1) * columns + 64))
        func pairs(_ count: Int) -> [UInt32] { (0..<count).map { target[$0].bitPattern } }
        kernels.pairColumns(
          of: source, into: Matrix(target, rows: rows, columns: wide, stride: wide))
        #expect(
          pairs(rows * wide)
            == (0..<rows * wide).map {
              number($0 / wide, $0 % wide * 2) | number($0 / wide, $0 % wide * 2 + 1) << 16
            }, "\(kernels.name), \(rows) x \(columns)")
        #expect(target[rows * wide] == beyond, "nothing is written beyond the end")
        kernels.pairRows(
          of: source, into: Matrix(target, rows: (rows + 1) / 2, columns: columns, stride: columns))
        let count = (rows + 1) / 2 * columns
        #expect(
          pairs(count)
            == (0..<count).map {
              number($0 / columns * 2, $0 % columns) | number($0 / columns * 2 + 1, $0 % columns)
                << 16
            })
        #expect(target[max(count, rows * wide)] == beyond)
      }
    }
  }

  /// The definition of a sum.
  private static func sum(_ a: [Float], _ b: [Float], from start: Float) -> Float {
    var sum = start
    for pair in 0..<a.count {
      for shift: UInt32 in [0, 16] {
        let numbers = [a[pair], b[pair]].map {
          Float(bitPattern: $0.bitPattern << shift & 0xffff_0000)
        }
        sum = sum.addingProduct(numbers[0], numbers[1])
      }
    }
    return sum
  }

  @Test func `a product of pairs is the plain loop's, bit by bit`() {
    for kernels in KernelTests.levels {
      for (rows, columns, depth) in [
        (1, 1, 1), (11, 32, 5), (24, 33, 7), (13, 10, 64), (7, 18, 0), (2, 113, 9), (5, 64, 4),
      ] {
        var numbers = Numbers(seed: 1)
        let (a, b) = (numbers.pairs(rows * depth), numbers.pairs(depth * columns))
        let (bias, c) = (numbers.draw(columns), numbers.draw(rows * columns))
        var product = Product(
          rows: rows, columns: columns, a: a, b: b,
          inner: .init(count: depth, a: 1, b: columns), c: c, cStride: columns)
        (product.rowStride, product.bias) = (depth, Floats(bias))
        kernels.multiplyPairs(product)
        for place in 0..<rows * columns {
          let (row, column) = (place / columns, place % columns)
          let expected = Self.sum(
            (0..<depth).map { a[row * depth + $0] }, (0..<depth).map { b[$0 * columns + column] },
            from: bias[column])
          #expect(c[place] == expected, "\(kernels.name)")
        }
      }
    }
  }

  @Test func `a sparse product of pairs gives the dense one's bits`() {
    for kernels in KernelTests.levels {
      for (rows, columns, depth) in [(6, 70, 45), (3, 101, 1400)] {
        var numbers = Numbers(seed: 2)
        let a = numbers.pairs(rows * depth)
        for place in 0..<rows * depth where place % 5 != 0 { a[place] = 0 }
        // A pair of which only the first number is not zero is no float's normal number.
        a[3] = Float(bitPattern: 0x3f80)
        let b = numbers.pairs(depth * columns)
        let (dense, sparse) = (numbers.draw(rows * columns), numbers.draw(rows * columns))
        var product = Product(
          rows: rows, columns: columns, a: a, b: b, inner: .init(count: depth, a: 1, b: columns),
          c: dense, cStride: columns)
        product.rowStride = depth
        kernels.multiplyPairs(product)
        let lists = Numbers.lists(rows: rows, columns: depth)
        let matrix = Matrix(a, rows: rows, columns: depth, stride: depth)
        let isWithin = Processor.withoutTinyNumbers {
          kernels.listPairs(matrix, into: lists, limit: rows * lists.count)
        }
        #expect(isWithin)
        let found = (0..<lists.count).reduce(0) { $0 + Int(lists.counts[$1]) }
        #expect(found < rows * lists.count * 3 / 4)
        kernels.multiplyPairs(
          SparseProduct(
            lists, times: Matrix(b, rows: depth, columns: columns, stride: columns),
            into: Matrix(sparse, rows: rows, columns: columns, stride: columns)))
        #expect((0..<rows * columns).allSatisfy { dense[$0] == sparse[$0] })
      }
    }
  }

  @Test func `a sparse product of pairs with a transposed factor gives the dense one's bits`() {
    for kernels in KernelTests.levels {
      let (rows, columns, depth) = (6, 70, 44)
      var numbers = Numbers(seed: 3)
      let a = numbers.pairs(rows * depth)
      for place in 0..<rows * depth where place % 5 != 0 { a[place] = 0 }
      let b = numbers.pairs(rows * columns)
      let (dense, sparse) = (numbers.draw(depth * columns), numbers.draw(depth * columns))
      var product = Product(
        rows: depth, columns: columns, a: a, b: b,
        inner: .init(count: rows, a: depth, b: columns), c: dense, cStride: columns)
      product.rowStride = 1
      (product.factor, product.scale) = (-0.5, 0.75)
      sparse.update(from: dense, count: depth * columns)
      kernels.multiplyPairs(product)
      let lists = Numbers.lists(rows: rows, columns: depth)
      let matrix = Matrix(a, rows: rows, columns: depth, stride: depth)
      let isWithin = kernels.listPairs(matrix, into: lists, limit: rows * lists.count)
      #expect(isWithin)
      var listed = SparseProduct(
        lists, times: Matrix(b, rows: rows, columns: columns, stride: columns),
        into: Matrix(sparse, rows: depth, columns: columns, stride: columns))
      (listed.factor, listed.scale) = (-0.5, 0.75)
      kernels.multiplyTransposedPairs(listed)
      #expect((0..<depth * columns).allSatisfy { dense[$0] == sparse[$0] })
    }
  }

  /// Also of numbers that are too large or none, of products about 2^-126, and of factors below.
  @Test(
    .enabled(if: Processor.kernels.pairExtension != nil),
    arguments: [
      (0...255, 0...255), (60...67, 60...67), (120...127, 120...127), (0...3, 248...251),
    ] as [(ClosedRange<Int>, ClosedRange<Int>)])
  func `the processor's instruction gives the bits of plain ones`(
    _ exponents: ClosedRange<Int>, _ others: ClosedRange<Int>
  ) {
    var stream = RandomStream(seed: 3)
    let count = 64 * 320
    func pairs(_ exponents: ClosedRange<Int>) -> MutableFloats {
      func number() -> UInt32 {
        let exponent = exponents.lowerBound + stream.integer(below: exponents.count)
        return UInt32(truncatingIfNeeded: stream.next()) & 0x807f | UInt32(exponent) << 7
      }
      let numbers = Numbers.copy(Array(repeating: 0, count: count))
      for place in 0..<count { numbers[place] = Float(bitPattern: number() | number() << 16) }
      return numbers
    }
    let (a, b) = (pairs(exponents), pairs(others))
    func multiplied(_ kernels: any KernelSet.Type) -> [UInt32] {
      let c = Numbers.copy(Array(repeating: 0, count: 64 * 64))
      var found: [UInt32] = []
      for depth in [1, 3, 320] {
        var product = Product(
          rows: 64, columns: 64, a: a, b: b, inner: .init(count: depth, a: 1, b: 64), c: c,
          cStride: 64)
        product.rowStride = 320
        Processor.withoutTinyNumbers { kernels.multiplyPairs(product) }
        found += (0..<64 * 64).map { c[$0].isNaN ? .max : c[$0].bitPattern }
      }
      return found
    }
    let found = multiplied(Processor.kernels)
    let plain = KernelTests.levels.last { $0.pairExtension == nil }!
    #expect(found == multiplied(plain))
    #expect(Set(found).count > 1000)
  }

  /// A convolution or dense layer behind another, with numbers so few bits long that nothing is rounded.
  private func gradients(
    _ network: NetworkDescription, _ samples: Int, _ precision: Precision, isSparse: Bool = false
  ) throws -> [[Float]] {
    var stream = RandomStream(seed: 5)
    let subject = try Network(
      network, for: .training(.meanSquaredError), capacity: samples, precision: precision,
      initialisation: stream, dropout: stream)
    func fill(_ start: MutableFloats, _ count: Int, isSparse: Bool = false) {
      for place in 0..<count {
        start[place] = Float(stream.integer(below: 3)) - 1
        if isSparse && stream.integer(below: 10) > 0 { start[place] = 0 }
      }
    }
    let parameters = subject.parameters
    for index in parameters.list.indices {
      let matrix = parameters.matrix(index)
      for row in 0..<matrix.rows { fill(matrix.start + row * matrix.stride, matrix.columns) }
    }
    // Twice: the second time is over what the first one left.
    for _ in 0..<2 {
      for sample in 0..<samples {
        fill(
          subject.input.values + sample * subject.input.stride, subject.input.shape.count,
          isSparse: isSparse)
      }
      subject.forward(samples, training: true)
      for sample in 0..<samples {
        fill(subject.output.deltas + sample * subject.output.stride, subject.output.shape.count)
      }
      subject.backward(samples, taking: nil)
    }
    func rows(_ values: MutableFloats, _ stride: Int, _ width: Int, _ count: Int) -> [Float] {
      (0..<count).flatMap { row in (0..<width).map { values[row * stride + $0] } }
    }
    let output = subject.output
    let all = parameters.list.indices.map { index in
      let matrix = parameters.gradientMatrix(index)
      return rows(matrix.start, matrix.stride, matrix.columns, matrix.rows)
    }
    return [rows(output.values, output.stride, output.shape.count, samples)] + all
  }

  /// The first layer's weight gradient is of the second's input deltas, which are then small enough.
  @Test(arguments: [
    (1, 1, 2, 3), (2, 3, 8, 3), (3, 5, 9, 2), (1, 4, 33, 1), (4, 2, 3, 5), (1, 16, 7, 4),
  ])
  func `a step is that of floats where nothing is rounded`(
    _ channels: Int, _ inner: Int, _ filters: Int, _ size: Int
  ) throws {
    func conv(
      _ filters: Int, _ size: Int, _ padding: LayerDescription.Padding, _ stride: Int
    ) -> LayerDescription {
      var conv = LayerDescription.Conv2D(filters: filters, kernelSize: .init(size, size))
      (conv.padding, conv.strides) = (padding, .init(stride, 1))
      return .conv2D(conv)
    }
    for padding in LayerDescription.Padding.allCases {
      for (samples, stride) in [(1, 1), (5, 2), (37, 1)] {
        let network = NetworkDescription(
          input: [9, 7, channels],
          layers: [conv(inner, 1, .valid, 1), conv(filters, size, padding, stride)])
        let (single, half) = (
          try gradients(network, samples, .float32), try gradients(network, samples, .bfloat16)
        )
        for index in single.indices where filters * size * size <= 256 || index != 1 {
          #expect(half[index] == single[index], "part \(index) of \(samples) samples, \(padding)")
        }
      }
    }
  }

  /// Weight gradients are of pairs of samples: a third sample would be paired with zeros.
  @Test(arguments: [(Precision.float32, 3), (.bfloat16, 4)])
  func `few samples pass a convolution at once, in pairs where it pairs them`(
    _ precision: Precision, _ samples: Int
  ) throws {
    let (input, output) = (ActivationBuffer([32, 32, 2]), ActivationBuffer([32, 32, 42]))
    let windows = Windows(
      image: input.shape, size: .init(3, 3), strides: .init(1, 1), padding: .same)
    let (parameters, memory) = (Parameters(), Memory())
    let kernel = parameters.declare("0.kernel", [3, 3, 2, 42], .zeros)
    let layer: any Layer =
      precision == .bfloat16
      ? BFloat16ConvolutionLayer(
        input, output, windows, isFirst: false, parameters, kernel: kernel, bias: nil, capacity: 8,
        in: memory)
      : ConvolutionLayer(
        input, output, windows, isFirst: false, parameters, kernel: kernel, bias: nil, capacity: 8,
        in: memory)
    #expect(Stage.split([layer]).map(\.samples) == [samples])
  }

  @Test(arguments: [(1, 1, 1), (5, 3, 2), (37, 40, 33), (64, 33, 130), (90, 140, 10)])
  func `a dense step is that of floats where nothing is rounded`(
    _ inputs: Int, _ inner: Int, _ units: Int
  ) throws {
    let network = NetworkDescription(
      input: [inputs], layers: [.dense(.init(units: inner)), .dense(.init(units: units))])
    for (samples, isSparse) in [(1, false), (6, false), (33, false), (33, true), (1, true)] {
      let (single, half) = (
        try gradients(network, samples, .float32, isSparse: isSparse),
        try gradients(network, samples, .bfloat16, isSparse: isSparse)
      )
      for index in single.indices { #expect(half[index] == single[index], "part \(index)") }
    }
  }

  /// A step with numbers at random: as far from that of floats as 8 bits are.
  @Test(arguments: [
    Optimizer.sgd(learningRate: 0.1), .sgd(learningRate: 0.1, momentum: 0.9), .adam(),
  ])
  func `gradients are those of floats, but for the rounding`(_ optimizer: Optimizer) throws {
    var conv = LayerDescription.Conv2D(
      filters: 12, kernelSize: .init(3, 3), activation: .tanh)
    conv.padding = .same
    let network = NetworkDescription(
      input: [9, 8, 2],
      layers: [
        .conv2D(conv), .maxPool2D(.init()), .conv2D(conv), .flatten,
        .dense(.init(units: 33, activation: .tanh)), .dense(.init(units: 3)),
      ])
    func moved(_ precision: Precision) throws -> [Float] {
      var training = TrainingDescription(loss: .meanSquaredError, optimizer: optimizer)
      (training.batchSize, training.precision, training.epochs) = (40, precision, 3)
      var stream = RandomStream(seed: 7)
      let (rows, targets) = (
        Rows((0..<40 * 144).map { _ in stream.uniformFloat() * 2 - 1 }, shape: [9, 8, 2]),
        Rows((0..<40 * 3).map { _ in stream.uniformFloat() }, shape: [3])
      )
      let trainer = try Trainer(
        network, training, on: Examples(rows, .rows(targets)).all, validation: nil,
        streams: .init(
          initialisation: RandomStream(seed: 1), order: RandomStream(seed: 2),
          dropout: RandomStream(seed: 3), noise: RandomStream(seed: 4)))
      let parameters = trainer.network.parameters
      let before = parameters.packed(all: parameters.values)
      _ = trainer.run { _ in .continue }
      return zip(parameters.packed(all: parameters.values), before).map { $0 - $1 }
    }
    let (single, half) = (try moved(.float32), try moved(.bfloat16))
    let distance = zip(single, half).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let length = single.reduce(0) { $0 + $1 * $1 }
    let error = (distance / length).squareRoot()
    #expect(error > 1e-5, "factors are rounded")
    #expect(error < 0.05)
  }

  /// The first layer visits what is not zero, or all, with the same bits.
  @Test func `a batch's sums are the same whether it is found sparse or not`() throws {
    let network = NetworkDescription(
      input: [50], layers: [.dense(.init(units: 130)), .dense(.init(units: 3))])
    func gradients(filled: Int) throws -> [Float] {
      var stream = RandomStream(seed: 9)
      let subject = try Network(
        network, for: .training(.meanSquaredError), capacity: 40, precision: .bfloat16,
        initialisation: stream, dropout: stream)
      for place in 0..<40 * subject.input.stride { subject.input.values[place] = 0 }
      for sample in 0..<40 {
        // Twenty samples alike, and others that make the batch sparse or dense.
        for place in 0..<50 where sample < 20 ? place % 7 == 3 : place < filled {
          subject.input.values[sample * subject.input.stride + place] = stream.uniformFloat()
        }
      }
      subject.forward(40, training: true)
      return (0..<20 * 3).map { subject.output.values[$0 / 3 * subject.output.stride + $0 % 3] }
    }
    #expect(try gradients(filled: 1) == gradients(filled: 50))
  }

  @Test func `Winograd's convolution is refused`() throws {
    var training = TrainingDescription(loss: .meanSquaredError, optimizer: .sgd())
    (training.convolution, training.precision) = (.winograd, .bfloat16)
    let network = NetworkDescription(
      input: [8, 8, 8],
      layers: [
        .conv2D(.init(filters: 8, kernelSize: .init(3, 3))), .flatten, .dense(.init(units: 3)),
      ])
    let error = #expect(throws: DescriptionError.self) { try training.check(network) }
    #expect(error?.field == "precision")
  }
}

extension Numbers {
  /// Pairs of bfloat16, each number from -1 to 1.
  fileprivate mutating func pairs(_ count: Int) -> MutableFloats {
    let (first, second) = (draw(count), draw(count))
    for place in 0..<count {
      first[place] = Float(
        bitPattern: first[place].bitPattern >> 16 | second[place].bitPattern & 0xffff_0000)
    }
    return first
  }
}
