import Kernels

/// Puts a few learned numbers in the place of each column of categories; the first layer.
final class EmbeddingLayer: Layer {
  let input: ActivationBuffer
  let output: ActivationBuffer
  private let dimensions: Int
  private let blocks: [Range<Int>]
  /// The columns that are no categories, in their order.
  private let others: [Int]
  private let parameters: Parameters
  /// A row of numbers for each category of a column.
  private let tables: [Int]

  init(
    _ description: LayerDescription.Embedding, _ input: ActivationBuffer,
    _ output: ActivationBuffer,
    _ parameters: Parameters, layer: Int
  ) {
    (self.input, self.output, self.parameters) = (input, output, parameters)
    dimensions = description.dimensions
    blocks = description.blocks
    let replaced = Set(description.blocks.joined())
    others = (0..<input.shape.count).filter { !replaced.contains($0) }
    tables = description.blocks.enumerated().map { place, block in
      parameters.declare(
        "\(layer).embeddings_\(place)", [block.count, description.dimensions],
        .uniform(-0.05, 0.05))
    }
  }

  var remembers: [ActivationBuffer.Flow] { [input.valueFlow] }
  var floatsPerSample: Int { 2 * output.stride }

  func forward(_ samples: Range<Int>, training: Bool) {
    let (sources, targets) = (input.values(of: samples), output.values(of: samples))
    for sample in 0..<samples.count {
      let source = sources.start + sample * sources.stride
      let target = targets.start + sample * targets.stride
      for (place, column) in others.enumerated() { target[place] = source[column] }
      for (place, block) in blocks.enumerated() {
        let own = target + others.count + place * dimensions
        own.update(repeating: 0, count: dimensions)
        let table = parameters.matrix(tables[place])
        for (row, column) in block.enumerated() where source[column] != 0 {
          for index in 0..<dimensions {
            own[index] += source[column] * table.start[row * table.stride + index]
          }
        }
      }
    }
  }

  func backward(_ samples: Range<Int>, taking optimizerStep: OptimizerStep?) {
    if samples.lowerBound == 0 {
      for table in tables {
        parameters.gradients(table).update(repeating: 0, count: parameters.list[table].extent)
      }
    }
    let (sources, deltas) = (input.values(of: samples), output.deltas(of: samples))
    for sample in 0..<samples.count {
      let source = sources.start + sample * sources.stride
      for (place, block) in blocks.enumerated() {
        let own = deltas.start + sample * deltas.stride + others.count + place * dimensions
        let gradient = parameters.gradientMatrix(tables[place])
        for (row, column) in block.enumerated() where source[column] != 0 {
          for index in 0..<dimensions {
            gradient.start[row * gradient.stride + index] += source[column] * own[index]
          }
        }
      }
    }
  }
}
