import Kernels
import Random

/// One tensor of a network's numbers, and where it lies in the buffer they share.
struct Parameter {
  /// `0.kernel`, `0.bias`, ...: the layer's place and Keras's name.
  let name: String
  let extents: [Int]
  /// All extents but the last, multiplied.
  let rows: Int
  let columns: Int
  /// Floats from row to row.
  let stride: Int
  let offset: Int
  /// Moved by the optimizer, unlike running moments.
  let trains: Bool
  let l1: Float
  let l2: Float

  /// Floats that the tensor takes up in the buffer, padding included.
  var extent: Int { rows * stride }
  /// Whether these are the weights of a layer's inputs.
  var isKernel: Bool { name.hasSuffix(".kernel") }
}

/// All numbers of a network in one buffer, and beside it their gradients.
///
/// Rows are padded as `paddedStride` says; the padding is zero and stays so under every optimizer.
final class Parameters {
  private(set) var list: [Parameter] = []
  /// Floats in either buffer.
  private(set) var extent = 0
  private(set) var values: MutableFloats!
  private(set) var gradients: MutableFloats!
  private var drawings: [(Initializer, fanIn: Int, fanOut: Int)] = []

  /// Adds a tensor; returns its index.
  func declare(
    _ name: String, _ extents: [Int], _ initializer: Initializer, fanIn: Int = 1, fanOut: Int = 1,
    trains: Bool = true, l1: Float = 0, l2: Float = 0
  ) -> Int {
    let columns = extents.last ?? 1
    let rows = extents.dropLast().reduce(1, *)
    let stride = rows == 1 ? columns : paddedStride(columns)
    list.append(
      Parameter(
        name: name, extents: extents, rows: rows, columns: columns, stride: stride,
        offset: extent, trains: trains, l1: l1, l2: l2))
    drawings.append((initializer, fanIn, fanOut))
    // Every tensor begins on a cache line, and ends in slack for a vector read.
    extent += (rows * stride + 15) / 16 * 16
    return list.count - 1
  }

  /// Makes the buffers, after the last declaration.
  ///
  /// - Parameter hasGradients: false for numbers that nobody will move.
  func allocate(hasGradients: Bool, in memory: Memory) {
    values = memory.floats(extent)
    if hasGradients { gradients = memory.floats(extent) }
  }

  /// Draws all numbers, tensor by tensor in order of declaration, row by row.
  func initialize(from stream: inout RandomStream) {
    for (parameter, (initializer, fanIn, fanOut)) in zip(list, drawings) {
      for row in 0..<parameter.rows {
        let start = values + parameter.offset + row * parameter.stride
        for column in 0..<parameter.columns {
          start[column] = initializer.draw(fanIn: fanIn, fanOut: fanOut, from: &stream)
        }
      }
    }
  }

  /// A tensor's numbers, row by row without padding.
  func packed(_ index: Int) -> [Float] {
    let matrix = matrix(index)
    return (0..<matrix.rows).flatMap { row in
      UnsafeBufferPointer(start: matrix.start + row * matrix.stride, count: matrix.columns)
    }
  }

  /// The reverse.
  ///
  /// - Precondition: as many numbers as the tensor has.
  func unpack(_ numbers: [Float], into index: Int) {
    let matrix = matrix(index)
    precondition(numbers.count == matrix.rows * matrix.columns)
    for (place, number) in numbers.enumerated() {
      matrix.start[place / matrix.columns * matrix.stride + place % matrix.columns] = number
    }
  }

  /// All numbers in a buffer that is laid out as the parameters are: tensor after tensor, without padding.
  func packed(all buffer: MutableFloats) -> [Float] {
    var numbers: [Float] = []
    numbers.reserveCapacity(count)
    for index in list.indices {
      let matrix = matrix(index, in: buffer)
      for row in 0..<matrix.rows {
        numbers += UnsafeBufferPointer(
          start: matrix.start + row * matrix.stride, count: matrix.columns)
      }
    }
    return numbers
  }

  /// The reverse.
  ///
  /// - Precondition: as many numbers as all tensors have.
  func unpack(all numbers: [Float], into buffer: MutableFloats) {
    precondition(numbers.count == count)
    var place = 0
    numbers.withUnsafeBufferPointer { numbers in
      guard let start = numbers.baseAddress else { return }
      for index in list.indices {
        let (parameter, base) = (list[index], buffer + list[index].offset)
        for row in 0..<parameter.rows {
          (base + row * parameter.stride).update(from: start + place, count: parameter.columns)
          place += parameter.columns
        }
      }
    }
  }

  /// How many numbers all tensors have.
  var count: Int { list.reduce(0) { $0 + $1.rows * $1.columns } }

  /// Copies all numbers to a buffer of `extent` floats, running moments included.
  func save(to buffer: MutableFloats) { buffer.update(from: values, count: extent) }
  /// Takes all numbers back from such a buffer.
  func restore(from buffer: MutableFloats) { values.update(from: buffer, count: extent) }

  func values(_ index: Int) -> MutableFloats { values + list[index].offset }
  func gradients(_ index: Int) -> MutableFloats { gradients + list[index].offset }

  func matrix(_ index: Int) -> Matrix { matrix(index, in: values) }
  func gradientMatrix(_ index: Int) -> Matrix { matrix(index, in: gradients) }

  private func matrix(_ index: Int, in buffer: MutableFloats) -> Matrix {
    let parameter = list[index]
    return Matrix(
      buffer + parameter.offset, rows: parameter.rows, columns: parameter.columns,
      stride: parameter.stride)
  }

  /// The Euclidean norm of a tensor's gradient.
  func gradientNorm(of index: Int) -> Double {
    kernels.sumOfSquares(gradients(index), list[index].extent).squareRoot()
  }

  /// Gives the term that regularisation adds to the loss.
  func penalty() -> Double {
    var penalty = 0.0
    for parameter in list where parameter.l1 > 0 || parameter.l2 > 0 {
      let start = values + parameter.offset
      if parameter.l1 > 0 {
        penalty += Double(parameter.l1) * kernels.sumOfMagnitudes(start, parameter.extent)
      }
      if parameter.l2 > 0 {
        penalty += Double(parameter.l2) * kernels.sumOfSquares(start, parameter.extent)
      }
    }
    return penalty
  }
}

extension Initializer {
  /// One number; the formulas stand with the cases.
  fileprivate func draw(fanIn: Int, fanOut: Int, from stream: inout RandomStream) -> Float {
    switch self {
    case .glorotUniform:
      return within((6 / Float(fanIn + fanOut)).squareRoot(), &stream)
    case .heUniform:
      return within((6 / Float(fanIn)).squareRoot(), &stream)
    case .glorotNormal:
      return truncatedNormal(variance: 2 / Double(fanIn + fanOut), &stream)
    case .heNormal:
      return truncatedNormal(variance: 2 / Double(fanIn), &stream)
    case .zeros: return 0
    case .ones: return 1
    case .uniform(let low, let high): return low + (high - low) * stream.uniformFloat()
    case .normal(let deviation): return deviation * Float(stream.normal())
    }
  }

  private func within(_ limit: Float, _ stream: inout RandomStream) -> Float {
    limit * (2 * stream.uniformFloat() - 1)
  }

  private func truncatedNormal(variance: Double, _ stream: inout RandomStream) -> Float {
    // Cutting at two deviations leaves 0.8796 of the deviation; Keras makes up for it.
    let deviation = variance.squareRoot() / 0.879_625_661_034_239_78
    while true {
      let number = stream.normal()
      if abs(number) <= 2 { return Float(deviation * number) }
    }
  }
}
