import Documents
import Engine
import Random

/// Examples with the shapes and the share of zeros of the real ones.
enum SyntheticExamples {
  /// Bytes, of which 80.9 % are zero for 784 inputs, as in MNIST; labels the network can learn.
  static func make(for trainingCase: Case) -> Examples {
    var stream = RandomStream(seed: 6)
    let shape = trainingCase.network.input
    let count = trainingCase.examples
    let buffer = Buffer(count * shape.count)
    let zeros: Float = shape.count == 784 ? 0.809 : 0
    var labels: [Int32] = []
    for row in 0..<count {
      let label = stream.integer(below: 10)
      labels.append(Int32(label))
      for column in 0..<shape.count where stream.uniformFloat() >= zeros {
        let isBright = (column / 8) % 10 == label
        let grey = isBright ? 255 : UInt8(stream.integer(below: 128))
        buffer.bytes[row * shape.count + column] = grey
      }
    }
    let rows = Rows(
      UnsafeRawBufferPointer(buffer.bytes), of: .uint8, shape: shape,
      scaling: Scaling(scale: 1 / 255), owner: buffer)
    return Examples(rows, .classes(labels, count: 10))
  }

  private final class Buffer {
    let bytes: UnsafeMutableBufferPointer<UInt8>

    init(_ count: Int) {
      bytes = .allocate(capacity: count)
      bytes.initialize(repeating: 0)
    }

    deinit { bytes.deallocate() }
  }
}
